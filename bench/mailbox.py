"""Mails for benchmarks: the same bytes for the same number, as citizens' phones and programs write them.

`mails` are multipart with photographs and scans, 55 KB in the mean; `notes` are short plain ones.
"""

from __future__ import annotations

import base64
import html
import math
import quopri
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from bench.letters import Letter, letter
from core.message import Envelope

ACCOUNT, FOLDER = "kantor", "INBOX"
OFFICE = "pengaduan@kantor.example"
MEAN_BYTES = 55_000
FILE_BYTES = 42_900  # mean of an attachment before base64; with what surrounds it, it makes the mean
SPREAD = 0.45  # of the logarithm of an attachment's size
PLAIN_EVERY = 8  # one mail in so many has no attachment
FIRST = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KINDS = (
    ("image/jpeg", "foto-loket.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01"),
    ("application/pdf", "tanda-terima.pdf", b"%PDF-1.4\n"),
    ("image/png", "tangkapan-layar.png", b"\x89PNG\r\n\x1a\n"),
)


def mails(count: int, first: int = 0) -> Iterator[bytes]:
    return (mail(number) for number in range(first, first + count))


def write_mails(directory: Path, count: int) -> int:
    """One file a mail, in order of their names; returns the bytes in all."""
    directory.mkdir(parents=True, exist_ok=True)
    return sum((directory / f"{number:06}.eml").write_bytes(raw) for number, raw in enumerate(mails(count)))


def received_at(number: int) -> datetime:
    return FIRST + timedelta(seconds=97 * number)


def mail(number: int) -> bytes:
    """A mail in plain text and HTML, most with a file."""
    written, chance = letter(number), random.Random(f"mail {number}")
    alternative = (
        _part("text/plain; charset=utf-8", _quoted(written.text), "quoted-printable"),
        _part("text/html; charset=utf-8", _quoted(_as_html(written.text)), "quoted-printable"),
    )
    body = _multipart("alternative", _boundary(chance), alternative)
    if number % PLAIN_EVERY:
        kind, filename, magic = chance.choice(KINDS)
        size = round(FILE_BYTES * math.exp(SPREAD * chance.gauss(0, 1) - SPREAD**2 / 2))
        content = base64.encodebytes(magic + chance.randbytes(size)).replace(b"\n", b"\r\n")
        disposition = f'Content-Disposition: attachment; filename="{filename}"\r\n'
        attached = _part(f'{kind}; name="{filename}"', content, "base64", disposition)
        body = _multipart("mixed", _boundary(chance), (body, attached))
    return _head(written, chance) + body


def note(number: int) -> bytes:
    """A short mail in plain text alone."""
    written, chance = letter(number), random.Random(f"note {number}")
    return _head(written, chance) + _part(
        "text/plain; charset=utf-8", _quoted(written.text), "quoted-printable"
    )


def envelopes(bodies: Iterable[bytes], first: int = 0) -> list[Envelope]:
    """Mails as the poller hands them over."""
    return [
        Envelope(ACCOUNT, FOLDER, f"mail-{number}", body, received_at(number), {"uid": str(number + 1)})
        for number, body in enumerate(bodies, first)
    ]


def _head(written: Letter, chance: random.Random) -> bytes:
    sent = format_datetime(received_at(written.number) - timedelta(seconds=chance.randint(1, 60)))
    hops = "".join(
        f"Received: from mail{hop}.example.org (mail{hop}.example.org [192.0.2.{hop + 10}])\r\n"
        f"\tby mx{hop}.kantor.example (Postfix) with ESMTPS id {chance.getrandbits(48):012X}\r\n"
        f"\tfor <{OFFICE}>; {sent}\r\n"
        for hop in range(3)
    )
    signature = base64.b64encode(chance.randbytes(256)).decode()
    folded = "\r\n\t ".join(signature[at : at + 70] for at in range(0, len(signature), 70))
    return (
        f"Return-Path: <{written.address}>\r\n{hops}"
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=2026;\r\n"
        f"\th=from:to:subject:date:message-id; b={folded}\r\n"
        f'From: "{written.name}" <{written.address}>\r\nTo: Pengaduan <{OFFICE}>\r\n'
        f"Subject: {written.subject}\r\nDate: {sent}\r\n"
        f"Message-ID: <{chance.getrandbits(96):024x}.{written.number}@example.org>\r\nMIME-Version: 1.0\r\n"
    ).encode()


def _part(kind: str, content: bytes, encoding: str, more: str = "") -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n"
    return head.encode() + content


def _multipart(kind: str, boundary: str, parts: tuple[bytes, ...]) -> bytes:
    line = f"\r\n--{boundary}".encode()
    joined = b"".join(line + b"\r\n" + part for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + joined + line + b"--\r\n"
    )


def _boundary(chance: random.Random) -> str:
    return f"----=_batas_{chance.getrandbits(64):016x}"


def _quoted(text: str) -> bytes:
    return quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")


def _as_html(text: str) -> str:
    paragraphs = "".join(
        f'<p style="margin:0 0 1em">{html.escape(part)}</p>\n' for part in text.split("\n\n")
    )
    return (
        "<html><head><style>p { font-family: sans-serif; color: #222 }</style></head>\n"
        f'<body><div dir="ltr">{paragraphs}<br><div class="signature">Dikirim dari ponsel saya</div></div></body></html>\n'
    )
