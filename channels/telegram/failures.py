"""The library's errors as ours; their words are never repeated, they may hold the token or what a citizen wrote.

core.telegram.org/bots/api#making-requests tells the answers, telegram.error the classes. BadRequest is a
NetworkError to the library, so it is looked for first: trying again would never help.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.errors import (
    ChannelError,
    Contested,
    RecipientGone,
    Refused,
    Throttled,
    Unauthorised,
    Uncertain,
    Unreachable,
)

LONGEST_WAIT = timedelta(hours=6)
NOT_CONNECTED = ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol")
NOBODY = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty")


class Migrated(Refused):
    """A group has become a supergroup: it has another number now."""

    def __init__(self, chat: int) -> None:
        super().__init__("Telegram: the group has another number now")
        self.chat = chat


class TooLarge(Refused):
    """Telegram hands out no file of this size."""


def channel_error(error: Exception, *, sending: bool) -> ChannelError:
    """What an exception of the library means; Uncertain where a message may have left all the same."""
    from telegram import error as told

    name = type(error).__name__
    if isinstance(error, told.ChatMigrated):
        return Migrated(int(error.new_chat_id))
    if isinstance(error, told.RetryAfter):
        return Throttled("Telegram: too many requests (429)", _wait(error))
    if isinstance(error, told.Conflict):
        return _contested(str(error))
    if isinstance(error, told.InvalidToken | told.EndPointNotFound):
        return Unauthorised("Telegram: the token is refused (401 or 404)")
    if isinstance(error, told.Forbidden):
        said = "Telegram: forbidden (403)"
        return (
            RecipientGone(f"{said}: the person has blocked the bot, or it may not write there")
            if sending
            else Unauthorised(said)
        )
    if isinstance(error, told.BadRequest):
        return _refused(str(error).lower(), sending=sending)
    reason = type(error.__cause__).__name__ if error.__cause__ is not None else name
    said = f"Telegram: no answer that can be used ({reason})"
    return Uncertain(said) if sending and reason not in NOT_CONNECTED else Unreachable(said)


def _contested(words: str) -> Contested:
    if "webhook" in words:
        return Contested(
            "Telegram: a webhook is set for this bot (409): delete it, or configure webhook = true"
        )
    return Contested("Telegram: another program asks for this bot's news (409): let only one do so")


def _refused(words: str, *, sending: bool) -> ChannelError:
    """400: what the request asks for cannot be, however often it is asked for."""
    if "too big" in words and not sending:
        return TooLarge("Telegram: the file is too big (400)")
    if sending and any(nobody in words for nobody in NOBODY):
        return RecipientGone("Telegram: there is no such chat (400)")
    return Refused("Telegram: the request is refused (400)")


def _wait(error: Any) -> timedelta:
    waits = error.retry_after
    return min(waits if isinstance(waits, timedelta) else timedelta(seconds=waits), LONGEST_WAIT)
