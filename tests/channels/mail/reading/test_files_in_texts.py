"""Files inside texts and inside winmail.dat come out with their exact bytes, and the text without them."""

from __future__ import annotations

import binascii
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.mail.reading.armour import without_armour
from channels.mail.reading.embedded import take_out
from channels.mail.reading.invitation import invitation_text
from channels.mail.reading.mojibake import repair
from channels.mail.reading.signed import signed_content
from channels.mail.reading.tnef import SIGNATURE, unpack


def _uuencoded(data: bytes) -> bytes:
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return b"begin 644 a b.bin\n" + lines + b"`\nend\n"


def _yencoded(data: bytes, width: int) -> bytes:
    encoded = b""
    for value in data:
        shifted = (value + 42) % 256
        encoded += b"=" + bytes([(shifted + 64) % 256]) if shifted in {0, 10, 13, 61} else bytes([shifted])
    lines: list[bytes] = []
    while encoded:
        cut = width + (encoded[width - 1 : width] == b"=")
        lines.append(encoded[:cut])
        encoded = encoded[cut:]
    return b"=ybegin line=%d size=%d name=a b.bin\r\n" % (width, len(data)) + b"\r\n".join(
        [*lines, b"=yend\r\n"]
    )


def _packed(name: str, data: bytes) -> bytes:
    """A winmail.dat with one file."""
    records = [
        (0x00069002, b"\x01\x00"),
        (0x00018010, name.encode("cp1252", "replace") + b"\x00"),
        (0x0006800F, data),
    ]
    return (
        SIGNATURE
        + b"\x01\x00"
        + b"".join(
            struct.pack("<BII", 2, record, len(value)) + value + b"\x00\x00" for record, value in records
        )
    )


@given(st.binary(min_size=1, max_size=400))
@settings(max_examples=200, deadline=None)
def test_a_uuencoded_file_comes_out_as_it_went_in(data: bytes) -> None:
    assert take_out(b"Di atas\n" + _uuencoded(data) + b"Di bawah\n") == (
        b"Di atas\nDi bawah\n",
        [(b"a b.bin", data)],
    )


@given(st.binary(min_size=1, max_size=400), st.integers(2, 130))
@settings(max_examples=200, deadline=None)
def test_a_yencoded_file_comes_out_as_it_went_in(data: bytes, width: int) -> None:
    assert take_out(b"Di atas\r\n" + _yencoded(data, width) + b"Di bawah") == (
        b"Di atas\r\nDi bawah",
        [(b"a b.bin", data)],
    )


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_a_packed_file_comes_out_as_it_went_in(data: bytes) -> None:
    (file,) = unpack(_packed("surat.pdf", data)).files
    assert (file.name, file.data) == ("surat.pdf", data)


@given(st.binary(max_size=200), st.integers(0, 60))
@settings(max_examples=300, deadline=None)
def test_a_broken_package_gives_what_can_be_read(noise: bytes, cut: int) -> None:
    assert unpack(SIGNATURE + b"\x01\x00" + noise) is not None
    assert len(unpack(_packed("a.pdf", b"x")[:cut] + noise).files) <= 1 + len(noise)


@pytest.mark.parametrize(
    "text",
    [b"begin 644 surat saya\ntanpa akhir", b"we begin 644 a\nend\n", b"begin 644 a\nend\n", b"=ybegin x\n"],
)
def test_what_only_begins_like_a_file_stays_text(text: bytes) -> None:
    assert take_out(text) == (text, [])


def test_a_signed_text_loses_its_armour_and_keeps_what_stands_around_it() -> None:
    signed = (
        "Di atas\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIsi\n- -- \nSiti\n"
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\nDi bawah"
    )
    assert without_armour(signed) == "Di atas\nIsi\n-- \nSiti\n\nDi bawah"


@pytest.mark.parametrize(
    "text", ["x", "-----BEGIN PGP SIGNED MESSAGE-----", "kata -----BEGIN PGP SIGNED MESSAGE-----\n\nx"]
)
def test_what_is_not_signed_stays_as_it_is(text: str) -> None:
    assert without_armour(text) == text


@given(st.text(st.characters(codec="cp1252", exclude_characters="\x81\x8d\x8f\x90\x9d"), min_size=1))
@settings(max_examples=200, deadline=None)
def test_what_was_read_in_the_wrong_charset_is_read_right(text: str) -> None:
    wrong = "".join(
        bytes([value]).decode("cp1252") if value not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(value)
        for value in text.encode("utf-8")
    )
    if repair(text) == text and text.isprintable():  # else it is itself a wrong reading of something
        assert repair(wrong) == text


@pytest.mark.parametrize(
    "text", ["SÃO PAULO", "NÃO É", "Ã ", "â‚", "Naïve café – “ya”", "Â", "ÂŠ", "привет", "Việt Nam"]
)
def test_what_was_read_right_stays_as_it_is(text: str) -> None:
    assert repair(text) == text


def test_an_invitation_says_what_where_and_why() -> None:
    calendar = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=id:Rapat\\, izin\r\nLOCATION:Aula\r\n"
        "DESCRIPTION:Satu\\nDua\r\n  lipat\r\nEND:VEVENT\r\nSUMMARY:lain\r\nEND:VCALENDAR\r\n"
    )
    assert invitation_text(calendar) == "Rapat, izin\nAula\nSatu\nDua lipat"


_OBJECT_OF_SIGNED = bytes.fromhex("06092a864886f70d010702")
_OBJECT_OF_DATA = bytes.fromhex("06092a864886f70d010701")


def _element(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x82]) + len(content).to_bytes(2, "big") + content


def _open(tag: int, content: bytes) -> bytes:
    """An element whose length its end tells."""
    return bytes([tag, 0x80]) + content + b"\x00\x00"


@given(st.lists(st.binary(max_size=100), min_size=1, max_size=4), st.booleans())
@settings(max_examples=200, deadline=None)
def test_an_opaquely_signed_content_comes_out_as_it_went_in(pieces: list[bytes], streamed: bool) -> None:
    octets = b"".join(_element(0x04, piece) for piece in pieces)
    wrap = _open if streamed else _element
    content = wrap(0x24, octets) if len(pieces) > 1 else _element(0x04, pieces[0])
    inner = wrap(0x30, _OBJECT_OF_DATA + wrap(0xA0, content))
    algorithms = _open(0x31, _open(0x30, b"\x05\x00")) if streamed else _element(0x31, b"")
    data = wrap(0x30, _OBJECT_OF_SIGNED + wrap(0xA0, wrap(0x30, b"\x02\x01\x01" + algorithms + inner)))
    assert signed_content(data) == b"".join(pieces)
    assert signed_content(data[: len(data) // 3]) == b""


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_what_is_not_signed_holds_no_mail(noise: bytes) -> None:
    assert signed_content(b"0\x80" + _OBJECT_OF_SIGNED[:-1] + b"\x03" + noise) == b""
    assert isinstance(signed_content(b"0\x80" + _OBJECT_OF_SIGNED + noise), bytes)
