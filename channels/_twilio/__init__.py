"""What WhatsApp and SMS share: both come and go through Twilio.

    signature, form      is it Twilio's, and what are its fields       reading, contents    fields to messages
    rest, codes          the library in threads, its errors as ours    sweep, resource      the list, for what no webhook brought
    media                files that lie with Twilio                    channel              one number as a channel

A message has two forms, the webhook's form and the list's resource. `form` gives both the same names,
so that one reader reads them to the same values under the same key, and the store keeps only one.
"""

from __future__ import annotations

from channels._twilio.account import Settings
from channels._twilio.channel import SIDE_BY_SIDE, TwilioChannel
from channels._twilio.reading import read_raw

__all__ = ["SIDE_BY_SIDE", "Settings", "TwilioChannel", "read_raw"]
