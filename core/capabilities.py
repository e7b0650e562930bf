"""What a kind of channel can do: data, shown in the documents and on the ops page by the same table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel carries, in and out.

    `official` is the platform's own way in, meant for programs. `privately` and `publicly` say to whom an
    answer can be sent by a program; with neither, a person answers by hand. `window` is how long after the
    citizen's last word free text may be sent (None: always), `text` the longest text in characters (None:
    no limit), `links` whether a public reply may hold one. `bubbles` are many short messages for one
    thought. `public_url` is needed where the platform calls us.
    """

    official: bool = True
    privately: bool = True
    publicly: bool = False
    media_in: bool = False
    media_out: bool = False
    edits: bool = False
    window: timedelta | None = None
    text: int | None = None
    links: bool = True
    subject: bool = False
    bubbles: bool = False
    public_url: bool = False
