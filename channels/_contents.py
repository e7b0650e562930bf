"""What a message holds besides words, told in a line: the same words for all channels that carry such things.

The words are Indonesian, as the officer reads them. What a stranger wrote into a name or a label comes
on one line and bounded: none of it is the citizen's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FORWARDED = "[Diteruskan]"
LONGEST = 300  # characters of one label
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """As a database takes it, and lines as lines."""
    return _UNSTORABLE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")


def plain(text: str) -> str:
    """On one line, and short."""
    return " ".join(text.split())[:LONGEST]


def place(latitude: str, longitude: str, *names: str) -> str:
    """A point on the map, with its name and address where it has any."""
    return f"[Lokasi: {', '.join([*_said(names), f'geo:{plain(latitude)},{plain(longitude)}'])}]"


def contact(details: Iterable[str]) -> str:
    """Name and numbers of a contact card; "" where there are none."""
    told = ", ".join(dict.fromkeys(_said(details)))
    return f"[Kontak: {told}]" if told else ""


def sticker(emoji: str = "") -> str:
    return f"[Stiker{f': {plain(emoji)}' if emoji.strip() else ''}]"


def throw(emoji: str, value: str) -> str:
    """A die, dart or ball that was thrown."""
    return f"[Permainan {plain(emoji)}: {plain(value)}]"


def poll(question: str, options: Iterable[str]) -> str:
    """What was asked, where the platform tells it, and the answers that were offered."""
    asked, offered = plain(question), ", ".join(_said(options))[:LONGEST]
    return f"[Jajak pendapat: {f'{asked} ({offered})' if asked else offered}]"


def unknown(kind: str) -> str:
    """A kind of message that we do not know: named, so that nothing looks empty that is not."""
    return f"[Pesan berjenis {plain(kind)!r}: isinya tidak dapat ditampilkan di sini]"


def _said(texts: Iterable[str]) -> list[str]:
    return [told for told in map(plain, texts) if told]
