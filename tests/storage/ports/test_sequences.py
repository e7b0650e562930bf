"""Whatever happens in whatever order: the ledger adds up, and a message of ours leaves once."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.case.complaint import Party
from core.errors import Stale
from core.message import Address, DeliveryReport, DeliveryState, Receipt, Terminal
from core.ports.envelopes import Leased
from core.ports.filing import Filed, Question
from core.ports.inbox import Role, Viewer
from core.ports.outbox import Sending
from core.ports.send import SendState
from tests.storage.ports.conftest import unit_in_memory
from tests.storage.ports.given import (
    ACCOUNT,
    MINUTE,
    NOW,
    OPENED,
    batch,
    complaint,
    lease,
    message,
    open_case,
    opening,
    planned,
)

LASTS = 3 * MINUTE
MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)


class Deliveries(RuleBasedStateMachine):
    """Keep, lease, file in parts, set aside, read again: received is always ended and waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.unit = self.stack.enter_context(unit_in_memory())
        self.now = NOW
        self.leased: dict[int, tuple[Leased, int, int]] = {}
        self.opened = 0

    def teardown(self) -> None:
        self.stack.close()

    @rule(keys=st.lists(st.integers(0, 12), max_size=6), rescan=st.booleans())
    def keep(self, keys: list[int], rescan: bool) -> None:
        self.unit.envelopes.keep(batch(*(f"k{key}" for key in keys), rescan=rescan), self.now)

    @rule(limit=st.integers(1, 5), items=st.integers(1, 3))
    def lease(self, limit: int, items: int) -> None:
        for leased in self.unit.envelopes.lease(self.now, limit, LASTS):
            self.leased[leased.id] = (leased, 0, items)

    @precondition(lambda self: self.leased)
    @rule(
        data=st.data(),
        state=st.sampled_from([Terminal.OPENED, Terminal.NOISE, Terminal.FLOOD, Terminal.AUTOMATIC]),
    )
    def file_next_item(self, data: st.DataObject, state: Terminal) -> None:
        leased, place, items = self.leased[data.draw(st.sampled_from(sorted(self.leased)))]
        external_id = f"{leased.envelope.key}/{place}"
        (known,) = self.unit.filing.background([Question(ACCOUNT, external_id, planned().to)], self.now)
        filed = Filed(
            leased, place, Terminal.REDELIVERED if known.seen else state, external_id, last=place + 1 == items
        )
        if filed.state is Terminal.OPENED:
            self.opened += 1
            filed = replace(
                filed,
                message=message(external_id),
                opens=opening(complaint(f"T{self.opened}")),
                entries=OPENED,
            )
        try:
            self.unit.filing.file([filed], self.now)
        except Stale:
            del self.leased[leased.id]
            return
        self.leased[leased.id] = (leased, place + 1, items)
        if filed.last:
            del self.leased[leased.id]

    @precondition(lambda self: self.leased)
    @rule(data=st.data())
    def set_aside(self, data: st.DataObject) -> None:
        leased, _, _ = self.leased.pop(data.draw(st.sampled_from(sorted(self.leased))))
        try:
            self.unit.envelopes.quarantine(leased, "unreadable", "", self.now)
        except Stale:
            return

    @rule(code=st.sampled_from([None, "unreadable", "flood", "kills-the-reader"]))
    def read_again(self, code: str | None) -> None:
        self.unit.envelopes.reread(None, code)

    @rule(pause=st.sampled_from([MINUTE, LASTS, timedelta(hours=14)]))
    def wait(self, pause: timedelta) -> None:
        self.now += pause

    @invariant()
    def nothing_is_missing(self) -> None:
        assert [balance.missing for balance in self.unit.ledger.balances()] == [
            0 for _ in self.unit.ledger.balances()
        ]


KNOWN = {SendState.SENT, SendState.DELIVERED}


