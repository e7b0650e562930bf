"""Telegram: people write to the office's bot, which asks for its news by long poll and answers them there."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from app.config import AccountSection
from app.demo.act import Answer, Office, Spoken
from app.demo.line import Line
from channels.telegram import Settings
from sandbox.telegram import Telegram

ACCOUNT = "bot"
PHOTO = b64decode(  # one white point
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.7 contoh"


class TelegramAct:
    """A bot, and the people who write to it."""

    def __init__(self) -> None:
        self._telegram = Telegram()
        self._written: dict[int, dict[str, Any]] = {}

    def start(self) -> None:
        self._telegram.start()

    def accounts(self) -> Sequence[AccountSection]:
        settings = Settings(credential=lambda: Telegram.token, poll_seconds=5, api_url=self._telegram.url)
        return (AccountSection(ACCOUNT, "telegram", "", None, settings),)

    def opened(self, office: Office) -> None:
        """Telegram is asked, so it calls nobody."""

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        """`own`: from, text, and what is special: `parts` of the message, `photos` of an album, `document`,
        `edits` or `again` (what this person wrote last), `frame` (replaces who wrote and where).
        """
        own, telegram = line.own, self._telegram
        person, text = int(own["from"]), own.get("text", "").format_map(values)
        before = self._written.get(person, {})
        if own.get("again"):
            telegram.state.arrived("message", before["message"])
            return Spoken(_key(before))
        if own.get("edits"):
            return Spoken(_key(telegram.edit(before, text)))
        if own.get("photos"):
            update = telegram.send_album(person, [PHOTO] * own["photos"], text)[0]
        else:
            parts = dict(own.get("parts", {})) | dict(own.get("frame", {}))
            if own.get("document"):
                parts["document"] = telegram.document(PDF, own["document"], "application/pdf")
            update = telegram.write(person, text, **parts)
        self._written[person] = update
        return Spoken(_key(update))

    def answers(self) -> Sequence[Answer]:
        return [Answer(str(sent.chat), sent.text) for sent in list(self._telegram.sent)]

    def stop(self) -> None:
        self._telegram.stop()


def _key(update: Mapping[str, Any]) -> str:
    """Under which the ledger knows what becomes of it."""
    kind = "edited_message" if "edited_message" in update else "message"
    message = update[kind]
    named = f"{message['chat']['id']}:{message['message_id']}"
    return f"{named}:{message['edit_date']}:{update['update_id']}" if kind == "edited_message" else named


def open_act() -> TelegramAct:
    return TelegramAct()
