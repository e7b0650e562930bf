"""The Bot API through python-telegram-bot: raw answers, one call each, no retries, errors as ours.

The library's own Updater is not used: it tells Telegram that updates have arrived before we have kept
them. Its readers are not either: one update that they cannot read would block all behind it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from channels.telegram.account import Settings
from channels.telegram.failures import channel_error
from core.errors import Refused

if TYPE_CHECKING:
    from telegram import Bot

# Each of these writes addresses into its log, and the address of a request holds the token.
TALKATIVE = ("httpx", "httpcore", "telegram")
ANSWERS = (
    AttributeError,
    TypeError,
    KeyError,
    ValueError,
    IndexError,
)  # an answer of another form than promised


class Api:
    """One bot. All methods raise ChannelError, and nothing else."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._token = ""
        self._bot: Bot | None = None

    async def ask(self, method: str, *, patience: float = 0.0, sending: bool = False, **fields: Any) -> Any:
        """The result as Telegram sent it. `patience` are seconds that it may take beyond the usual."""
        from telegram.error import TelegramError

        bot = await self._signed_in()
        try:
            # Methods are case-insensitive (#making-requests); under its usual name the library would read the
            # answer of a method that it knows.
            return await bot.do_api_request(
                method.upper(), api_kwargs=fields or None, read_timeout=self._settings.timeout + patience
            )
        except (TelegramError, *ANSWERS) as error:
            raise channel_error(error, sending=sending) from None

    async def download(self, path: str) -> bytes:
        """A file, by the path that getFile told. The whole address holds the token: it is kept nowhere."""
        from telegram.error import InvalidToken, TelegramError

        bot = await self._signed_in()
        url = f"{self._settings.api_url}/file/bot{self._token}/{quote(path)}"
        try:
            return await bot.request.retrieve(url, read_timeout=self._settings.timeout)
        except InvalidToken:  # so the library calls every 404
            raise Refused("Telegram: there is no such file (404)") from None
        except (TelegramError, *ANSWERS) as error:
            raise channel_error(error, sending=False) from None

    async def close(self) -> None:
        """Close the connections."""
        bot, self._bot = self._bot, None
        if bot is not None:
            await bot.request.shutdown()

    async def _signed_in(self) -> Bot:
        """The library's bot with the token as it stands now, over connections that are kept."""
        token = self._settings.tokens()[0]
        if self._bot is None or token != self._token:
            await self.close()
            self._bot, self._token = _bot(token, self._settings), token
        return self._bot


def _bot(token: str, settings: Settings) -> Bot:
    from telegram import Bot
    from telegram.request import HTTPXRequest

    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    request = HTTPXRequest(
        connection_pool_size=8, connect_timeout=settings.timeout, pool_timeout=settings.timeout
    )
    return Bot(
        token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request,
        get_updates_request=request,
    )
