"""A list of items is written whole: cases, people, messages, threads, history, planned messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.case.complaint import Entry, Party
from core.errors import Stale
from core.message import Address, Attachment, Purpose, Terminal
from core.ports.envelopes import Leased
from core.ports.filing import Background, Change, Filed, Question, SealedFile
from core.ports.inbox import Role, Viewer
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import (
    ACCOUNT,
    BUDI,
    MINUTE,
    NOW,
    SITI,
    classification,
    complaint,
    filed_opening,
    lease,
    message,
    open_case,
    planned,
)

MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)
WROTE = (Entry(NOW, "citizen", "wrote", {"at": "now"}),)


def ask(unit: Unit, question: Question) -> Background:
    (background,) = unit.filing.background([question], NOW)
    return background


def joined(leased: Leased, case_id: int, external_id: str, **more: object) -> Filed:
    said = message(external_id)
    filed = Filed(leased, 0, Terminal.JOINED, external_id, message=said, joins=case_id, entries=WROTE)
    return replace(filed, **more)  # type: ignore[arg-type]  # fields by name


async def test_an_opened_case_is_known_by_thread_ticket_and_sender(store: SqlStore) -> None:
    def known(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"), replace(message("<m1@x>"), thread_key="chat-7"))
        assert case.version == 1
        assert case.party.name == "Budi Santoso"
        background = ask(unit, Question(ACCOUNT, "<m2@x>", BUDI, ("chat-7",), ("T1", "T9")))
        for found in (background.by_thread, background.by_ticket, background.open_cases):
            (standing,) = found
            assert standing.case == case
            assert standing.parties == {BUDI.key}
        assert (background.seen, background.party_id) == (False, case.party.id)
        assert background.party_name == "Budi Santoso"
        assert (background.messages_this_hour, background.heard_at) == (1, NOW - MINUTE)
        assert background.answers_today == 1
        assert ask(unit, Question(ACCOUNT, "<m1@x>", SITI)) == Background(seen=True)
        assert ask(unit, Question("wa", "<m1@x>", SITI, ("chat-7",))) == Background()

    await store.write(known)


async def test_answers_and_messages_are_counted_in_their_windows(store: SqlStore) -> None:
    def count(unit: Unit) -> None:
        open_case(unit, complaint("T1"), sends=(planned(), replace(planned(Purpose.REPLY), machine=False)))
        question = Question(ACCOUNT, "new", BUDI)
        (tomorrow,) = unit.filing.background([question], NOW + timedelta(hours=24))
        assert (tomorrow.answers_today, tomorrow.messages_this_hour, tomorrow.heard_at) == (0, 0, None)
        assert ask(unit, question).answers_today == 1
        sending, *_ = unit.outbox.lease(ACCOUNT, NOW, 1, MINUTE)
        unit.outbox.failed(sending, "gone", None, NOW)
        assert ask(unit, question).answers_today == 0

    await store.write(count)


async def test_answers_are_counted_where_they_go(store: SqlStore) -> None:
    def count(unit: Unit) -> None:
        open_case(unit, complaint("T1"), sends=[planned(to=SITI)])
        assert ask(unit, Question(ACCOUNT, "new", BUDI)).answers_today == 0
        assert ask(unit, Question(ACCOUNT, "new", BUDI, answers_to=SITI)).answers_today == 1

    await store.write(count)


async def test_the_fate_of_an_item_is_known_once_it_has_ended(store: SqlStore) -> None:
    def ask_fate(unit: Unit) -> None:
        open_case(unit, complaint("T1"), message("<m1@x>"))
        assert unit.ledger.fate(ACCOUNT, "<m1@x>") is Terminal.OPENED
        assert unit.ledger.fate("wa", "<m1@x>") is None
        assert unit.ledger.fate(ACCOUNT, "<m2@x>") is None

    await store.write(ask_fate)


async def test_a_closed_case_is_no_open_one(store: SqlStore) -> None:
    from core.case.complaint import State

    def close(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        unit.cases.save(replace(case, state=State.CLOSED), [Entry(NOW, "wati", "closed")])
        background = ask(unit, Question(ACCOUNT, "new", BUDI, tickets=("T1",)))
        assert background.open_cases == ()
        assert [standing.case.state for standing in background.by_ticket] == [State.CLOSED]

    await store.write(close)


async def test_a_stranger_is_met_once(store: SqlStore) -> None:
    """Two new messages of one new citizen in one list: one party, two cases."""

    def file(unit: Unit) -> None:
        first, second = lease(unit, 2)
        party = Party(None, None, (SITI,))
        unit.filing.file(
            [
                filed_opening(first, complaint("T1", party=party), message("a", SITI)),
                filed_opening(second, complaint("T2", party=party), message("b", SITI)),
            ],
            NOW,
        )
        one, two = unit.cases.get("T1"), unit.cases.get("T2")
        assert one is not None
        assert two is not None
        assert one.party == two.party

    await store.write(file)


async def test_anothers_address_stays_anothers(store: SqlStore) -> None:
    """Who names somebody else's address does not become that person, but the case can be answered there."""

    def file(unit: Unit) -> None:
        budi = open_case(unit, complaint("T1"))
        both = Party(None, "Siti", (SITI, BUDI))
        (leased,) = lease(unit, 1, "siti")
        unit.filing.background([Question(ACCOUNT, "x", SITI)], NOW)
        unit.filing.file(
            [filed_opening(leased, complaint("T0", party=Party(None, None, (SITI,))), message("s0", SITI))],
            NOW,
        )
        siti_id = ask(unit, Question(ACCOUNT, "x", SITI)).party_id
        (leased,) = lease(unit, 1, "again")
        unit.filing.file(
            [filed_opening(leased, complaint("T2", party=replace(both, id=siti_id)), message("s1", SITI))],
            NOW,
        )
        assert ask(unit, Question(ACCOUNT, "x", BUDI)).party_id == budi.party.id
        case = unit.cases.get("T2")
        assert case is not None
        assert {address.key for address in case.party.addresses} == {SITI.key, BUDI.key}
        assert case.party.name == "Siti"

    await store.write(file)


