"""Bytes to characters: what was declared, if it can be true; else what it most likely is; never an error."""

from __future__ import annotations

import codecs
import encodings.aliases
import re

from channels.mail.reading.jis import decode_jis, is_jis
from channels.mail.reading.tables import words

# What mails call a charset -> what reads it. The Web's reading of Latin-1 and its kin is Windows' superset
# (WHATWG Encoding Standard, section 4.2), and so is mail's.
ALIASES = {
    "ansi": "cp1252",
    "ansi_x3.110-1983": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "iso-8859-1-windows-3.1-latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "koi8-ru": "koi8-u",
    "x-x-big5": "big5",
}
_SINGLE_BYTE_LATIN = "cp1252"
_FORBIDDEN = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_KNOWN = (set(encodings.aliases.aliases) | set(encodings.aliases.aliases.values())) - _FORBIDDEN
_KNOWN |= {"koi8_u", "koi8_r", "cp874", "mac_roman", "iso2022_jp_ext", "utf_8_sig"}
_NAME = re.compile(r"[a-z0-9][a-z0-9_.:+-]{0,39}")

# Candidates for text that nobody declared, in the order in which mail uses them.
_CANDIDATES = words(
    "cp1252 cp1251 koi8_r cp1250 cp1254 cp1253 cp1256 cp1255 cp1258 cp874 "
    "gb18030 big5 cp932 euc_jp cp949 iso8859_2 iso8859_5 utf_16_le utf_16_be"
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEVEN_BIT = ("utf-7", "hz", "unicode")
_HIGH = bytes(range(0x80, 0x100))
_ENOUGH_FOR_UTF8 = 6
_UTF_8 = ("utf_8", "utf8")
_GUESS_FROM = 64
_GUESS_SAMPLE = 4096
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]|\r\n?")


def decode(raw: bytes, declared: str = "") -> str:
    """`raw` as text, cleaned. Declared charset strictly, UTF-8 strictly, a guess for long text, Windows-1252."""
    return clean(_decode(raw, declared))


def clean(text: str) -> str:
    """Without NUL, other control characters and lone surrogates, and with line feeds for line ends.

    The one place where text is made fit for every database, page and message that follows.
    """
    if _UNWANTED.search(text) is None:
        return text
    return _UNWANTED.sub(_replacement, text)


def codec_of(declared: str) -> str:
    """The codec for a declared charset, or "" where there is none that may be used."""
    name = declared.strip().strip("\"'").lower()
    if _NAME.fullmatch(name) is None:
        return ""
    name = ALIASES.get(name, name)
    plain = name.replace("-", "_")
    known = {
        plain,
        plain.replace("windows_", "cp"),
        plain.replace("x_", "", 1),
        plain.replace("_", ""),
    } & _KNOWN
    return min(known, key=len) if known else ""


def _decode(raw: bytes, declared: str) -> str:
    seven_bit = declared.lower().startswith(_SEVEN_BIT) or b"\x1b" in raw or b"\x00" in raw
    if raw.isascii() and not seven_bit:
        return raw.decode("ascii")
    for mark, codec in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw.decode(codec, "replace")
    if is_jis(raw):
        return _strictly(raw, "iso2022_jp_ext") or decode_jis(raw)
    codec = codec_of(declared)
    # Text declared as Latin-1 that is well-formed UTF-8 with letters beyond ASCII is UTF-8: the reverse
    # does not happen by chance. For other charsets it takes a few letters more to be sure.
    trusted = codec not in {"", _SINGLE_BYTE_LATIN} and not _is_surely_utf8(raw)
    for candidate in (codec, "utf-8") if trusted else ("utf-8", _likely(raw), codec):
        text = _strictly(raw, candidate)
        if text is not None:
            return text
    if b"\x1b$" in raw or b"\x1b(" in raw:
        return raw.decode("iso2022_jp_ext", "replace")
    return _with_losses(raw, codec)


def _is_surely_utf8(raw: bytes) -> bool:
    """Whether so many letters are well-formed UTF-8 that they are nothing else, whatever was declared."""
    high = len(raw) - len(raw.translate(None, _HIGH))
    return high >= _ENOUGH_FOR_UTF8 and b"\x00" not in raw and _strictly(raw, "utf-8") is not None


def _strictly(raw: bytes, codec: str) -> str | None:
    if not codec:
        return None
    try:
        return raw.decode(codec)
    except (LookupError, ValueError):
        return None


def _likely(raw: bytes) -> str:
    from channels.mail.reading.guess import likely_codec  # nine alphabets, for letters beyond ASCII alone

    return likely_codec(raw)


def _with_losses(raw: bytes, codec: str) -> str:
    """For bytes that are wrong in what was declared: keep that if few are wrong, else guess."""
    as_utf8 = raw.decode("utf-8", "replace")
    wrong = as_utf8.count("\ufffd")
    right = len(raw) - len(as_utf8)  # each letter beyond ASCII that reads well shortens the text
    if right > 2 * wrong:
        return as_utf8
    likely = _likely(raw) if codec in _UTF_8 else ""
    if likely:
        return raw.decode(likely, "replace")
    if codec and codec not in {*_UTF_8, _SINGLE_BYTE_LATIN}:
        text = raw.decode(codec, "replace")
        if text.count("\ufffd") * 20 <= len(text):
            return text
    if len(raw) > _GUESS_FROM and codec != _SINGLE_BYTE_LATIN:
        from charset_normalizer import from_bytes  # 3 MB for the last resort

        best = from_bytes(raw[:_GUESS_SAMPLE], cp_isolation=list(_CANDIDATES)).best()
        if best is not None:
            return raw.decode(best.encoding, "replace")
    return raw.decode(_SINGLE_BYTE_LATIN, "replace")


def _replacement(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("\r"):
        return "\n"
    return "\ufffd" if "\ud800" <= found <= "\udfff" else ""
