"""What our answers look like on the wire."""

from __future__ import annotations

import email
import email.policy
import re
from email.header import decode_header, make_header
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail import message_id, token_of
from channels.mail.compose import mail, recipient
from core.errors import Refused
from core.message import Address, OutboundMessage, Purpose
from tests.channels.mail.transport.sink import settings


def message(**changes: Any) -> OutboundMessage:
    keys: dict[str, Any] = {
        "id": 1,
        "account": "surat",
        "purpose": Purpose.ACKNOWLEDGEMENT,
        "token": "a7-1",
        "to": Address("mail", "siti@example.org"),
        "text": "Terima kasih, laporan Anda kami terima.\n",
        "subject": "Aduan PWK-2026-000123-K",
    }
    return OutboundMessage(**(keys | changes))


def read(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_an_acknowledgement_says_that_a_machine_wrote_it() -> None:
    sent = read(mail(message(in_reply_to="<abc@example.org>", references=("<1@x.example>",)), settings()))
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent["X-Auto-Response-Suppress"] == "All"
    assert sent["Message-ID"] == "<aduan-a7-1@office.example>"
    assert sent["In-Reply-To"] == "<abc@example.org>"
    assert sent["References"] == "<1@x.example> <abc@example.org>"
    assert sent["Subject"] == "Re: Aduan PWK-2026-000123-K"
    assert sent["To"] == "siti@example.org"
    assert sent["Date"].datetime.utcoffset() is not None
    assert "X-Aduan-Repeat" not in sent


def test_an_officers_answer_says_nothing_of_machines() -> None:
    sent = read(mail(message(machine=False), settings()))
    assert "Auto-Submitted" not in sent
    assert "X-Auto-Response-Suppress" not in sent


def test_a_repeat_is_the_same_mail_and_says_that_it_is_one() -> None:
    once, twice = (read(mail(message(repeat=repeat), settings())) for repeat in (False, True))
    assert once["Message-ID"] == twice["Message-ID"]
    assert (once["X-Aduan-Repeat"], twice["X-Aduan-Repeat"]) == (None, "yes")


def test_an_answer_without_a_thread_has_no_re() -> None:
    sent = read(mail(message(), settings()))
    assert sent["Subject"] == "Aduan PWK-2026-000123-K"
    assert "References" not in sent


def test_a_mail_without_an_id_gets_no_made_up_thread() -> None:
    """Such a mail is known to us by a hash of its content; no mail program has seen that id."""
    sent = read(mail(message(in_reply_to="hash:0123abcd", references=("hash:0123abcd",)), settings()))
    assert "In-Reply-To" not in sent
    assert "References" not in sent


@pytest.mark.parametrize("subject", ["Re: lampu", "RE[2]: lampu", "Balas: lampu", "re : lampu"])
def test_an_answer_to_an_answer_has_one_re(subject: str) -> None:
    sent = read(mail(message(subject=subject, in_reply_to="<a@example.org>"), settings()))
    assert sent["Subject"] == subject


def test_a_long_thread_keeps_its_root_and_its_end() -> None:
    thread = tuple(f"<{n}@example.org>" for n in range(60))
    ids = read(mail(message(references=thread, in_reply_to="<59@example.org>"), settings()))[
        "References"
    ].split()
    assert len(ids) == 20
    assert (ids[0], ids[-1], ids[-2]) == ("<0@example.org>", "<59@example.org>", "<58@example.org>")


def test_the_offices_name_and_reply_address_stand_in_the_header() -> None:
    raw = mail(message(), settings(from_name="DPMPTSP Purwakarta é", reply_to="jawab@office.example"))
    assert read(raw)["From"].addresses[0].display_name == "DPMPTSP Purwakarta é"
    assert read(raw)["Reply-To"] == "jawab@office.example"


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=300))
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    raw = mail(message(text=text), settings())
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    content = read(raw).get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


EVIL = st.text(st.sampled_from("a\r\n\x00\x0b\x85\u2028: BccÉ🙏<>,\"'\ud800"), max_size=400)


@given(subject=EVIL, name=EVIL, parent=EVIL, reference=EVIL)
def test_nothing_from_outside_becomes_a_header_of_its_own(
    subject: str, name: str, parent: str, reference: str
) -> None:
    written = message(subject=subject, in_reply_to=parent, references=(reference,))
    head = mail(written, settings(from_name=name)).partition(b"\r\n\r\n")[0]
    lines = re.sub(rb"\r\n[ \t]+", b" ", head).split(b"\r\n")
    allowed = {
        b"From", b"To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References", b"Auto-Submitted",
        b"X-Auto-Response-Suppress", b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding",
    }  # fmt: skip
    names = [line.partition(b":")[0] for line in lines]
    assert set(names) <= allowed
    assert len(set(names)) == len(names)
    assert b"\n" not in head.replace(b"\r\n", b"")


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=180))
def test_a_subject_survives_and_no_encoded_word_is_too_long(subject: str) -> None:
    raw = mail(message(subject=subject), settings())
    head = re.sub(rb"\r\n(?=[ \t])", b"", raw.partition(b"\r\n\r\n")[0])
    line = next(line for line in head.split(b"\r\n") if line.startswith(b"Subject:"))
    decoded = str(make_header(decode_header(line[8:].decode().strip())))
    assert "".join(decoded.split()) == "".join(subject.split())
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ ]+\?=", raw))  # RFC 2047 section 2


@pytest.mark.parametrize("length", [10, 70, 120, 240])
def test_long_message_ids_are_not_broken(length: int) -> None:
    thread = tuple(f"<{'x' * length}{n}@example.org>" for n in range(5))
    raw = mail(message(references=thread, in_reply_to=thread[-1]), settings())
    for each in thread:
        assert each.encode() in raw


@pytest.mark.parametrize(
    "handle",
    ["", "siti", "siti@", "@example.org", "a@b@example.org", "siti@example.org\r\nBcc: x@example.org", "si ti@example.org", "<siti@example.org>", "siti@example.org,b@example.org", "şiti@example.org", "siti@" + "x" * 70 + ".example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(handle: str) -> None:
    with pytest.raises(Refused) as caught:
        recipient(message(to=Address("mail", handle)))
    assert not handle or handle not in str(caught.value)


def test_a_domain_in_other_letters_is_written_as_servers_take_it() -> None:
    assert recipient(message(to=Address("mail", "siti@bücher.example"))) == "siti@xn--bcher-kva.example"


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}", fullmatch=True))
def test_a_token_is_found_again_in_its_message_id(token: str) -> None:
    written = message_id(token, "office.example")
    assert token_of(written) == token_of(written.strip("<>")) == token_of(f" {written}\r\n") == token


@pytest.mark.parametrize(
    "text", ["", "<abc@example.org>", "aduan-1", "<aduan-@x>", "<aduan-1@x> <aduan-2@x>", "<x-aduan-1@x>"]
)
def test_other_message_ids_have_no_token_of_ours(text: str) -> None:
    assert token_of(text) is None


@pytest.mark.parametrize("token", ["", "a b", "a>b", "a\r\nb", "é"])
def test_a_token_that_would_break_the_header_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        message_id(token, "office.example")
