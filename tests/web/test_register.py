"""The complaint manager takes the register out and brings an earlier one in; nobody else does."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import json
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, expect

from storage.store import SqlStore
from tests.web.conftest import Visitor, screen, serving, web_fixture
from tests.web.office import BRIBE, NOW, PBG, STORIES, StoppedClock
from tests.web.test_desk import LOKET, OPEN, SMALL, fits, reader

__all__ = ["reader"]  # the fixture that reads deliveries

TABLE = (
    b"No Agenda;Tanggal;Media;Nama;Isi Pengaduan;Status;Tgl Selesai\n"
    b"1;5/3/2026;WA;Warga Contoh;Izin PBG saya belum terbit;Selesai;20/3/2026\n"
    b"2;31/2/2026;Faks;Warga Lain;Kursi kurang;entah;\n"
)


@web_fixture
async def url(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[str]:
    async with serving(filled, clock, OPEN) as address:
        yield address


async def take(officer: Visitor, form: str = "csv", **fields: str) -> httpx.Response:
    return await officer.post("/register/ekspor", bentuk=form, **fields)


async def look(officer: Visitor, raw: bytes = TABLE, name: str = "lama.csv") -> httpx.Response:
    return await officer.client.post("/register/impor", files=[("berkas", (name, raw, "text/csv"))])


def waiting(answer: httpx.Response) -> str:
    """What the button carries."""
    found = re.search(r'name="simpanan" hidden>([^<]+)<', answer.text)
    assert found
    return html.unescape(found[1])


async def test_only_the_complaint_manager_sees_it(sari: Visitor, dadan: Visitor) -> None:
    assert 'href="/register"' not in (await sari.get("/")).text
    assert 'href="/register"' in (await dadan.get("/")).text
    assert (await sari.get("/register")).status_code == 403
    assert (await take(sari)).status_code == 403
    assert (await look(sari)).status_code == 403
    assert (await sari.post("/register/impor/ambil", simpanan="x")).status_code == 403


async def test_a_file_leaves_with_masked_people_and_open_cases(dadan: Visitor) -> None:
    answer = await take(dadan)
    assert answer.headers["content-disposition"] == 'attachment; filename="register-2026-04-02.csv"'
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(STORIES) - 1
    by_ticket = {row["Nomor tiket"]: row for row in rows}
    assert BRIBE.ticket not in by_ticket
    assert (by_ticket[PBG.ticket]["Nama pelapor"], by_ticket[PBG.ticket]["Isi"]) == ("W. H.", "")


async def test_xlsx_and_json_leave_too(dadan: Visitor) -> None:
    book = load_workbook(io.BytesIO((await take(dadan, "xlsx")).content))
    assert book.worksheets[0].max_row == len(STORIES)
    assert len(json.loads((await take(dadan, "json", terbatas="ya", alasan="Inspektorat")).content)) == len(
        STORIES
    )


async def test_identities_leave_with_a_reason_that_stays_on_the_page(
    dadan: Visitor, filled: SqlStore
) -> None:
    refused = await take(dadan, identitas="ya", sejak="2026-01-01")
    assert (refused.status_code, "Tulis alasannya" in refused.text) == (422, True)
    assert 'value="2026-01-01"' in refused.text
    answer = await take(dadan, identitas="ya", alasan="Permintaan Ombudsman")
    assert "Wawan Hermawan" in answer.text
    (record,) = await filled.read(lambda unit: unit.register.disclosures(9))
    assert (record.at, record.by, record.what) == (NOW, "dadan", "csv .. identities")
    assert "Permintaan Ombudsman" in (await dadan.get("/register")).text


@pytest.mark.parametrize("fields", [{"sejak": "kapan"}, {"form": "exe"}])
async def test_a_wish_that_makes_no_sense_is_refused(dadan: Visitor, fields: dict[str, str]) -> None:
    assert (await take(dadan, **fields)).status_code == 422


async def test_looking_says_row_by_row_and_changes_nothing(dadan: Visitor, filled: SqlStore) -> None:
    answer = await look(dadan)
    assert answer.status_code == 200
    assert "belum ada yang berubah" in answer.text
    for said in (
        "bukan tanggal: tulis seperti",
        "“Faks”: bukan salah satu cara",
        "“entah”: status tidak dikenal",
    ):
        assert said in answer.text
    assert "Warga Lain" not in answer.text
    assert LOKET not in await filled.read(lambda unit: unit.ledger.lag())


async def test_a_second_press_takes_it_in_and_a_third_changes_nothing(
    dadan: Visitor, filled: SqlStore, reader: None
) -> None:
    kept = waiting(await look(dadan))
    taken = await dadan.post("/register/impor/ambil", simpanan=kept)
    assert (taken.status_code, "sudah diambil" in taken.text) == (200, True)
    size = len(STORIES) + 1
    async with asyncio.timeout(20):
        while len(cases := await filled.read(lambda unit: unit.register.page(0, 99, texts=False))) < size:  # noqa: ASYNC110 - another task is the one that reads
            await asyncio.sleep(0)
    case = cases[-1].complaint
    assert (case.letter, case.account, case.state.value) == ("f", LOKET, "closed")
    again = await dadan.post("/register/impor/ambil", simpanan=kept)
    assert case.ticket in again.text
    assert len(await filled.read(lambda unit: unit.register.page(0, 99, texts=False))) == size


OWN = b"Kapan;Lewat;Curhatan;Sampai mana\n5/3/2026;LAPOR!;Izin PBG saya belum terbit;OK\n"
WORDS = (
    b'[columns]\nreceived = "Kapan"\nletter = "Lewat"\ntext = "Curhatan"\nstate = "Sampai mana"\n'
    b'[letters]\n"LAPOR!" = "j"\n[states]\n"OK" = "closed"\n'
)


async def look_with(officer: Visitor, words: bytes) -> httpx.Response:
    files = [("berkas", ("lama.csv", OWN, "text/csv")), ("kata", ("kata.toml", words, "text/plain"))]
    return await officer.client.post("/register/impor", files=files)


async def test_the_office_s_own_words_are_taken_from_its_mapping_file(
    dadan: Visitor, filled: SqlStore, reader: None
) -> None:
    assert (await look(dadan, OWN)).status_code == 422, "nobody could guess these headings"
    looked = await look_with(dadan, WORDS)
    assert "Kam 5 Mar 2026 pukul 00.00 · j · Selesai" in looked.text
    carried = re.search(r'name="kata" hidden>\n([^<]+)<', looked.text)
    assert carried
    taken = await dadan.post(
        "/register/impor/ambil", simpanan=waiting(looked), kata=html.unescape(carried[1])
    )
    assert "<b>1</b> menjadi kasus" in taken.text


WRONG_WORDS = {
    "an unknown part": (
        b"[colums]\n",
        "colums: “colums” tidak dikenal. Maksudnya “columns”?",
        "colums: “colums” teu dikenal. Maksadna “columns”?",
        "colums: “colums” is not known. Did you mean “columns”?",
    ),
    "a field that is none": (
        b'[columns]\nxyzzy = "Tanggal"\n',
        "columns.xyzzy: “xyzzy” tidak dikenal. Yang dikenal: ",
        "columns.xyzzy: “xyzzy” teu dikenal. Nu dikenal: ",
        "columns.xyzzy: “xyzzy” is not known. Known are: ",
    ),
    "a part that is no table": (
        b"letters = 5\n",
        "letters: perlu tabel teks, seperti [letters]",
        "letters: peryogi tabél téks, sapertos [letters]",
        "letters: a table of texts is wanted, as in [letters]",
    ),
    "no TOML": (
        b"[columns]\ntanggal\n",
        "baris 2, kolom 8: bukan tulisan TOML yang benar",
        "baris 2, kolom 8: sanés seratan TOML nu leres",
        "line 2, column 8: this is not proper TOML",
    ),
    "no end": (
        b"[columns",
        "bukan tulisan TOML yang benar",
        "sanés seratan TOML nu leres",
        "this is not proper TOML",
    ),
    "no text": (
        b"\xff\xfe",
        "bukan tulisan TOML yang benar",
        "sanés seratan TOML nu leres",
        "this is not proper TOML",
    ),
    "too long": (
        b"#" * 64_001,
        "berkasnya lebih besar dari 64 KB",
        "berkasna langkung ageung ti 64 KB",
        "the file is larger than 64 KB",
    ),
}


@pytest.mark.parametrize("language", ["id", "su", "en"])
@pytest.mark.parametrize("case", WRONG_WORDS)
async def test_what_is_wrong_with_a_mapping_file_is_said_in_the_officer_s_language(
    dadan: Visitor, case: str, language: str
) -> None:
    words, *said = WRONG_WORDS[case]
    dadan.client.cookies.set("lang", language)
    answer = await look_with(dadan, words)
    assert answer.status_code == 422
    text = html.unescape(answer.text)
    assert dict(zip(("id", "su", "en"), said, strict=True))[language] in text
    begins = {
        "id": "Berkas kata kantor tidak dapat dipakai: ",
        "su": "Berkas kecap kantor teu tiasa dianggo: ",
        "en": "The file of the office's words cannot be used: ",
    }
    assert begins[language] in text
    english = ("is not known", "did you mean", "Expected", "wanted", "not TOML")
    assert language == "en" or not [word for word in english if word in text]


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"", "r.csv", "tidak terbaca sebagai register"),
        (b"PK\x03\x04", "r.xlsx", "tidak terbaca sebagai register"),
        (b"a;b\n1;2\n", "r.csv", "tidak terbaca sebagai register"),
    ],
)
async def test_what_is_no_register_is_said_in_words(dadan: Visitor, raw: bytes, name: str, said: str) -> None:
    answer = await look(dadan, raw, name)
    assert (answer.status_code, said in answer.text) == (422, True)


async def test_without_a_file_and_with_a_made_up_one_nothing_happens(dadan: Visitor) -> None:
    none = await dadan.client.post(
        "/register/impor", files=[("berkas", ("", b"", "application/octet-stream"))]
    )
    assert (none.status_code, "Pilih berkas" in none.text) == (422, True)
    assert (await dadan.post("/register/impor/ambil", simpanan="x")).status_code == 422
    made_up = json.dumps(["r.csv", "text/csv", f"1:{'0' * 32}:0:9:AAAA", 9])
    gone = await dadan.post("/register/impor/ambil", simpanan=made_up)
    assert (gone.status_code, "tidak tersimpan" in gone.text) == (422, True)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "pc"])
async def test_the_manager_does_both_in_a_browser(
    chromium: Browser, url: str, reader: None, phone: bool, script: bool
) -> None:
    opened = await screen(chromium, url, phone=phone, script=script)
    await opened.sign_in("dadan")
    page = opened.page
    await page.goto("/register")
    await fits(page)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Unduh").click()
    assert (await download.value).suggested_filename == "register-2026-04-02.xlsx"
    await page.locator("#berkas").set_input_files(
        {"name": "lama.csv", "mimeType": "text/csv", "buffer": TABLE}
    )
    await page.get_by_role("button", name="Periksa dulu").click()
    await expect(page.get_by_text("tidak diambil")).to_be_visible()
    await fits(page)
    if phone:
        assert await page.evaluate(SMALL) == []
    await page.get_by_role("button", name="Ambil 1 baris").click()
    await expect(page.get_by_role("heading", name="lama.csv sudah diambil")).to_be_visible()
    assert opened.faults == []
