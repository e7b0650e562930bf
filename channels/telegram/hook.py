"""A webhook instead of questions: Telegram calls us, shows a secret, and comes again until it hears 200.

core.telegram.org/bots/api#setwebhook, #getwebhookinfo
"""

from __future__ import annotations

import asyncio
import hmac
import time
from typing import Any

from channels.telegram.account import Settings, hook_secret
from channels.telegram.api import Api
from channels.telegram.update import WANTED
from core.errors import Forged, Unauthorised, Unreachable
from core.message import Envelope
from core.ports.channel import Sink

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name
FRESH = 300  # seconds in which a failed call is news


def verify(envelope: Envelope, account: str, settings: Settings) -> None:
    """Raises Forged unless the request shows a secret that was made from one of our tokens."""
    if not settings.webhook:
        raise Forged("this account has no webhook")
    try:
        tokens = settings.tokens()
    except Unauthorised:
        raise Forged("no token to verify it with") from None
    shown = envelope.headers.get(SECRET, "").encode()
    if not any(hmac.compare_digest(shown, hook_secret(token, account).encode()) for token in tokens):
        raise Forged("it shows no secret of this account")


async def watch(account: str, settings: Settings, api: Api, sink: Sink) -> None:
    """Tell Telegram where to call, and ask now and then how that fares. Raises ChannelError when it fares badly."""
    url = settings.hook_url(account)
    secret = hook_secret(settings.tokens()[0], account)
    await api.ask("setWebhook", url=url, secret_token=secret, allowed_updates=list(WANTED))
    while True:
        sink.beat(await probe(account, settings, api))
        await asyncio.sleep(settings.watch_seconds)


async def probe(account: str, settings: Settings, api: Api) -> int:
    """How many updates wait at Telegram. Raises ChannelError when its calls fare badly."""
    backlog, trouble = fares(await api.ask("getWebhookInfo"), settings.hook_url(account))
    if trouble:
        raise Unreachable(trouble)
    return backlog


def fares(told: Any, url: str) -> tuple[int, str]:
    """How many updates wait at Telegram, and what is wrong; "" when all is well. Telegram's own words are
    not repeated: they may hold an address.
    """
    if not isinstance(told, dict):
        return 0, "Telegram: it does not say how the webhook fares"
    waiting = told.get("pending_update_count")
    waiting = waiting if isinstance(waiting, int) else 0
    if not told.get("url"):
        return waiting, "Telegram: it knows no address to call; the service tells it when it starts"
    if told.get("url") != url:
        return waiting, "Telegram: it calls another address than ours"
    failed = told.get("last_error_date")
    if waiting and isinstance(failed, int | float) and time.time() - failed < FRESH:
        return waiting, "Telegram: its calls of our webhook fail, and updates wait"
    return waiting, ""
