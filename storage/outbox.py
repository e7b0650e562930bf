"""Messages of ours on their way out: leased, sent once, settled; what is uncertain is never simply resent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.case.complaint import Entry
from core.errors import ByHand, Stale, Uncertain
from core.message import DeliveryState, Purpose, Receipt
from core.ports.outbox import Sending
from core.ports.send import SendState
from storage import schema
from storage.rows import Found, any_of, bulk, keys, literal
from storage.rows.draft import standing
from storage.rows.hashes import sent_hash, thread_hash
from storage.rows.outbound import LINK, select_outbound, sending_of
from storage.rows.planned import CANCELLED, ERASED
from storage.rows.settlement import (
    MEANS,
    SYSTEM,
    bounced,
    claim_reports,
    moved_to,
    sent_by_hash,
    waiting_reports,
)
from storage.rows.sheet import Sheet
from storage.transaction import Transaction

NOT_TOLD = "not-told"  # the code of what no officer could tell; the reason stands in the history

ENDED = (SendState.SENT, SendState.DELIVERED, SendState.TOLD)

row = schema.outbox.c
older = schema.outbox.alias("older")

WAITS = sa.exists().where(
    older.c.conversation == row.conversation,
    older.c.id < row.id,
    older.c.state.in_([literal(state) for state in ("due", "sending", "unknown")]),
)
DUE = (
    select_outbound()
    .where(
        row.state == literal(SendState.DUE),
        row.due_at <= sa.bindparam("now"),
        row.account.in_(any_of("accounts")),
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
        begun=False,
    )
)
BEGIN = (
    sa.update(schema.outbox)
    .where(
        row.id == sa.bindparam("own"),
        row.fence == sa.bindparam("held"),
        row.state == literal(SendState.SENDING),
    )
    .values(begun=True, leased_until=sa.bindparam("until"))
)
MINE = (
    sa.select(row.id, row.account, row.complaint_id, row.purpose, row.repeat, row.data_key_id)
    .where(
        row.id == sa.bindparam("own"), row.fence == sa.bindparam("held"), row.state == sa.bindparam("now_is")
    )
    .with_for_update()
)
SENT = (
    sa.update(schema.outbox)
    .where(row.id == sa.bindparam("own"))
    .values(
        state=sa.bindparam("became"),
        code=sa.bindparam("why"),
        external_hash=sa.bindparam("refers"),
        settled_at=sa.bindparam("now"),
        leased_until=None,
    )
)


class SqlOutbox:
    """Fulfils `core.ports.outbox.Outbox`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def lease(
        self, accounts: Collection[str], now: datetime, limit: int, lasts: timedelta
    ) -> Sequence[Sending]:
        found = self._tx.driver.fetch(DUE, accounts=[*accounts], now=now, most=limit)
        leased = {one.id: sending_of(self._tx, one, leased=True) for one in found}
        if ids := [number for number, sending in leased.items() if sending]:
            self._tx.driver.run(LEASE, ids=ids, until=now + lasts)
        for number in (number for number, sending in leased.items() if sending is None):
            self._update(row.id == number, state=SendState.FAILED.value, code=ERASED)
        return [sending for sending in leased.values() if sending is not None]

    def begin(self, sending: Sending, until: datetime) -> bool:
        return self._tx.driver.run(BEGIN, own=sending.message.id, held=sending.fence, until=until) == 1

    def sent(self, sending: Sending, receipt: Receipt, now: datetime) -> None:
        self._sent(self._ours(sending, SendState.SENDING), receipt, now)

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
            self._tx.notify("outbox")
        if own is None:
            return False
        self._sent(found, own, now)
        return True

    def _sent(self, found: Found, receipt: Receipt, now: datetime) -> None:
        refers = sent_hash(self._tx.sealer, found.account, receipt.external_id)
        state, code = MEANS[receipt.state], ""
        early = waiting_reports(self._tx, refers)
        for report in early:
            goal = moved_to(state, DeliveryState(report.state), permanent=report.permanent)
            state, code = goal or state, report.code if goal else code
        claim_reports(self._tx, early, found.id)
        self._tx.driver.run(SENT, own=found.id, became=state.value, why=code, refers=refers, now=now)
        if found.complaint_id is not None:
            failed = state is SendState.FAILED
            entries = [bounced(found.purpose, code, now)] if failed else []
            self._tell_case(found, entries, now, shown=True, undelivered=failed)
            self._continue_in(found, {receipt.external_id, receipt.thread_key} - {""})

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
        self._tell_case(found, [entry], now, by_hand=True)

    def told(self, ticket: str, outbound_id: int, at: datetime) -> bool:
        return self._settle_by_hand(ticket, outbound_id, SendState.TOLD, at)

    def not_told(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        return self._settle_by_hand(ticket, outbound_id, SendState.FAILED, now)

    def uncertain(self, sending: Sending, now: datetime) -> None:
        found = self._ours(sending, SendState.SENDING)
        self._update(row.id == found.id, state=SendState.UNKNOWN.value, leased_until=None, settled_at=now)

    def expire(self, now: datetime) -> int:
        return let_go(self._tx, row.leased_until <= now, now)

    def unknown(self, accounts: Collection[str], limit: int) -> Sequence[Sending]:
        wanted = (
            select_outbound()
            .where(row.state == literal(SendState.UNKNOWN), row.account.in_(accounts))
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
        self._tx.notify("outbox")

    def cancel(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        waiting = row.state.in_([literal(state) for state in ("due", "proposed")])
        unsent = sa.and_(_of_case(ticket, outbound_id), waiting, ~row.repeat)  # a repeat may have left before
        taken_back = self._update(unsent, state=SendState.FAILED.value, code=CANCELLED, settled_at=now) == 1
        self._look_for_proposals(ticket)
        return taken_back

    def approve(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        proposed = sa.and_(_of_case(ticket, outbound_id), row.state == literal(SendState.PROPOSED))
        approved = self._update(proposed, state=SendState.DUE.value, due_at=now) == 1
        if approved:
            self._tx.notify("outbox")
            self._look_for_proposals(ticket)
        return approved

    def _look_for_proposals(self, ticket: str) -> None:
        """Whether anything of the case waits for a person's approval still."""
        case = schema.complaint.c
        waits = sa.exists().where(row.complaint_id == case.id, row.state == literal(SendState.PROPOSED))
        marked = sa.update(schema.complaint).where(case.ticket == ticket, case.proposed)
        self._tx.connection.execute(marked.values(proposed=waits))

    def counts(self) -> Mapping[tuple[str, SendState], int]:
        unsettled = (
            sa.select(row.account, row.state, sa.func.count())
            .where(row.state.not_in([literal(state) for state in ENDED]), row.code != CANCELLED)
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
        found = self._tx.driver.fetch(MINE, own=sending.message.id, held=sending.fence, now_is=state.value)
        if not found:
            raise Stale(f"message {sending.message.id} is no longer {state.value} under our lease")
        mine: Found = found[0]
        return mine

    def _give_up(self, found: Found, state: SendState, code: str, what: str, now: datetime) -> None:
        """A person must see to it: the case says so."""
        self._update(row.id == found.id, state=state.value, code=code, leased_until=None, settled_at=now)
        if found.complaint_id is not None:
            entry = Entry(now, SYSTEM, what, {"purpose": found.purpose, "code": code})
            self._tell_case(found, [entry], now, undelivered=True)

    def _continue_in(self, found: Found, thread_keys: Collection[str]) -> None:
        """What is written in these threads belongs to the message's case."""
        hashes = [thread_hash(self._tx.sealer, found.account, key) for key in sorted(thread_keys)]
        threads = [{"thread_hash": key, "complaint_id": found.complaint_id} for key in hashes]
        bulk.insert(self._tx, schema.thread_key, threads, ignore=True)

    def _settle_by_hand(self, ticket: str, outbound_id: int, state: SendState, at: datetime) -> bool:
        task = (
            sa.select(row.id, row.complaint_id, row.purpose)
            .join_from(schema.outbox, schema.complaint, schema.complaint.c.id == row.complaint_id)
            .where(schema.complaint.c.ticket == ticket, row.id == outbound_id)
            .where(row.state == literal(SendState.BY_HAND))
            .with_for_update(of=schema.outbox)
        )
        found = self._tx.connection.execute(task).one_or_none()
        if found is None:
            return False
        told, code = state is SendState.TOLD, "" if state is SendState.TOLD else NOT_TOLD
        self._update(row.id == found.id, state=state.value, code=code, settled_at=at)
        others = sa.exists().where(
            row.complaint_id == found.complaint_id, row.state == literal(SendState.BY_HAND)
        )
        left = self._tx.connection.execute(sa.select(others)).scalar_one()
        self._tell_case(found, [], at, shown=told, by_hand=left, undelivered=not told)
        return True

    def _tell_case(
        self,
        found: Found,
        entries: Sequence[Entry],
        now: datetime,
        *,
        shown: bool = False,
        **flags: bool,
    ) -> None:
        """The case shows a message more, and whether its person could not be reached, or not yet. What was
        said in public reaches everybody and tells the person nothing.
        """
        draft = standing(self._tx, [found.complaint_id])[found.complaint_id]
        sheet = Sheet(self._tx, {})
        if found.purpose == Purpose.PUBLIC:
            flags.pop("undelivered", None)
        draft.values |= flags
        if shown:
            draft.messages += 1
            draft.last_at = max(filter(None, (draft.last_at, now)))
        draft.note(sheet, entries)
        draft.write(sheet, now)
        sheet.write()


def _of_case(ticket: str, outbound_id: int) -> sa.ColumnElement[bool]:
    case = sa.select(schema.complaint.c.id).where(schema.complaint.c.ticket == ticket)
    return sa.and_(row.id == outbound_id, row.complaint_id == case.scalar_subquery())


def let_go(tx: Transaction, whose: sa.ColumnElement[bool], now: datetime) -> int:
    """Take back leases: what had begun to leave is UNKNOWN, what had not is due again. Returns how many."""
    leased = sa.update(schema.outbox).where(row.state == literal(SendState.SENDING), whose)
    unknown = leased.where(row.begun).values(state=SendState.UNKNOWN.value, leased_until=None, settled_at=now)
    due = leased.where(~row.begun).values(state=SendState.DUE.value, leased_until=None)
    number = tx.connection.execute(unknown).rowcount + tx.connection.execute(due).rowcount
    if number:
        tx.notify("outbox")
    return number
