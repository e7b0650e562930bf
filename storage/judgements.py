"""Officers' judgements as rows: appended with the deed, read in the order they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from core.case.complaint import Labels
from core.classify.labels import Component, Kind, Language, Sector
from core.law.deadline import jakarta_date
from core.learning.judgement import FIELDS, NONE, Example, Judgement, judge
from storage import schema
from storage.rows import any_of
from storage.rows.complaints import select_complaints
from storage.rows.first_words import first_words
from storage.rows.shown import stored_classification
from storage.transaction import Transaction

row, said = schema.complaint.c, schema.judgement.c
LAST = (
    sa.select(said.complaint_id, said.field, said.label, said.at)
    .where(
        said.id.in_(
            sa.select(sa.func.max(said.id))
            .where(said.complaint_id.in_(any_of("ids")))
            .group_by(said.complaint_id, said.field)
        )
    )
    .order_by(said.complaint_id)
)


class SqlJudgements:
    """Fulfils `core.ports.judgements.Judgements`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, ticket: str, labels: Labels, by: str, at: datetime) -> None:
        case = self._tx.connection.execute(select_complaints().where(row.ticket == ticket)).one()
        found = stored_classification(self._tx, case)
        if found is None:
            return  # its words were erased: there is nothing left to judge
        rows = [
            {**asdict(one), "complaint_id": case.id}
            for one in judge(found, labels, ticket=ticket, account=case.account, by=by, at=at)
        ]
        for one in rows:
            del one["ticket"]
        self._tx.connection.execute(sa.insert(schema.judgement), rows)

    def listed(self, after: int, limit: int) -> Sequence[tuple[int, Judgement]]:
        wanted = (
            sa.select(schema.judgement, row.ticket)
            .join_from(schema.judgement, schema.complaint)
            .where(said.id > after)
            .order_by(said.id)
            .limit(limit)
        )
        return [
            (
                one.id,
                Judgement(
                    one.ticket,
                    one.field,
                    one.version,
                    one.found,
                    one.confidence,
                    one.abstained,
                    one.label,
                    one.by,
                    one.at,
                    one.language,
                    one.account,
                    one.shadow_version,
                    one.shadow,
                ),
            )
            for one in self._tx.connection.execute(wanted)
        ]

    def examples(self, after: int, limit: int) -> Sequence[tuple[int, Example]]:
        judged = sa.select(said.complaint_id).where(said.complaint_id == row.id)
        wanted = (
            sa.select(row.id, row.ticket, row.party_id, row.received_at)
            .where(row.id > after, ~row.restricted, sa.exists(judged))
            .order_by(row.id)
            .limit(limit)
        )
        cases = self._tx.connection.execute(wanted).all()
        ids = [case.id for case in cases]
        texts = first_words(self._tx, ids)
        last = self._last(ids)
        return [
            (
                case.id,
                Example(
                    case.ticket, case.party_id, texts[case.id], jakarta_date(case.received_at), *last[case.id]
                ),
            )
            for case in cases
            if texts.get(case.id)
        ]

    def is_judged(self, ticket: str) -> bool:
        wanted = (
            sa.select(said.id)
            .join_from(schema.judgement, schema.complaint)
            .where(row.ticket == ticket)
            .limit(1)
        )
        return self._tx.connection.execute(wanted).first() is not None

    def _last(self, ids: Sequence[int]) -> dict[int, tuple[Labels, datetime]]:
        found: dict[int, dict[str, str]] = {}
        when: dict[int, datetime] = {}
        for one in self._tx.connection.execute(LAST, {"ids": list(ids)}) if ids else ():
            found.setdefault(one.complaint_id, {})[one.field] = one.label
            when[one.complaint_id] = max(one.at, when.get(one.complaint_id, one.at))
        return {number: (_labels(words), when[number]) for number, words in found.items()}


def _labels(words: dict[str, str]) -> Labels:
    kind, component, sector, integrity, language = (words[field] for field in FIELDS)
    return Labels(
        Kind(kind),
        None if component == NONE else Component(component),
        Sector(sector),
        integrity == "yes",
        Language(language),
    )
