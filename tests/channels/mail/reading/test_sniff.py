"""A file is what its bytes say."""

from __future__ import annotations

import io
import zipfile

import pytest

from channels._sniff import EXECUTABLE, OCTETS, has_executable_name, sniff


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x")
    return buffer.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("data", "name", "declared", "kind"),
    [
        (b"%PDF-1.7", "a.exe.pdf", "", "application/pdf"),
        (b"\xff\xd8\xff\xdb", "a.pdf", "application/pdf", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "", "image/webp"),
        (b"\0\0\0\x18ftypheic\0", "", "", "image/heic"),
        (b"\0\0\0\x18ftypisom\0", "", "", "video/mp4"),
        (b"OggS\0", "", "", "audio/ogg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "surat.doc", "", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "surat", "", "application/x-ole-storage"),
        (_zip("[Content_Types].xml", "word/document.xml"), "", "", f"{OFFICE}.wordprocessingml.document"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "", "", f"{OFFICE}.spreadsheetml.sheet"),
        (_zip("mimetype", "content.xml"), "", "", "application/vnd.oasis.opendocument.text"),
        (_zip("foto.jpg"), "", "", "application/zip"),
        (_zip("AndroidManifest.xml", "classes.dex"), "", "", EXECUTABLE),
        (b"MZ\x90\0", "foto.jpg", "image/jpeg", EXECUTABLE),
        (b"\x7fELF\x02", "", "", EXECUTABLE),
        (b"#!/bin/sh\n", "catatan.txt", "text/plain", EXECUTABLE),
        (b"  <!DOCTYPE HTML><p>", "foto.png", "image/png", "text/html"),
        (b"halo <SCRIPT>alert(1)</SCRIPT>", "a.txt", "text/plain", "text/html"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "", "", "image/svg+xml"),
        (b"nama,umur\nsiti,30\n", "a.csv", "text/csv", "text/csv"),
        (b"nama,umur\nsiti,30\n", "a.csv", "text/html", "text/plain"),
        (b"BEGIN:VCARD\n", "", "", "text/vcard"),
        (b"\x00\x01\x02", "foto.png", "image/png", OCTETS),
        (b"", "", "", OCTETS),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, name: str, declared: str, kind: str) -> None:
    assert sniff(data, name, declared) == kind


@pytest.mark.parametrize("name", ["a.exe", "surat.pdf.SCR", "a.js ", "a.hta.", "x.lnk", "y.BAT"])
def test_a_name_that_a_desktop_would_run_is_known(name: str) -> None:
    assert has_executable_name(name)


@pytest.mark.parametrize("name", ["exe", "surat.pdf", "foto.jpg", "", "exe.docx", ".exe.txt"])
def test_a_harmless_name_is_not(name: str) -> None:
    assert not has_executable_name(name)
