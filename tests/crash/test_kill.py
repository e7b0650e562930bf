"""Nothing is lost and nothing doubled, whenever the power goes."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from app.clock import SystemClock
from core.law.deadline import jakarta_date
from core.message import Terminal
from core.ports.inbox import Filters, Page, Role, View, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from tests.crash.office import Office, free_port
from tests.crash.peer import Peer, open_peer, peer_names

MANAGER = Viewer("siti", Role.COMPLAINT_MANAGER)
PATIENCE = 300.0


@dataclass(frozen=True)
class Storm:
    """How many messages come, and how often the service is killed meanwhile."""

    messages: int
    kills: int


SHORT, LONG = Storm(60, 6), Storm(320, 24)


@pytest.fixture(params=peer_names())
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    opened = open_peer(request.param)
    opened.start()
    yield opened
    opened.stop()


@pytest.fixture
def office(peer: Peer, tmp_path: Path) -> Iterator[Office]:
    """Whatever the test finds, no service outlives it."""
    opened = Office(tmp_path / "office", peer, free_port())
    yield opened
    opened.kill()


@pytest.mark.parametrize(
    "storm",
    [
        pytest.param(SHORT, id="a short storm"),
        pytest.param(LONG, id="a long storm", marks=pytest.mark.slow),
    ],
)
def test_nothing_is_lost_or_doubled_while_the_service_is_killed(
    storm: Storm, peer: Peer, office: Office
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rage(office, peer, storm, random.Random(seed))
    fates = wait_until_all_is_done(office, peer)

    # A redelivery is an item of its own; the message's own fate is what it was at first.
    assert Counter(fates.values()) == {Terminal.OPENED: storm.messages}, f"lost or doubled; seed {seed}"
    assert cases(office) == storm.messages
    assert all(balance.missing == 0 for balance in office.read(lambda unit: unit.ledger.balances()))
    assert not office.read(lambda unit: unit.history.verify())
    heard = peer.heard()
    # Where no list can be asked, what was uncertain twice is a person's, who sees it as undelivered (design).
    unheard = set(range(storm.messages)) - set(heard)
    assert set(heard) <= set(range(storm.messages))
    assert len(unheard) <= (held(office) if peer.repeats else 0), f"not answered: {unheard}; seed {seed}"
    for number, answers in heard.items():
        assert len(set(answers)) == 1, f"citizen {number} got two that do not look the same; seed {seed}"
        assert peer.repeats or len(answers) == 1, f"citizen {number} was answered twice; seed {seed}"
    assert office.stop() == 0


def rage(office: Office, peer: Peer, storm: Storm, chance: random.Random) -> None:
    """People write while the service, and the platform where it can, is killed at random moments."""
    share = max(1, storm.messages // storm.kills)
    for strike in range(storm.kills):
        office.serve()
        last = strike == storm.kills - 1
        peer.speak(range(strike * share, storm.messages if last else (strike + 1) * share))
        # A moment between the first import and a burst of acknowledgements.
        until = time.monotonic() + chance.uniform(0.3, 3.0)
        peer.strike(strike)
        rest(until)
        office.kill()
        peer.away(office.path, chance, last=last)
    office.serve()
    office.wait_until_it_serves()


def rest(until: float) -> None:
    """Let the service work until the moment of the strike: the moment itself is what is tried."""
    time.sleep(max(0.0, until - time.monotonic()))


def wait_until_all_is_done(office: Office, peer: Peer) -> Mapping[tuple[str, str], Terminal | None]:
    """What became of each message, as soon as each has ended and nothing waits to be sent."""
    said = peer.said()
    ends = time.monotonic() + PATIENCE

    def look(unit: Unit) -> tuple[dict[tuple[str, str], Terminal | None], int]:
        open_states = {SendState.DUE, SendState.SENDING, SendState.UNKNOWN}
        counts = unit.outbox.counts()
        unsent = sum(number for (_, state), number in counts.items() if state in open_states)
        return {one: unit.ledger.fate(*one) for one in said}, unsent

    while True:
        fates, unsent = office.read(look)
        if all(fates.values()) and not unsent:
            return fates
        if time.monotonic() > ends:
            print(f"after {PATIENCE:.0f} s {unsent} messages have not left")
            return fates
        time.sleep(0.5)


def held(office: Office) -> int:
    """How many messages wait for a person to look into them."""
    counts = office.read(lambda unit: unit.outbox.counts())
    return sum(number for (_, state), number in counts.items() if state is SendState.HELD)


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
