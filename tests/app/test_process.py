"""The service as a process of its own: refused passwords, full disks, locks, ports and signals."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from channels.mail.reading import content_key
from core.message import Terminal
from core.ports.accounts import AccountHealth, Health
from core.ports.store import Unit
from sandbox.mail.platform import Platform
from storage import schema
from storage.unit import SqlUnit
from tests.crash.office import Office
from tests.crash.peers.mail import MailPeer, citizen, complaint

PATIENCE = 60.0
SECOND_ACCOUNT = """
[accounts.kedua]
kind = "mail"
letter = "g"
address = "kedua@office.example"
username = "{username}"
password_env = "ADUAN_TEST_WRONG_PASSWORD"
imap_host = "127.0.0.1"
imap_port = {imap_port}
imap_security = "none"
smtp_host = "127.0.0.1"
smtp_port = {smtp_port}
smtp_security = "none"
"""


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    started = Platform()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def office(platform: Platform, tmp_path: Path) -> Iterator[Office]:
    platform.store.empty()
    platform.outbox.clear()
    made = Office(tmp_path / "office", MailPeer(platform))
    yield made
    made.kill()


def eventually(condition: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, what
        time.sleep(0.1)


def run(office: Office, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another command beside the service."""
    command = [sys.executable, "-m", "app", "--config", str(office.path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def opened(office: Office, raw: bytes) -> bool:
    return office.read(lambda unit: unit.ledger.fate("surat", content_key(raw))) is Terminal.OPENED


def told(platform: Platform) -> list[str]:
    return sorted(address for mail in platform.outbox for address in mail.recipients)


def wrapped_keys(unit: Unit) -> set[bytes]:
    assert isinstance(unit, SqlUnit)
    return set(unit.connection.execute(sa.select(schema.data_key.c.wrapped)).scalars()) - {None}


def plain_error(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit code 2, one line, the words in it, and no traceback."""
    assert done.returncode == 2, done
    assert done.stderr.startswith("aduan: "), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def test_while_the_service_runs_others_may_read_and_none_may_write(office: Office) -> None:
    office.serve()
    office.wait_until_it_serves()
    assert run(office, "status").returncode == 0
    for command in ("reread", "serve"):
        plain_error(run(office, command), "aduan.db", f"process {office.pid}", "stop it first")
    assert office.stop() == 0


def test_beside_the_running_service_a_person_is_erased_and_a_stranger_afterwards(
    office: Office, platform: Platform
) -> None:
    def cases() -> dict[str, bool]:
        register = office.read(lambda unit: unit.register.page(0, 10, texts=True))
        return {one.complaint.ticket: bool(one.text) for one in register}

    office.serve()
    office.wait_until_it_serves()
    platform.store.append(complaint(1))
    eventually(lambda: told(platform) == [citizen(1)], "nobody was acknowledged")
    (ticket,) = cases()
    eventually(
        lambda: run(office, "erase", ticket, "--dry-run", "--withdrawn").returncode == 0, "it still leaves"
    )
    held = run(office, "hold", "set", ticket, "--reason", "perkara", "--by", "siti")
    assert held.stdout == f"{ticket} is held\n", held
    kept = run(office, "erase", ticket, "--withdrawn", "--yes")
    assert (kept.returncode, "KEEP" in kept.stdout) == (1, True)
    assert run(office, "hold", "lift", ticket, "--reason", "putus").returncode == 0
    keys = office.read(wrapped_keys)
    done = run(office, "erase", ticket, "--withdrawn", "--yes", "--json", "--by", "siti")
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["tickets"] == [ticket]
    assert json.loads(done.stdout)["left"] == ""
    assert cases() == {ticket: False}
    destroyed = keys - office.read(wrapped_keys)
    assert len(destroyed) >= 3, "person, message, delivery"
    on_disk = b"".join(path.read_bytes() for path in office.home.glob("aduan.db*") if path.is_file())
    assert [key for key in destroyed if key in on_disk] == [], "the service itself emptied its log"
    platform.store.append(complaint(1))
    eventually(lambda: len(cases()) == 2, "who writes again is not heard")
    eventually(lambda: len(told(platform)) == 2, "who writes again is not acknowledged")
    assert sorted(cases().values()) == [False, True]
    plain_error(run(office, "erase", "T9", "--yes"), "there is no case T9")
    assert office.stop() == 0
    assert not (office.home / "aduan.db.door").exists()
    assert "Traceback" not in office.log
    assert citizen(1) not in office.log


def test_a_sigterm_ends_it_within_seconds_and_leaves_nothing_half_written(
    office: Office, platform: Platform
) -> None:
    mails = [complaint(number) for number in range(30)]
    office.serve()
    office.wait_until_it_serves()
    platform.store.append_all(mails)
    eventually(lambda: any(opened(office, raw) for raw in mails), "none was read")
    began = time.monotonic()
    assert office.stop() == 0
    assert time.monotonic() - began < 15, "ten seconds are for sends, some for a busy machine"
    assert all(balance.missing == 0 for balance in office.read(lambda unit: unit.ledger.balances()))
    assert not office.read(lambda unit: unit.history.verify())
    assert "Traceback" not in office.log
    office.serve()
    eventually(lambda: all(opened(office, raw) for raw in mails), "some were lost")
    eventually(lambda: len(set(told(platform))) == 30, "some were not acknowledged")
    assert office.stop() == 0


def test_ctrl_c_ends_it_as_well(office: Office) -> None:
    office.serve()
    office.wait_until_it_serves()
    assert office.end(signal.SIGINT) == 0
    assert "Traceback" not in office.log


def test_a_port_in_use_is_said_with_the_key_and_the_remedy(office: Office) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        office.path.write_text(office.path.read_text().replace("port = 0", f"port = {port}", 1))
        plain_error(run(office, "serve"), "web.port", str(port), "another port")


def test_a_refused_password_pauses_its_account_and_no_other(office: Office, platform: Platform) -> None:
    os.environ["ADUAN_TEST_WRONG_PASSWORD"] = "salah"
    with office.path.open("a") as file:
        file.write(
            SECOND_ACCOUNT.format(
                username=platform.username, imap_port=platform.imap_port, smtp_port=platform.smtp_port
            )
        )
    raw = complaint(1)
    office.serve()
    office.wait_until_it_serves()
    platform.store.append(raw)
    eventually(lambda: told(platform) == [citizen(1)], "the other account does not go on")

    def lines() -> dict[str, AccountHealth]:
        return {line.account: line for line in office.read(lambda unit: unit.accounts.health())}

    eventually(lambda: lines().get("kedua", lines()["surat"]).state is Health.PAUSED, "it does not say so")
    refused, well = lines()["kedua"], lines()["surat"]
    assert refused.error == "unauthorised"
    assert refused.next_try is not None
    assert refused.last_error is not None
    assert (refused.next_try - refused.last_error).total_seconds() > 1800, "passwords are not hammered"
    assert well.state is Health.OK
    said = run(office, "status")
    assert "kedua (mail): paused" in said.stdout
    assert "surat (mail): ok" in said.stdout
    assert "salah" not in office.log
    checked = run(office, "check")
    assert checked.returncode == 1
    assert "kedua (mail): unauthorised" in checked.stdout
    assert "surat (mail): receives and sends" in checked.stdout
    assert office.stop() == 0


def test_after_a_full_disk_the_service_goes_on_and_nothing_is_lost(
    office: Office, platform: Platform
) -> None:
    """No file may grow beyond what the database has now and a little: as a full disk, for each file (the
    system calls it by another name then; the right one is tried in tests/storage).
    """
    first = [complaint(number) for number in range(3)]
    office.serve()
    office.wait_until_it_serves()
    platform.store.append_all(first)
    eventually(lambda: len(told(platform)) == 3, "the first were not acknowledged")
    full = max(path.stat().st_size for path in office.home.glob("aduan.db*")) + 20_000
    limit(office, full)
    rest = [complaint(number) for number in range(3, 43)]
    platform.store.append_all(rest)
    eventually(lambda: "account surat: StoreError: database sqlite" in office.log, "nobody says it")
    assert office.running, "it goes on"
    limit(office, resource.RLIM_INFINITY)
    eventually(lambda: all(opened(office, raw) for raw in rest), "some were lost")
    eventually(lambda: len(set(told(platform))) == 43, "some were not acknowledged")
    assert all(balance.missing == 0 for balance in office.read(lambda unit: unit.ledger.balances()))
    assert office.stop() == 0


def limit(office: Office, size: int) -> None:
    """How big a file the running service may write, in bytes."""
    resource.prlimit(office.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
