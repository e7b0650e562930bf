"""What lay in the box gets its receipts, to be cut and handed on; the signed minutes hold no check code."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
from playwright.async_api import Browser, expect

from core.ports.store import Unit
from storage.store import SqlStore
from tests.web.conftest import Visitor, screen, serving, web_fixture
from tests.web.office import StoppedClock
from tests.web.test_box import CHAIRS, LATE, PAPERS, send, settled
from tests.web.test_desk import OPEN, SMALL, fits, reader
from tests.web.test_paper_forms import printed

__all__ = ["reader"]  # the fixture that reads deliveries

SLIP = re.compile(r'<b class="ticket">([^<]+)</b>.*?<code class="code">([^<]+)</code>', re.DOTALL)


@web_fixture
async def url(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[str]:
    async with serving(filled, clock, OPEN) as address:
        yield address


async def slips(officer: Visitor, minutes: httpx.Response) -> httpx.Response:
    return await officer.client.get(f"{minutes.url.path}/tanda-terima", follow_redirects=True)


def opens(ticket: str, code: str, unit: Unit) -> bool:
    return unit.cases.opens_with(ticket, code)


def pose(officer: Visitor, key: str) -> None:
    """As if this browser had recorded another opening."""
    (cookie,) = [one for one in officer.client.cookies.jar if one.name == "kotak"]
    cookie.value = key


async def test_each_paper_has_a_slip_whose_code_opens_its_case(
    sari: Visitor, filled: SqlStore, reader: None
) -> None:
    minutes = await settled(sari, await send(sari, PAPERS))
    assert f'href="{minutes.url.path}/tanda-terima"' in minutes.text
    page = (await slips(sari, minutes)).text
    found = SLIP.findall(page)
    assert len(found) == 2
    for ticket, code in found:
        assert await filled.read(partial(opens, ticket, code))
        assert ticket in minutes.text
        assert code not in minutes.text, "three people sign the minutes"
    assert page.count('class="qr"') == 2
    assert "Kertas 1 · Wawan Hermawan · diterima Rab 1 Apr 2026" in page
    assert "Kertas 2 · diterima Rab 1 Apr 2026" in page


async def test_only_the_browser_that_recorded_the_opening_has_them(
    sari: Visitor, dadan: Visitor, reader: None
) -> None:
    minutes = await settled(sari, await send(sari, PAPERS))
    there = await slips(dadan, minutes)
    assert there.url.path == minutes.url.path
    assert "tanda-terima" not in there.text
    pose(sari, f"1.{'x' * 43}")
    assert SLIP.findall((await slips(sari, minutes)).text) == []


async def test_the_next_opening_takes_the_place_of_the_last(sari: Visitor, reader: None) -> None:
    first = await settled(sari, await send(sari, PAPERS))
    await settled(sari, await send(sari, PAPERS))
    there = await slips(sari, first)
    assert there.url.path == first.url.path
    assert "tanda-terima" not in there.text


async def test_who_wrote_on_a_printed_form_keeps_its_slip(sari: Visitor, reader: None) -> None:
    code, _ = await printed(sari, 2, "m")
    minutes = await settled(sari, await send(sari, PAPERS | {"k1-formulir": code}))
    page = (await slips(sari, minutes)).text
    assert len(SLIP.findall(page)) == 1
    assert "Pengirim kertas 1 memegang potongan formulirnya sendiri." in page


async def test_an_empty_box_and_one_that_is_not_there_have_none(sari: Visitor) -> None:
    empty = await send(sari, {}, kosong="ya")
    assert "tanda-terima" not in empty.text
    pose(sari, f"17.{'x' * 43}")
    assert (await sari.get("/loket/kotak/17/tanda-terima")).status_code == 404


async def test_the_minutes_name_the_officer_in_full(sari: Visitor, reader: None) -> None:
    minutes = await settled(sari, await send(sari, PAPERS | {"pembuka": "Asep Umpama"}))
    assert re.search(r"<dt>Dicatat</dt><dd>[^<]*, Neng Sari</dd>", minutes.text)


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "pc"])
async def test_an_officer_prints_them_in_a_browser(
    chromium: Browser, url: str, reader: None, phone: bool
) -> None:
    opened = await screen(chromium, url, phone=phone)
    await opened.sign_in()
    page = opened.page
    await page.goto("/loket/kotak")
    await page.get_by_label("Saksi pertama").fill("Dede Umpama")
    await page.get_by_label("Saksi kedua").fill("Wati Contoh")
    for place in range(1, 7):
        await page.locator(f"#k{place}-teks").fill(f"{LATE if place % 2 else CHAIRS} Kertas {place}.")
        if place == 3:
            await page.get_by_role("button", name="Tambah kertas").click()
    await page.get_by_role("button", name="Simpan").click()
    await page.get_by_role("link", name="Tanda terima untuk pengirim").click()
    await expect(page.locator(".cut-slip")).to_have_count(6, timeout=30_000)
    await fits(page)
    if phone:
        assert await page.evaluate(SMALL) == []
    sheet = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 2, "four slips a page"
    box = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", sheet)[0]
    assert [round(float(number)) for number in box.split()[2:]] == [595, 842]  # points
    assert opened.faults == []
