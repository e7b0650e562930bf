"""A case whose person was erased: every page still works, and says kindly why there is nothing to read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect

from core.case.erased import Ground
from core.work.hold import hold
from storage.store import SqlStore
from tests.web.conftest import Visitor, screen
from tests.web.office import BRIBE, NOW, PBG, forget, picture, tell
from tests.web.test_browser import SMALL, assert_named

CASE = f"/kasus/{PBG.ticket}"
WORDS = (
    "Wawan",
    "Hermawan",
    "warga123",
    "Izin PBG",
    "belum terbit",
    "Mohon penjelasan",
    "Kami terima",
    "rahasia kami",
)
CLOSED = "/?tampilan=closed"


async def test_the_case_s_page_says_so_and_offers_nothing_that_cannot_be_done(
    sari: Visitor, filled: SqlStore
) -> None:
    await forget(filled, PBG.ticket)
    page = await sari.get(CASE)
    assert page.status_code == 200
    assert not [word for word in WORDS if word in page.text]
    assert "Isi pengaduan ini sudah dihapus pada Kam 2 Apr 2026 atas permintaan pelapor." in page.text
    assert page.text.count("Isi sudah dihapus") == 5, "heading, name, message, acknowledgement, note"
    assert "Dicabut pelapor" in page.text
    assert "Isi dihapus atas permintaan pelapor · Dadan Ramdan" in page.text
    assert 'action="/kasus/' not in page.text


async def test_the_end_of_retention_is_said_as_such(sari: Visitor, filled: SqlStore) -> None:
    await forget(filled, PBG.ticket, ground=Ground.RETENTION)
    assert (
        "sudah dimusnahkan pada Kam 2 Apr 2026 karena masa simpannya berakhir" in (await sari.get(CASE)).text
    )


@pytest.mark.parametrize(
    ("language", "said", "gone"),
    [
        ("su", "dumasar kana pamundut palapor", "Eusina parantos dipupus"),
        ("en", "as the person who sent it wished", "Content erased"),
    ],
)
async def test_it_is_said_in_the_officer_s_language(
    sari: Visitor, filled: SqlStore, language: str, said: str, gone: str
) -> None:
    await forget(filled, PBG.ticket)
    sari.client.cookies.set("lang", language)
    page = (await sari.get(CASE)).text
    assert said in page
    assert gone in page
    assert gone in (await sari.get(CLOSED)).text


async def test_what_an_officer_tries_all_the_same_is_refused_with_a_page(
    sari: Visitor, filled: SqlStore
) -> None:
    await forget(filled, PBG.ticket)
    case = await filled.read(lambda unit: unit.cases.get(PBG.ticket))
    assert case is not None
    for path, fields in (
        ("tulis", {"teks": "Halo", "tindakan": "catatan", "versi": str(case.version)}),
        ("tulis", {"teks": "Halo", "tindakan": "kirim", "versi": str(case.version)}),
        ("nomor", {"nomor": "123456", "tindakan": "tambah"}),
    ):
        refused = await sari.post(f"{CASE}/{path}", **fields)
        assert refused.status_code == 403, path
        assert "tidak diizinkan" in refused.text


async def test_lists_and_search_show_it_without_a_word(sari: Visitor, filled: SqlStore) -> None:
    await forget(filled, PBG.ticket)
    assert PBG.ticket not in (await sari.get("/")).text
    closed = (await sari.get(CLOSED)).text
    assert PBG.ticket in closed
    assert "Isi sudah dihapus" in closed
    assert not [word for word in WORDS if word in closed]
    for word in ("Wawan", "terbit", "warga123"):
        assert PBG.ticket not in (await sari.get(f"/?tampilan=closed&cari={word}")).text


async def test_its_files_are_gone_from_the_page_and_from_their_address(
    sari: Visitor, filled: SqlStore
) -> None:
    sealed = await filled.seal_files([picture()])
    story = replace(PBG, number=200, files=tuple(sealed))
    await tell(filled, story)
    before = (await sari.get(f"/kasus/{story.ticket}")).text
    assert "tanda terima.png" in before
    link = before.split('href="/lampiran/')[1].split('"')[0]
    assert (await sari.get(f"/lampiran/{link}")).status_code == 200
    await forget(filled, story.ticket)
    assert "tanda terima.png" not in (await sari.get(f"/kasus/{story.ticket}")).text
    assert (await sari.get(f"/lampiran/{link}")).status_code == 404


async def test_a_restricted_case_stays_restricted(sari: Visitor, dadan: Visitor, filled: SqlStore) -> None:
    await forget(filled, BRIBE.ticket)
    assert (await sari.get(f"/kasus/{BRIBE.ticket}")).status_code == 404
    assert (await dadan.get(f"/kasus/{BRIBE.ticket}")).status_code == 200


async def test_a_legal_hold_is_told_in_the_story(sari: Visitor, filled: SqlStore) -> None:
    await filled.write(lambda unit: hold(unit, PBG.ticket, "sari", "perkara 12/G/2026", NOW))
    page = (await sari.get(CASE)).text
    assert "Ditahan untuk proses hukum · Neng Sari" in page
    assert "perkara 12/G/2026" in page


@pytest.mark.parametrize("phone", [False, True])
async def test_the_pages_look_whole_on_pc_and_phone(
    chromium: Browser, url: str, filled: SqlStore, phone: bool
) -> None:
    await forget(filled, PBG.ticket)
    opened = await screen(chromium, url, phone=phone)
    page = opened.page
    await opened.sign_in()
    for path in (CLOSED, CASE, "/klasifikasi", "/kelompok"):
        await page.goto(path)
        width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, path
        assert not phone or await page.evaluate(SMALL) == [], path
        await assert_named(page)
    await page.goto(CASE)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Isi sudah dihapus")
    assert opened.faults == []
