"""The Telegram channel: a bot that people write to; its updates come by long poll or webhook.

    api, failures     the library's raw calls, its errors as ours    queue, albums     updates from Telegram's own queue
    reading, contents updates to messages                            files             what lies with Telegram
    hook              a webhook's secret, and how it fares           pace              no faster than Telegram allows

An update is kept as the JSON that Telegram sent, before anything of it is understood: one that nobody can
read is set aside when it is read, and holds up no other.
"""

from __future__ import annotations

from channels.telegram.account import Settings
from channels.telegram.channel import TelegramChannel, open_channel
from channels.telegram.reading import read_raw

__all__ = ["Settings", "TelegramChannel", "open_channel", "read_raw"]
