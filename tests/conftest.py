"""What holds for every test: nobody leaves this machine."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import settings

# A deadline would be a timed assertion: machines are slow and busy as they please.
settings.register_profile("aduan", deadline=None)
settings.load_profile("aduan")


def _is_here(address: Any) -> bool:
    """Loopback, or a socket that has no host at all (Unix)."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


@pytest.fixture(autouse=True)
def no_test_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting anywhere but to loopback is an error of the test."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        if not _is_here(address):
            raise AssertionError(f"a test wanted to leave this machine, for {address!r}")
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        if not _is_here(address):
            raise AssertionError(f"a test wanted to leave this machine, for {address!r}")
        return connect_ex(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first; at the end the last of them would run alone."""
    items.sort(key=lambda item: "crash" not in item.path.parts)
