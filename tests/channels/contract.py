"""What a kind of channel shows of itself to the contract that binds all, and how its fixtures are found.

`tests/channels/<kind>/office.py` is an `Office`; beside it lie `<case>.in.<ending>`, a delivery as the
platform made it, and `<case>.out.json`, what is read from it:

    items       what is parsed, in order: `is` names the type, the other keys what must be so
    unreadable  instead of items: the code with which it goes to quarantine
    given       settings of the account that differ for this case
    headers     facts of the transport that came along with this delivery
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Protocol, cast

from app.config import kinds
from core.message import Envelope, OutboundMessage
from core.ports.channel import Channel
from tests.channels.parrot import Parrot

ROOT = Path(__file__).parent
KINDS = kinds()
MARK = "r4h4514MARK"  # stands in every secret that the contract sets


class Office(Protocol):
    """The module `tests/channels/<kind>/office.py`."""

    CASES: Mapping[str, str]
    """Which case shows text, media, edit, ignored, report, malformed, non-latin, batch, where it is not
    called so."""

    WITHOUT: Mapping[str, str]
    """Which of these the kind cannot have, and why; "failure" where there is no platform that could fail."""

    def channel(self, secret: str, parrot: Parrot | None, **given: Any) -> Channel:
        """An account whose secrets all hold `secret`, and whose platform is the parrot (None: nobody)."""
        ...

    def envelope(self, path: Path) -> Envelope:
        """The delivery in a file, as the channel gets it to read."""
        ...

    def outbound(self) -> OutboundMessage:
        """A message of ours to a person."""
        ...


def office(kind: str) -> Office:
    return cast("Office", importlib.import_module(f"tests.channels.{kind}.office"))


def deliveries(kind: str) -> list[Path]:
    """The fixtures of a kind."""
    return sorted((ROOT / kind).glob("*.in.*"))


def beside(path: Path) -> Path:
    """What must come of a fixture."""
    return path.with_name(f"{path.name.partition('.in.')[0]}.out.json")


def wanted(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(beside(path).read_text("utf-8")))


def delivery(kind: str, path: Path) -> Envelope:
    """The fixture as an envelope, with the headers that its case gives."""
    envelope = office(kind).envelope(path)
    return replace(envelope, headers={**envelope.headers, **wanted(path).get("headers", {})})


def plain(value: object) -> Any:
    """Values as JSON has them; a file's bytes become whether there are any."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes):
        return True
    if isinstance(value, tuple):
        return [plain(element) for element in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def agree(actual: Any, expected: Any) -> bool:
    """Whether all that is expected is so; what a case does not name may be as it likes."""
    if isinstance(expected, dict):
        return all(agree(actual[name], value) for name, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list):
        return len(actual) == len(expected) and all(map(agree, actual, expected))
    return bool(actual == expected)
