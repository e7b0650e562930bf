"""Groups of cases that are one matter: proposed in bulk, shown without what a viewer may not see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.classify.labels import Component, Kind, Sector
from core.errors import Stale
from core.group.likeness import Proposal, Report
from core.ports.groups import Group, Membership
from core.ports.inbox import InboxRow, Viewer
from storage import schema
from storage.inbox import rows_of, visible
from storage.rows import any_of, literal
from storage.rows.bulk import insert_into
from storage.rows.complaints import select_complaints
from storage.rows.first_words import first_words
from storage.transaction import Transaction

row, group, member = schema.complaint.c, schema.case_group.c, schema.case_group_member.c

# What an officer took out of one group is a matter of its own, and left alone.
_refused = sa.select(member.complaint_id).where(
    member.complaint_id == row.id, member.membership == Membership.REFUSED.value
)
_standing = sa.select(sa.func.max(member.group_id)).where(member.complaint_id == row.id)
CANDIDATES = (
    sa.select(
        row.id,
        row.ticket,
        row.party_id,
        row.received_at,
        row.component,
        row.sector,
        _standing.scalar_subquery().label("standing"),
    )
    .where(
        row.open,
        ~row.restricted,
        row.kind == Kind.COMPLAINT.value,
        row.component.is_not(None),
        row.received_at >= sa.bindparam("since"),
        ~sa.exists(_refused),
    )
    .order_by(row.id.desc())
    .limit(sa.bindparam("most"))
)
IDS = sa.select(row.id, row.ticket).where(row.ticket.in_(any_of("tickets")))


class SqlGroups:
    """Fulfils `core.ports.groups.Groups`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def reports(self, since: datetime, limit: int) -> Sequence[Report]:
        found = self._tx.connection.execute(CANDIDATES, {"since": since, "most": limit}).all()
        said = first_words(self._tx, [one.id for one in found])
        return [
            Report(
                one.ticket,
                one.party_id,
                one.received_at,
                Component(one.component),
                Sector(one.sector),
                said.get(one.id, ""),
                one.standing,
            )
            for one in found
        ]

    def propose(self, proposals: Sequence[Proposal], now: datetime) -> int:
        written = 0
        for proposal in proposals:
            ids = self._ids(proposal.tickets)
            number = proposal.joins or self._open(proposal, now)
            rows = [
                {"group_id": number, "complaint_id": one, "membership": Membership.PROPOSED.value}
                for one in ids.values()
            ]
            added = insert_into(self._tx.dialect, schema.case_group_member).values(rows)
            fresh = added.on_conflict_do_nothing().returning(member.complaint_id)
            written += len(self._tx.connection.execute(fresh).all()) if rows else 0
        return written

    def listed(self, viewer: Viewer, limit: int = 50) -> Sequence[Group]:
        waiting = sa.select(member.group_id).where(member.membership == literal(Membership.PROPOSED))
        alive = (
            sa.select(member.group_id)
            .join_from(schema.case_group_member, schema.complaint)
            .where(member.membership == Membership.MEMBER.value, row.open)
        )
        wanted = (
            sa.select(schema.case_group)
            .where(group.id.in_(waiting) | group.id.in_(alive))
            .order_by(group.id.desc())
            .limit(limit)
        )
        shown = [self._shown(one, viewer) for one in self._tx.connection.execute(wanted).all()]
        return [one for one in shown if one.members or one.proposed]

    def get(self, viewer: Viewer, number: int) -> Group | None:
        found = self._tx.connection.execute(
            sa.select(schema.case_group).where(group.id == number)
        ).one_or_none()
        return self._shown(found, viewer) if found else None

    def of(self, ticket: str) -> int | None:
        wanted = (
            sa.select(member.group_id)
            .join_from(schema.case_group_member, schema.complaint)
            .where(row.ticket == ticket, member.membership == Membership.MEMBER.value)
            .order_by(member.group_id.desc())
            .limit(1)
        )
        return self._tx.connection.execute(wanted).scalar_one_or_none()

    def decide(self, number: int, members: Collection[str], refused: Collection[str], by: str) -> None:
        ids = self._ids([*members, *refused])
        for tickets, membership in ((members, Membership.MEMBER), (refused, Membership.REFUSED)):
            wanted = [ids[ticket] for ticket in tickets if ticket in ids]
            changed = self._tx.connection.execute(
                sa.update(schema.case_group_member)
                .where(member.group_id == number, member.complaint_id.in_(wanted))
                .values(membership=membership.value)
            )
            if changed.rowcount != len(set(tickets)):
                raise Stale(f"group {number} was changed in the meantime: look at it again")
        if members:
            self._tx.connection.execute(
                sa.update(schema.case_group)
                .where(group.id == number, group.confirmed_by == "")
                .values(confirmed_by=by)
            )

    def _open(self, proposal: Proposal, now: datetime) -> int:
        added = sa.insert(schema.case_group).values(
            component=proposal.component.value, sector=proposal.sector.value, proposed_at=now
        )
        number: int = self._tx.connection.execute(added.returning(group.id)).scalar_one()
        return number

    def _ids(self, tickets: Collection[str]) -> dict[str, int]:
        if not tickets:
            return {}
        return {one.ticket: one.id for one in self._tx.connection.execute(IDS, {"tickets": list(tickets)})}

    def _shown(self, found: Any, viewer: Viewer) -> Group:
        return Group(
            found.id,
            Component(found.component),
            Sector(found.sector),
            found.proposed_at,
            found.confirmed_by,
            self._rows(found.id, viewer, Membership.MEMBER),
            self._rows(found.id, viewer, Membership.PROPOSED),
        )

    def _rows(self, number: int, viewer: Viewer, membership: Membership) -> tuple[InboxRow, ...]:
        ids = sa.select(member.complaint_id).where(
            member.group_id == number, member.membership == membership.value
        )
        wanted = select_complaints().where(row.id.in_(ids), *visible(viewer)).order_by(row.id.desc())
        return rows_of(self._tx, wanted)
