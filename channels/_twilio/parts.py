"""How many parts an SMS makes, and a text in the alphabet that makes the fewest."""

from __future__ import annotations

from core.notice.gsm7 import EXTENDED, SINGLE_MESSAGE, septets

JOINED, WIDE, WIDE_JOINED = 153, 70, 67  # a part of several carries a header (3GPP TS 23.040, 9.2.3.24.1)
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


def plain(text: str) -> str:
    """The text without typography, when that is all that keeps it out of the short alphabet; else the
    text as it is. Words are never changed: an accent that is missing may change what is meant.
    """
    simple = text.replace("\r\n", "\n").translate(_PLAIN)
    return text if septets(simple) is None else simple


def parts(text: str) -> int:
    """In how many parts a text leaves. A character of two units is never cut in two."""
    length = septets(text)
    if length is not None:
        sizes, single, joined = [2 if sign in EXTENDED else 1 for sign in text], SINGLE_MESSAGE, JOINED
    else:
        sizes, single, joined = [2 if ord(sign) > 0xFFFF else 1 for sign in text], WIDE, WIDE_JOINED
    if sum(sizes) <= single:
        return 1
    count, room = 1, joined
    for size in sizes:
        if size > room:
            count, room = count + 1, joined
        room -= size
    return count
