"""Telegram calling our webhook: an update comes again until it is taken, and then the next one."""

from __future__ import annotations

from typing import Any

from sandbox.telegram import Fault
from tests.crash.peer import once
from tests.crash.peers import telegram


class TelegramWebhookPeer(telegram.TelegramPeer):
    """As by long poll, but each update is brought."""

    def accounts(self, port: int) -> str:
        hook = f'webhook = true\npublic_url = "http://127.0.0.1:{port}"\nwatch_seconds = 1\n'
        return super().accounts(port) + hook

    def write(self, number: int) -> dict[str, Any]:
        """The photos of an album come one by one here, and join the case of the first."""
        return self.telegram.write(telegram.FIRST + number, telegram.complaint(number))

    def strike(self, place: int) -> None:
        once(self.telegram.api.faults, "sendmessage", Fault(0, after=True))
        once(self.telegram.api.faults, "getwebhookinfo", Fault(502, html=True))


def open_peer() -> TelegramWebhookPeer:
    return TelegramWebhookPeer()
