"""The access token: good for sixty days, and renewed long before they end.

The operator's own file is never written. A renewed token stands in a file beside it (`token_file`), with a
hash of the one it grew out of: when the operator puts a new one in place, that one counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from channels.instagram.events import Table, text
from channels.instagram.secrets import read_secrets
from channels.instagram.settings import Settings
from core.errors import Unreachable

LASTS = timedelta(days=60)
RENEWED = timedelta(days=30)  # before its end: a month in which renewing may fail day by day


@dataclass(frozen=True, slots=True)
class Token:
    """`until` is when it ends (UTC), None while nobody has said; `seed` names the operator's token."""

    value: str = field(repr=False)
    seed: str
    until: datetime | None = None


class TokenKeeper:
    """Knows the token that counts now, and keeps what a renewal brings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._renewed: Token | None = None

    def current(self) -> Token:
        """Raises ConfigError and OSError."""
        given = read_secrets(self._settings.credential()).token
        seed = hashlib.sha256(given.encode()).hexdigest()
        renewed = self._renewed or _stored(self._settings.token_file)
        return renewed if renewed is not None and renewed.seed == seed else Token(given, seed)

    def is_due(self, now: datetime) -> bool:
        """Whether to renew now: near its end, or where its end is not known."""
        until = self.current().until
        return until is None or until - now < RENEWED

    def keep(self, before: Token, answer: Table, now: datetime) -> Token:
        """Keep what Meta gave out, durably where there is a file.

        Raises Unreachable where the answer holds none, or where the file cannot be written: the token
        is taken up all the same, and the old one stays good until its own end.
        """
        value, seconds = text(answer.get("access_token")), answer.get("expires_in")
        if not value or type(seconds) is not int or not 0 < seconds <= LASTS.total_seconds() * 2:
            raise Unreachable("Instagram: a renewal without a token in it")
        self._renewed = Token(value, before.seed, now + timedelta(seconds=seconds))
        if self._settings.token_file is not None:
            try:
                _store(self._settings.token_file, self._renewed)
            except OSError as error:
                raise Unreachable(f"token_file cannot be written: {error.strerror}") from None
        return self._renewed


def _stored(path: Path | None) -> Token | None:
    """What stands in the file; None where nothing can be read."""
    if path is None:
        return None
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        until = datetime.fromisoformat(found["until"])
        return Token(str(found["token"]), str(found["seed"]), until.astimezone(UTC))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _store(path: Path, token: Token) -> None:
    """Whole or not at all, readable by the service alone."""
    said = {"token": token.value, "seed": token.seed, "until": token.until and token.until.isoformat()}
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
