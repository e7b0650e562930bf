"""Messages of ours leave once and in order; what nobody knows is settled, never simply resent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.case.complaint import Entry, State
from core.errors import Stale
from core.message import DeliveryReport, DeliveryState, Purpose, Receipt, Terminal
from core.ports.filing import Filed, Planned, Question
from core.ports.inbox import Filters, InboxRow, Role, View, Viewer
from core.ports.outbox import Sending, departures
from core.ports.send import SendState
from core.ports.store import Unit
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.ports.given import (
    ACCOUNT,
    BUDI,
    MINUTE,
    NOW,
    SITI,
    TODAY,
    complaint,
    lease,
    message,
    open_case,
    planned,
)

LASTS = 3 * MINUTE
DEDI = replace(BUDI, handle="dedi@example.com")
MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)


def begin(unit: Unit, *sends: Planned) -> None:
    open_case(unit, complaint("T1"), sends=sends or (planned(),))


def take(unit: Unit, later: timedelta = timedelta(0), limit: int = 10) -> Sequence[Sending]:
    return unit.outbox.lease(ACCOUNT, NOW + later, limit, LASTS)


def repeat(unit: Unit) -> None:
    (unknown,) = unit.outbox.unknown(ACCOUNT, 5)
    unit.outbox.repeat(unknown, NOW)


def states(unit: Unit) -> list[tuple[SendState | None, str]]:
    shown = unit.inbox.case(MANAGER, "T1")
    assert shown is not None
    return [(message.send_state, message.reason) for message in shown.messages if not message.inbound]


def whats(unit: Unit) -> list[str]:
    return [entry.what for entry in unit.history.of("T1")]


def report(unit: Unit, state: DeliveryState, *, permanent: bool = True, refers_to: str = "<out@x>") -> None:
    (leased,) = lease(unit, 1, f"report-{len(unit.ledger.balances())}-{state}-{permanent}")
    said = DeliveryReport(leased.envelope.key, refers_to, state, NOW, code="5.1.1", permanent=permanent)
    unit.filing.file([Filed(leased, 0, Terminal.REPORT, said.external_id, report=said)], NOW)


async def test_a_message_leaves_as_it_was_planned(store: SqlStore) -> None:
    def send(unit: Unit) -> None:
        begin(unit, planned(text="Terima kasih."))
        (sending,) = take(unit)
        message = sending.message
        assert (message.to, message.text, message.subject) == (BUDI, "Terima kasih.", "Re: Izin lama")
        assert (message.purpose, message.machine, message.repeat) == (Purpose.ACKNOWLEDGEMENT, True, False)
        assert message.token.startswith(f"{message.id}-")
        assert sending.tries == 1
        assert states(unit) == [(SendState.SENDING, "")]
        assert take(unit) == []
        unit.outbox.sent([(sending, Receipt("<out@x>"))], NOW)
        assert states(unit) == [(SendState.SENT, "")]

    await store.write(send)


async def test_only_the_oldest_of_a_conversation_leaves(store: SqlStore) -> None:
    def send(unit: Unit) -> None:
        begin(unit, planned(text="satu"), planned(Purpose.REPLY, text="dua"), planned(to=SITI, text="lain"))
        first, other = take(unit)
        assert [first.message.text, other.message.text] == ["satu", "lain"]
        unit.outbox.failed(first, "unreachable", NOW + MINUTE, NOW)
        assert take(unit) == []
        (first,) = take(unit, MINUTE)
        unit.outbox.uncertain(first, NOW)
        assert take(unit, MINUTE) == []
        repeat(unit)
        (first,) = take(unit, MINUTE)
        assert (first.message.text, first.message.repeat) == ("satu", True)
        unit.outbox.sent([(first, Receipt("<out@x>"))], NOW)
        (second,) = take(unit)
        assert second.message.text == "dua"

    await store.write(send)


async def test_only_the_accounts_asked_for_and_only_what_is_due(store: SqlStore) -> None:
    def send(unit: Unit) -> None:
        begin(unit, replace(planned(), due_at=NOW + MINUTE))
        assert take(unit) == []
        assert unit.outbox.lease("another", NOW + MINUTE, 10, LASTS) == []
        assert len(take(unit, MINUTE)) == 1

    await store.write(send)


async def test_an_expired_lease_becomes_unknown_and_its_holder_is_late(store: SqlStore) -> None:
    def expire(unit: Unit) -> Sending:
        begin(unit)
        (sending,) = take(unit)
        assert unit.outbox.expire(NOW + LASTS - MINUTE) == 0
        assert unit.outbox.expire(NOW + LASTS) == 1
        assert states(unit) == [(SendState.UNKNOWN, "")]
        return sending

    sending = await store.write(expire)
    with pytest.raises(Stale):
        await store.write(lambda unit: unit.outbox.sent([(sending, Receipt("<out@x>"))], NOW))
    with pytest.raises(Stale):
        await store.write(lambda unit: unit.outbox.failed(sending, "x", None, NOW))


async def test_receipts_are_kept_together_or_not_at_all(store: SqlStore) -> None:
    def leave(unit: Unit) -> Sequence[Sending]:
        begin(unit, planned(), planned(to=SITI))
        both = take(unit)
        unit.outbox.uncertain(both[1], NOW)
        return both

    both = await store.write(leave)
    receipts = [(sending, Receipt(f"<{sending.message.id}@x>")) for sending in both]
    with pytest.raises(Stale):
        await store.write(lambda unit: unit.outbox.sent(receipts, NOW))
    assert await store.read(states) == [(SendState.SENDING, ""), (SendState.UNKNOWN, "")]


async def test_of_many_receipts_each_finds_its_own_reports_and_its_case(store: SqlStore) -> None:
    def send(unit: Unit) -> None:
        begin(unit, planned(), planned(to=SITI))
        open_case(unit, complaint("T2"), sends=[planned(to=replace(BUDI, handle="dedi@example.com"))])
        sendings = take(unit)
        report(unit, DeliveryState.DELIVERED, refers_to=f"<{sendings[1].message.id}@x>")
        report(unit, DeliveryState.FAILED, refers_to=f"<{sendings[2].message.id}@x>")
        unit.outbox.sent([(one, Receipt(f"<{one.message.id}@x>")) for one in sendings], NOW)
        assert states(unit) == [(SendState.SENT, ""), (SendState.DELIVERED, "5.1.1")]
        assert "bounced" not in whats(unit)
        assert unit.history.of("T2")[-1].what == "bounced"
        page = unit.inbox.page(MANAGER, Filters(View.UNDELIVERED), TODAY)
        assert [row.complaint.ticket for row in page.rows] == ["T2"]

    await store.write(send)


async def test_a_second_repeat_is_held_for_a_person(store: SqlStore) -> None:
    def settle(unit: Unit) -> None:
        begin(unit)
        for _ in range(2):
            (sending,) = take(unit)
            unit.outbox.uncertain(sending, NOW)
            repeat(unit)
        assert states(unit) == [(SendState.HELD, "uncertain")]
        assert take(unit) == []
        assert whats(unit)[-1] == "send_held"
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 1
        assert unit.outbox.counts() == {(ACCOUNT, SendState.HELD): 1}

    await store.write(settle)


async def test_what_fails_for_good_stands_in_the_history(store: SqlStore) -> None:
    def fail(unit: Unit) -> None:
        begin(unit)
        (sending,) = take(unit)
        unit.outbox.failed(sending, "recipient-gone", None, NOW)
        assert states(unit) == [(SendState.FAILED, "recipient-gone")]
        assert unit.history.of("T1")[-1].detail == {"purpose": "acknowledgement", "code": "recipient-gone"}
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 1
        assert unit.history.verify() == []

    await store.write(fail)


async def test_what_no_program_may_send_waits_for_an_officer_with_its_link(store: SqlStore) -> None:
    def hand_over(unit: Unit) -> None:
        begin(unit, planned(text="satu"), planned(Purpose.REPLY, text="dua"))
        for link in ("https://example.com/p/1", ""):
            (sending,) = take(unit)
            unit.outbox.by_hand(sending, link, NOW)
        assert states(unit) == [(SendState.BY_HAND, "by-hand")] * 2, "neither waits for the other"
        shown = unit.inbox.case(MANAGER, "T1")
        assert shown is not None
        ours = [message for message in shown.messages if not message.inbound]
        assert [message.link for message in ours] == ["https://example.com/p/1", ""]
        assert whats(unit)[-2:] == ["by_hand", "by_hand"]
        assert unit.outbox.counts() == {(ACCOUNT, SendState.BY_HAND): 2}
        counts = unit.inbox.counts(MANAGER, TODAY)
        assert (counts[View.BY_HAND], counts[View.UNDELIVERED]) == (1, 0)
        (shown_row,) = unit.inbox.page(MANAGER, Filters(view=View.BY_HAND), TODAY).rows
        assert shown_row.by_hand
        assert take(unit, 10 * MINUTE) == []
        assert unit.outbox.expire(NOW + 10 * MINUTE) == 0

    await store.write(hand_over)


async def test_an_officer_settles_a_task_once_and_the_case_stays_in_view_until_the_last(
    store: SqlStore,
) -> None:
    def settle(unit: Unit) -> None:
        begin(unit, planned(), planned(Purpose.REPLY))
        open_case(unit, complaint("T2"), sends=())
        numbers = []
        for _ in range(2):
            (sending,) = take(unit)
            assert not unit.outbox.told("T1", sending.message.id, NOW), "it is not by hand yet"
            unit.outbox.by_hand(sending, "", NOW)
            numbers.append(sending.message.id)
        first, second = numbers
        assert not unit.outbox.told("T2", first, NOW), "another case's"
        assert unit.outbox.told("T1", first, NOW)
        assert not unit.outbox.told("T1", first, NOW)
        assert not unit.outbox.not_told("T1", first, NOW)
        assert unit.inbox.counts(MANAGER, TODAY)[View.BY_HAND] == 1
        assert not unit.outbox.waive("T1", second, NOW), "it is a task yet"
        assert unit.outbox.not_told("T1", second, NOW)
        assert states(unit) == [(SendState.TOLD, ""), (SendState.FAILED, "not-told")]
        counts = unit.inbox.counts(MANAGER, TODAY)
        assert (counts[View.BY_HAND], counts[View.UNDELIVERED]) == (0, 1)
        assert unit.outbox.counts() == {(ACCOUNT, SendState.FAILED): 1}
        assert unit.history.verify() == []

    await store.write(settle)


async def test_what_was_lost_stays_in_view_until_an_officer_has_dealt_with_all_of_it(store: SqlStore) -> None:
    def settle(unit: Unit) -> None:
        begin(unit, planned(), planned(Purpose.REPLY), planned(Purpose.STATUS))
        numbers = []
        for _ in range(2):
            (sending,) = take(unit)
            unit.outbox.failed(sending, "refused", None, NOW)
            numbers.append(sending.message.id)
        first, second = numbers
        (kept,) = take(unit)
        assert not unit.outbox.waive("T1", kept.message.id, NOW), "it is leaving"
        assert not unit.outbox.waive("T2", first, NOW), "another case's"
        assert unit.outbox.waive("T1", first, NOW)
        assert not unit.outbox.waive("T1", first, NOW)
        assert not unit.outbox.told("T1", first, NOW)
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 1
        assert unit.outbox.counts()[ACCOUNT, SendState.FAILED] == 1
        assert unit.outbox.told("T1", second, NOW)
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 0
        assert (ACCOUNT, SendState.FAILED) not in unit.outbox.counts()
        assert unit.outbox.take_stranded(9) == [], "a person was faster than the next address"
        assert unit.history.verify() == []

    await store.write(settle)


async def test_who_was_told_the_answer_and_who_was_not_after_all(store: SqlStore) -> None:
    days = timedelta(days=3)

    def settle(unit: Unit) -> None:
        begin(unit, planned(Purpose.REPLY), planned(Purpose.ANSWER))
        for _ in range(2):
            (sending,) = take(unit)
            unit.outbox.sent([(sending, Receipt(f"<{sending.message.id}@x>"))], NOW)
        assert unit.outbox.answers({ACCOUNT: days}, NOW + days - MINUTE, 9) == {}
        assert unit.outbox.answers({ACCOUNT: None}, NOW + days, 9) == {}
        assert unit.outbox.answers({"another": days}, NOW + days, 9) == {}
        assert unit.outbox.answers({ACCOUNT: days}, NOW + days, 9) == {"T1": NOW}
        answered(unit, "T1")
        assert unit.outbox.answers({ACCOUNT: days}, NOW + days, 9) == {}
        open_case(unit, complaint("T2"), sends=(planned(Purpose.ANSWER),))
        (sending,) = take(unit)
        unit.outbox.failed(sending, "refused", None, NOW)
        assert unit.outbox.lost_answers(9) == [], "it does not count as answered"
        answered(unit, "T2")
        assert unit.outbox.lost_answers(9) == ["T2"]

    await store.write(settle)


def answered(unit: Unit, ticket: str) -> None:
    case = unit.cases.get(ticket)
    assert case is not None
    unit.cases.save(replace(case, state=State.ANSWERED, answered_at=NOW), [Entry(NOW, "system", "answered")])


async def test_what_was_taken_back_is_nothing_to_be_told(store: SqlStore) -> None:
    def settle(unit: Unit) -> None:
        begin(unit, planned(Purpose.REPLY))
        view = unit.inbox.case(MANAGER, "T1")
        assert view is not None
        number = next(one.id for one in view.messages if not one.inbound)
        assert unit.outbox.cancel("T1", number, NOW)
        assert not unit.outbox.told("T1", number, NOW)
        assert not unit.outbox.waive("T1", number, NOW)

    await store.write(settle)


async def test_nobody_is_asked_to_send_what_belongs_to_no_case(store: SqlStore) -> None:
    """A prompt after a bare greeting: there is no page on which the task would be found."""

    def hand_over(unit: Unit) -> None:
        (leased,) = lease(unit, 1)
        prompt = Filed(leased, 0, Terminal.NOISE, "m", message=message("m"), sends=(planned(Purpose.PROMPT),))
        unit.filing.file([prompt], NOW)
        (sending,) = take(unit)
        unit.outbox.by_hand(sending, "https://example.com", NOW)
        assert unit.outbox.counts() == {(ACCOUNT, SendState.FAILED): 1}

    await store.write(hand_over)


async def test_a_late_word_that_a_person_must_send_it_is_stale(store: SqlStore) -> None:
    def expire(unit: Unit) -> Sending:
        begin(unit)
        (sending,) = take(unit)
        unit.outbox.expire(NOW + LASTS)
        return sending

    sending = await store.write(expire)
    with pytest.raises(Stale):
        await store.write(lambda unit: unit.outbox.by_hand(sending, "", NOW))


async def test_what_was_taken_back_never_leaves(store: SqlStore) -> None:
    def cancel(unit: Unit) -> None:
        begin(unit)
        open_case(unit, complaint("T2"), sends=())
        shown = unit.inbox.case(MANAGER, "T1")
        assert shown is not None
        number = shown.messages[-1].id
        assert not unit.outbox.cancel("T2", number, NOW)
        assert unit.outbox.cancel("T1", number, NOW)
        assert not unit.outbox.cancel("T1", number, NOW)
        assert take(unit) == []
        assert states(unit) == [(SendState.FAILED, "cancelled")]
        assert unit.outbox.counts() == {}
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 0

    await store.write(cancel)


async def test_what_has_begun_to_leave_cannot_be_taken_back(store: SqlStore) -> None:
    def cancel(unit: Unit) -> None:
        begin(unit)
        (sending,) = take(unit)
        assert not unit.outbox.cancel("T1", sending.message.id, NOW)
        unit.outbox.uncertain(sending, NOW)
        repeat(unit)
        assert not unit.outbox.cancel("T1", sending.message.id, NOW)

    await store.write(cancel)


async def test_reports_settle_forward_only(store: SqlStore) -> None:
    def settle(unit: Unit) -> None:
        begin(unit)
        (sending,) = take(unit)
        unit.outbox.sent([(sending, Receipt("<out@x>"))], NOW)
        report(unit, DeliveryState.DELAYED, permanent=False)
        report(unit, DeliveryState.FAILED, permanent=False)
        assert states(unit) == [(SendState.SENT, "")]
        report(unit, DeliveryState.DELIVERED)
        assert states(unit)[0][0] is SendState.DELIVERED
        report(unit, DeliveryState.ACCEPTED)
        report(unit, DeliveryState.FAILED)
        assert states(unit)[0][0] is SendState.DELIVERED
        assert "bounced" not in whats(unit)

    await store.write(settle)


async def test_a_bounce_after_sending_is_told_to_the_case(store: SqlStore) -> None:
    def bounce(unit: Unit) -> None:
        begin(unit)
        (sending,) = take(unit)
        unit.outbox.sent([(sending, Receipt("<out@x>"))], NOW)
        report(unit, DeliveryState.FAILED)
        assert states(unit) == [(SendState.FAILED, "5.1.1")]
        assert whats(unit)[-1] == "bounced"
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 1
        assert unit.history.verify() == []

    await store.write(bounce)


async def test_a_report_that_overtakes_our_own_record_is_not_lost(store: SqlStore) -> None:
    def overtake(unit: Unit) -> None:
        begin(unit)
        (sending,) = take(unit)
        report(unit, DeliveryState.DELIVERED)
        assert states(unit) == [(SendState.SENDING, "")]
        unit.outbox.sent([(sending, Receipt("<out@x>"))], NOW)
        assert states(unit)[0][0] is SendState.DELIVERED

    await store.write(overtake)


async def test_an_answer_to_what_we_sent_finds_its_case(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        begin(unit)
        (sending,) = take(unit)
        question = Question(ACCOUNT, "new", BUDI, thread_keys=("<out@x>",))
        (before,) = unit.filing.background([question], NOW)
        assert before.by_thread == ()
        unit.outbox.sent([(sending, Receipt("<out@x>"))], NOW)
        (after,) = unit.filing.background([question], NOW)
        assert [standing.case.ticket for standing in after.by_thread] == ["T1"]

    await store.write(ask)


async def test_planning_wakes_the_dispatcher(store: SqlStore) -> None:
    woken = store.subscribe(departures(ACCOUNT))
    await store.write(begin)
    assert woken.is_set()


async def test_what_is_proposed_leaves_only_when_approved(store: SqlStore) -> None:
    def decide(unit: Unit) -> None:
        begin(unit, replace(planned(Purpose.PUBLIC), proposed=True), planned(text="lain"))
        assert [sending.message.text for sending in take(unit)] == ["lain"], "it holds nobody up"
        (line,) = [number for number, state in proposals(unit) if state is SendState.PROPOSED]
        assert unit.inbox.counts(MANAGER, TODAY)[View.PROPOSED] == 1
        page = unit.inbox.page(MANAGER, Filters(View.PROPOSED), TODAY)
        assert [row.complaint.ticket for row in page.rows] == ["T1"]
        assert not unit.outbox.approve("T2", line, NOW), "another case's"
        assert unit.outbox.approve("T1", line, NOW)
        assert not unit.outbox.approve("T1", line, NOW)
        assert unit.inbox.counts(MANAGER, TODAY)[View.PROPOSED] == 0

    await store.write(decide)

    def leave(unit: Unit) -> None:
        unit.outbox.expire(NOW + LASTS)
        sent = [sending for _ in range(2) for sending in take(unit, LASTS)]
        assert [sending.message.public for sending in sent] == [True]

    await store.write(leave)


async def test_what_is_proposed_can_be_taken_back(store: SqlStore) -> None:
    def decide(unit: Unit) -> None:
        begin(unit, replace(planned(Purpose.PUBLIC), proposed=True))
        ((line, _),) = proposals(unit)
        assert unit.outbox.counts()[ACCOUNT, SendState.PROPOSED] == 1
        assert unit.outbox.cancel("T1", line, NOW)
        assert not unit.outbox.approve("T1", line, NOW)
        assert unit.outbox.counts() == {}

    await store.write(decide)


async def test_a_word_in_public_does_not_count_as_told(store: SqlStore) -> None:
    def send(unit: Unit) -> None:
        begin(unit, planned(), planned(Purpose.PUBLIC))
        (private,) = take(unit)
        unit.outbox.failed(private, "recipient-gone", None, NOW)
        (line,) = take(unit)
        unit.outbox.sent([(line, Receipt("post-2"))], NOW)
        page = unit.inbox.page(MANAGER, Filters(View.UNDELIVERED), TODAY)
        assert [row.complaint.ticket for row in page.rows] == ["T1"]

    await store.write(send)


async def test_who_was_reached_since_counts_as_told_again_and_the_case_keeps_its_newest_moment(
    store: SqlStore,
) -> None:
    def send(unit: Unit) -> None:
        begin(unit, planned(), planned(Purpose.REPLY))
        (first,) = take(unit)
        unit.outbox.failed(first, "recipient-gone", None, NOW)
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 1
        before = row_of(unit)
        (second,) = take(unit)
        unit.outbox.sent([(second, Receipt("<out@x>"))], before.last_at - MINUTE)
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 0
        after = row_of(unit)
        assert (after.messages, after.last_at) == (before.messages + 1, before.last_at)

    await store.write(send)


async def test_a_word_in_public_is_shown_in_its_case(store: SqlStore) -> None:
    def send(unit: Unit) -> None:
        begin(unit, planned(Purpose.PUBLIC))
        before = row_of(unit)
        (line,) = take(unit)
        unit.outbox.sent([(line, Receipt("post-2"))], NOW + MINUTE)
        after = row_of(unit)
        assert (after.messages, after.last_at) == (before.messages + 1, NOW + MINUTE)

    await store.write(send)


def row_of(unit: Unit) -> InboxRow:
    (row,) = unit.inbox.page(MANAGER, Filters(), TODAY).rows
    return row


async def test_what_fails_for_good_is_stranded_once_a_bounce_too_and_no_word_in_public(
    store: SqlStore,
) -> None:
    def strand(unit: Unit) -> None:
        begin(unit, planned(), planned(to=SITI), planned(Purpose.PUBLIC, to=DEDI))
        refused, bounced, public = take(unit)
        unit.outbox.failed(refused, "recipient-gone", NOW + MINUTE, NOW)
        assert unit.outbox.take_stranded(5) == [], "it is tried again"
        (refused,) = take(unit, MINUTE)
        unit.outbox.failed(refused, "recipient-gone", None, NOW)
        unit.outbox.failed(public, "refused", None, NOW)
        unit.outbox.sent([(bounced, Receipt("<out@x>"))], NOW)
        report(unit, DeliveryState.FAILED)
        found = unit.outbox.take_stranded(5)
        assert [(one.ticket, one.message.to) for one in found] == [("T1", BUDI), ("T1", SITI)]
        assert found[0].message.text == planned().text
        assert unit.outbox.take_stranded(5) == []

    await store.write(strand)


async def test_a_bounce_that_was_faster_than_our_record_strands_too(store: SqlStore) -> None:
    def strand(unit: Unit) -> None:
        begin(unit)
        (sending,) = take(unit)
        report(unit, DeliveryState.FAILED)
        unit.outbox.sent([(sending, Receipt("<out@x>"))], NOW)
        assert [one.message.to for one in unit.outbox.take_stranded(5)] == [BUDI]

    await store.write(strand)


async def test_a_receipt_may_name_the_conversation_in_which_answers_come(store: SqlStore) -> None:
    def send(unit: Unit) -> None:
        begin(unit)
        (sending,) = take(unit)
        unit.outbox.sent([(sending, Receipt("event-1", thread_key="dm:77"))], NOW)
        for key in ("event-1", "dm:77"):
            (known,) = unit.filing.background([Question(ACCOUNT, "new", BUDI, (key,))], NOW)
            assert [standing.case.ticket for standing in known.by_thread] == ["T1"]

    await store.write(send)


def proposals(unit: Unit) -> list[tuple[int, SendState | None]]:
    shown = unit.inbox.case(MANAGER, "T1")
    assert shown is not None
    return [(message.id, message.send_state) for message in shown.messages if not message.inbound]


def lose(unit: Unit, later: timedelta = timedelta(0)) -> Sending:
    """A message leaves, and nobody knows whether it arrived at its platform."""
    (sending,) = take(unit, later)
    unit.outbox.uncertain(sending, NOW)
    (unknown,) = unit.outbox.unknown(ACCOUNT, 5)
    assert unknown.since == NOW
    return unknown


async def test_what_the_platform_has_was_sent(store: SqlStore) -> None:
    def settle(unit: Unit) -> None:
        begin(unit)
        unknown = lose(unit)
        report(unit, DeliveryState.DELIVERED)
        assert unit.outbox.found(unknown, [Receipt("<out@x>")], NOW, NOW)
        assert states(unit)[0][0] is SendState.DELIVERED, "the report waited for it"
        assert unit.outbox.unknown(ACCOUNT, 5) == []
        (background,) = unit.filing.background([Question(ACCOUNT, "n", BUDI, thread_keys=("<out@x>",))], NOW)
        assert [one.case.ticket for one in background.by_thread] == ["T1"]
        with pytest.raises(Stale):
            unit.outbox.found(unknown, [], NOW, NOW)

    await store.write(settle)


async def test_what_the_platform_has_not_leaves_again_and_is_no_repeat(store: SqlStore) -> None:
    def settle(unit: Unit) -> None:
        begin(unit)
        assert not unit.outbox.found(lose(unit), [], NOW, NOW)
        (again,) = take(unit)
        assert not again.message.repeat
        unit.outbox.uncertain(again, NOW)
        assert not unit.outbox.found(unit.outbox.unknown(ACCOUNT, 5)[0], [], NOW, NOW), "as often as need be"
        assert states(unit) == [(SendState.DUE, "")]

    await store.write(settle)


async def test_another_message_of_the_same_words_is_not_taken_for_it(store: SqlStore) -> None:
    def settle(unit: Unit) -> None:
        begin(unit, planned(), planned(Purpose.STATUS))
        (first,) = take(unit)
        unit.outbox.sent([(first, Receipt("SM1"))], NOW)
        assert not unit.outbox.found(lose(unit), [Receipt("SM1")], NOW, NOW)
        assert unit.outbox.found(lose(unit), [Receipt("SM1"), Receipt("SM2"), Receipt("SM3")], NOW, NOW)
        report(unit, DeliveryState.FAILED, refers_to="SM2")
        assert [state for state, _ in states(unit)] == [SendState.SENT, SendState.FAILED]

    await store.write(settle)


async def test_what_was_looked_for_in_vain_too_often_is_held_for_a_person(store: SqlStore) -> None:
    def settle(unit: Unit) -> None:
        begin(unit)
        assert not unit.outbox.found(lose(unit), [], NOW + MINUTE, NOW)
        assert take(unit) == [], "not before its time"
        assert not unit.outbox.found(lose(unit, MINUTE), [], None, NOW)
        assert states(unit) == [(SendState.HELD, "uncertain")]
        assert whats(unit)[-1] == "send_held"
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 1

    await store.write(settle)


async def test_what_is_proposed_to_an_erased_person_awaits_nobody(store: SqlStore) -> None:
    def forget(unit: Unit) -> None:
        begin(unit, replace(planned(Purpose.PUBLIC), proposed=True))
        ((line, _),) = proposals(unit)
        case = unit.cases.get("T1")
        assert case is not None
        assert isinstance(unit, SqlUnit)
        unit.erasures.erase(case.ticket, NOW)
        assert unit.inbox.counts(MANAGER, TODAY)[View.PROPOSED] == 0
        assert not unit.outbox.approve("T1", line, NOW)

    await store.write(forget)
