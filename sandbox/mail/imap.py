"""IMAP servers for the sandbox: what each of them can do, and the one that needs nothing but pip."""

from __future__ import annotations

import imaplib
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import UTC, datetime

START_SECONDS = 20.0


class MailStore(ABC):
    """An IMAP server with one mailbox, that tests and the demo put mails into."""

    username = "kantor"
    password = "rahasia-kotak"
    folders: tuple[str, ...] = ("Junk",)

    def __init__(self) -> None:
        self.port = 0

    @abstractmethod
    def start(self) -> None:
        """Start, or start again on the same port; returns when it can be used."""

    @abstractmethod
    def stop(self) -> None:
        """End for good."""

    @abstractmethod
    def kill(self) -> None:
        """End at once, as in a crash; `start` brings it back."""

    def connect(self) -> imaplib.IMAP4:
        """A signed-in connection, closed by whoever asked for it."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(self.username, self.password)
        return client

    def append(self, raw: bytes, folder: str = "INBOX", internaldate: datetime | None = None) -> None:
        """Put a mail into a folder as if it had arrived at `internaldate` (default: now)."""
        self.append_all([raw], folder, internaldate)

    def append_all(
        self, mails: list[bytes], folder: str = "INBOX", internaldate: datetime | None = None
    ) -> None:
        """Put many mails into a folder over one connection."""
        moment = imaplib.Time2Internaldate(internaldate or datetime.now(UTC))
        with self.connect() as client:
            for raw in mails:
                status, answer = client.append(f'"{folder}"', "", moment, raw)
                if status != "OK":
                    raise RuntimeError(f"APPEND to {folder}: {answer!r}")

    def expunge(self, folder: str = "INBOX", which: str = "1:*") -> None:
        """Delete mails (a set of sequence numbers) for good."""
        with self.connect() as client:
            client.select(f'"{folder}"')
            client.store(which, "+FLAGS.SILENT", "\\Deleted")
            client.expunge()

    def empty(self) -> None:
        """Delete all mails in the inbox and the folders that were made at the start."""
        for folder in ("INBOX", *self.folders):
            self.expunge(folder)

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """The FLAGS of each mail, as the server writes them."""
        with self.connect() as client:
            client.select(f'"{folder}"', readonly=True)
            _, answers = client.fetch("1:*", "(FLAGS)")
            return [answer for answer in answers if isinstance(answer, bytes)]

    def make_folders(self) -> None:
        with self.connect() as client:
            for folder in self.folders:
                client.create(f'"{folder}"')

    def remove_folder(self, folder: str) -> None:
        with self.connect() as client:
            client.delete(f'"{folder}"')


class ImapServer(MailStore):
    """pymap in a process of its own. Its mails live as long as that process: after a crash the mailbox
    is empty and has a new UIDVALIDITY.
    """

    def __init__(self) -> None:
        super().__init__()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.mail.imap_child", self.username, self.password, str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self._process.stdout is None:
            raise RuntimeError("no pipe to the IMAP server")
        port = self._process.stdout.readline().strip()
        if not port:
            raise RuntimeError("the IMAP server did not start: is pymap installed?")
        self.port = int(port)
        self.make_folders()

    def stop(self) -> None:
        process = self._end()
        if process is not None and process.stdin is not None:
            process.stdin.close()
            self._reap(process)

    def kill(self) -> None:
        process = self._end()
        if process is not None:
            process.kill()
            self._reap(process)

    def _end(self) -> subprocess.Popen[str] | None:
        process, self._process = self._process, None
        return process

    @staticmethod
    def _reap(process: subprocess.Popen[str]) -> None:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def wait_for_port(port: int, seconds: float = START_SECONDS) -> None:
    """Until an IMAP server greets on this port. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while True:
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=1).logout()
            return
        except (OSError, imaplib.IMAP4.error):
            if time.monotonic() > end:
                raise TimeoutError(f"nothing listens on port {port}") from None
            time.sleep(0.02)
