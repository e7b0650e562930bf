"""A platform that people write to while the service is killed again and again.

A channel adds its part with one file, `peers/<name>.py`, with a function `open_peer() -> Peer`; it may skip the
test (pytest.skip) where its stand-in cannot run.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol

PEERS = "tests.crash.peers"


class Peer(Protocol):
    """`repeats`: an answer may come twice, marked as the same, where no list of the platform can be asked.
    `secrets` go into the service's environment.
    """

    repeats: bool
    secrets: Mapping[str, str]

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def accounts(self, port: int) -> str:
        """The office's accounts there, as its configuration has them. `port` is where the service listens."""
        ...

    def speak(self, numbers: Sequence[int]) -> None:
        """A citizen of each number writes a complaint like no other. Does not wait for the service."""
        ...

    def strike(self, place: int) -> None:
        """What befalls the platform itself in the storm's strike of this place, if anything."""
        ...

    def said(self) -> Sequence[tuple[str, str]]:
        """Account and unique id (as the ledger has it) of all that was said so far."""
        ...

    def heard(self) -> Mapping[int, Sequence[str]]:
        """By citizen's number: what makes each answer recognisable, in the order in which they came."""
        ...


def peer_names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(import_module(PEERS).__path__))


def open_peer(name: str) -> Peer:
    peer: Peer = import_module(f"{PEERS}.{name}").open_peer()
    return peer
