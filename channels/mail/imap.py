"""One IMAP connection: the few commands that intake needs, with typed answers and our own errors."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from channels.mail.account import Settings
from channels.mail.folders import Listed
from channels.mail.imap_errors import ServerSaidNo, told
from core.errors import ConfigError, Unauthorised, Unreachable

SEARCH_WINDOW = 50_000  # UIDs asked for at once: the standard library reads no line over a million bytes
BEGINNING = 64 * 1024  # bytes of an oversized mail's body that are fetched
FIRST_LOOK = 1.0  # seconds
_GIVEN_UP_EARLY = 0.5  # an empty answer after less than this part of the time asked for means: hung up


class StaleIdle(Exception):
    """The connection must be made anew, at once and without a complaint."""


@dataclass(frozen=True, slots=True)
class Selected:
    """An opened folder. `newest` is the highest UID given out so far, 0 if the server does not say."""

    uidvalidity: int
    newest: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of a mail before its body is fetched: `size` in bytes, `received_at` in UTC."""

    size: int
    received_at: datetime
    gmail_id: int | None = None
    labels: frozenset[bytes] = frozenset()


class Mailbox:
    """A signed-in connection. One thread uses it; `abort` alone may be called from another."""

    def __init__(self, client: Any, where: str, settings: Settings) -> None:
        self._client = client
        self._where = where
        self._idle = settings.idle and client.has_capability("IDLE")
        self._socket: socket.socket = client.socket()
        self.gmail = settings.gmail if settings.gmail is not None else client.has_capability("X-GM-EXT-1")

    @classmethod
    def connect(cls, settings: Settings) -> Mailbox:
        """Raises Unreachable, Throttled or Unauthorised; never quotes the server's words."""
        # Below WARNING the library writes addresses, tokens and whole mails.
        logging.getLogger("imapclient").setLevel(logging.WARNING)
        where = f"IMAP {settings.imap_host}:{settings.imap_port}"
        try:
            with told(where):
                client = _connected(settings)
                try:
                    _sign_in(client, settings)
                    return cls(client, where, settings)
                except BaseException:
                    _shut(client)
                    raise
        except ServerSaidNo as no:
            raise Unreachable(str(no)) from None

    def abort(self) -> None:
        """Wake whoever waits on this connection, from any thread. The connection is dead after it."""
        with suppress(OSError):
            # Not SSLSocket.shutdown: that takes the TLS state away under the feet of a reading thread.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Sign out if the server still listens, and let go of the socket."""
        self._socket.settimeout(1)
        with suppress(IMAPClientError, OSError, ValueError):
            self._client.logout()
        _shut(self._client)

    def list_folders(self) -> list[Listed]:
        with told(self._where):
            return [
                Listed(
                    str(name),
                    frozenset(flag.upper() for flag in flags),
                    (delimiter or b"").decode("ascii", "replace"),
                )
                for flags, delimiter, name in self._client.list_folders()
            ]

    def select(self, folder: str, *, writable: bool = False) -> Selected:
        """Raises ServerSaidNo when the folder cannot be opened."""
        with told(self._where):
            answer = self._client.select_folder(folder, readonly=not writable)
            return Selected(int(answer[b"UIDVALIDITY"]), int(answer.get(b"UIDNEXT", 1)) - 1)

    def uids(self, first: int, last: int | None = None, *, newest: int = 0) -> list[int]:
        """The UIDs from `first` to `last` (None: to the end) that exist, ascending."""
        found: set[int] = set()
        start = first
        with told(self._where):
            while last is None and newest - start >= SEARCH_WINDOW:
                found.update(self._client.search(["UID", f"{start}:{start + SEARCH_WINDOW - 1}"]))
                start += SEARCH_WINDOW
            found.update(self._client.search(["UID", f"{start}:{'*' if last is None else last}"]))
        # "n:*" always names the last mail, even one below n (RFC 3501 section 6.4.8).
        return sorted(uid for uid in found if first <= uid and (last is None or uid <= last))

    def marks(self, uids: Sequence[int]) -> dict[int, Mark]:
        """Sizes and dates; a mail that has gone meanwhile is missing."""
        items = ["RFC822.SIZE", "INTERNALDATE", *(["X-GM-MSGID", "X-GM-LABELS"] if self.gmail else [])]
        with told(self._where):
            answers = self._client.fetch(list(uids), items)
        return {uid: self._mark(uid, answers[uid]) for uid in uids if b"RFC822.SIZE" in answers.get(uid, {})}

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole mails, without touching their flags; a mail that has gone meanwhile is missing."""
        with told(self._where):
            answers = self._client.fetch(list(uids), ["BODY.PEEK[]"])
        return {
            uid: answer[b"BODY[]"] for uid, answer in answers.items() if answer.get(b"BODY[]") is not None
        }

    def beginning(self, uid: int) -> bytes | None:
        """The header and the first 64 KiB of the body of a mail that is too big to be fetched whole."""
        with told(self._where):
            answer = self._client.fetch([uid], ["BODY.PEEK[HEADER]", f"BODY.PEEK[TEXT]<0.{BEGINNING}>"]).get(
                uid
            )
        if not answer or answer.get(b"BODY[HEADER]") is None:
            return None
        return bytes(answer[b"BODY[HEADER]"] + (answer.get(b"BODY[TEXT]<0>") or b""))

    def mark_seen(self, uids: Sequence[int]) -> None:
        with told(self._where):
            self._client.add_flags(list(uids), [b"\\Seen"], silent=True)

    def noop(self) -> None:
        with told(self._where):
            self._client.noop()

    def wait(self, seconds: float, pause: Callable[[float], object]) -> None:
        """Until the server says that mail has come to the selected folder, at most `seconds`.
        `pause` waits instead where the server knows no IDLE. Raises StaleIdle, ChannelError.
        """
        if not self._idle:
            pause(seconds)
            return
        # What came between our last command and IDLE stands in the library's buffer, or the server tells
        # it only when IDLE ends. So the first look is short, and each one twice as long as the last.
        look = FIRST_LOOK
        while seconds > 0:
            if self._hears_news(min(look, seconds)):
                return
            seconds -= look
            look *= 2

    def _hears_news(self, seconds: float) -> bool:
        with told(self._where):
            try:
                self._client.idle()
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                # News before the leave to idle: the library cannot read on from here.
                raise StaleIdle from None
            told_while = self._until_news(seconds)
            _, told_at_the_end = self._client.idle_done()
        return told_while or _tells_news(told_at_the_end)

    def _mark(self, uid: int, answer: dict[bytes, Any]) -> Mark:
        received_at = answer.get(b"INTERNALDATE")
        if received_at is None:  # without it no legal date can be counted; nothing is skipped
            raise ServerSaidNo(f"{self._where}: the mail with UID {uid} has no readable INTERNALDATE")
        gmail_id = answer.get(b"X-GM-MSGID")
        return Mark(
            size=int(answer[b"RFC822.SIZE"]),
            received_at=received_at.astimezone(UTC),
            gmail_id=None if gmail_id is None else int(gmail_id),
            labels=frozenset(label for label in answer.get(b"X-GM-LABELS") or () if isinstance(label, bytes)),
        )

    def _until_news(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            began = time.monotonic()
            responses = self._client.idle_check(timeout=left)
            if not responses and time.monotonic() - began < left * _GIVEN_UP_EARLY:
                # The library answers [] at once when the server has gone: never ask again, or we spin.
                raise Unreachable(f"{self._where}: the server hung up while idle")
            if _tells_news(responses):
                return True
        return False


def _connected(settings: Settings) -> Any:
    client = IMAPClient(
        settings.imap_host,
        port=settings.imap_port,
        ssl=settings.imap_security == "tls",
        ssl_context=settings.tls_context() if settings.imap_security == "tls" else None,
        timeout=SocketTimeout(connect=settings.connect_timeout, read=settings.read_timeout),
    )
    client._imap.debug = 0  # else imaplib formats every mail for a log that is off
    client.normalise_times = False  # aware times, not the local ones of this machine
    client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if settings.imap_security == "starttls":
        try:
            _encrypt(client, settings)
        except BaseException:
            _shut(client)
            raise
    return client


def _encrypt(client: Any, settings: Settings) -> None:
    if not client.has_capability("STARTTLS"):
        raise Unreachable(f"IMAP {settings.imap_host}: the server does not offer STARTTLS")
    client.starttls(settings.tls_context())


def _sign_in(client: Any, settings: Settings) -> None:
    try:
        secret = settings.credential()
    except (ConfigError, OSError):
        raise Unauthorised(f"IMAP {settings.imap_host}: the secret to sign in with cannot be read") from None
    if settings.auth == "xoauth2":
        client.oauth2_login(settings.login, secret)
    elif (settings.login + secret).isascii():
        client.login(settings.login, secret)
    else:  # LOGIN carries ASCII only; PLAIN is UTF-8 (RFC 4616)
        client.plain_login(settings.login, secret)


def _shut(client: Any) -> None:
    with suppress(OSError, ValueError):
        client.shutdown()


def _tells_news(responses: Iterable[Sequence[object]]) -> bool:
    return any(b"EXISTS" in response for response in responses)
