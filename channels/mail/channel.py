"""Mail as a channel: IMAP brings it, SMTP takes the answers, `reading` understands it.

The libraries for IMAP and SMTP are imported with the first connection: most commands need neither, and an account
that only hears needs one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from channels.mail.account import Settings
from channels.mail.compose import mail, recipient
from channels.mail.identity import message_id
from channels.mail.reading import read_mail
from core.capabilities import Capabilities
from core.errors import Refused, Unreachable, Unreadable
from core.message import Envelope, InboundMessage, OutboundMessage, Parsed, Receipt
from core.ports.channel import Sink

if TYPE_CHECKING:
    from channels.mail.intake import Memory
    from channels.mail.smtp import Outgoing


class MailChannel:
    """One mailbox of the office (a `core.ports.channel.Poller`)."""

    kind = "mail"
    capabilities = Capabilities(media_in=True, subject=True)

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self._settings = settings
        self._memories: dict[str, Memory] = {}

    async def poll(self, sink: Sink) -> None:
        """Raises ChannelError when the connection ends; cancelling it closes the connection."""
        from channels.mail.watch import Watch

        await Watch(self.account, self._settings, self._memories, sink).run()

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Raises Unreadable, and nothing else."""
        if "unfetchable" in envelope.headers:
            raise Unreadable("unfetchable", "the mail server could not hand this mail over")
        truncated_from = envelope.headers.get("truncated_from")
        found = read_mail(
            envelope.body,
            received_at=envelope.received_at,
            own_addresses=self._settings.own_addresses,
            max_attachment_bytes=self._settings.max_attachment_bytes,
            truncated_from=int(truncated_from) if truncated_from else None,
            # A Message-ID is its sender's word: what makes a mail unique is its content, as in `content_key`.
            identity=envelope.key,
        )
        return tuple(_identified(parsed, envelope.key, place) for place, parsed in enumerate(found))

    async def send(self, message: OutboundMessage) -> Receipt:
        """The receipt's id is our Message-ID, which bounces will name."""
        try:
            our_id = message_id(message.token, self._settings.domain)
        except ValueError as error:
            raise Refused(str(error)) from None
        await self._outgoing.send(mail(message, self._settings), recipient(message), machine=message.machine)
        return Receipt(our_id)

    async def probe(self) -> None:
        """Sign in at both servers. Raises ChannelError."""
        await asyncio.to_thread(self._probe_imap)
        await self._outgoing.probe()

    def _probe_imap(self) -> None:
        from channels.mail.imap import Mailbox
        from channels.mail.imap_errors import ServerSaidNo

        mailbox = Mailbox.connect(self._settings)
        try:
            mailbox.noop()
        except ServerSaidNo as no:
            raise Unreachable(str(no)) from None
        finally:
            mailbox.close()

    def tasks(self) -> Sequence[str]:
        settings = self._settings
        access = (
            "an access token for IMAP and SMTP (XOAUTH2), renewed in time"
            if settings.auth == "xoauth2"
            else "IMAP switched on and, with two-step sign-in, an app password"
        )
        return [
            f"{settings.login} at {settings.imap_host}: {access}",
            f"let {settings.smtp_host} send in the name of {settings.address} (SPF and DKIM of {settings.domain})",
            "let no other program move mails out of " + ", ".join(settings.folders),
        ]

    async def close(self) -> None:
        """Close the way out; the way in ends with its `poll`."""
        if "_outgoing" in self.__dict__:
            await self._outgoing.close()

    @cached_property
    def _outgoing(self) -> Outgoing:
        from channels.mail.smtp import Outgoing

        return Outgoing(self._settings)


def _identified(parsed: Parsed, key: str, position: int) -> Parsed:
    """A report by the mail that brought it."""
    if isinstance(parsed, InboundMessage):
        return parsed
    return replace(parsed, external_id=f"{key}:{position}" if position else key)


def open_channel(name: str, settings: Settings) -> MailChannel:
    """The account `name`. Nothing is connected before `poll`, `send` or `probe`."""
    return MailChannel(name, settings)
