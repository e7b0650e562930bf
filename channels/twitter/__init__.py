"""X, once Twitter: mentions in public and direct messages, through the API of version 2."""

from __future__ import annotations

from channels.twitter.account import USERNAME, Settings
from channels.twitter.channel import TwitterChannel
from channels.twitter.reading import read_raw

__all__ = ["USERNAME", "Settings", "TwitterChannel", "open_channel", "read_raw"]


def open_channel(name: str, settings: Settings) -> TwitterChannel:
    """The account `name`. Nothing is connected before `poll`, `send`, `find`, `fetch` or `probe`."""
    return TwitterChannel(name, settings)
