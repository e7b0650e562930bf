"""How many parts an SMS makes."""

from __future__ import annotations

from core.gsm7 import EXTENDED, SINGLE_MESSAGE, septets

JOINED, WIDE, WIDE_JOINED = 153, 70, 67  # a part of several carries a header (3GPP TS 23.040, 9.2.3.24.1)


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
