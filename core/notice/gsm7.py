"""How long a text is in the alphabet of SMS (3GPP TS 23.038, section 6.2.1): 160 septets make one message."""

from __future__ import annotations

SINGLE_MESSAGE = 160
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")  # two septets each


def septets(text: str) -> int | None:
    """The length in septets; None where a character is outside the alphabet (the message becomes UCS-2)."""
    if not set(text) <= BASIC | EXTENDED:
        return None
    return len(text) + sum(character in EXTENDED for character in text)
