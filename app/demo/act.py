"""What a platform's part of the demo offers, and how the parts are found."""

from __future__ import annotations

import asyncio
import pkgutil
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, TypeVar

from app.config import AccountSection
from app.demo.line import Line
from core.ports.store import Store

T = TypeVar("T")
ACTS = "app.demo.acts"


@dataclass(frozen=True, slots=True)
class Office:
    """The service as it runs: its address (http://127.0.0.1:<port>), its officer's way in, its store and loop."""

    address: str
    officer: str
    password: str = field(repr=False)
    store: Store = field(repr=False)
    loop: asyncio.AbstractEventLoop = field(repr=False)

    def done(self, deed: Coroutine[Any, Any, T]) -> T:
        """What an operator's command does, done in the service's loop. Blocks; never call it from that loop."""
        return asyncio.run_coroutine_threadsafe(deed, self.loop).result()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line was spoken. `key` is the unique id under which the ledger knows what becomes of it; `fate` is
    known at once where the office let nothing in.
    """

    key: str = ""
    fate: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What arrived at a citizen's end. `values` fill the braces of lines that come `after` it, beside
    {ticket} and {code}, which are read from the text.
    """

    to: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)


class Act(Protocol):
    """One platform on loopback and the citizens who use it."""

    def start(self) -> None:
        """Start the stand-in. Called before `accounts`."""
        ...

    def accounts(self) -> Sequence[AccountSection]:
        """The office's accounts there, as a configuration would have them."""
        ...

    def opened(self, office: Office) -> None:
        """The service runs: a platform that calls it learns its address. Blocks; runs in a thread."""
        ...

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        """A citizen says the line, over the platform's own protocol. Blocks; runs in a thread. `values`
        are those of the answer that the line comes after.
        """
        ...

    def answers(self) -> Sequence[Answer]:
        """All that citizens heard so far, oldest first, read at their end. Any thread may ask."""
        ...

    def stop(self) -> None: ...


def act_names() -> list[str]:
    """The modules of `app.demo.acts`."""
    return sorted(module.name for module in pkgutil.iter_modules(import_module(ACTS).__path__))


def open_act(name: str) -> Act:
    """A fresh act. Whoever starts it stops it."""
    act: Act = import_module(f"{ACTS}.{name}").open_act()
    return act
