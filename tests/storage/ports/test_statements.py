"""Thirty-two messages cost a handful of statements, not thirty-two handfuls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from core.case.complaint import Party
from core.message import Address, DeliveryReport, DeliveryState, Receipt, Terminal
from core.ports.filing import Change, Filed, Question
from core.ports.inbox import Filters, Role, View, Viewer
from core.ports.store import Unit
from storage import schema
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.ports.given import (
    ACCOUNT,
    MINUTE,
    NOW,
    OPENED,
    TODAY,
    batch,
    complaint,
    filed_opening,
    lease,
    message,
    open_case,
    planned,
)

COUNT = 32
MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)


@contextmanager
def counted(unit: Unit) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    statements: list[str] = []
    with noted(unit, lambda statement, _parameters: statements.append(statement)):
        yield statements


@contextmanager
def noted(unit: Unit, note: Callable[[str, Any], None]) -> Iterator[None]:
    """Tells of each statement with its values, whether Core or our own way to the driver sends it."""
    assert isinstance(unit, SqlUnit)

    def through_core(
        _connection: object, _cursor: object, statement: str, values: object, *_: object
    ) -> None:
        note(statement, values)

    def through_driver(run: Callable[[str, Any], int]) -> Callable[[str, Any], int]:
        def noting(text: str, values: Any = ()) -> int:
            note(text, values)
            return run(text, values)

        return noting

    driver = unit.driver
    sa.event.listen(unit.connection, "before_cursor_execute", through_core)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("execute", "execute_many"):
            patch.setattr(driver, name, through_driver(getattr(driver, name)))
        yield
    sa.event.remove(unit.connection, "before_cursor_execute", through_core)


def citizen(number: int) -> Address:
    return Address("mail", f"warga{number}@example.com", f"Warga {number}")


def openings(unit: Unit, prefix: str, sends: int = 1) -> list[Filed]:
    return [
        filed_opening(
            leased,
            complaint(f"{prefix}{number}", party=Party(None, None, (citizen(number),))),
            message(f"<{prefix}{number}@x>", citizen(number)),
            [planned(to=citizen(number))] * sends,
        )
        for number, leased in enumerate(lease(unit, COUNT, prefix))
    ]


async def test_keeping_a_batch_takes_eight_statements(store: SqlStore) -> None:
    def keep(unit: Unit) -> None:
        keys = [f"k{number}" for number in range(COUNT)]
        with counted(unit) as statements:
            unit.envelopes.keep(batch(*keys, cursor="9"), NOW)
        assert len(statements) <= 8

    await store.write(keep)


async def test_filing_thirty_two_new_cases_takes_twenty_statements(store: SqlStore) -> None:
    def file(unit: Unit) -> None:
        filed = openings(unit, "A")
        with counted(unit) as statements:
            unit.filing.file(filed, NOW)
        assert len(statements) <= 20

    await store.write(file)


async def test_filing_a_mixed_list_takes_twenty_five_statements(store: SqlStore) -> None:
    def file(unit: Unit) -> None:
        unit.filing.file(openings(unit, "A"), NOW)
        for number, sending in enumerate(unit.outbox.lease(ACCOUNT, NOW, 8, MINUTE)):
            unit.outbox.sent([(sending, Receipt(f"<out{number}@x>"))], NOW)
        filed = openings(unit, "B")
        for place in range(8, 16):  # these join and complete the cases of before
            case = unit.cases.get(f"A{place}")
            assert case is not None
            party = replace(case.party, name="Warga Purwakarta")
            change = Change(replace(case, party=party), filed[place].opens.classification)  # type: ignore[union-attr]  # set above
            filed[place] = replace(
                filed[place],
                state=Terminal.JOINED,
                opens=None,
                joins=case.id,
                change=change,
                last=place % 2 == 0,
            )
        for place in range(16, 24):
            report = DeliveryReport("r", f"<out{place - 16}@x>", DeliveryState.FAILED, NOW)
            filed[place] = Filed(
                filed[place].leased, 0, Terminal.REPORT, filed[place].external_id, report=report
            )
        filed[30] = replace(filed[30], state=Terminal.NOISE, opens=None, entries=())
        filed[31] = replace(filed[31], related=("A20",))
        with counted(unit) as statements:
            unit.filing.file(filed, NOW)
        assert len(statements) <= 27
        assert unit.history.verify() == []
        assert [balance.missing for balance in unit.ledger.balances()] == [0]

    await store.write(file)


async def test_thirty_two_messages_leave_with_two_statements_and_are_kept_with_five(store: SqlStore) -> None:
    def send(unit: Unit) -> None:
        unit.filing.file(openings(unit, "A"), NOW)
        with counted(unit) as statements:
            leased = unit.outbox.lease(ACCOUNT, NOW, COUNT, MINUTE)
        assert (len(leased), len(statements)) == (COUNT, 2)
        with counted(unit) as statements:
            unit.outbox.sent([(one, Receipt(f"<out{one.message.id}@x>")) for one in leased], NOW)
        assert len(statements) == 5

    await store.write(send)


async def test_the_background_of_thirty_two_questions_takes_ten_statements(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        unit.filing.file(openings(unit, "A"), NOW)
        questions = [
            Question(ACCOUNT, f"<new{number}@x>", citizen(number), (f"<A{number}@x>",), (f"A{number}",))
            for number in range(COUNT)
        ]
        with counted(unit) as statements:
            backgrounds = unit.filing.background(questions, NOW)
        assert len(statements) <= 10
        assert all(background.by_thread == background.by_ticket for background in backgrounds)

    await store.write(ask)


async def test_leasing_and_pages_take_a_few_statements(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        unit.filing.file(openings(unit, "A"), NOW)
        with counted(unit) as statements:
            unit.outbox.lease(ACCOUNT, NOW, 10, MINUTE)
        assert len(statements) <= 2
        with counted(unit) as statements:
            unit.inbox.page(MANAGER, Filters(search="izin"), TODAY)
            unit.inbox.counts(MANAGER, TODAY)
        assert len(statements) <= 4
        with counted(unit) as statements:
            unit.inbox.case(MANAGER, "A1")
        assert len(statements) <= 7
        assert OPENED

    await store.write(ask)


async def test_every_list_of_the_inbox_is_an_index_range(unit: SqlUnit) -> None:
    """No view sorts or scans: SQLite's plan names an index for each, and no temporary tree for order."""
    from core.classify.labels import Component, Sector

    open_case(unit, complaint("T1"))
    indexes = {
        "open": Filters(),
        "holder": Filters(view=View.MINE),
        "unread": Filters(view=View.UNREAD),
        "by_hand": Filters(view=View.BY_HAND),
        "undelivered": Filters(view=View.UNDELIVERED),
        "sector": Filters(sector=Sector.INDUSTRY, view=View.CLOSED),
        "unit": Filters(unit="perizinan"),
        "kind": Filters(view=View.PERHAPS_IRRELEVANT),
        "component": Filters(component=Component.COST),
        "account": Filters(account=ACCOUNT),
        "awaiting": Filters(view=View.AWAITING_DATA),
    }
    for name, asked in indexes.items():
        with counted(unit) as statements, statement_parameters(unit) as parameters:
            unit.inbox.page(MANAGER, asked, TODAY)
        plan = unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[0]}", parameters[0]).all()
        words = " ".join(f"{step[3]} " for step in plan)
        assert f"INDEX ix_complaint_{name} " in words, (asked, words)
        assert "TEMP B-TREE" not in words, (asked, words)


