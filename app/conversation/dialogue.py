"""A dialogue: what one citizen says on one channel, turn by turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import ConfigError
from core.message import Attachment

KINDS: Mapping[str, str] = {
    "email": "mail",
    "mail": "mail",
    "whatsapp": "whatsapp",
    "twilio": "whatsapp",
    "sms": "sms",
    "telegram": "telegram",
    "x": "twitter",
    "twitter": "twitter",
    "instagram": "instagram",
    "web": "web",
    "web_dpmptsp": "web",
    "web_mpp": "web",
    **dict.fromkeys(("officer_dpmptsp", "counter_mpp", "letter", "phone", "form", "box"), "desk"),
}
"""What a channel is called in a dialogue (the register's names among them, domain 1.1), and its kind."""

JAKARTA = ZoneInfo("Asia/Jakarta")
PAUSE = timedelta(minutes=5)  # between turns of which the later one does not say when
NOT_SHOWN = "not-fetched"


@dataclass(frozen=True, slots=True)
class Turn:
    """`at` is when the platform received it (UTC)."""

    at: datetime
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`display_name` is what the account merely shows (R13)."""

    id: str
    kind: str
    turns: tuple[Turn, ...]
    display_name: str = ""


def read_dialogue(line: Mapping[str, Any], now: datetime) -> Dialogue:
    """A line as `{id, channel, turns: [{at, text, attachments}]}`; `display_name` may stand beside them.

    A first turn that does not say when it was said is said `now`, a later one five minutes after the one
    before; a time without a zone is Asia/Jakarta's. Raises ConfigError, naming the dialogue and what is
    wrong with it.
    """
    name = str(line.get("id", ""))
    where = f"dialogue {name!r}" if name else "a dialogue without id"
    channel = str(line.get("channel", "whatsapp"))
    if channel not in KINDS:
        raise ConfigError(f"{where}: channel {channel!r} is not known; known are: {', '.join(KINDS)}")
    turns = line.get("turns")
    if not isinstance(turns, list) or not turns:
        raise ConfigError(f"{where}: turns: a list of at least one {{at, text}} is wanted")
    said: list[Turn] = []
    for number, turn in enumerate(turns, 1):
        usual = said[-1].at + PAUSE if said else now
        said.append(_turn(turn, usual, f"{where}, turn {number}"))
        if len(said) > 1 and said[-1].at < said[-2].at:
            raise ConfigError(f"{where}, turn {number}: at: lies before the turn before")
    return Dialogue(name, KINDS[channel], tuple(said), str(line.get("display_name") or ""))


def _turn(turn: Any, usual: datetime, where: str) -> Turn:
    if isinstance(turn, str):
        return Turn(usual, turn)
    if not isinstance(turn, dict):
        raise ConfigError(f"{where}: an object with at and text is wanted")
    files = turn.get("attachments") or []
    if not isinstance(files, list):
        raise ConfigError(f"{where}: attachments: a list is wanted")
    text = turn.get("text")
    return Turn(
        _moment(turn.get("at"), usual, where), "" if text is None else str(text), tuple(map(_file, files))
    )


def _moment(at: Any, usual: datetime, where: str) -> datetime:
    if at is None or at == "":
        return usual
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError:
        raise ConfigError(f"{where}: at: {at!r} is no time, as 2026-11-22T10:00:00+07:00 is") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)).astimezone(UTC)


def _file(told: Any) -> Attachment:
    """A file of which only name and type are told: the case shows it as not fetched."""
    known = told if isinstance(told, dict) else {"filename": told}
    kind = str(known.get("content_type") or "")
    return Attachment(
        str(known.get("filename") or "lampiran"), "", 0, "", declared_type=kind, refused=NOT_SHOWN
    )
