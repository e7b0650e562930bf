"""Whatever the bytes, there is an answer, and the work for it grows with the bytes alone."""

from __future__ import annotations

import base64
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.mail.reading import content_key, read_mail
from channels.mail.reading.transfer import decode_base64
from core.errors import Unreadable
from core.message import InboundMessage, Parsed
from tests.channels.mail.reading.evil import EVIL

HERE = Path(__file__).parent
RECEIVED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MAILS = [path.read_bytes() for path in sorted(HERE.parent.glob("*.in.eml"))]
FRAGMENTS = st.sampled_from(
    [
        b"From: a@b.example\r\n",
        b"Subject: =?utf-8?B?",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n",
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nFinal-Recipient: x\r\n",
        b"Content-Type: text/html; charset=utf-7\r\n\r\n<p><blockquote>",
        b"Content-Type: text/plain; charset=iso-2022-jp; format=flowed\r\n\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Disposition: attachment; filename*0*=utf-8''%ff; filename=\"\\",
        b"Content-Transfer-Encoding: base64\r\n\r\nQQ=\r\n",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n#0V%T\r\nend\r\n",
        b"Date: 99 Nov 99999999999999999999 99:99 +9999\r\n",
        b"Return-Path: <>\r\nSubject: failure notice\r\nMessage-ID: <<>\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"\r\n",
        b"\x00\xff\x1b$B\xed\xa0\x80",
        b"> Pada 1 a@b.example\r\nmenulis:\r\n",
        b"-- \r\n",
        b"begin 644 a\r\n",
        b"=ybegin line=128 size=1 name=a\r\n=",
        b"=yend size=1\r\n",
        b"end\r\n",
        b"-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n- -----BEGIN PGP SIGNATURE-----\r\n",
        b"Content-Type: application/ms-tnef\r\n\r\nx\x9f\x3e\x22\0\0\1\3\x90\6\0\x20\0\0\0\2\0\0\0\x1f\0\0\x10",
        b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nSUMMARY:x\\n\r\n",
        "Ã©â€".encode(),
        b"        x                 To\r\n        y            Subject\r\n",
    ]
)


def _read(raw: bytes) -> tuple[Parsed, ...]:
    return read_mail(raw, received_at=RECEIVED, own_addresses=())


def _check(raw: bytes) -> None:
    if not raw.strip():
        with pytest.raises(Unreadable):
            _read(raw)
        return
    parsed = _read(raw)
    assert parsed
    assert len({item.external_id for item in parsed}) == len(parsed)
    for item in parsed:
        assert item.external_id
        if isinstance(item, InboundMessage):
            for text in (
                item.text,
                item.full_text,
                item.subject,
                item.sender.handle,
                item.sender.display_name,
            ):
                text.encode("utf-8")  # no lone surrogates
                assert "\x00" not in text
            for file in item.attachments:
                file.filename.encode("utf-8")
                assert (file.data is None) == bool(file.refused)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_an_answer(raw: bytes) -> None:
    _check(raw)


@given(st.lists(FRAGMENTS | st.binary(max_size=20), max_size=25).map(b"".join))
@settings(max_examples=500, deadline=None)
def test_any_pieces_of_mails_give_an_answer(raw: bytes) -> None:
    _check(raw)


@given(st.sampled_from(MAILS), st.integers(0, 3000), st.integers(0, 40), st.binary(max_size=8))
@settings(max_examples=500, deadline=None)
def test_a_damaged_mail_gives_an_answer(mail: bytes, at: int, removed: int, added: bytes) -> None:
    _check(mail[:at] + added + mail[at + removed :])


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), min_size=1))
@settings(max_examples=200, deadline=None)
def test_what_was_written_is_never_empty_when_something_was(words: str) -> None:
    raw = b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words.encode()
    (message,) = _read(raw)
    assert isinstance(message, InboundMessage)
    assert bool(message.text) == bool(message.full_text)


@pytest.mark.parametrize("empty", [b"", b"\r\n", b" \n\t"])
def test_no_bytes_are_unreadable(empty: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        _read(empty)
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    "mail", [mail for mail in MAILS if mail.startswith(b"From:") and b"\r\n" in mail][:40]
)
def test_the_key_of_a_mail_does_not_depend_on_line_ends_and_trace_fields(mail: bytes) -> None:
    changed = b"Delivered-To: x@y.example\nReceived: by z\n" + mail.replace(b"\r\n", b"\n") + b"\n"
    assert content_key(changed) == content_key(mail)


def test_the_key_tells_mails_apart_that_use_one_message_id() -> None:
    head = b"From: %s\r\nMessage-ID: <1@b.example>\r\nDate: Mon, 23 Nov 2026 09:15:00 +0700\r\n\r\n%s"
    mails = [head % (b"a@b.example", b"x"), head % (b"c@b.example", b"x"), head % (b"a@b.example", b"y")]
    assert len({content_key(mail) for mail in mails}) == 3


def test_a_mail_is_known_by_the_key_it_was_kept_under_or_by_its_content() -> None:
    raw = b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\nx"
    (kept,) = read_mail(raw, received_at=RECEIVED, own_addresses=(), identity="gmail:7")
    (bare,) = _read(raw)
    assert isinstance(kept, InboundMessage)
    assert isinstance(bare, InboundMessage)
    assert (kept.unique_id, bare.unique_id) == ("gmail:7", f"hash:{content_key(raw)}")


@given(st.binary(max_size=120), st.sampled_from([b"\r\n", b"\n", b" \r\n", b"!\xff"]), st.integers(1, 9))
def test_base64_reads_alike_however_it_was_broken_padded_and_spelt(
    data: bytes, between: bytes, every: int
) -> None:
    plain = base64.b64encode(data)
    broken = between.join(plain[at : at + every] for at in range(0, len(plain), every))
    spellings = (
        plain,
        broken,
        plain.rstrip(b"="),
        broken + b"=",
        base64.urlsafe_b64encode(data),
        between + plain,
    )
    assert {decode_base64(spelling) for spelling in spellings} == {data}
    assert decode_base64(plain + plain) == data + data


@pytest.mark.parametrize("name", EVIL)
def test_twice_the_crafted_input_is_at_most_about_twice_the_steps(name: str) -> None:
    small, large = (_steps(EVIL[name](size)) for size in (500, 1000))
    assert large <= 2.3 * small + 500


@pytest.mark.slow
@pytest.mark.parametrize("name", EVIL)
def test_four_times_the_crafted_input_is_no_sixteen_times_the_time(name: str) -> None:
    """Steps of the interpreter do not show what regular expressions and parsers do inside; time does."""
    measured: list[float] = []
    for _ in range(3):  # another process may have had the caches meanwhile
        small, large = (min(_seconds(EVIL[name](size)) for _ in range(3)) for size in (5_000, 20_000))
        measured.append(large / max(small, 0.002))
    assert min(measured) < 9


def _steps(raw: bytes) -> int:
    """How many calls, Python's and built-in ones, reading takes."""
    count = 0

    def tally(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        if event in {"call", "c_call"}:
            count += 1

    _read(raw)  # imports and caches are not the mail's work
    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        _read(raw)
    finally:
        sys.setprofile(before)
    return count


def _seconds(raw: bytes) -> float:
    start = time.thread_time()
    _read(raw)
    return time.thread_time() - start
