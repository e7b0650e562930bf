"""Mails as citizens and machines write them."""

from __future__ import annotations

import base64
import itertools
from email.message import Message

_numbers = itertools.count(1)

SITI = "siti.contoh@example.com"
ASEP = "asep.umpama@example.net"


def letter(
    text: str,
    sender: str = SITI,
    name: str = "",
    subject: str = "pengaduan",
    headers: tuple[str, ...] = (),
    to: str = "aduan@office.example",
) -> bytes:
    """A plain mail with a Message-ID of its own; `headers` are whole lines."""
    head = [
        f"From: {name} <{sender}>" if name else f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        *headers,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if not any(line.lower().startswith("message-id:") for line in headers):
        head.insert(3, f"Message-ID: <{next(_numbers)}@{sender.partition('@')[2]}>")
    return "\r\n".join([*head, "", text, ""]).encode()


def late_permit(
    sender: str = SITI,
    name: str = "Siti Contoh",
    subject: str = "PBG belum terbit",
    headers: tuple[str, ...] = (),
) -> bytes:
    """A complete complaint: who, what, and still pending."""
    said = f"Nama saya {name}. PBG rumah saya diajukan 3 minggu lalu, sampai sekarang belum terbit. Mohon kejelasan."
    return letter(said, sender, name, subject, headers)


def answer_to(mail: Message, text: str, sender: str = SITI, name: str = "", subject: str = "") -> bytes:
    """What a mail program sends when its user answers a mail of ours."""
    own = str(mail["Message-ID"])
    threads = (f"In-Reply-To: {own}", f"References: {mail['References'] or ''} {own}")
    return letter(text, sender, name, subject or f"Re: {mail['Subject']}", threads)


def with_files(
    text: str, *files: tuple[str, str, bytes], sender: str = SITI, subject: str = "bukti"
) -> bytes:
    """A mail with attachments: file name, declared type, bytes."""
    parts = [f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()]
    for filename, declared, data in files:
        about = (
            f'Content-Type: {declared}; name="{filename}"\r\n'
            f'Content-Disposition: attachment; filename="{filename}"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n"
        )
        parts.append(about.encode() + base64.encodebytes(data))
    head = (
        f"From: Ujang Perumpamaan <{sender}>\r\nTo: aduan@office.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{next(_numbers)}@files.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="batas"\r\n\r\n'
    ).encode()
    body = b"".join(b"--batas\r\n" + part + b"\r\n" for part in parts)
    return head + body + b"--batas--\r\n"


def bounce(about: Message, recipient: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery status notification (RFC 3464) about a mail of ours."""
    return (
        "Return-Path: <>\r\n"
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
        "To: aduan@office.example\r\n"
        "Subject: Delivery Status Notification\r\n"
        f"Message-ID: <{next(_numbers)}@mx.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="laporan"\r\n\r\n'
        "--laporan\r\nContent-Type: text/plain\r\n\r\nAbout your mail.\r\n\r\n"
        "--laporan\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--laporan\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: aduan@office.example\r\nMessage-ID: {about['Message-ID']}\r\n\r\n--laporan--\r\n"
    ).encode()
