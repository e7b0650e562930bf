"""Messages of ours on their way out: leased, sent once, settled; what is uncertain is never simply resent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.case.complaint import Entry, State
from core.errors import ByHand, Stale, Uncertain
from core.message import Purpose, Receipt
from core.ports.outbox import Sending, Stranded, departures
from core.ports.send import SendState
from storage import schema
from storage.rows import Found, any_of, keys, literal
from storage.rows.departed import News, mark_sent, tell_cases
from storage.rows.hashes import sent_hash
from storage.rows.outbound import LINK, select_sending, sending_of
from storage.rows.planned import CANCELLED, ERASED, WAIVED
from storage.rows.settlement import SYSTEM, sent_by_hash, strands
from storage.transaction import Transaction

NOT_TOLD = "not-told"  # the code of what no officer could tell; the reason stands in the history

ENDED = (SendState.SENT, SendState.DELIVERED, SendState.TOLD)

row = schema.outbox.c
NOT_ENDED = row.state.not_in([literal(state) for state in ENDED])
"""Stands beside a state that is asked for, so that SQLite takes the index of what has not ended."""

older = schema.outbox.alias("older")

WAITS = sa.exists().where(
    older.c.conversation == row.conversation,
    older.c.id < row.id,
    older.c.state.in_([literal(state) for state in ("due", "sending", "unknown")]),
)
DUE = (
    select_sending()
    .where(
        row.state == literal(SendState.DUE),
        row.due_at <= sa.bindparam("now"),
        row.account == sa.bindparam("own"),
        ~WAITS,
    )
    .order_by(row.id)
    .limit(sa.bindparam("most"))
    .with_for_update(of=schema.outbox, skip_locked=True)
)
LEASE = (
    sa.update(schema.outbox)
    .where(row.id.in_(any_of("ids")))
    .values(
        state=SendState.SENDING.value,
        tries=row.tries + 1,
        fence=row.fence + 1,
        leased_until=sa.bindparam("until"),
    )
)
MINE = (
    sa.select(row.id, row.account, row.complaint_id, row.purpose, row.repeat, row.data_key_id, row.fence)
    .where(row.id.in_(any_of("ids")), row.state == sa.bindparam("now_is"))
    .order_by(row.id)
    .with_for_update()
)


class SqlOutbox:
    """Fulfils `core.ports.outbox.Outbox`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def lease(self, account: str, now: datetime, limit: int, lasts: timedelta) -> Sequence[Sending]:
        found = self._tx.driver.fetch(DUE, own=account, now=now, most=limit)
        read = {one.id: sending_of(self._tx, one, leased=True) for one in found}
        leased = [sending for sending in read.values() if sending is not None]
        if leased:
            self._tx.driver.run(LEASE, ids=[sending.message.id for sending in leased], until=now + lasts)
        for number in (number for number, sending in read.items() if sending is None):
            self._update(row.id == number, state=SendState.FAILED.value, code=ERASED)
        return leased

    def sent(self, receipts: Sequence[tuple[Sending, Receipt]], now: datetime) -> None:
        ours = self._all_ours([sending for sending, _ in receipts], SendState.SENDING)
        mark_sent(
            self._tx, [(found, receipt) for found, (_, receipt) in zip(ours, receipts, strict=True)], now
        )

    def found(
        self, sending: Sending, receipts: Sequence[Receipt], again_at: datetime | None, now: datetime
    ) -> bool:
        found = self._ours(sending, SendState.UNKNOWN)
        hashes = {sent_hash(self._tx.sealer, found.account, one.external_id): one for one in receipts}
        others = sent_by_hash(self._tx, list(hashes))
        own = next((one for known, one in hashes.items() if known not in others), None)
        if own is None and again_at is None:
            self._give_up(found, SendState.HELD, Uncertain.code, "send_held", now)
        elif own is None:
            self._update(row.id == found.id, state=SendState.DUE.value, due_at=again_at)
            self._tx.notify(departures(found.account))
        if own is None:
            return False
        mark_sent(self._tx, [(found, own)], now)
        return True

    def failed(self, sending: Sending, code: str, again_at: datetime | None, now: datetime) -> None:
        found = self._ours(sending, SendState.SENDING)
        if again_at is not None:
            self._update(
                row.id == found.id,
                state=SendState.DUE.value,
                code=code,
                due_at=again_at,
                leased_until=None,
            )
            return
        self._give_up(found, SendState.FAILED, code, "send_failed", now)

    def by_hand(self, sending: Sending, link: str, now: datetime) -> None:
        found = self._ours(sending, SendState.SENDING)
        if found.complaint_id is None:
            self._give_up(found, SendState.FAILED, ByHand.code, "", now)
            return
        key = keys.plain_keys(self._tx, [found.data_key_id]).get(found.data_key_id)
        if key is None:
            self._update(row.id == found.id, state=SendState.FAILED.value, code=ERASED, settled_at=now)
            return
        self._update(
            row.id == found.id,
            state=SendState.BY_HAND.value,
            code=ByHand.code,
            link=keys.seal_text(self._tx, key, link or None, LINK, found.id),
            leased_until=None,
        )
        entry = Entry(now, SYSTEM, "by_hand", {"purpose": found.purpose})
        tell_cases(self._tx, [News(found, [entry], flags={"by_hand": True})], now)

    def told(self, ticket: str, outbound_id: int, at: datetime) -> bool:
        return self._settle_by_hand(_open_to_a_person(), ticket, outbound_id, SendState.TOLD, "", at)

    def not_told(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        task = row.state == literal(SendState.BY_HAND)
        return self._settle_by_hand(task, ticket, outbound_id, SendState.FAILED, NOT_TOLD, now)

    def waive(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        return self._settle_by_hand(_lost(), ticket, outbound_id, SendState.FAILED, WAIVED, now)

    def take_stranded(self, limit: int) -> Sequence[Stranded]:
        wanted = (
            select_sending()
            .add_columns(schema.complaint.c.ticket)
            .join(schema.complaint, schema.complaint.c.id == row.complaint_id)
            .where(row.stranded)
            .order_by(row.id)
            .limit(limit)
            .with_for_update(of=schema.outbox, skip_locked=True)
        )
        found = self._tx.connection.execute(wanted).all()
        if found:
            self._update(row.id.in_([one.id for one in found]), stranded=False)
        read = ((sending_of(self._tx, one), one.ticket) for one in found)
        return [Stranded(sending.message, ticket) for sending, ticket in read if sending is not None]

    def uncertain(self, sending: Sending, now: datetime) -> None:
        found = self._ours(sending, SendState.SENDING)
        self._update(row.id == found.id, state=SendState.UNKNOWN.value, leased_until=None, settled_at=now)

    def expire(self, now: datetime) -> int:
        return let_go(self._tx, row.leased_until <= now, now)

    def unknown(self, account: str, limit: int) -> Sequence[Sending]:
        wanted = (
            select_sending()
            .where(NOT_ENDED, row.state == literal(SendState.UNKNOWN), row.account == account)
            .order_by(row.id)
            .limit(limit)
        )
        found = (sending_of(self._tx, one) for one in self._tx.connection.execute(wanted))
        return [sending for sending in found if sending is not None]

    def repeat(self, sending: Sending, now: datetime) -> None:
        found = self._ours(sending, SendState.UNKNOWN)
        if found.repeat:
            self._give_up(found, SendState.HELD, Uncertain.code, "send_held", now)
            return
        self._update(row.id == found.id, state=SendState.DUE.value, repeat=True, due_at=now)
        self._tx.notify(departures(found.account))

    def cancel(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        waiting = row.state.in_([literal(state) for state in ("due", "proposed")])
        unsent = sa.and_(_of_case(ticket, outbound_id), waiting, ~row.repeat)  # a repeat may have left before
        taken_back = self._update(unsent, state=SendState.FAILED.value, code=CANCELLED, settled_at=now) == 1
        self._look_for_proposals(ticket)
        return taken_back

    def approve(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        proposed = sa.and_(_of_case(ticket, outbound_id), row.state == literal(SendState.PROPOSED))
        approved = sa.update(schema.outbox).where(proposed).values(state=SendState.DUE.value, due_at=now)
        account = self._tx.connection.execute(approved.returning(row.account)).scalar_one_or_none()
        if account is None:
            return False
        self._tx.notify(departures(account))
        self._look_for_proposals(ticket)
        return True

    def _look_for_proposals(self, ticket: str) -> None:
        """Whether anything of the case waits for a person's approval still."""
        case = schema.complaint.c
        waits = sa.exists().where(row.complaint_id == case.id, row.state == literal(SendState.PROPOSED))
        marked = sa.update(schema.complaint).where(case.ticket == ticket, case.proposed)
        self._tx.connection.execute(marked.values(proposed=waits))

    def answers(
        self, waits: Mapping[str, timedelta | None], now: datetime, limit: int
    ) -> Mapping[str, datetime]:
        case = schema.complaint.c
        sure = row.state.in_([literal(state) for state in (SendState.DELIVERED, SendState.TOLD)])
        taken = [
            sa.and_(
                row.account == account, row.state == literal(SendState.SENT), row.settled_at <= now - wait
            )
            for account, wait in waits.items()
            if wait is not None
        ]
        wanted = (
            sa.select(case.ticket, sa.func.min(row.settled_at).label("at"))
            .join_from(schema.complaint, schema.outbox, row.complaint_id == case.id)
            .where(case.open, case.answered_at.is_(None), row.purpose == literal(Purpose.ANSWER))
            .where(sa.or_(sure, *taken))
            .group_by(case.ticket)
            .limit(limit)
        )
        return {one.ticket: one.at for one in self._tx.connection.execute(wanted)}

    def lost_answers(self, limit: int) -> Sequence[str]:
        case, other = schema.complaint.c, schema.outbox.alias("other").c
        of_case = row.complaint_id == case.id, row.purpose == literal(Purpose.ANSWER)
        stands = sa.exists().where(
            other.complaint_id == case.id,
            other.purpose == literal(Purpose.ANSWER),
            other.state != literal(SendState.FAILED),
        )
        wanted = (
            sa.select(case.ticket)
            .where(case.open, case.state == literal(State.ANSWERED), sa.exists().where(*of_case), ~stands)
            .limit(limit)
        )
        return self._tx.connection.execute(wanted).scalars().all()

    def counts(self) -> Mapping[tuple[str, SendState], int]:
        unsettled = (
            sa.select(row.account, row.state, sa.func.count())
            .where(NOT_ENDED, row.code.not_in([CANCELLED, ERASED, WAIVED]))
            .group_by(row.account, row.state)
        )
        return {
            (account, SendState(state)): count
            for account, state, count in self._tx.connection.execute(unsettled)
        }

    def _update(self, chosen: sa.ColumnElement[bool], **values: Any) -> int:
        return self._tx.connection.execute(sa.update(schema.outbox).where(chosen).values(values)).rowcount

    def _ours(self, sending: Sending, state: SendState) -> Found:
        """The row, locked. Raises Stale unless it is in this state and this lease's."""
        (mine,) = self._all_ours([sending], state)
        return mine

    def _all_ours(self, sendings: Sequence[Sending], state: SendState) -> Sequence[Found]:
        """As `_ours`, in one statement."""
        ids = [sending.message.id for sending in sendings]
        found = {one.id: one for one in self._tx.driver.fetch(MINE, ids=ids, now_is=state.value)}
        for sending in sendings:
            mine = found.get(sending.message.id)
            if mine is None or mine.fence != sending.fence:
                raise Stale(f"message {sending.message.id} is no longer {state.value} under our lease")
        return [found[number] for number in ids]

    def _give_up(self, found: Found, state: SendState, code: str, what: str, now: datetime) -> None:
        """A person must see to it: the case says so."""
        stranded = state is SendState.FAILED and strands(found.complaint_id, found.purpose)
        ended = {"state": state.value, "code": code, "leased_until": None, "settled_at": now}
        self._update(row.id == found.id, **ended, stranded=stranded)
        if found.complaint_id is not None:
            entry = Entry(now, SYSTEM, what, {"purpose": found.purpose, "code": code})
            tell_cases(self._tx, [News(found, [entry], flags={"undelivered": True})], now)

    def _settle_by_hand(
        self,
        settled: sa.ColumnElement[bool],
        ticket: str,
        outbound_id: int,
        state: SendState,
        code: str,
        at: datetime,
    ) -> bool:
        task = (
            sa.select(row.id, row.complaint_id, row.purpose)
            .join_from(schema.outbox, schema.complaint, schema.complaint.c.id == row.complaint_id)
            .where(schema.complaint.c.ticket == ticket, row.id == outbound_id)
            .where(settled)
            .with_for_update(of=schema.outbox)
        )
        found = self._tx.connection.execute(task).one_or_none()
        if found is None:
            return False
        told = state is SendState.TOLD
        self._update(row.id == found.id, state=state.value, code=code, settled_at=at, stranded=False)
        others = row.complaint_id == found.complaint_id
        left = sa.select(
            sa.exists().where(others, row.state == literal(SendState.BY_HAND)),
            sa.exists().where(others, _lost()),
        )
        tasks, lost = self._tx.connection.execute(left).one()
        flags = {"by_hand": tasks, "undelivered": lost and not told}
        tell_cases(self._tx, [News(found, shown=told, flags=flags)], at)
        return True


def _lost() -> sa.ColumnElement[bool]:
    """What did not reach its citizen, and no officer has dealt with."""
    states = [literal(state) for state in (SendState.FAILED, SendState.HELD)]
    return sa.and_(row.state.in_(states), row.code.not_in([CANCELLED, ERASED, WAIVED]))


def _open_to_a_person() -> sa.ColumnElement[bool]:
    """What an officer can tell the citizen: a task, and what was lost."""
    return sa.or_(row.state == literal(SendState.BY_HAND), _lost())


def _of_case(ticket: str, outbound_id: int) -> sa.ColumnElement[bool]:
    case = sa.select(schema.complaint.c.id).where(schema.complaint.c.ticket == ticket)
    return sa.and_(row.id == outbound_id, row.complaint_id == case.scalar_subquery())


def let_go(tx: Transaction, whose: sa.ColumnElement[bool], now: datetime) -> int:
    """Take back leases: nobody knows whether what was SENDING left. Returns how many."""
    unknown = (
        sa.update(schema.outbox)
        .where(NOT_ENDED, row.state == literal(SendState.SENDING), whose)
        .values(state=SendState.UNKNOWN.value, leased_until=None, settled_at=now)
    )
    return tx.connection.execute(unknown).rowcount
