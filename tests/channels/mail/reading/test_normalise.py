"""What `aduan normalise --channel email` prints of a mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.normalised import normalise
from channels._sniff import EXECUTABLE, OCTETS, announced_type

FOLDER = Path(__file__).parent.parent
OURS = "<aduan-7.ack@dpmptsp.example>"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_a_bounce_is_shown_as_the_letter_that_it_is_with_what_it_reports() -> None:
    (shown,) = normalise("email", (FOLDER / "bounce-two-recipients.in.eml").read_bytes())
    assert shown["sender"] == {"address": "MAILER-DAEMON@mx.example", "display_name": "Mail Delivery System"}
    assert shown["subject"] == "Undelivered Mail Returned to Sender"
    assert shown["text"] == "Tidak dapat dikirim."
    assert shown["sent_at"] == "2026-11-23T02:15:00+00:00"
    assert shown["is_auto_reply"] is True
    assert (shown["in_reply_to"], shown["thread_key"], shown["references"]) == (OURS, OURS, [OURS])
    assert [(row["recipient"], row["state"], row["code"]) for row in shown["reports"]] == [
        ("siti@warga.example", "failed", "5.1.1"),
        ("budi@warga.example", "failed", "5.7.1"),
    ]


def test_a_bounce_that_names_no_mail_is_shown_as_a_machine_s_letter() -> None:
    (shown,) = normalise("email", (FOLDER / "bounce-without-trace.in.eml").read_bytes())
    assert shown["is_auto_reply"] is True
    assert "reports" not in shown


@pytest.mark.parametrize(
    ("declared", "sniffed", "name", "shown"),
    [
        ("image/jpeg", "image/jpeg", "a.jpg", "image/jpeg"),
        ("image/jpg", "image/jpeg", "a.jpg", "image/jpg"),
        ("image/jpeg", "text/plain", "a.jpg", "image/jpeg"),
        ("application/msword", OFFICE, "a.docx", "application/msword"),
        ("application/vnd.ms-excel", OCTETS, "a.xls", "application/vnd.ms-excel"),
        ("text/x-patch", "text/plain", "a.patch", "text/x-patch"),
        ("application/octet-stream", "application/pdf", "a.pdf", "application/pdf"),
        ("application/octet-stream", "text/plain", "a.txt", "text/plain"),
        ("application/octet-stream", "text/plain", "a.dat", "application/octet-stream"),
        ("application/octet-stream", OCTETS, "a.dat", "application/octet-stream"),
        ("", "image/png", "a", "image/png"),
        ("pdf", "application/pdf", "a", "application/pdf"),
        ("image/jpeg", "application/pdf", "a.jpg", "application/pdf"),
        ("image/jpeg", EXECUTABLE, "a.jpg", EXECUTABLE),
        ("image/png", "text/html", "a.png", "text/html"),
        ("text/plain", "text/html", "a.txt", "text/html"),
        ("text/html", "text/html", "a.html", "text/html"),
        ("application/x-msdownload", EXECUTABLE, "a.exe", "application/x-msdownload"),
    ],
)
def test_the_sender_s_word_for_a_file_is_shown_where_it_can_be_true(
    declared: str, sniffed: str, name: str, shown: str
) -> None:
    assert announced_type(declared, sniffed, name) == shown
