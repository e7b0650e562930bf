"""SMS through Twilio: texts that fit, in the alphabet that makes them short."""

from __future__ import annotations

from channels._twilio import SIDE_BY_SIDE, Settings, TwilioChannel
from channels._twilio.parts import parts
from core.capabilities import Capabilities, Counted
from core.errors import Refused
from core.gsm7 import plain
from core.message import OutboundMessage

__all__ = ["Settings", "SmsChannel", "open_channel"]

LONGEST = 612  # four parts of 153 septets (3GPP TS 23.040 section 9.2.3.24.1)


class SmsChannel(TwilioChannel):
    """One number of the office that sends and receives SMS."""

    kind = "sms"
    capabilities = Capabilities(
        text=LONGEST, counted=Counted.SEPTETS, media_in=True, bubbles=True, at_once=SIDE_BY_SIDE
    )

    def written(self, message: OutboundMessage) -> str:
        return plain(message.text)

    async def compose(self, message: OutboundMessage) -> dict[str, str]:
        """Raises Refused for a text of more parts than are configured: half a text is none."""
        text = self.written(message)
        if parts(text) > self._settings.max_parts:
            raise Refused(f"the text makes {parts(text)} SMS, {self._settings.max_parts} are allowed")
        return {"Body": text}


def open_channel(name: str, settings: Settings) -> SmsChannel:
    """The account `name`. Nothing is connected before `poll`, `send`, `find`, `fetch` or `probe`."""
    return SmsChannel(name, settings)
