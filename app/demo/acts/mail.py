"""Mail: citizens send over SMTP, the office reads by IMAP and answers by SMTP."""

from __future__ import annotations

import email
import re
from collections.abc import Mapping, Sequence
from email.policy import default
from importlib import resources

from app.config import AccountSection
from app.demo.act import Answer, Office, Spoken
from app.demo.line import Line
from channels.mail import Settings
from channels.mail.reading import content_key
from sandbox.mail.platform import Platform

ADDRESS = "aduan@office.example"
ACCOUNT = "surat"
FROM = re.compile(rb"^From:.*?([\w.+-]+@[\w.-]+)", re.MULTILINE)


class MailAct:
    """A mail provider."""

    def __init__(self) -> None:
        self._platform = Platform(ADDRESS)

    def start(self) -> None:
        self._platform.start()

    def accounts(self) -> Sequence[AccountSection]:
        platform = self._platform
        settings = Settings(
            address=ADDRESS,
            imap_host="127.0.0.1",
            smtp_host="127.0.0.1",
            credential=lambda: platform.password,
            username=platform.username,
            imap_port=platform.imap_port,
            imap_security="none",
            smtp_port=platform.smtp_port,
            smtp_security="none",
            from_name="Pengaduan DPMPTSP",
            poll_seconds=2,
        )
        return (AccountSection(ACCOUNT, "mail", "g", None, settings),)

    def opened(self, office: Office) -> None:
        """Nobody calls the office: it comes for its mail."""

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        folder = resources.files("app.demo.acts").joinpath("mails")
        raw = filled(folder.joinpath(f"{line.own['file']}.eml").read_bytes(), values)
        found = FROM.search(raw)
        self._platform.submit(raw, found.group(1).decode() if found else "")
        return Spoken(content_key(raw))

    def answers(self) -> Sequence[Answer]:
        return [
            _answer(address, mail.raw) for mail in list(self._platform.outbox) for address in mail.recipients
        ]

    def stop(self) -> None:
        self._platform.stop()


def filled(raw: bytes, values: Mapping[str, str]) -> bytes:
    """The mail as it goes out, its braces filled from the acknowledgement it speaks of."""
    for name, value in values.items():
        raw = raw.replace(b"{%s}" % name.encode(), value.encode())
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _answer(address: str, raw: bytes) -> Answer:
    """As a citizen's mail program shows it."""
    mail = email.message_from_bytes(raw, policy=default)
    subject, own_id = str(mail["Subject"]), str(mail["Message-ID"])
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return Answer(
        address, f"{subject}\n\n{text}", {"subject": subject, "acknowledgement": own_id, "bounced": own_id}
    )


def open_act() -> MailAct:
    return MailAct()
