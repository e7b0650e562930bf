"""The numbers under which other systems keep the same matter: shown, set down by an officer, taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect

from core.case.complaint import Entry
from core.ports.store import Unit
from storage.store import SqlStore
from tests.web.conftest import SETTINGS, Visitor, screen, seat, serving, web_fixture
from tests.web.office import ACCOUNT, BRIBE, CHAIRS, NOW, PBG, StoppedClock
from tests.web.test_browser import OUTLINE, SMALL, UNNAMED
from tests.web.test_deeds import look

CASE = f"/kasus/{PBG.ticket}"
NUMBER = "7310042"
ELSEWHERE = {"system": "sp4n_lapor", "tracking_id": NUMBER}
PAGE = "https://lapor.example/{tracking_id}"


@web_fixture
async def clerk(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[Visitor]:
    """Of an office whose mailbox is where LAPOR!'s reports come in: what came there is a report by itself."""
    async with serving(filled, clock, replace(SETTINGS, reports={ACCOUNT: PAGE})) as address:
        seated = await seat(filled, address, "sari", clock.now())
        async with seated.client:
            yield seated


async def name(store: SqlStore, detail: Mapping[str, str], by: str = "citizen") -> None:
    def write(unit: Unit) -> None:
        case = unit.cases.get(PBG.ticket)
        assert case is not None
        unit.cases.save(case, [Entry(NOW, by, "referenced", detail)])

    await store.write(write)


async def history(store: SqlStore) -> list[tuple[str, str, Mapping[str, str]]]:
    entries = (await look(store)).entries
    return [(one.what, one.by, one.detail) for one in entries if one.what.endswith("referenced")]


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (
            "https://lapor.example/7310042",
            '<a href="https://lapor.example/7310042" rel="noreferrer">7310042</a>',
        ),
        ("", "<dd>7310042"),
        ("javascript:alert(1)", "<dd>7310042"),
    ],
    ids=["with its page", "without one", "with something else"],
)
async def test_the_case_shows_its_number_elsewhere_and_the_page_there(
    sari: Visitor, filled: SqlStore, page: str, shown: str
) -> None:
    await name(filled, ELSEWHERE | ({"url": page} if page else {}))
    opened = await sari.get(CASE)
    assert opened.status_code == 200
    assert shown in opened.text


@pytest.mark.parametrize("typed", [NUMBER, f"  #{NUMBER} "])
async def test_an_officer_sets_a_number_down_and_it_leads_to_its_page(
    clerk: Visitor, filled: SqlStore, typed: str
) -> None:
    answer = await clerk.post(f"{CASE}/nomor", tindakan="tambah", nomor=typed)
    assert answer.headers["location"] == f"{CASE}?kabar=nomor#kabar"
    page = (await clerk.get(answer.headers["location"])).text
    assert "Nomor SP4N-LAPOR! dicatat." in page
    assert f'<a href="https://lapor.example/{NUMBER}" rel="noreferrer">{NUMBER}</a>' in page
    assert await history(filled) == [
        ("referenced", "sari", ELSEWHERE | {"url": f"https://lapor.example/{NUMBER}"})
    ]


async def test_the_same_number_is_set_down_once(clerk: Visitor, filled: SqlStore) -> None:
    await clerk.post(f"{CASE}/nomor", tindakan="tambah", nomor=NUMBER)
    again = await clerk.post(f"{CASE}/nomor", tindakan="tambah", nomor=NUMBER)
    assert again.headers["location"] == f"{CASE}?kabar=nomor-ada#kabar"
    assert len(await history(filled)) == 1


@pytest.mark.parametrize("typed", ["", " ", "73 10042", "7" * 65, "731\n0042"])
async def test_what_is_no_number_comes_back_with_a_word(sari: Visitor, filled: SqlStore, typed: str) -> None:
    answer = await sari.post(f"{CASE}/nomor", tindakan="tambah", nomor=typed)
    assert answer.status_code == 422
    assert "paling banyak 64 huruf dan angka, tanpa spasi" in answer.text
    assert 'aria-describedby="nomor-galat"' in answer.text
    assert await history(filled) == []


