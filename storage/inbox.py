"""What the staff inbox asks: pages that are index ranges by id, counts that are bounded, one case whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.case.complaint import Complaint, State
from core.classify.labels import Kind
from core.message import Purpose
from core.ports.inbox import (
    CaseView,
    Filters,
    InboxRow,
    Page,
    ShownAttachment,
    View,
    Viewer,
)
from core.ports.send import SendState
from storage import schema
from storage.rows import Found, keys, literal
from storage.rows.complaints import complaints_of, select_complaints
from storage.rows.found_by import matching
from storage.rows.shown import attachment_of, case_view
from storage.search import expression, tokens
from storage.transaction import Transaction

COUNTED = 10_000  # a count goes no further: nobody reads more, and its cost stays the same for ever
IDS = 10**12  # more than there will be cases
SOON = timedelta(days=5)  # about three working days

row = schema.complaint.c


class SqlInbox:
    """Fulfils `core.ports.inbox.InboxQueries`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def page(self, viewer: Viewer, filters: Filters, today: date, limit: int = 50) -> Page:
        ids = self._ids(viewer, filters, today, limit + 1)
        order = by_due if filters.view is View.DUE else newest
        wanted = select_complaints().where(row.id.in_(ids[:limit])).order_by(*order())
        rows = rows_of(self._tx, wanted)
        more = len(ids) > limit
        return Page(rows, _mark(filters.view, rows[-1].complaint) if more and rows else None)

    def counts(self, viewer: Viewer, today: date) -> Mapping[View, int]:
        """Up to COUNTED each."""
        bounded = [self._bounded(view, viewer, today).label(view.value) for view in View]
        found = self._tx.connection.execute(sa.select(*bounded)).one()
        return dict(zip(View, found, strict=True))

    def case(self, viewer: Viewer, ticket: str) -> CaseView | None:
        found = self._tx.connection.execute(
            select_complaints().where(row.ticket == ticket, *visible(viewer))
        ).all()
        return self._without_restricted(viewer, case_view(self._tx, found[0])) if found else None

    def _without_restricted(self, viewer: Viewer, view: CaseView) -> CaseView:
        """A case names only those others that the viewer may open: the number alone would tell a respondent
        that somebody complained.
        """
        related = view.complaint.related
        if viewer.sees_restricted or not related:
            return view
        wanted = sa.select(row.ticket).where(row.ticket.in_(related), *visible(viewer))
        shown = set(self._tx.connection.execute(wanted).scalars())
        kept = tuple(ticket for ticket in related if ticket in shown)
        return replace(view, complaint=replace(view.complaint, related=kept))

    def attachment(self, viewer: Viewer, attachment_id: int) -> tuple[str, ShownAttachment] | None:
        attachment, message, key = schema.attachment.c, schema.message.c, schema.data_key.c
        wanted = (
            sa.select(schema.attachment, key.wrapped)
            .select_from(
                schema.attachment.join(schema.message)
                .join(schema.data_key, key.id == message.data_key_id)
                .join(schema.complaint, row.id == message.complaint_id)
            )
            .where(attachment.id == attachment_id, *visible(viewer))
        )
        found = self._tx.connection.execute(wanted).one_or_none()
        if found is None:
            return None
        shown = attachment_of(self._tx, found)
        return None if shown is None else (found.reference, shown)

    def changed_since(self, viewer: Viewer, moment: datetime) -> int:
        changed = sa.select(row.id).where(row.changed_at > moment, *visible(viewer)).limit(COUNTED)
        counted: int = self._tx.connection.execute(
            sa.select(sa.func.count()).select_from(changed.subquery())
        ).scalar_one()
        return counted

    def _ids(self, viewer: Viewer, filters: Filters, today: date, limit: int) -> Sequence[int]:
        wanted = sa.select(row.id).where(*_in_view(filters.view, viewer, today), *visible(viewer))
        wanted = wanted.where(*_chosen(filters))
        first: sa.ColumnElement[Any] = row.id
        if filters.search.strip():
            asked = expression(tokens(self._tx.sealer).query(filters.search), self._tx.dialect)
            if not asked:
                return []
            wanted = self._matching(wanted, asked)
            if self._tx.dialect == "sqlite" and filters.view is not View.DUE:
                first = schema.search.c.rowid  # FTS5 walks its hits from the newest by itself
        order = by_due() if filters.view is View.DUE else (first.desc(),)
        if filters.before is not None:
            wanted = wanted.where(_after(filters.view, filters.before, first))
        return self._tx.connection.execute(wanted.order_by(*order).limit(limit)).scalars().all()

    def _matching(self, wanted: sa.Select[int], asked: str) -> sa.Select[int]:
        return wanted.where(schema.search.c.rowid == row.id, matching(self._tx, asked))

    def _bounded(self, view: View, viewer: Viewer, today: date) -> sa.ScalarSelect[int]:
        some = sa.select(row.id).where(*_in_view(view, viewer, today), *visible(viewer)).limit(COUNTED)
        return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()


