"""Blank forms are printed with codes, entered once by code, made void with a reason, and never vanish silently."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, expect

from core.case.form_code import find_form_code, form_codes
from core.case.ticket import find_tickets
from core.ports.forms import FormState
from storage.store import SqlStore
from tests.web.conftest import SETTINGS, Visitor, screen, seat, serving, web_fixture
from tests.web.office import StoppedClock
from tests.web.test_desk import (
    BRIBE,
    CALL,
    LOKET,
    NO_FILE,
    OPEN,
    SMALL,
    fits,
    numbered,
    reader,
    ticket_of,
    token,
    view,
)
from web.language import NAMES
from web.qr import qr
from web.settings import WebSettings

__all__ = ["reader"]  # the fixture that reads deliveries

TOKEN = "p" * 43


@web_fixture
async def url(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[str]:
    async with serving(filled, clock, OPEN) as address:
        yield address


async def printed(officer: Visitor, count: int = 2, letter: str = "l", key: str = TOKEN) -> list[str]:
    """The codes of so many new forms, as they stand on the sheets."""
    answer = await officer.client.post(
        "/loket/formulir", data={"cara": letter, "jumlah": str(count), "kunci": key}, follow_redirects=True
    )
    assert answer.status_code == 200, answer.text
    assert str(answer.url.path) == "/loket/formulir/cetak"
    found = re.findall(r'<p class="code">([^<]+)</p>', answer.text)
    assert len(found) == count
    return found


async def enter(officer: Visitor, code: str, **fields: str) -> httpx.Response:
    data = CALL | {"cara": "l", "formulir": code, "kunci": await token(officer)} | fields
    answer = await officer.client.post("/loket", data=data, files=NO_FILE, follow_redirects=True)
    return await numbered(officer, answer)


async def states(store: SqlStore) -> list[FormState]:
    return [form.state for form in await store.read(lambda unit: unit.forms.page(None, None, 99))]


async def test_sheets_are_on_record_before_they_are_on_paper(sari: Visitor, filled: SqlStore) -> None:
    codes = await printed(sari, 3, "m")
    assert [find_form_code(code) for code in codes] == list(form_codes(TOKEN, 3))
    forms = await filled.read(lambda unit: unit.forms.page(None, None, 99))
    assert [(form.letter, form.printed_by, form.state) for form in forms] == [
        ("m", "sari", FormState.OPEN)
    ] * 3
    page = (await sari.get("/loket/formulir")).text
    assert all(f"Nomor {form.number}" in page for form in forms)
    assert page.count("oleh Neng Sari") == 3


async def test_the_square_codes_lead_to_the_form_and_ask_for_the_case(sari: Visitor, url: str) -> None:
    (code,) = await printed(sari, 1)
    sheet = html.unescape((await sari.get("/loket/formulir/cetak")).text)
    for said in (f"{url}/loket?formulir={code}", f"STATUS {code}"):
        assert f'src="{html.unescape(qr(said))}"' in sheet


async def test_printing_again_makes_no_new_forms(sari: Visitor, filled: SqlStore) -> None:
    first = await printed(sari)
    assert await printed(sari) == first
    assert len(await states(filled)) == 2
    cookie = (
        await sari.client.post("/loket/formulir", data={"cara": "l", "jumlah": "2", "kunci": TOKEN})
    ).headers
    assert "max-age=900" in cookie["set-cookie"].lower()
    assert "httponly" in cookie["set-cookie"].lower()


@pytest.mark.parametrize("count", ["0", "51", "", "-3", "zehn", "9" * 30])
async def test_too_many_sheets_are_refused_in_words(sari: Visitor, filled: SqlStore, count: str) -> None:
    answer = await sari.post("/loket/formulir", cara="l", jumlah=count, kunci=TOKEN)
    assert (answer.status_code, "Cetak 1 sampai 50 lembar" in answer.text) == (422, True)
    assert await states(filled) == []


async def test_every_label_stands_in_three_languages_indonesian_first(sari: Visitor) -> None:
    await printed(sari, 1)
    sari.client.cookies.set("lang", "en")
    sheet = (await sari.get("/loket/formulir/cetak")).text
    for said in ("Formulir pengaduan", "Formulir pangaduan", "Complaint form", "Tanggal diserahkan"):
        assert said in sheet
    places = [sheet.index(word) for word in ("Sobek dan simpan", "Soék sareng simpen", "Tear off and keep")]
    assert places == sorted(places)
    assert next(iter(NAMES)) == "id"


async def test_without_having_printed_there_is_nothing_to_print(sari: Visitor) -> None:
    assert (await sari.get("/loket/formulir/cetak")).headers["location"] == "/loket/formulir"


async def test_the_code_opens_the_form_with_its_way_filled_in(sari: Visitor) -> None:
    (code,) = await printed(sari, 1, "m")
    page = await sari.get(f"/loket?formulir={code.replace('-', ' ').lower()}")
    assert page.status_code == 200
    assert re.search(r'value="m" checked', page.text)
    assert f'value="{code}"' in page.text


async def test_it_becomes_a_case_whose_check_code_is_on_the_paper(
    sari: Visitor, filled: SqlStore, reader: None
) -> None:
    code, _ = await printed(sari)
    answer = await enter(sari, code, nama="Wawan", kerahasiaan="hidden_from_respondent")
    ticket = ticket_of(answer)
    assert find_form_code(code)[:8] in answer.text  # type: ignore[index]  # it is a code
    assert await filled.read(lambda unit: unit.cases.opens_with(ticket, find_form_code(code)[:8]))  # type: ignore[index]  # as above
    page = (await sari.get("/loket/formulir")).text
    assert f'href="/kasus/{ticket}"' in page
    assert (await view(filled, ticket)).complaint.letter == "l"
    assert sorted(await states(filled)) == [FormState.ENTERED, FormState.OPEN]


async def test_a_used_code_is_refused_and_says_where_it_went(sari: Visitor, reader: None) -> None:
    code, _ = await printed(sari)
    ticket = ticket_of(await enter(sari, code))
    again = await enter(sari, code, teks="Hal lain")
    assert (again.status_code, f"sebagai {ticket}" in again.text, "Hal lain" in again.text) == (
        422,
        True,
        True,
    )
    assert f"sebagai {ticket}" in (await sari.get(f"/loket?formulir={code}")).text


async def test_the_same_form_sent_twice_is_one_entry(sari: Visitor, filled: SqlStore, reader: None) -> None:
    code, _ = await printed(sari)
    key = await token(sari)
    first = await enter(sari, code, kunci=key)
    again = await enter(sari, code, kunci=key)
    assert ticket_of(first) == ticket_of(again)
    assert "sudah tercatat sebelumnya" in again.text


async def test_unknown_and_mistyped_codes_are_told_apart(sari: Visitor) -> None:
    unknown = form_codes("never printed", 1)[0]
    answer = await enter(sari, unknown)
    assert (answer.status_code, "tidak ada dalam daftar" in answer.text) == (422, True)
    answer = await enter(sari, unknown[:-1] + ("A" if unknown[-1] != "A" else "B"))
    assert (answer.status_code, "Kode formulir tidak dikenal" in answer.text) == (422, True)
    for asked in (unknown, "x", "<script>"):
        page = await sari.get(
            "/loket",
        )
        page = await sari.client.get("/loket", params={"formulir": asked})
        assert page.status_code == 404
        assert 'role="alert"' in page.text


async def test_a_form_is_made_void_with_a_reason_and_enters_no_more(sari: Visitor, filled: SqlStore) -> None:
    (code,) = await printed(sari, 1)
    (form,) = await filled.read(lambda unit: unit.forms.page(None, None, 9))
    refused = await sari.post("/loket/formulir/batal", nomor=str(form.number), alasan=" ")
    assert (refused.status_code, "Tulis alasannya" in refused.text) == (422, True)
    await sari.post("/loket/formulir/batal", nomor=str(form.number), alasan="basah kena hujan")
    assert await states(filled) == [FormState.VOID]
    assert "basah kena hujan" in (await sari.get("/loket/formulir?status=void")).text
    answer = await enter(sari, code)
    assert (answer.status_code, "dibatalkan oleh sari: basah kena hujan" in answer.text) == (422, True)
    again = await sari.post("/loket/formulir/batal", nomor=str(form.number), alasan="lagi")
    assert again.status_code == 409


async def test_the_list_filters_and_goes_in_pages(sari: Visitor) -> None:
    await printed(sari, 50)
    await printed(sari, 5, key="q" * 43)
    page = (await sari.get("/loket/formulir?status=open")).text
    assert page.count('class="paper-row"') == 50
    following = re.search(r'href="(/loket/formulir\?status=open&amp;sebelum=\d+)"', page)
    assert following
    assert (await sari.get(following[1].replace("&amp;", "&"))).text.count('class="paper-row"') == 5
    assert 'class="paper-row"' not in (await sari.get("/loket/formulir?status=void")).text


async def test_an_allegation_on_a_form_gets_its_receipt(sari: Visitor, reader: None) -> None:
    code, _ = await printed(sari)
    answer = await enter(sari, code, teks=BRIBE)
    ticket = ticket_of(answer)
    assert find_form_code(code)[:8] in answer.text  # type: ignore[index]  # it is a code
    assert (await sari.get(f"/kasus/{ticket}")).status_code == 404


async def test_a_desk_without_form_and_box_prints_none(filled: SqlStore, clock: StoppedClock) -> None:
    phone = WebSettings(SETTINGS.office, secure=False, desk={"d": LOKET})
    async with serving(filled, clock, phone) as plain:
        officer = await seat(filled, plain, "sari", clock.now())
        async with officer.client:
            assert (await officer.get("/loket/formulir")).status_code == 404
            assert (await officer.get("/loket/kotak")).status_code == 404
            assert 'href="/loket/formulir"' not in (await officer.get("/loket")).text


async def test_sheets_are_one_page_of_a4_each(chromium: Browser, url: str) -> None:
    opened = await screen(chromium, url)
    await opened.sign_in()
    page = opened.page
    await page.goto("/loket/formulir")
    await page.get_by_label("Berapa lembar?").fill("3")
    await page.get_by_role("button", name="Buat lembar dengan kode").click()
    await expect(page.locator(".paper")).to_have_count(3)
    sheet = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 3
    box = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", sheet)[0]
    _, _, width, height = (float(number) for number in box.split())
    assert (round(width), round(height)) == (595, 842)  # points
    assert opened.faults == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "pc"])
async def test_an_officer_prints_and_enters_in_a_browser(
    chromium: Browser, url: str, reader: None, phone: bool, script: bool
) -> None:
    opened = await screen(chromium, url, phone=phone, script=script)
    await opened.sign_in()
    page = opened.page
    await page.goto("/loket")
    await page.get_by_role("link", name="Formulir kertas").click()
    await fits(page)
    if phone:
        assert await page.evaluate(SMALL) == []
    await page.get_by_label("Berapa lembar?").fill("1")
    await page.get_by_role("button", name="Buat lembar dengan kode").click()
    code = await page.locator(".mark .code").inner_text()
    assert await page.locator(".mark .qr").evaluate("image => image.naturalWidth > 20")
    await fits(page)
    await page.goto("/loket/formulir")
    await page.get_by_label("Kode di sudut kanan atas").fill(code.lower())
    await page.get_by_role("button", name="Buka formulir").click()
    await expect(page.get_by_label("Formulir pengaduan", exact=True)).to_be_checked()
    await page.get_by_label("Nama", exact=True).fill("Wawan Hermawan")
    await page.get_by_label("Isi pengaduan").fill(CALL["teks"])
    await page.get_by_role("button", name="Simpan").click()
    await expect(page.get_by_role("heading", name="Tanda terima pengaduan")).to_be_visible()
    (ticket,) = find_tickets(await page.locator(".receipt-key").inner_text())
    await page.goto("/loket/formulir")
    await expect(page.get_by_role("link", name=ticket)).to_be_visible()
    await fits(page)
    if phone:
        assert await page.evaluate(SMALL) == []
    assert opened.faults == []
