"""Nothing is lost and nothing doubled, whenever the power goes."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from functools import partial
from pathlib import Path

import pytest

from app.clock import SystemClock
from channels.mail.reading import content_key
from core.law.deadline import jakarta_date
from core.message import Terminal
from core.ports.inbox import Filters, Page, Role, View, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from sandbox.mail.platform import Platform
from tests.crash.office import Office, citizen, complaint
from tests.peers import dovecot

MANAGER = Viewer("siti", Role.COMPLAINT_MANAGER)
PATIENCE = 240.0


@dataclass(frozen=True)
class Storm:
    """How many mails, and how often what is killed."""

    mails: int
    kills: int
    server_kills: int
    renumberings: int


@pytest.fixture
def platform() -> Iterator[Platform]:
    if not dovecot.present():
        pytest.skip("Dovecot is not installed: no other server here keeps its mails when it is killed")
    platform = Platform(store=dovecot.Dovecot())
    platform.start()
    yield platform
    platform.stop()


@pytest.mark.parametrize(
    "storm",
    [
        pytest.param(Storm(60, 6, 2, 1), id="a short storm"),
        pytest.param(Storm(320, 24, 6, 2), id="a long storm", marks=pytest.mark.slow),
    ],
)
def test_no_mail_is_lost_or_doubled_while_everything_is_killed(
    storm: Storm, platform: Platform, tmp_path: Path
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    office = Office(tmp_path / "office", platform)
    mails = [complaint(number) for number in range(storm.mails)]
    rage(office, platform, storm, mails, chance)
    fates = wait_until_all_is_done(office, mails)

    assert Counter(fates.values()) == {Terminal.OPENED: storm.mails}, f"lost or doubled; seed {seed}"
    assert cases(office) == storm.mails
    assert all(balance.missing == 0 for balance in office.read(lambda unit: unit.ledger.balances()))
    assert not office.read(lambda unit: unit.history.verify())
    acknowledgements = sent(platform)
    assert set(acknowledgements) == {citizen(number) for number in range(storm.mails)}
    for citizen_address, ids in acknowledgements.items():
        assert len(set(ids)) == 1, f"{citizen_address} got two that do not look the same; seed {seed}"
    assert office.stop() == 0


def rage(office: Office, platform: Platform, storm: Storm, mails: list[bytes], chance: random.Random) -> None:
    """Mails come in while the service and the mail server are killed at random moments."""
    share = max(1, len(mails) // storm.kills)
    server_kills = set(chance.sample(range(storm.kills), storm.server_kills))
    renumbered = set(chance.sample(sorted(server_kills), storm.renumberings))
    for strike in range(storm.kills):
        office.serve()
        last = strike == storm.kills - 1
        arriving = mails[strike * share :] if last else mails[strike * share : (strike + 1) * share]
        platform.store.append_all(arriving)
        # A moment between the first import and a burst of acknowledgements.
        until = time.monotonic() + chance.uniform(0.3, 3.0)
        if strike in server_kills:
            platform.store.kill()
            if strike in renumbered:
                renumber(platform)
            platform.store.start()
        rest(until)
        office.kill()
    office.serve()
    office.wait_until_it_serves()


def rest(until: float) -> None:
    """Let the service work until the moment of the strike: the moment itself is what is tried."""
    time.sleep(max(0.0, until - time.monotonic()))


def renumber(platform: Platform) -> None:
    assert isinstance(platform.store, dovecot.Dovecot)
    platform.store.reset_uidvalidity()


def wait_until_all_is_done(office: Office, mails: list[bytes]) -> Mapping[str, Terminal | None]:
    """The mails' fates, as soon as each has one and nothing waits to be sent."""
    keys = [content_key(mail) for mail in mails]
    ends = time.monotonic() + PATIENCE

    def look(unit: Unit) -> tuple[dict[str, Terminal | None], int]:
        open_states = {SendState.DUE, SendState.SENDING, SendState.UNKNOWN}
        counts = unit.outbox.counts()
        unsent = sum(number for (_, state), number in counts.items() if state in open_states)
        return {key: unit.ledger.fate("surat", key) for key in keys}, unsent

    while True:
        fates, unsent = office.read(look)
        if (all(fates.values()) and not unsent) or time.monotonic() > ends:
            return fates
        time.sleep(0.5)


def cases(office: Office) -> int:
    """How many cases there are, counted page by page."""
    number, before = 0, None
    while True:
        page = office.read(partial(_page, Filters(view=View.OPEN, before=before)))
        number += len(page.rows)
        before = page.next
        if before is None:
            return number


def _page(filters: Filters, unit: Unit) -> Page:
    return unit.inbox.page(MANAGER, filters, today())


def today() -> date:
    return jakarta_date(SystemClock().now())


def sent(platform: Platform) -> dict[str, list[str]]:
    """The Message-IDs that each citizen got."""
    found: dict[str, list[str]] = {}
    for mail in platform.outbox:
        for address in mail.recipients:
            found.setdefault(address, []).append(str(message_from_bytes(mail.raw)["Message-ID"]))
    return found
