"""How long a text is in the alphabet of SMS (3GPP TS 23.038, section 6.2.1): 160 septets make one message."""

from __future__ import annotations

SINGLE_MESSAGE = 160
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")  # two septets each
# Typographic signs and what says the same in the short alphabet: one of them would halve the room.
_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "′": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "″": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "•": "-", "·": "-",
        "…": "...", "×": "x", "\t": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
        "\u200b": "", "\u200e": "", "\u200f": "", "\u2060": "", "\ufeff": "", "\r": "",
    }
)  # fmt: skip


def septets(text: str) -> int | None:
    """The length in septets; None where a character is outside the alphabet (the message becomes UCS-2)."""
    if not set(text) <= BASIC | EXTENDED:
        return None
    return len(text) + sum(character in EXTENDED for character in text)


def plain(text: str) -> str:
    """The text without typography, when that is all that keeps it out of the short alphabet; else the
    text as it is. Words are never changed: an accent that is missing may change what is meant.
    """
    simple = text.replace("\r\n", "\n").translate(_PLAIN)
    return text if septets(simple) is None else simple