async def test_a_message_joins_a_case_that_stands(store: SqlStore) -> None:
    def join(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        (leased,) = lease(unit, 1, "again")
        email = Address("mail", "budi@example.org")
        changed = replace(case, party=replace(case.party, name="Budi S", addresses=(BUDI, email)))
        unit.filing.file([joined(leased, case.id, "<2@x>", change=Change(changed), sends=(planned(),))], NOW)
        now = unit.cases.get("T1")
        assert now is not None
        assert (now.version, now.party.name, now.party.addresses) == (2, "Budi S", (BUDI, email))
        assert [entry.what for entry in unit.history.of("T1")] == ["opened", "routed", "wrote"]
        assert [sending.message.purpose for sending in unit.outbox.lease(ACCOUNT, NOW, 9, MINUTE)] == [
            Purpose.ACKNOWLEDGEMENT
        ]
        assert unit.history.verify() == []

    await store.write(join)


async def test_two_messages_join_one_case_in_one_list(store: SqlStore) -> None:
    def join(unit: Unit) -> None:
        first, second, third = lease(unit, 3)
        opening = filed_opening(first, complaint("T1"))
        unit.filing.file(
            [
                opening,
                replace(joined(second, 0, "<2@x>"), joins=None, joins_opened="T1"),
                replace(joined(third, 0, "<3@x>"), joins=None, joins_opened="T1"),
            ],
            NOW,
        )
        shown = unit.inbox.case(MANAGER, "T1")
        assert shown is not None
        assert sum(one.inbound for one in shown.messages) == 3
        assert [entry.what for entry in shown.entries] == ["opened", "routed", "wrote", "wrote"]
        assert unit.history.verify() == []

    await store.write(join)


async def test_a_change_of_an_old_version_is_stale(store: SqlStore) -> None:
    def prepare(unit: Unit) -> Filed:
        case = open_case(unit, complaint("T1"))
        (leased,) = lease(unit, 1, "late")
        unit.cases.save(case, [Entry(NOW, "wati", "seen")])
        return joined(leased, case.id, "<2@x>", change=Change(case))

    filed = await store.write(prepare)
    with pytest.raises(Stale, match="T1"):
        await store.write(lambda unit: unit.filing.file([filed], NOW))


async def test_a_list_with_a_lost_lease_writes_nothing(store: SqlStore) -> None:
    def prepare(unit: Unit) -> list[Filed]:
        first, second = lease(unit, 2)
        lost = replace(second, fence=second.fence + 1)
        return [filed_opening(first, complaint("T1")), filed_opening(lost, complaint("T2"))]

    filed = await store.write(prepare)
    with pytest.raises(Stale):
        await store.write(lambda unit: unit.filing.file(filed, NOW))
    assert await store.read(lambda unit: unit.cases.get("T1")) is None


async def test_an_item_filed_twice_is_stale_and_not_doubled(store: SqlStore) -> None:
    def prepare(unit: Unit) -> list[Filed]:
        first, second = lease(unit, 2)
        said = message("<same@x>")
        return [filed_opening(first, complaint("T1"), said), filed_opening(second, complaint("T2"), said)]

    one, two = await store.write(prepare)
    await store.write(lambda unit: unit.filing.file([one], NOW))
    with pytest.raises(Stale):
        await store.write(lambda unit: unit.filing.file([two], NOW))
    again = replace(two, state=Terminal.REDELIVERED, message=None, opens=None, entries=(), sends=())
    await store.write(lambda unit: unit.filing.file([again], NOW))
    (balance,) = await store.read(lambda unit: unit.ledger.balances())
    assert (balance.missing, balance.ended) == (0, {Terminal.OPENED: 1, Terminal.REDELIVERED: 1})


async def test_an_envelope_of_several_items_counts_each(store: SqlStore) -> None:
    def file(unit: Unit) -> None:
        (leased,) = lease(unit, 1)
        rest = [
            Filed(leased, place, Terminal.NOISE, f"n{place}", last=place == 3, message=message(f"n{place}"))
            for place in range(1, 4)
        ]
        unit.filing.file([replace(filed_opening(leased, complaint("T1")), last=False), *rest[:1]], NOW)
        (half,) = unit.ledger.balances()
        assert (half.received, half.waiting, half.missing) == (3, 1, 0)
        unit.filing.file(rest[1:], NOW)
        (whole,) = unit.ledger.balances()
        assert (whole.received, whole.waiting, whole.missing) == (4, 0, 0)

    await store.write(file)


async def test_noise_makes_a_sender_known_and_machines_do_not(store: SqlStore) -> None:
    robot = Address("mail", "mailer-daemon@example.net")

    def file(unit: Unit) -> None:
        noise, automatic = lease(unit, 2)
        bounce = replace(message("auto", robot), automatic="bounce")
        unit.filing.file(
            [
                Filed(noise, 0, Terminal.NOISE, "n", message=message("n", SITI), sends=(planned(to=SITI),)),
                Filed(automatic, 0, Terminal.AUTOMATIC, "auto", "bounce", message=bounce),
            ],
            NOW,
        )
        assert ask(unit, Question(ACCOUNT, "x", SITI)).party_id is not None
        assert ask(unit, Question(ACCOUNT, "x", robot)).party_id is None
        (prompt,) = unit.outbox.lease(ACCOUNT, NOW, 9, MINUTE)
        assert (prompt.message.to, prompt.message.text) == (SITI, "Kami terima.")
        unit.outbox.failed(prompt, "gone", None, NOW)

    await store.write(file)


async def test_linked_cases_name_each_other(store: SqlStore) -> None:
    def link(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        (leased,) = lease(unit, 1, "linked")
        unit.filing.file([replace(filed_opening(leased, complaint("T2")), related=("T1",))], NOW)
        first, second = unit.cases.get("T1"), unit.cases.get("T2")
        assert first is not None
        assert second is not None
        assert (first.related, second.related) == (("T2",), ("T1",))

    await store.write(link)


async def test_attachments_keep_their_names_and_refusals(store: SqlStore) -> None:
    kept = Attachment("foto loket.jpg", "image/jpeg", 2_000, "ab" * 32, declared_type="image/png")
    refused = Attachment("virus.exe", "application/x-dosexec", 9, "cd" * 32, refused="type")

    def file(unit: Unit) -> None:
        (leased,) = lease(unit, 1)
        files = (SealedFile("seg:1", kept), SealedFile("", refused))
        unit.filing.file([replace(filed_opening(leased, complaint("T1")), files=files)], NOW)
        shown = unit.inbox.case(MANAGER, "T1")
        assert shown is not None
        first, second = shown.messages[0].attachments
        assert (first.filename, first.content_type, first.size, first.refused) == (
            "foto loket.jpg",
            "image/jpeg",
            2_000,
            "",
        )
        assert (second.filename, second.refused) == ("virus.exe", "type")

    await store.write(file)


async def test_a_new_classification_takes_the_place_of_the_old(store: SqlStore) -> None:
    def classify(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        (leased,) = lease(unit, 1, "again")
        found = replace(classification(), version="test-2", bare=True)
        unit.filing.file([joined(leased, case.id, "<2@x>", change=Change(case, found))], NOW)
        shown = unit.inbox.case(MANAGER, "T1")
        assert shown is not None
        assert shown.classification == found

    await store.write(classify)


async def test_running_numbers_have_no_gaps_even_after_a_failure(store: SqlStore) -> None:
    def fail(unit: Unit) -> None:
        unit.filing.tickets(2026, 5)
        raise ValueError("on purpose")

    assert list(await store.write(lambda unit: unit.filing.tickets(2026, 2))) == [1, 2]
    with pytest.raises(ValueError, match="on purpose"):
        await store.write(fail)
    assert list(await store.write(lambda unit: unit.filing.tickets(2026, 3))) == [3, 4, 5]
    assert list(await store.write(lambda unit: unit.filing.tickets(2027, 1))) == [1]


async def test_nothing_to_file_is_nothing_written(store: SqlStore) -> None:
    await store.write(lambda unit: unit.filing.file([], NOW))
    assert await store.read(lambda unit: unit.filing.background([], NOW)) == []


async def test_a_name_given_without_a_case_is_known_when_the_person_writes_again(store: SqlStore) -> None:
    def known(unit: Unit) -> None:
        first, second = lease(unit, 2)
        greets = Filed(first, 0, Terminal.NOISE, "m1", message=message("m1"), named="Budi Santoso")
        unit.filing.file([greets], NOW)
        assert ask(unit, Question(ACCOUNT, "m2", BUDI)).party_name == "Budi Santoso"
        again = Filed(second, 0, Terminal.NOISE, "m2", message=message("m2"), named="Budi Setiawan")
        unit.filing.file([again], NOW)
        assert ask(unit, Question(ACCOUNT, "m3", BUDI)).party_name == "Budi Setiawan"

    await store.write(known)
