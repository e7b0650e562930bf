"""A platform that people write to while the service is killed again and again.

A channel adds its part with one file, `peers/<name>.py`, with a function `open_peer() -> Peer`; it may skip the
test (pytest.skip) where its stand-in cannot run.

    hands       people who do a thing again until it has an outcome: for channels that are pages of ours
    officer     an officer at a browser: enters, answers, and tells citizens what no program may send
    along       `aduan` whose instaloader is led to the stand-in
"""

from __future__ import annotations

import pkgutil
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from typing import TypeVar

Fault = TypeVar("Fault")
PEERS = "tests.crash.peers"
# In every so many strikes a sending goes wrong. The oldest message leaves first, so it would be the one each
# time; and what was uncertain four times rests for minutes (core.dispatch.send).
RARELY = 4


class Peer(ABC):
    """`repeats`: an answer may come twice, marked as the same, where no list of the platform can be asked.
    `secrets` go into the service's environment. `program` is what runs as `aduan`, by Python's arguments.
    """

    repeats = False
    secrets: Mapping[str, str] = {}
    program: Sequence[str] = ("-m", "app")

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None: ...

    @abstractmethod
    def accounts(self, port: int) -> str:
        """The office's accounts there, as its configuration has them. `port` is where the service listens."""

    @abstractmethod
    def speak(self, numbers: Sequence[int]) -> None:
        """A citizen of each number writes a complaint like no other. Does not wait for the service."""

    @abstractmethod
    def said(self) -> Sequence[tuple[str, str]]:
        """Account and unique id (as the ledger has it) of all that was said so far."""

    @abstractmethod
    def heard(self) -> Mapping[int, Sequence[str]]:
        """By citizen's number: what makes each answer recognisable, in the order in which they came; where a
        person must tell citizens, once they all were told.
        """

    def strike(self, place: int) -> None:  # noqa: B027 - most platforms stand
        """What befalls the platform itself in the storm's strike of this place, if anything."""

    def away(self, config: Path, chance: Random, *, last: bool) -> None:  # noqa: B027 - most wait for nobody
        """What people do while nothing serves; `last`: it will not be killed any more after this."""


def once(faults: dict[str, deque[Fault]], what: str, fault: Fault) -> None:
    """Let one request of this kind go wrong, and no more: who fails again and again is asked ever more rarely."""
    faults[what] = deque([fault])


def peer_names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(import_module(PEERS).__path__))


def open_peer(name: str) -> Peer:
    peer: Peer = import_module(f"{PEERS}.{name}").open_peer()
    return peer
