"""The box is opened before two witnesses: each paper a case of one reception, empty ones on record, nothing typed lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, expect

from core.case.ticket import find_tickets
from core.errors import StoreBusy
from core.ports.forms import FormState
from storage.store import SqlStore
from tests.web.conftest import Visitor, screen, serving, web_fixture
from tests.web.office import StoppedClock
from tests.web.test_desk import LOKET, OPEN, SMALL, Files, fits, reader, view
from tests.web.test_paper_forms import printed
from web.staff.desk.box_form import MOST_PAPERS

__all__ = ["reader"]  # the fixture that reads deliveries

LATE = "Izin PBG rumah saya sudah dua bulan belum terbit, padahal berkas sudah lengkap."
CHAIRS = "Kursi di ruang tunggu kurang, banyak orang tua berdiri lama."
OPENING = {
    "dibuka": "2026-04-01T15:30",
    "tempat": "Ruang tunggu MPP",
    "pembuka": "Neng Sari",
    "saksi1": "Dede Umpama",
    "saksi2": "Wati Contoh",
    "jumlah": "3",
    "aksi": "simpan",
}
PAPERS = {
    "k1-teks": LATE,
    "k1-nama": "Wawan Hermawan",
    "k1-telepon": "0812 0000 0017",
    "k3-teks": CHAIRS,
    "k3-ditulis": "2026-03-30",
}
NO_FILE: Files = [("k1-berkas", ("", b"", "application/octet-stream"))]


@web_fixture
async def url(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[str]:
    async with serving(filled, clock, OPEN) as address:
        yield address


async def token(officer: Visitor) -> str:
    found = re.search(r'name="kunci" value="([^"]+)"', (await officer.get("/loket/kotak")).text)
    assert found
    return found[1]


async def send(
    officer: Visitor, typed: dict[str, str], files: Files | None = None, key: str = "", **fields: str
) -> httpx.Response:
    data = OPENING | {"kunci": key or await token(officer)} | typed | fields
    return await officer.client.post("/loket/kotak", data=data, files=files or NO_FILE, follow_redirects=True)


async def settled(officer: Visitor, answer: httpx.Response) -> httpx.Response:
    """The minutes as soon as all numbers are there."""
    assert answer.status_code == 200, answer.text
    for _ in range(400):
        if "nomor menyusul" not in answer.text:
            return answer
        answer = await officer.get(answer.url.path)
    raise AssertionError("the numbers never came")


async def test_each_paper_becomes_a_case_received_when_the_box_was_opened(
    sari: Visitor, filled: SqlStore, reader: None
) -> None:
    minutes = await settled(sari, await send(sari, PAPERS))
    tickets = find_tickets(minutes.text)
    assert len(tickets) == 2
    for ticket in tickets:
        case = (await view(filled, ticket)).complaint
        assert (case.letter, case.account) == ("m", LOKET)
        assert case.received_at.isoformat() == "2026-04-01T08:30:00+00:00"
    shown = [await view(filled, ticket) for ticket in tickets]
    assert [one.messages[0].text for one in shown] == [LATE, CHAIRS]
    recorded = next(entry for entry in shown[0].entries if entry.what == "recorded")
    assert recorded.detail["evidence"] == "Kotak dibuka oleh Neng Sari; saksi Dede Umpama dan Wati Contoh"
    assert "Tertulis tanggal: 30-03-2026" in shown[1].messages[0].full_text


async def test_the_minutes_name_who_when_and_what(sari: Visitor, reader: None) -> None:
    minutes = (await settled(sari, await send(sari, PAPERS))).text
    for said in (
        "Berita acara",
        "Rab 1 Apr 2026 pukul 15.30",
        "Neng Sari",
        "Dede Umpama",
        "Wati Contoh",
        "MPP",
    ):
        assert said in minutes
    assert "2 kertas" in (await sari.get("/loket/kotak")).text


async def test_an_empty_box_is_on_record_too(sari: Visitor, filled: SqlStore) -> None:
    answer = await send(sari, {}, kosong="ya")
    assert (answer.status_code, "Kotak dalam keadaan kosong" in answer.text) == (200, True)
    (found,) = await filled.read(lambda unit: unit.boxes.latest(5))
    assert (found.tickets, found.opening.witnesses) == ((), ("Dede Umpama", "Wati Contoh"))


async def test_nothing_in_it_must_be_said_and_cannot_be_said_of_a_full_one(
    sari: Visitor, filled: SqlStore
) -> None:
    answer = await send(sari, {})
    assert (answer.status_code, "sekurang-kurangnya satu kertas" in answer.text) == (422, True)
    answer = await send(sari, PAPERS, kosong="ya")
    assert (answer.status_code, "dicentang kosong" in answer.text) == (422, True)
    assert await filled.read(lambda unit: unit.boxes.latest(5)) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"saksi2": ""}, "Tulis namanya."),
        ({"saksi2": "dede umpama"}, "tiga orang yang berbeda"),
        ({"dibuka": ""}, "Isi tanggal dan jam diterima."),
        ({"dibuka": "2026-04-03T09:00"}, "tidak boleh di masa depan"),
        ({"k1-telepon": "12"}, "Nomor telepon terdiri atas"),
        ({"k3-teks": "", "k3-nama": "Siti"}, "Tulis isi pengaduannya."),
        ({"k3-ditulis": "2026-04-02"}, "tidak mungkin sesudah tanggal diterima"),
        ({"k3-formulir": "ABC"}, "Kode formulir tidak dikenal"),
    ],
    ids=str,
)
async def test_a_mistake_is_named_and_nothing_typed_is_lost(
    sari: Visitor, filled: SqlStore, fields: dict[str, str], said: str
) -> None:
    files: Files = [("k3-foto", ("kertas.png", b"\x89PNG\r\n\x1a\n foto", "image/png"))]
    answer = await send(sari, PAPERS | fields, files)
    assert (answer.status_code, said in answer.text) == (422, True)
    for kept in (LATE, "Wawan Hermawan", "Ruang tunggu MPP", "kertas.png"):
        assert kept in answer.text
    assert await filled.read(lambda unit: unit.boxes.latest(5)) == []
    assert LOKET not in await filled.read(lambda unit: unit.ledger.lag())


async def test_a_photo_survives_the_mistake(sari: Visitor, filled: SqlStore, reader: None) -> None:
    photo = b"\x89PNG\r\n\x1a\n foto kertas"
    files: Files = [("k1-foto", ("kertas.png", photo, "image/png"))]
    wrong = await send(sari, PAPERS | {"saksi1": ""}, files)
    line = re.search(r'name="(k1-simpanan-1)" value="([^"]+)"', wrong.text)
    assert line
    value = line[2].replace("&#34;", '"')
    minutes = await settled(sari, await send(sari, PAPERS | {line[1]: value}))
    (first, *_) = find_tickets(minutes.text)
    (file,) = (await view(filled, first)).messages[0].attachments
    assert file.filename == "kertas.png"
    assert (await sari.get(f"/lampiran/{file.id}")).content == photo


async def test_more_papers_keep_what_is_there(sari: Visitor) -> None:
    answer = await send(sari, PAPERS, aksi="tambah")
    assert answer.status_code == 200
    assert (answer.text.count('class="paper"'), LATE in answer.text) == (6, True)
    assert 'role="alert"' not in answer.text
    many = await send(sari, {}, aksi="tambah", jumlah="999")
    assert many.text.count('class="paper"') == MOST_PAPERS


async def test_the_same_page_twice_is_one_opening(sari: Visitor, filled: SqlStore, reader: None) -> None:
    key = await token(sari)
    first = await send(sari, PAPERS, key=key)
    again = await send(sari, PAPERS, key=key)
    assert first.url == again.url
    assert len(await filled.read(lambda unit: unit.boxes.latest(5))) == 1
    assert len(find_tickets((await settled(sari, again)).text)) == 2


async def test_a_printed_form_in_the_box_is_entered_by_its_code(
    sari: Visitor, filled: SqlStore, reader: None
) -> None:
    code, other = await printed(sari, 2, "m")
    twice = await send(sari, PAPERS | {"k1-formulir": code, "k3-formulir": code})
    assert (twice.status_code, "sudah dipakai kertas lain" in twice.text) == (422, True)
    minutes = await settled(sari, await send(sari, PAPERS | {"k1-formulir": code}))
    (first, *_) = find_tickets(minutes.text)
    forms = await filled.read(lambda unit: unit.forms.page(FormState.ENTERED, None, 9))
    assert [form.ticket for form in forms] == [first]
    refused = await send(sari, PAPERS | {"k1-formulir": code, "k3-formulir": other})
    assert (refused.status_code, f"sebagai {first}" in refused.text) == (422, True)
    assert len(await filled.read(lambda unit: unit.boxes.latest(5))) == 1


async def test_a_busy_store_says_so_and_loses_nothing(sari: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(*_: object) -> None:
        raise StoreBusy("full")

    monkeypatch.setattr("web.staff.desk.box.keep_opening", busy)
    answer = await send(sari, PAPERS)
    assert (answer.status_code, LATE in answer.text, "sistem sedang sibuk" in answer.text) == (
        503,
        True,
        True,
    )


async def test_minutes_that_are_not_there(sari: Visitor) -> None:
    assert (await sari.get("/loket/kotak/17")).status_code == 404


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "pc"])
async def test_an_officer_opens_the_box_in_a_browser(
    chromium: Browser, url: str, reader: None, phone: bool, script: bool
) -> None:
    opened = await screen(chromium, url, phone=phone, script=script)
    await opened.sign_in()
    page = opened.page
    await page.goto("/loket")
    await page.get_by_role("link", name="Buka kotak pengaduan").click()
    await page.get_by_label("Saksi pertama").fill("Dede Umpama")
    await page.locator("#k1-teks").fill(LATE)
    await page.locator("#k1-foto").set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
    )
    await page.get_by_role("button", name="Simpan").click()
    await expect(page.get_by_role("alert")).to_contain_text("Tulis namanya.")
    await expect(page.get_by_label("foto.png")).to_be_checked()
    await fits(page)
    if phone:
        assert await page.evaluate(SMALL) == []
    await page.get_by_label("Saksi kedua").fill("Wati Contoh")
    await page.get_by_role("button", name="Tambah kertas").click()
    await expect(page.locator(".paper")).to_have_count(6)
    await page.locator("#k5-teks").fill(CHAIRS)
    await page.get_by_role("button", name="Simpan").click()
    await expect(page.get_by_role("heading", name="Berita acara")).to_be_visible()
    await expect(page.locator("tbody tr")).to_have_count(2)
    await fits(page)
    opened.faults[:] = [fault for fault in opened.faults if "422" not in fault]
    assert opened.faults == []
