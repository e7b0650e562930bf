"""The SMTP server of the sandbox: takes mail, shows it, and fails where it is told to."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DROP_AFTER_DATA = "drop after DATA"  # written as an answer: take the mail, then hang up without a word
DROP = "drop"  # written as an answer: hang up instead of answering


@dataclass(frozen=True, slots=True)
class Received:
    """A mail as the server took it. `sender` is "" for the null sender."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]


@dataclass(slots=True)
class Faults:
    """What goes wrong, as SMTP answers ("450 4.7.1 later"), DROP or DROP_AFTER_DATA; empty: nothing.

    `recipients` by address; `data` is used up one answer a mail; `sender` answers MAIL, `null_sender`
    only an empty sender; `sign_in` answers AUTH; `silent` makes the server hang without answering MAIL.
    """

    recipients: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    sender: str = ""
    null_sender: str = ""
    sign_in: str = ""
    silent: bool = False


class SmtpSink:
    """An SMTP server inside a running event loop. `deliver` is called for each mail that was taken."""

    username = "kantor"
    password = "rahasia-kotak"
    token = "token-kotak"

    def __init__(
        self,
        deliver: Callable[[Received], None],
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        self.faults = Faults()
        self.asked = threading.Event()
        self.connections = 0
        self.port = 0
        self._deliver = deliver
        self._tls = tls
        self._starttls = starttls
        self._server: asyncio.Server | None = None

    def forgive(self) -> None:
        self.faults = Faults()
        self.asked.clear()

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _protocol(self) -> SMTP:
        self.connections += 1
        return SMTP(
            self,
            hostname="mail.example",
            tls_context=self._starttls,
            authenticator=self._authenticate,
            auth_require_tls=False,
            auth_exclude_mechanism=["CRAM-MD5"],
            loop=asyncio.get_running_loop(),
        )

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        if self.faults.sign_in:
            return AuthResult(success=False, handled=False, message=self.faults.sign_in)
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            self.username.encode(),
            self.password.encode(),
        )
        return AuthResult(success=right, handled=False, auth_data=mechanism)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        """XOAUTH2 with an initial response, as Gmail takes it."""
        said = base64.b64decode(args[1]).decode()
        right = said == f"user={self.username}\x01auth=Bearer {self.token}\x01\x01"
        if not right:
            await server.challenge_auth('{"status":"400"}')
        return AuthResult(success=right, handled=False)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.faults.silent:
            self.asked.set()
            await asyncio.sleep(3600)
        answer = self.faults.sender or (self.faults.null_sender if address == "<>" else "")
        if answer:
            return self._say(server, answer)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.faults.recipients.get(address, "")
        if answer:
            return self._say(server, answer)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.faults.data.pop(0) if self.faults.data else ""
        if answer and answer != DROP_AFTER_DATA:
            return self._say(server, answer)
        content = envelope.original_content or b""
        sender = "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)
        received = Received(content, sender, tuple(envelope.rcpt_tos))
        await asyncio.to_thread(self._deliver, received)
        return self._say(server, DROP) if answer else "250 Queued"

    @staticmethod
    def _say(server: SMTP, answer: str) -> str:
        if answer == DROP and server.transport is not None:
            server.transport.close()
            return "421 closing"
        return answer
