"""What a file is, from its first bytes; what its name and its sender say comes second."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

OCTETS = "application/octet-stream"
EXECUTABLE = "application/x-executable"

# First bytes -> type. Longer marks of the same beginning come first.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (b"-----BEGIN PGP SIGNATURE", "application/pgp-signature"),
    (b"-----BEGIN PGP PUBLIC", "application/pgp-keys"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_EXECUTABLE_MAGIC = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"dex\n",
    b"#!/",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
)
_EXECUTABLE_NAMES = frozenset(
    [
        ".exe",
        ".com",
        ".scr",
        ".pif",
        ".bat",
        ".cmd",
        ".vbs",
        ".vbe",
        ".js",
        ".jse",
        ".wsf",
        ".wsh",
        ".ws",
        ".hta",
        ".ps1",
        ".psm1",
        ".msi",
        ".msp",
        ".msc",
        ".jar",
        ".lnk",
        ".cpl",
        ".reg",
        ".scf",
        ".url",
        ".chm",
        ".apk",
        ".dll",
        ".sys",
        ".sh",
        ".run",
        ".iso",
        ".img",
        ".vhd",
        ".gadget",
        ".application",
    ]
)
_ZIPPED = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", EXECUTABLE),
    (b"AndroidManifest.xml", EXECUTABLE),
    (b"classes.dex", EXECUTABLE),
)
_OLE_BY_NAME = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
}
_BRANDS = (
    (b"heic", "image/heic"),
    (b"heix", "image/heic"),
    (b"mif1", "image/heif"),
    (b"avif", "image/avif"),
    (b"M4A", "audio/mp4"),
    (b"qt  ", "video/quicktime"),
    (b"3gp", "video/3gpp"),
)
_PLAIN_KINDS = frozenset(
    {"text/plain", "text/csv", "text/calendar", "text/vcard", "text/markdown", "text/rtf", "text/xml"}
    | {"text/x-vcard", "application/json", "application/xml", "text/tab-separated-values", "text/enriched"}
)
# What the bytes cannot tell from noise or plain text, and no program runs.
_OPAQUE_KINDS = frozenset(
    {
        f"application/{kind}"
        for kind in [
            "pgp-encrypted",
            "pgp-signature",
            "pgp-keys",
            "pkcs7-mime",
            "x-pkcs7-mime",
            "pkcs7-signature",
            "x-pkcs7-signature",
            "pkix-cert",
        ]
    }
)
_GENERIC = frozenset(
    [
        "application/octet-stream",
        "application/octetstream",
        "application/octet",
        "application/binary",
        "binary/octet-stream",
        "application/x-octet-stream",
        "application/unknown",
        "application/x-unknown",
        "application/download",
        "application/x-download",
        "application/force-download",
        "application/x-force-download",
        "application/save",
        "application/x-unknown-content-type",
        "application/x-file",
        "application/file",
        "attachment/download",
        "*/*",
        "unknown/unknown",
    ]
)
_ACTIVE = frozenset({"text/html", "image/svg+xml", EXECUTABLE})
_HONEST = frozenset(
    [
        "text/html",
        "application/xhtml+xml",
        "image/svg+xml",
        "application/x-msdownload",
        "application/x-msdos-program",
        "application/x-dosexec",
        "application/vnd.microsoft.portable-executable",
        "application/x-executable",
        "application/x-sh",
        "application/x-shellscript",
        "text/x-sh",
        "text/x-shellscript",
        "application/javascript",
        "text/javascript",
        "application/java-archive",
        "application/vnd.android.package-archive",
        "application/hta",
        "application/x-ms-dos-executable",
    ]
)
_TEXT_NAMES = frozenset([".txt", ".text", ".log", ".md", ".asc"])
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,70}/[a-z0-9][a-z0-9!#$&^_.+-]{0,70}")
_SAMPLE = 4096
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def sniff(data: bytes, filename: str = "", declared: str = "") -> str:
    """The media type of a file by its bytes, `application/octet-stream` if they do not tell.

    A name or declaration only chooses among kinds that look the same: texts, and Office's old container.
    """
    if data.startswith(_EXECUTABLE_MAGIC):
        return EXECUTABLE
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    head = data[:_SAMPLE]
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if head.startswith(b"PK\x05\x06"):
        return "application/zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE_BY_NAME.get(_suffix(filename), "application/x-ole-storage")
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(
            head[8:12], OCTETS
        )
    if head[4:8] == b"ftyp":
        return next((kind for brand, kind in _BRANDS if head[8:12].startswith(brand)), "video/mp4")
    return _text_kind(head, declared)


def announced_type(declared: str, sniffed: str, filename: str = "") -> str:
    """The type to show to programs that ask what a file is: the sender's word, where it can be true.

    The sniffed type takes its place where the sender's is missing, generic or no type; where the file would
    run or act and the sender says otherwise; and where the bytes are surely of another family (a PDF file
    called a picture). Whether a file is kept or refused is decided on the sniffed type alone.
    """
    if _TYPE.fullmatch(declared) is None:
        return sniffed
    if declared in _GENERIC:
        # That bytes are letters proves little: only a name can make plain text of them.
        return declared if sniffed == "text/plain" and _suffix(filename) not in _TEXT_NAMES else sniffed
    if sniffed in _ACTIVE:
        return declared if declared in _HONEST else sniffed
    surely_another = sniffed not in {OCTETS, "text/plain"} and not sniffed.startswith("text/")
    return sniffed if surely_another and _family(declared) != _family(sniffed) else declared


def _family(kind: str) -> str:
    return kind.partition("/")[0]


def has_executable_name(filename: str) -> bool:
    """Whether a desktop would run a file of this name: scripts do not show it by their bytes."""
    return _suffix(filename) in _EXECUTABLE_NAMES


def _zip_kind(data: bytes) -> str:
    if data[30:38] == b"mimetype":
        kind = data[38:130].partition(b"PK")[0]
        if kind.startswith(b"application/") and kind.isascii():
            return kind.decode("ascii")
    head, tail = data[: 16 * _SAMPLE], data[-16 * _SAMPLE :]
    for name, zipped in _ZIPPED:
        if name in head or name in tail:
            return zipped
    return "application/zip"


def _text_kind(head: bytes, declared: str) -> str:
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if b"<svg" in lowered and lowered.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")):
        return "image/svg+xml"
    if lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe")):
        return "text/html"
    if lowered.startswith(b"<?xml"):
        return "application/xml"
    if not head or head.translate(None, _CONTROLS) != head:
        return declared if declared in _OPAQUE_KINDS else OCTETS
    if b"<script" in head.lower():
        return "text/html"
    return declared if declared in _PLAIN_KINDS | _OPAQUE_KINDS else "text/plain"


def _suffix(filename: str) -> str:
    return PurePosixPath(filename.strip().rstrip(". ").lower()).suffix
