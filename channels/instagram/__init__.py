"""Instagram: the official way through Meta's webhooks and Graph API, or reading along with instaloader.

    settings, secrets     one account's keys                        events, reading, kinds    a delivery to what was said
    graph, faults         Meta's REST API, its errors as ours       ways, media               how an answer leaves, files
    token                 sixty days that are renewed in time       official                  the channel of these
    comment               a comment as instaloader writes it        scraper, reader           instaloader in a thread; the channel

Which of the two it is, the account's `way` says. They share nothing but the kind: an account reads or is
told, and one that only reads along can send nothing.
"""

from __future__ import annotations

from channels.instagram.normal import read_raw
from channels.instagram.official import OfficialChannel
from channels.instagram.reader import ReaderChannel
from channels.instagram.settings import Settings

__all__ = ["OfficialChannel", "ReaderChannel", "Settings", "open_channel", "read_raw"]


def open_channel(name: str, settings: Settings) -> OfficialChannel | ReaderChannel:
    """The account `name`. Nothing is connected before `poll`, `send`, `find`, `fetch` or `probe`."""
    if settings.way == "instaloader":
        return ReaderChannel(name, settings)
    return OfficialChannel(name, settings)
