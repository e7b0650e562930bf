"""What a kind of channel can do: data, shown in the documents and on the ops page by the same table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.gsm7 import plain, septets

BRIEF = 1000  # what takes less than this in one message is written to in short texts


class Counted(StrEnum):
    """In what a platform counts a text's length."""

    CHARACTERS = "characters"
    BYTES = "bytes"  # of UTF-8
    SEPTETS = "septets"  # of GSM-7 (3GPP TS 23.038 section 6.2.1)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel carries, in and out.

    `official` is the platform's own way in, meant for programs. `privately` and `publicly` say to whom an
    answer can be sent by a program; with neither, a person answers by hand. `window` is how long after the
    citizen's last word free text may be sent (None: always), `text` the longest text (None: no limit),
    counted in `counted`; `links` whether a public reply may hold one. `bubbles` are many short messages
    for one thought. `public_url` is needed where the platform calls us. `at_once` is how many messages, to
    different people, may be on their way to the platform at the same time.
    """

    official: bool = True
    privately: bool = True
    publicly: bool = False
    media_in: bool = False
    media_out: bool = False
    edits: bool = False
    window: timedelta | None = None
    text: int | None = None
    counted: Counted = Counted.CHARACTERS
    links: bool = True
    subject: bool = False
    bubbles: bool = False
    public_url: bool = False
    at_once: int = 1

    @property
    def brief(self) -> bool:
        """Whether each message costs, or so little goes in that only the short texts fit."""
        return self.text is not None and self.text < BRIEF

    def carries(self, text: str) -> bool:
        """Whether the text goes in one message."""
        return self.text is None or length(text, self.counted) <= self.text


def length(text: str, counted: Counted) -> int:
    """How long a text is, as a platform counts."""
    if counted is Counted.BYTES:
        return len(text.encode())
    if counted is Counted.SEPTETS:
        text = plain(text)
        return septets(text) or _as_septets(text)
    return len(text)


def _as_septets(text: str) -> int:
    """Of a text outside the alphabet: in UCS-2 a part of several holds 67 units where it held 153 septets."""
    units = len(text.encode("utf-16-le")) // 2
    return -(-units * 153 // 67)