def newest() -> Sequence[sa.ColumnElement[Any]]:
    return (row.id.desc(),)


def by_due() -> Sequence[sa.ColumnElement[Any]]:
    """What is most overdue comes first: whoever looks at the dates works from there."""
    return row.due, row.id.desc()


def _mark(view: View, last: Complaint) -> int:
    """Where the next page goes on: after this case. One number, as it stands in an address."""
    due = last.deadline.due
    return due.toordinal() * IDS + last.id if view is View.DUE and due else last.id


def _after(view: View, mark: int, first: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    if view is not View.DUE:
        return first < mark
    ordinal, last = divmod(mark, IDS)
    day = date.fromordinal(max(ordinal, 1))  # an address may hold any number
    return sa.or_(row.due > day, sa.and_(row.due == day, row.id < last))


def rows_of(tx: Transaction, wanted: sa.Select[*tuple[Any, ...]]) -> tuple[InboxRow, ...]:
    """The rows of a `select_complaints`, in its order."""
    found = tx.connection.execute(wanted.add_columns(_replied().label("replied"))).all()
    return tuple(
        InboxRow(
            complaint,
            _preview(tx, one),
            one.messages,
            one.last_at,
            one.undelivered,
            one.by_hand,
            one.replied,
        )
        for complaint, one in zip(complaints_of(tx, found), found, strict=True)
    )


def _replied() -> sa.ColumnElement[bool]:
    """Whether an officer's reply has left, or will leave, since the citizen last wrote."""
    reply, wrote = schema.outbox.c, schema.message.c
    later = sa.exists().where(wrote.complaint_id == row.id, wrote.received_at > reply.planned_at)
    return sa.exists().where(
        reply.complaint_id == row.id,
        reply.purpose.in_([literal(Purpose.REPLY), literal(Purpose.ANSWER)]),
        reply.state != literal(SendState.FAILED),
        ~later,
    )


def _preview(tx: Transaction, found: Found) -> str:
    return keys.open_text(tx, found.case_key, found.preview, "complaint.preview", found.id) or ""


def visible(viewer: Viewer) -> Sequence[sa.ColumnElement[bool]]:
    """What a viewer may not see does not exist: not in lists, counts, search or files."""
    return () if viewer.sees_restricted else (~row.restricted,)


def _in_view(view: View, viewer: Viewer, today: date) -> Sequence[sa.ColumnElement[bool]]:
    conditions: Mapping[View, Sequence[sa.ColumnElement[bool]]] = {
        View.OPEN: (row.open,),
        View.MINE: (row.open, row.holder == viewer.name),
        View.UNREAD: (row.open, row.unread),
        View.DUE: (row.open, row.due <= today + SOON, row.state != State.ANSWERED.value),
        View.AWAITING_DATA: (row.state == literal(State.AWAITING_DATA),),
        View.PERHAPS_IRRELEVANT: (row.open, row.kind == Kind.IRRELEVANT.value),
        View.PROPOSED: (row.proposed,),
        View.BY_HAND: (row.by_hand,),
        View.UNDELIVERED: (row.undelivered,),
        View.CLOSED: (~row.open,),
    }
    return conditions[view]


def _chosen(filters: Filters) -> Sequence[sa.ColumnElement[bool]]:
    asked = {
        row.kind: filters.kind and filters.kind.value,
        row.sector: filters.sector and filters.sector.value,
        row.component: filters.component and filters.component.value,
        row.account: filters.account,
        row.unit: filters.unit,
    }
    return [column == value for column, value in asked.items() if value]
