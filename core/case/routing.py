"""Who holds a new case: the office's routing table, first row that fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.case.complaint import Assignment, Complaint, Labels
from core.classify.labels import Component, Kind, Language, Sector

COMPLAINT_MANAGER = Assignment(unit="complaint_manager", row="default")
NO_FIELDS: Mapping[str, frozenset[Sector]] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. A column that is None fits everything, with one exception: a row that does
    not say `integrity = true` never gets an allegation against integrity, for it might name the very
    people it would be routed to.

    `field` is a division of the office (bidang) and stands for the sectors it is in charge of.
    """

    name: str
    unit: str
    holder: str = ""
    deputy: str = ""
    field: str | None = None
    sector: Sector | None = None
    component: Component | None = None
    integrity: bool | None = None
    language: Language | None = None
    kind: Kind | None = None

    def fits(self, labels: Labels, fields: Mapping[str, frozenset[Sector]] = NO_FIELDS) -> bool:
        if labels.integrity != bool(self.integrity) and (labels.integrity or self.integrity is not None):
            return False
        if self.field is not None and labels.sector not in fields.get(self.field, frozenset()):
            return False
        return all(
            wanted is None or wanted == found
            for wanted, found in (
                (self.sector, labels.sector),
                (self.component, labels.component),
                (self.language, labels.language),
                (self.kind, labels.kind),
            )
        )


def rerouted(
    case: Complaint, labels: Labels, rows: Sequence[Row], fields: Mapping[str, frozenset[Sector]] = NO_FIELDS
) -> Assignment:
    """Who holds a case whose labels have changed: where an officer put it (by no row) it stays, unless an allegation
    against integrity has come, which must not stay with those it may name.
    """
    by_hand = bool(case.assignment.unit) and not case.assignment.row
    alleged = labels.integrity and not case.labels.integrity
    return case.assignment if by_hand and not alleged else route(rows, labels, fields)


def route(
    rows: Sequence[Row],
    labels: Labels,
    fields: Mapping[str, frozenset[Sector]] = NO_FIELDS,
    default: Assignment = COMPLAINT_MANAGER,
) -> Assignment:
    """The first row that fits, by name; without one, the complaint manager. Thanks have no holder."""
    fitting = next((row for row in rows if row.fits(labels, fields)), None)
    if fitting is None:
        chosen = default
    else:
        chosen = Assignment(fitting.unit, fitting.holder, fitting.deputy, fitting.name)
    if labels.kind is Kind.APPRECIATION:
        return Assignment(chosen.unit, row=chosen.row)
    return chosen
