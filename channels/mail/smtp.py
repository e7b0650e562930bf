"""The way out: one SMTP connection, kept open for a burst, used by one mail at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from aiosmtplib import SMTP, SMTPException, SMTPSenderRefused

from channels.mail.account import Settings
from channels.mail.smtp_errors import Step, channel_error
from core.errors import ConfigError, Throttled, Unauthorised, Unreachable

IDLE_SECONDS = 30.0  # a connection without mails is closed after this


class Outgoing:
    """Sends mails of one account, one after the other. All methods raise ChannelError, and nothing else."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._where = f"SMTP {settings.smtp_host}:{settings.smtp_port}"
        self._tls = None if settings.smtp_security == "none" else settings.tls_context()
        self._lock = asyncio.Lock()
        self._client: SMTP | None = None
        self._closing: asyncio.TimerHandle | None = None
        self._null_sender = settings.null_sender

    async def send(self, mail: bytes, recipient: str, *, machine: bool) -> None:
        """Returns when the server has taken the mail into its care."""
        async with self._lock:
            client, reused = await self._connected()
            try:
                try:
                    await self._begin(client, machine=machine)
                except (Unreachable, Throttled):
                    if not reused:
                        raise
                    # The server hung up between two mails; nothing has been said yet, so begin anew.
                    self._drop()
                    client, _ = await self._connected()
                    await self._begin(client, machine=machine)
                await self._hand_over(client, mail, recipient)
            except BaseException:
                self._drop()  # cancelled, or in a state that nobody knows: the next mail begins anew
                raise
            self._closing = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._drop)

    async def probe(self) -> None:
        """Sign in as for sending, and ask whether the server listens."""
        async with self._lock:
            client, reused = await self._connected()
            try:
                await self._step(Step.CONNECT, client.noop())
            except Unreachable:
                self._drop()
                if not reused:
                    raise
                client, _ = await self._connected()
                await self._step(Step.CONNECT, client.noop())
            self._closing = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._drop)

    async def close(self) -> None:
        async with self._lock:
            if self._client is not None and self._client.is_connected:
                with suppress(SMTPException, OSError, TimeoutError):
                    await self._client.quit(timeout=1)
            self._drop()

    async def _connected(self) -> tuple[SMTP, bool]:
        """The connection, and whether it had been used before."""
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
        if self._client is not None and self._client.is_connected:
            return self._client, True
        client = self._client = SMTP(
            hostname=self._settings.smtp_host,
            port=self._settings.smtp_port,
            use_tls=self._settings.smtp_security == "tls",
            start_tls=self._settings.smtp_security == "starttls",
            tls_context=self._tls,
            timeout=self._settings.read_timeout,
            local_hostname=self._settings.domain,
        )
        try:
            await self._step(Step.CONNECT, client.connect(timeout=self._settings.connect_timeout))
            await self._sign_in(client)
        except BaseException:
            self._drop()
            raise
        return client, False

    async def _sign_in(self, client: SMTP) -> None:
        settings = self._settings
        method = settings.smtp_auth or settings.auth
        if method == "none":
            return
        name = settings.smtp_username or settings.login
        try:
            secret = await asyncio.to_thread(settings.smtp_credential or settings.credential)
        except (ConfigError, OSError):
            raise Unauthorised(f"{self._where}: the secret to sign in with cannot be read") from None
        signing_in = client.auth_xoauth2(name, secret) if method == "xoauth2" else client.login(name, secret)
        await self._step(Step.SIGN_IN, signing_in)

    async def _begin(self, client: SMTP, *, machine: bool) -> None:
        if machine and self._null_sender:
            try:
                await client.mail("")
            except SMTPSenderRefused as refused:
                if refused.code < 500:
                    raise channel_error(refused, Step.SENDER, self._where) from None
                # The provider wants a sender: remembered as long as the process lives.
                self._null_sender = False
            except (SMTPException, OSError) as error:
                raise channel_error(error, Step.SENDER, self._where) from None
            else:
                return
        await self._step(Step.SENDER, client.mail(self._settings.address))

    async def _hand_over(self, client: SMTP, mail: bytes, recipient: str) -> None:
        await self._step(Step.RECIPIENT, client.rcpt(recipient))
        if not client.is_connected:
            raise Unreachable(f"{self._where}: the connection was lost before the mail was handed over")
        await self._step(Step.DATA, client.data(mail))

    async def _step(self, step: Step, doing: Coroutine[Any, Any, object]) -> None:
        try:
            await doing
        except (SMTPException, OSError) as error:
            # Not chained: the library's errors hold addresses and the server's words.
            raise channel_error(error, step, self._where) from None

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None
