"""A legal hold on the page of a case: the complaint manager sets it and lifts it, and meanwhile nothing is erased."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from core.work.erase import Reason, foresee
from storage.store import SqlStore
from tests.web.conftest import Visitor, screen
from tests.web.office import BRIBE, DADAN, PBG, forget
from tests.web.test_browser import SMALL, assert_named
from tests.web.test_deeds import entries, look

CASE = f"/kasus/{PBG.ticket}"
STANDS = "Kasus ini ditahan untuk proses hukum"


async def say(
    visitor: Visitor, deed: str, reason: str = "Perkara 12/G/2026/PTUN", case: str = CASE
) -> tuple[int, str]:
    """Status of the answer, and the page that follows."""
    answer = await visitor.post(f"{case}/tahan", tindakan=deed, alasan=reason)
    if answer.status_code != 303:
        return answer.status_code, answer.text
    return 303, (await visitor.get(answer.headers["location"])).text


async def hindrances(store: SqlStore) -> set[Reason]:
    found = await store.read(lambda unit: foresee(unit, PBG.ticket, withdrawn=True))
    return {one.reason for one in found.hindrances} - {Reason.LEAVING}


async def test_the_manager_holds_a_case_and_lifts_it_with_reasons_that_are_kept(
    dadan: Visitor, filled: SqlStore
) -> None:
    assert STANDS not in (await dadan.get(CASE)).text
    status, page = await say(dadan, "tahan")
    assert (status, STANDS in page) == (303, True)
    assert "Kasus ditahan: data pelapornya tidak dapat dihapus." in page
    assert await hindrances(filled) == {Reason.HOLD}
    status, page = await say(dadan, "lepas", "Sudah putus")
    assert (status, STANDS in page) == (303, False)
    assert await hindrances(filled) == set()
    case = await look(filled, PBG.ticket)
    told = [
        (one.by, one.detail["reason"])
        for what in ("legal_hold", "legal_hold_lifted")
        for one in entries(case, what)
    ]
    assert told == [(DADAN.name, "Perkara 12/G/2026/PTUN"), (DADAN.name, "Sudah putus")]


async def test_what_is_so_already_is_not_written_twice(dadan: Visitor, filled: SqlStore) -> None:
    for deed in ("lepas", "tahan", "tahan"):
        assert (await say(dadan, deed))[0] == 303
    case = await look(filled, PBG.ticket)
    assert [len(entries(case, what)) for what in ("legal_hold", "legal_hold_lifted")] == [1, 0]


async def test_without_a_reason_it_is_asked_for(dadan: Visitor, filled: SqlStore) -> None:
    status, page = await say(dadan, "tahan", "  ")
    assert status == 422
    assert "Tulis dulu alasannya" in page
    assert await hindrances(filled) == set()


async def test_another_officer_sees_that_it_is_held_and_changes_nothing(
    sari: Visitor, dadan: Visitor, filled: SqlStore
) -> None:
    assert "/tahan" not in (await sari.get(CASE)).text
    assert (await say(sari, "tahan"))[0] == 403
    await say(dadan, "tahan")
    page = (await sari.get(CASE)).text
    assert STANDS in page
    assert "/tahan" not in page
    assert (await say(sari, "lepas"))[0] == 403
    assert await hindrances(filled) == {Reason.HOLD}
    assert (await say(sari, "tahan", case=f"/kasus/{BRIBE.ticket}"))[0] in {403, 404}


async def test_a_made_up_deed_and_an_erased_case_are_refused(dadan: Visitor, filled: SqlStore) -> None:
    assert (await say(dadan, "hapus"))[0] == 422
    await forget(filled, PBG.ticket)
    assert "/tahan" not in (await dadan.get(CASE)).text
    assert (await say(dadan, "tahan"))[0] == 403


@pytest.mark.parametrize("phone", [False, True])
async def test_it_is_done_in_a_browser(chromium: Browser, url: str, filled: SqlStore, phone: bool) -> None:
    opened = await screen(chromium, url, phone=phone)
    page = opened.page
    await opened.sign_in("dadan")
    await page.goto(CASE)
    await page.get_by_text("Tahan untuk proses hukum").click()
    await page.get_by_label("Perkara yang berjalan").fill("Perkara 12/G/2026/PTUN")
    await page.get_by_role("button", name="Tahan kasus ini").click()
    await expect(page.get_by_text(STANDS)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not phone or await page.evaluate(SMALL) == []
    await assert_named(page)
    await page.get_by_text("Lepas penahanan", exact=True).click()
    await page.get_by_label("Mengapa dilepas").fill("Sudah putus")
    await page.get_by_role("button", name="Lepas").click()
    await expect(page.get_by_text(STANDS)).to_have_count(0)
    assert await hindrances(filled) == set()
    assert opened.faults == []