async def test_counting_reads_indexes_alone_and_leasing_no_read_envelope(unit: SqlUnit) -> None:
    officer = Viewer("wati", Role.OFFICER)
    with counted(unit) as statements, statement_parameters(unit) as parameters:
        unit.inbox.counts(officer, TODAY)
    (plan,) = plans(unit, statements, parameters)
    used = [step for step in plan if "complaint USING" in step]
    assert len(used) == len(View)
    assert all("COVERING INDEX" in step for step in used), used
    with counted(unit) as statements, statement_parameters(unit) as parameters:
        unit.envelopes.lease(NOW, 10, MINUTE)
        unit.outbox.lease(ACCOUNT, NOW, 10, MINUTE)
    leasing, sending = plans(unit, statements, parameters)
    assert any(
        "older USING COVERING INDEX ix_envelope_leased" in step
        or "older USING INDEX ix_envelope_leased" in step
        for step in leasing
    ), leasing
    assert any("older USING" in step and "ix_outbox_unsent" in step for step in sending), sending


async def test_what_has_ended_is_not_looked_through_again(unit: SqlUnit) -> None:
    """What is asked every few seconds, or by a command, takes an index of what has not ended."""
    with counted(unit) as statements, statement_parameters(unit) as parameters:
        unit.outbox.expire(NOW)
        unit.outbox.unknown(ACCOUNT, 20)
        unit.envelopes.reread(None, "unreadable")
    asked = plans(unit, statements, parameters, "SELECT", "UPDATE")
    assert len(asked) == 3
    for plan, index in zip(asked, ["outbox_open"] * 2 + ["envelope_quarantined"], strict=True):
        assert f"ix_{index} " in plan[0] + " ", plan


def plans(
    unit: SqlUnit, statements: list[str], parameters: list[tuple[object, ...]], *kinds: str
) -> list[list[str]]:
    """SQLite's query plans of the SELECTs, or of these kinds of statements."""
    return [
        [str(step[3]) for step in unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        for statement, values in list(zip(statements, parameters, strict=True))
        if statement.startswith(kinds or ("SELECT",))
    ]


@contextmanager
def statement_parameters(unit: SqlUnit) -> Iterator[list[tuple[object, ...]]]:
    seen: list[tuple[object, ...]] = []
    with noted(unit, lambda _statement, parameters: seen.append(tuple(parameters))):
        yield seen


async def test_erasing_looks_through_no_table_but_that_of_threads(unit: SqlUnit) -> None:
    """That one has no index by case: nothing else asks for it."""
    open_case(unit, complaint("T1"))
    with counted(unit) as statements, statement_parameters(unit) as parameters:
        unit.erasures.extent("T1")
        unit.erasures.erase("T1", NOW)
    asked = plans(unit, statements, parameters, "SELECT", "UPDATE", "DELETE")
    scanned = {step.split()[1] for plan in asked for step in plan if step.startswith("SCAN")}
    assert scanned & set(schema.metadata.tables) == {"thread_key"}
