"""Files that lie with the platform are brought before a message is filed; without them it is filed too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.errors import ChannelError
from core.intake.reading import Reading
from core.message import InboundMessage
from core.ports.channel import Channel, Fetcher

NOT_FETCHED = "not-fetched"
TRIES = 3  # then the case opens without the file, which stands there as refused


class Later(Exception):
    """The platform does not hand a file over now; the delivery is read again when its lease runs out."""


async def fetch_files(readings: Sequence[Reading], channel: Channel | None) -> list[Reading]:
    """The readings of one envelope with their files' bytes. Raises Later."""
    return [await _with_files(reading, channel) for reading in readings]


async def _with_files(reading: Reading, channel: Channel | None) -> Reading:
    message = reading.parsed
    if not isinstance(message, InboundMessage) or message.automatic:
        return reading  # a machine's files are not kept, so they are not brought either
    if not any(attachment.refused == NOT_FETCHED for attachment in message.attachments):
        return reading
    if not isinstance(channel, Fetcher):
        return reading
    try:
        return replace(reading, parsed=await channel.fetch(reading.leased.envelope, message))
    except ChannelError:
        if reading.leased.tries < TRIES:
            raise Later from None
        return reading