async def test_a_report_that_came_in_by_itself_is_named_where_the_officer_may_see_it(
    clerk: Visitor, filled: SqlStore
) -> None:
    for other, said in ((CHAIRS, f"sebagai kasus {CHAIRS.ticket}."), (BRIBE, "sebagai kasus lain.")):
        answer = await clerk.post(f"{CASE}/nomor", tindakan="tambah", nomor=f"<{other.number}@example.com>")
        assert answer.status_code == 422
        assert f"sudah masuk sendiri {said}" in answer.text
        assert BRIBE.ticket not in answer.text
    assert await history(filled) == []


async def test_a_wrong_number_is_taken_back_and_the_history_keeps_both(
    sari: Visitor, filled: SqlStore
) -> None:
    await sari.post(f"{CASE}/nomor", tindakan="tambah", nomor=NUMBER)
    assert f'<span class="vh"> {NUMBER}</span></button>' in (await sari.get(CASE)).text
    answer = await sari.post(f"{CASE}/nomor", tindakan="cabut", nomor=NUMBER)
    page = (await sari.get(answer.headers["location"])).text
    assert "Nomor SP4N-LAPOR! dicabut." in page
    assert "Nomor di sistem lain dicabut · Neng Sari" in page
    assert f"<dd>{NUMBER}" not in page
    assert [what for what, _, _ in await history(filled)] == ["referenced", "unreferenced"]
    again = await sari.post(f"{CASE}/nomor", tindakan="cabut", nomor=NUMBER)
    assert again.headers["location"] == f"{CASE}?kabar=nomor-tidak-ada#kabar"
    await sari.post(f"{CASE}/nomor", tindakan="tambah", nomor=NUMBER)
    assert f"<dd>{NUMBER}" in (await sari.get(CASE)).text


async def test_the_number_under_which_the_case_came_in_stays(sari: Visitor, filled: SqlStore) -> None:
    await name(filled, ELSEWHERE)
    assert 'value="cabut"' not in (await sari.get(CASE)).text
    assert (await sari.post(f"{CASE}/nomor", tindakan="cabut", nomor=NUMBER)).status_code == 422
    assert len(await history(filled)) == 1


async def test_a_forged_form_sets_nothing_down(sari: Visitor, filled: SqlStore) -> None:
    assert (await sari.post(f"{CASE}/nomor", nomor=NUMBER)).status_code == 422
    hidden = await sari.post(f"/kasus/{BRIBE.ticket}/nomor", tindakan="tambah", nomor=NUMBER)
    assert hidden.status_code == 404
    assert await history(filled) == []


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("phone", [False, True])
async def test_it_works_on_pc_and_phone_with_and_without_scripts(
    chromium: Browser, url: str, filled: SqlStore, script: bool, phone: bool
) -> None:
    opened = await screen(chromium, url, phone=phone, script=script)
    page = opened.page
    await opened.sign_in()
    await page.goto(CASE)
    await page.get_by_text("Tambah nomor SP4N-LAPOR!").click()
    await page.get_by_label("Nomor laporan di SP4N-LAPOR!").fill("731 0042")
    await page.get_by_role("button", name="Simpan nomor").click()
    await expect(page.get_by_role("alert")).to_contain_text("tanpa spasi")
    await expect(page.get_by_label("Nomor laporan di SP4N-LAPOR!")).to_have_value("731 0042")
    await page.get_by_label("Nomor laporan di SP4N-LAPOR!").fill(NUMBER)
    await page.get_by_role("button", name="Simpan nomor").click()
    await expect(page.get_by_role("status")).to_contain_text("dicatat")
    await expect(page.get_by_role("button", name=f"Cabut {NUMBER}")).to_be_visible()
    assert await page.evaluate(UNNAMED) == []
    assert (await page.evaluate(OUTLINE))[0] == 1
    if phone:
        assert await page.evaluate(SMALL) == []
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.get_by_role("button", name=f"Cabut {NUMBER}").click()
    await expect(page.get_by_role("status")).to_contain_text("dicabut")
    assert [fault for fault in opened.faults if "422" not in fault] == []
