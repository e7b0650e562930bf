"""Mail servers to test against: pymap always, Dovecot where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from sandbox.mail import ImapServer, MailStore
from tests.peers import dovecot

KINDS = ("pymap", "dovecot")
Server = TypeVar("Server", bound=MailStore)


@pytest.fixture(scope="module")
def shared_pymap() -> Iterator[ImapServer]:
    with running(ImapServer()) as server:
        yield server


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Iterator[MailStore]:
    """An empty mailbox on each kind of server."""
    if request.param == "pymap":
        server: ImapServer = request.getfixturevalue("shared_pymap")  # its start takes most of a second
        server.empty()
        yield server
    else:
        with running(installed_dovecot()) as started:
            yield started


@pytest.fixture(params=KINDS)
def mortal_store(request: pytest.FixtureRequest) -> Iterator[MailStore]:
    """As `store`, for tests that kill it."""
    with running(ImapServer() if request.param == "pymap" else installed_dovecot()) as server:
        yield server


@pytest.fixture
def dovecot_server() -> Iterator[dovecot.Dovecot]:
    with running(installed_dovecot()) as server:
        yield server


def installed_dovecot() -> dovecot.Dovecot:
    if not dovecot.present():
        pytest.skip("dovecot is not installed (Debian: apt install dovecot-imapd)")
    return dovecot.Dovecot()


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()
