"""The officer's word on the labels, and what it says of the classifier."""

from __future__ import annotations

from dataclasses import replace

from core.classify.labels import Component
from core.learning.judgement import FIELDS
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import NOW, PBG, tell
from tests.web.test_deeds import CASE, LABELS, entries, look, version


async def test_labels_that_are_right_are_confirmed_with_one_press(sari: Visitor, filled: SqlStore) -> None:
    assert "Klasifikasi sudah benar" in (await sari.get(CASE)).text
    answer = await sari.post(f"{CASE}/benar", versi=await version(sari))
    assert "kabar=benar" in answer.headers["location"]
    view = await look(filled)
    assert len(entries(view, "labels_confirmed")) == 1
    page = (await sari.get(CASE)).text
    assert "Sudah diperiksa petugas." in page
    assert "Klasifikasi sudah benar" not in page
    judged = await filled.read(lambda unit: unit.judgements.listed(0, 100))
    assert [one.right for _, one in judged] == [True] * len(FIELDS)


async def test_what_changed_meanwhile_is_not_confirmed_unseen(sari: Visitor, filled: SqlStore) -> None:
    old = await version(sari)
    await sari.post(f"{CASE}/klasifikasi", versi=old, **LABELS)
    answer = await sari.post(f"{CASE}/benar", versi=old)
    assert "kabar=berubah" in answer.headers["location"]
    assert entries(await look(filled), "labels_confirmed") == []


async def test_a_correction_is_a_judgement_too(sari: Visitor, filled: SqlStore) -> None:
    await sari.post(f"{CASE}/klasifikasi", versi=await version(sari), **LABELS)
    judged = {one.field: one for _, one in await filled.read(lambda unit: unit.judgements.listed(0, 100))}
    assert (judged["component"].found, judged["component"].label) == ("turnaround_time", "procedure")
    assert judged["kind"].right


async def test_the_page_says_no_share_before_thirty_cases_and_then_one_with_its_interval(
    sari: Visitor, filled: SqlStore
) -> None:
    page = (await sari.get("/klasifikasi")).text
    assert "Jenis: baru 0 kasus" in page
    assert "%" not in page.split("<main")[1].split("</main>")[0].replace("30 %", "")
    stories = [replace(PBG, number=number, evidence=()) for number in range(800, 832)]
    await tell(filled, *stories)

    for story in stories:
        labels = (await look(filled, story.ticket)).complaint.labels
        wrong = replace(labels, component=Component.COST)
        given = wrong if story.number % 8 == 0 else labels
        await filled.write(lambda unit, s=story, g=given: unit.judgements.add(s.ticket, g, "sari", NOW))  # type: ignore[misc]  # defaults bind
    page = (await sari.get("/klasifikasi")).text
    assert "88% (72–95%, n=32)" in page
    assert "Biaya/tarif dikira Jangka waktu: 4 kali" in page
