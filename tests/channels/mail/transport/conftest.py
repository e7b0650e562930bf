"""Mail servers to test against: pymap always, Dovecot where it is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.mail import ImapServer, MailStore
from tests.peers import dovecot


@pytest.fixture(params=["pymap", "dovecot"])
def store(request: pytest.FixtureRequest) -> Iterator[MailStore]:
    if request.param == "dovecot" and not dovecot.present():
        pytest.skip("dovecot is not installed (Debian: apt install dovecot-imapd)")
    server: MailStore = ImapServer() if request.param == "pymap" else dovecot.Dovecot()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def dovecot_server() -> Iterator[dovecot.Dovecot]:
    if not dovecot.present():
        pytest.skip("dovecot is not installed (Debian: apt install dovecot-imapd)")
    server = dovecot.Dovecot()
    server.start()
    try:
        yield server
    finally:
        server.stop()
