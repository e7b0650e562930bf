"""SMS, which comes and goes through Twilio as WhatsApp does."""

from __future__ import annotations

from tests.crash.peers import whatsapp


class SmsPeer(whatsapp.TwilioPeer):
    """As WhatsApp, with bare numbers, and notices in their short form."""

    kind, letter, prefix = "sms", "e", ""


def open_peer() -> SmsPeer:
    return SmsPeer()
