"""Who works on a case and who may see it: the page's deeds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.case.complaint import Assignment
from core.classify.labels import Facts
from core.ports.inbox import Officer, Role
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import BRIBE, CHAIRS, DADAN, NOW, SARI, classification, tell
from tests.web.office import complaint as case_of
from tests.web.test_deeds import LABELS, entries, look, version
from tests.web.test_inbox import counted, listed
from web.staff.places import assignment_of, units

CASE, SECRET = f"/kasus/{CHAIRS.ticket}", f"/kasus/{BRIBE.ticket}"


async def hand(visitor: Visitor, deed: str = "teruskan", case: str = CASE, **fields: str) -> tuple[int, str]:
    """Status of the answer, and the page that follows."""
    form = {"tindakan": deed, "versi": await version(visitor, case), **fields}
    answer = await visitor.post(f"{case}/pemegang", **form)
    if answer.status_code != 303:
        return answer.status_code, answer.text
    return 303, (await visitor.get(answer.headers["location"])).text


async def test_an_officer_takes_a_case_and_finds_it_under_mine(sari: Visitor, filled: SqlStore) -> None:
    assert CHAIRS.ticket not in listed((await sari.get("/?tampilan=mine")).text)
    assert "Ambil kasus ini" in (await sari.get(CASE)).text
    status, page = await hand(sari, "ambil")
    assert (status, "Kasus ini kini Anda pegang" in page) == (303, True)
    assert "Ambil kasus ini" not in page
    assert CHAIRS.ticket in listed((await sari.get("/?tampilan=mine")).text)
    assert (await look(filled, CHAIRS.ticket)).complaint.assignment.holder == SARI.name
    assert counted((await sari.get("/")).text, "Milik saya") == 2


async def test_a_case_is_handed_on_to_a_colleague_or_a_unit(sari: Visitor, filled: SqlStore) -> None:
    _, page = await hand(sari, kepada=f"petugas:{DADAN.name}", alasan="Perlu Sekretariat")
    assert "Kasus diteruskan" in page
    assert DADAN.full_name in page
    held = (await look(filled, CHAIRS.ticket)).complaint.assignment
    assert (held.unit, held.holder, held.row) == (DADAN.unit, DADAN.name, "")
    await hand(sari, kepada="unit:Bidang Tata Ruang")
    held = (await look(filled, CHAIRS.ticket)).complaint.assignment
    assert (held.unit, held.holder) == ("Bidang Tata Ruang", "")
    assert len(entries(await look(filled, CHAIRS.ticket), "handed_over")) == 2
    _, again = await hand(sari, kepada="unit:Bidang Tata Ruang")
    assert "tidak ada yang berubah" in again
    assert len(entries(await look(filled, CHAIRS.ticket), "handed_over")) == 2


@pytest.mark.parametrize("to", ["", "unit:Tidak Ada", "petugas:nobody", "sari"])
async def test_a_choice_that_is_none_is_asked_for_again_and_keeps_the_reason(sari: Visitor, to: str) -> None:
    status, page = await hand(sari, kepada=to, alasan="Bukan bidang kami")
    assert status == 422
    assert "Pilih dulu kepada siapa" in page
    assert 'value="Bukan bidang kami"' in page
    assert 'id="p-kepada" name="kepada" aria-invalid="true" aria-describedby="kepada-galat" autofocus' in page


async def test_whoever_was_faster_is_told_of(sari: Visitor, dadan: Visitor) -> None:
    opened = await version(sari, CASE)
    await hand(dadan, "ambil")
    late = await sari.post(f"{CASE}/pemegang", tindakan="teruskan", kepada="petugas:sari", versi=opened)
    assert late.status_code == 409
    assert "berubah sejak Anda membukanya" in late.text
    assert 'value="petugas:sari" selected' in late.text


async def test_an_officer_restricts_a_case_with_a_reason(
    sari: Visitor, dadan: Visitor, filled: SqlStore
) -> None:
    form = {"tindakan": "batasi", "versi": await version(sari, CASE)}
    empty = await sari.post(f"{CASE}/akses", **form, alasan=" ")
    assert (empty.status_code, "Tulis dulu alasannya" in empty.text) == (422, True)
    done = await sari.post(f"{CASE}/akses", **form, alasan="Menyebut rekan kami")
    assert f"Kasus {CHAIRS.ticket} kini terbatas" in (await sari.get(done.headers["location"])).text
    assert (await sari.get(CASE)).status_code == 404
    page = (await dadan.get(CASE)).text
    assert "Alasan: Menyebut rekan kami" in page
    assert "Teruskan" not in page, "nobody else may open it"


async def test_the_manager_lifts_a_restriction_after_the_allegation_was_taken_back(
    sari: Visitor, dadan: Visitor
) -> None:
    page = (await dadan.get(SECRET)).text
    assert "koreksi dulu klasifikasinya" in page
    assert "Buka pembatasan" not in page
    blocked = await dadan.post(
        f"{SECRET}/akses", tindakan="buka", alasan="Keliru", versi=await version(dadan, SECRET)
    )
    assert blocked.status_code == 403
    taken_back = LABELS | {"alasan": "Hanya soal antrean"}
    await dadan.post(f"{SECRET}/klasifikasi", **taken_back, versi=await version(dadan, SECRET))
    assert "Buka pembatasan" in (await dadan.get(SECRET)).text
    done = await dadan.post(
        f"{SECRET}/akses", tindakan="buka", alasan="Keliru", versi=await version(dadan, SECRET)
    )
    after = (await dadan.get(done.headers["location"])).text
    assert "semua petugas dapat melihat kasus ini lagi" in after
    assert "Terbatas: hanya" not in after
    assert (await sari.get(SECRET)).status_code == 200


@pytest.mark.parametrize(("wish", "warned"), [(True, True), (False, False)])
async def test_the_manager_is_warned_before_a_wish_for_secrecy_is_set_aside(
    dadan: Visitor, filled: SqlStore, wish: bool, warned: bool
) -> None:
    story = replace(CHAIRS, number=640, facts=Facts(anonymity_wish=wish))
    await tell(filled, story)
    case = f"/kasus/{story.ticket}"
    await dadan.post(f"{case}/akses", tindakan="batasi", alasan="Diminta", versi=await version(dadan, case))
    page = (await dadan.get(case)).text
    assert "Buka pembatasan" in page
    assert ("pelapor minta dirahasiakan. Sesudah dibuka" in page) is warned


def test_nobody_hands_a_case_to_whom_left_the_office() -> None:
    held = Assignment("Bidang Perizinan")
    complaint = replace(case_of(CHAIRS, classification(CHAIRS), NOW), assignment=held)
    gone = Officer("tono", "Tono Umpama", Role.OFFICER, "Arsip", active=False)
    assert assignment_of("petugas:tono", complaint, (), [gone]) is None
    assert units((), [gone]) == ["complaint_manager"]
    here = replace(gone, active=True, unit="")
    assert assignment_of("petugas:tono", complaint, (), [here]) == Assignment("Bidang Perizinan", "tono")


@pytest.mark.parametrize("path", ["pemegang", "akses"])
async def test_a_deed_that_is_none_is_refused(sari: Visitor, path: str) -> None:
    answer = await sari.post(f"{CASE}/{path}", tindakan="hapus", alasan="x", versi=await version(sari, CASE))
    assert answer.status_code == 422


async def test_no_officer_reaches_a_restricted_case_by_these_deeds(sari: Visitor, dadan: Visitor) -> None:
    current = await version(dadan, SECRET)
    for path, deed in (("pemegang", "ambil"), ("akses", "buka"), ("akses", "batasi")):
        answer = await sari.post(f"{SECRET}/{path}", tindakan=deed, alasan="Coba", versi=current)
        assert answer.status_code == 404