class Departures(RuleBasedStateMachine):
    """Lease, send, lose, report, repeat, take back: states move only the allowed ways."""

    ALLOWED = frozenset(
        {
            (SendState.DUE, SendState.SENDING),
            (SendState.DUE, SendState.FAILED),  # taken back
            (SendState.SENDING, SendState.SENT),
            (SendState.SENDING, SendState.DELIVERED),  # the report was faster than our record
            (SendState.SENDING, SendState.DUE),
            (SendState.SENDING, SendState.FAILED),
            (SendState.SENDING, SendState.UNKNOWN),
            (SendState.UNKNOWN, SendState.DUE),
            (SendState.UNKNOWN, SendState.HELD),
            (SendState.UNKNOWN, SendState.SENT),
            (SendState.UNKNOWN, SendState.DELIVERED),  # found, and its report was there before
            (SendState.UNKNOWN, SendState.FAILED),  # as above
            (SendState.SENT, SendState.DELIVERED),
            (SendState.SENT, SendState.FAILED),
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.unit = self.stack.enter_context(unit_in_memory())
        self.now = NOW
        self.inflight: dict[int, Sending] = {}
        self.left: Counter[int] = Counter()
        self.listed: dict[int, int] = {}  # the lease under which each message came to the platform
        self.reports = 0
        people = [Address("mail", f"warga{number}@example.com") for number in range(2)]
        sends = [planned(to=people[number % 2]) for number in range(4)]
        open_case(self.unit, complaint("T1", party=Party(None, None, tuple(people))), sends=sends)
        self.states = self.look()

    def teardown(self) -> None:
        self.stack.close()

    def look(self) -> dict[int, SendState]:
        shown = self.unit.inbox.case(MANAGER, "T1")
        assert shown is not None
        return {one.id: one.send_state for one in shown.messages if one.send_state is not None}

    @rule(limit=st.integers(1, 3))
    def lease(self, limit: int) -> None:
        for sending in self.unit.outbox.lease(ACCOUNT, self.now, limit, LASTS):
            older = [n for n in self.states if n < sending.message.id and n % 2 == sending.message.id % 2]
            waiting = {SendState.DUE, SendState.SENDING, SendState.UNKNOWN}
            assert not [n for n in older if self.states[n] in waiting]
            self.inflight[sending.message.id] = sending
            self.left[sending.message.id] += 1
            assert self.left[sending.message.id] == 1 or sending.message.repeat or sending.tries > 1

    @precondition(lambda self: self.inflight)
    @rule(data=st.data())
    def arrive(self, data: st.DataObject) -> None:
        """A message comes to the platform, and nobody hears of it. No message that is there comes twice,
        unless it is marked as a repeat.
        """
        sending = self.inflight[data.draw(st.sampled_from(sorted(self.inflight)))]
        number = sending.message.id
        before = self.listed.setdefault(number, sending.fence)
        assert before == sending.fence or sending.message.repeat

    @precondition(lambda self: self.inflight)
    @rule(data=st.data(), outcome=st.sampled_from(["sent", "again", "never", "uncertain"]))
    def end(self, data: st.DataObject, outcome: str) -> None:
        sending = self.inflight.pop(data.draw(st.sampled_from(sorted(self.inflight))))
        number = sending.message.id
        try:
            if outcome in {"again", "never"} and number in self.listed:
                return  # the platform has it: it does not say that it has not
            if outcome == "sent":
                self.listed.setdefault(number, sending.fence)
                self.unit.outbox.sent([(sending, Receipt(f"<{number}@out>"))], self.now)
            elif outcome == "uncertain":
                self.unit.outbox.uncertain(sending, self.now)
            else:
                again = self.now + MINUTE if outcome == "again" else None
                self.unit.outbox.failed(sending, "unreachable", again, self.now)
        except Stale:
            assert self.states[number] is not SendState.SENDING or self.now >= NOW + LASTS

    @rule()
    def settle(self) -> None:
        self.unit.outbox.expire(self.now)
        for sending in self.unit.outbox.unknown(ACCOUNT, 5):
            self.unit.outbox.repeat(sending, self.now)

    @rule()
    def look_up(self) -> None:
        """The platform's list holds what arrived, and others' messages of the same words."""
        for sending in self.unit.outbox.unknown(ACCOUNT, 5):
            number = sending.message.id
            there = [one for one in sorted(self.listed) if one % 2 == number % 2]
            receipts = [Receipt(f"<{one}@out>") for one in there]
            found = self.unit.outbox.found(sending, receipts, self.now, self.now)
            if number in self.listed:
                assert found, "what is there never leaves again"
            elif all(self.states[one] in KNOWN for one in there):
                assert not found, "another message is not taken for it"

    @rule(number=st.integers(1, 4))
    def take_back(self, number: int) -> None:
        before = self.look()[number]
        assert self.unit.outbox.cancel("T1", number, self.now) <= (before is SendState.DUE)

    @rule(number=st.integers(1, 4), state=st.sampled_from(DeliveryState))
    def report(self, number: int, state: DeliveryState) -> None:
        self.reports += 1
        (leased,) = lease(self.unit, 1, f"report{self.reports}", self.now)
        said = DeliveryReport(leased.envelope.key, f"<{number}@out>", state, self.now)
        self.unit.filing.file([Filed(leased, 0, Terminal.REPORT, said.external_id, report=said)], self.now)

    @rule(pause=st.sampled_from([MINUTE, LASTS]))
    def wait(self, pause: timedelta) -> None:
        self.now += pause

    @invariant()
    def states_moved_only_the_allowed_ways(self) -> None:
        after = self.look()
        moved = {
            (self.states[number], after[number]) for number in after if self.states[number] != after[number]
        }
        chained = {(SendState.UNKNOWN, SendState.DUE), (SendState.SENDING, SendState.DUE)}
        expired = {(SendState.SENDING, SendState.HELD)}  # expired and settled within one step
        assert moved <= self.ALLOWED | chained | expired
        self.states = after

    @invariant()
    def the_history_verifies(self) -> None:
        assert self.unit.history.verify() == []


FEW = settings(max_examples=8, stateful_step_count=25, deadline=None)
MANY = settings(max_examples=100, stateful_step_count=40, deadline=None)


@pytest.mark.parametrize("machine", [Deliveries, Departures])
def test_the_sums_hold_in_any_order(machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(machine, settings=FEW)


@pytest.mark.slow
@pytest.mark.parametrize("machine", [Deliveries, Departures])
def test_the_sums_hold_in_many_orders(machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(machine, settings=MANY)
