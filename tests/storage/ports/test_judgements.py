"""Officers' judgements: appended with the deed, and examples to learn from."""

from __future__ import annotations

from dataclasses import replace

from core.case.complaint import Labels, Party
from core.classify.labels import Component, Sector
from core.learning.judgement import FIELDS
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import BUDI, MINUTE, NOW, SITI, classification, complaint, message, open_case

FOUND = Labels.of(classification())
CORRECTED = replace(FOUND, component=Component.COST, sector=Sector.TOURISM)


def fill(unit: Unit) -> None:
    open_case(
        unit,
        complaint("T1", party=Party(None, "Budi", (BUDI,))),
        message("<1@example.com>", BUDI, "Izin lama"),
    )
    open_case(
        unit,
        complaint("T2", restricted=True, party=Party(None, "Siti", (SITI,))),
        message("wa2", SITI, "Diminta uang"),
    )


async def test_one_deed_judges_every_field_by_what_the_classifier_said(store: SqlStore) -> None:
    await store.write(fill)
    await store.write(lambda unit: unit.judgements.add("T1", CORRECTED, "sari", NOW))
    found = [one for _, one in await store.read(lambda unit: unit.judgements.listed(0, 100))]
    assert [one.field for one in found] == list(FIELDS)
    component = found[FIELDS.index("component")]
    assert (component.found, component.label, component.right) == ("turnaround_time", "cost", False)
    assert (component.ticket, component.by, component.at, component.version) == ("T1", "sari", NOW, "test-1")
    sector = found[FIELDS.index("sector")]
    assert (sector.confidence, sector.abstained) == (0.5, True)
    assert found[FIELDS.index("kind")].right


async def test_judgements_are_read_in_pages_from_behind_an_id(store: SqlStore) -> None:
    await store.write(fill)
    await store.write(lambda unit: unit.judgements.add("T1", FOUND, "sari", NOW))
    first = await store.read(lambda unit: unit.judgements.listed(0, 2))
    rest = await store.read(lambda unit: unit.judgements.listed(first[-1][0], 100))
    assert (len(first), len(rest)) == (2, 3)


async def test_examples_are_the_first_words_under_the_last_labels(store: SqlStore) -> None:
    await store.write(fill)
    await store.write(lambda unit: unit.judgements.add("T1", FOUND, "sari", NOW))
    await store.write(lambda unit: unit.judgements.add("T1", CORRECTED, "dadan", NOW + MINUTE))
    ((_, example),) = await store.read(lambda unit: unit.judgements.examples(0, 10))
    assert (example.ticket, example.text, example.labels) == ("T1", "Izin lama", CORRECTED)
    assert example.at == NOW + MINUTE


async def test_a_restricted_case_is_no_example(store: SqlStore) -> None:
    await store.write(fill)
    await store.write(lambda unit: unit.judgements.add("T2", FOUND, "dadan", NOW))
    assert await store.read(lambda unit: unit.judgements.examples(0, 10)) == []


async def test_whether_a_case_was_judged_is_known(store: SqlStore) -> None:
    await store.write(fill)
    assert not await store.read(lambda unit: unit.judgements.is_judged("T1"))
    await store.write(lambda unit: unit.judgements.add("T1", FOUND, "sari", NOW))
    assert await store.read(lambda unit: unit.judgements.is_judged("T1"))
