"""WhatsApp through Twilio: free text within 24 hours of the person's last message, a template after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from channels._twilio import SIDE_BY_SIDE, Settings, TwilioChannel
from core.capabilities import Capabilities
from core.errors import Refused
from core.message import OutboundMessage, Purpose

__all__ = ["Settings", "WhatsAppChannel", "open_channel"]

LONGEST = 1600  # characters that Twilio takes in one message
LONGEST_IN_TEMPLATE = 900  # of 1024 in all; the template's own words need some
WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=5)  # a message may wait that long in Twilio's queue
AT_ONCE = frozenset({Purpose.ACKNOWLEDGEMENT, Purpose.PROMPT, Purpose.STATUS, Purpose.THANKS})


class WhatsAppChannel(TwilioChannel):
    """One WhatsApp number of the office."""

    kind = "whatsapp"
    prefix = "whatsapp:"
    capabilities = Capabilities(
        text=LONGEST, media_in=True, window=WINDOW, bubbles=True, at_once=SIDE_BY_SIDE
    )

    async def compose(self, message: OutboundMessage) -> dict[str, str]:
        """Raises Refused where the window is shut and no template carries the text: a person must see it."""
        if len(message.text) > LONGEST:
            raise Refused(f"the text has {len(message.text)} characters, WhatsApp carries {LONGEST}")
        if await self._is_open(message):
            return {"Body": message.text}
        text = " ".join(message.text.split())  # a template's variable takes no line ends
        if not self._settings.template:
            raise Refused("WhatsApp's 24 hours are over, and no template is configured")
        if len(text) > LONGEST_IN_TEMPLATE:
            raise Refused("WhatsApp's 24 hours are over, and the text is too long for the template")
        return {"ContentSid": self._settings.template, "ContentVariables": json.dumps({"1": text})}

    def tasks(self) -> Sequence[str]:
        template = self._settings.template
        told = (
            f"see that WhatsApp has approved the template {template}, whose {{{{1}}}} takes the text"
            if template
            else "register a template whose {{1}} takes the text and put its HX... into `template`: without one, what is"
            " answered later than 24 hours after the citizen's last word goes to an officer"
        )
        return [*super().tasks(), told]

    async def _is_open(self, message: OutboundMessage) -> bool:
        """Whether free text passes. What answers a message at once was written within the 24 hours; of
        the rest Twilio's own list knows best, also after an outage or with a restored database.
        """
        if message.purpose in AT_ONCE and not message.repeat:
            return True
        person = self.address(message.to.handle)
        heard = await self._rest.call(lambda: self._rest.messages(to=self._own, from_=person, most=1))
        return any(found.inbound and found.at >= heard.at - WINDOW + MARGIN for found in heard.messages)


def open_channel(name: str, settings: Settings) -> WhatsAppChannel:
    """The account `name`. Nothing is connected before `poll`, `send`, `find`, `fetch` or `probe`."""
    return WhatsAppChannel(name, settings)
