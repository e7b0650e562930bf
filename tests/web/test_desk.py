"""The desk: a form becomes a case and a receipt, over the real store and the real steps of the pipeline."""

from __future__ import annotations

import asyncio
import contextlib
import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import unquote

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from channels.desk import LETTERS, Settings, open_channel
from core.case.complaint import Complaint
from core.case.ticket import find_tickets
from core.errors import StoreBusy
from core.intake.desk_entry import entry_check_code
from core.intake.read import read_next
from core.message import Anonymity, InboundMessage
from core.ports.inbox import CaseView, Role, Viewer
from storage.store import SqlStore
from tests.pipeline.office import desk
from tests.web.conftest import IN_CLEAR, SETTINGS, Screen, Visitor, screen, seat, serving, web_fixture
from tests.web.office import NOW, PBG, StoppedClock
from web.qr import qr
from web.settings import WebSettings
from web.staff.desk.uploads import LARGEST_FILES, LONGEST_BODY, MOST_FILES
from web.waiting import PATIENCE

LOKET = "loket"
OPEN = WebSettings(SETTINGS.office, secure=False, desk=dict.fromkeys(LETTERS, LOKET))
TEXT = "Izin PBG rumah saya sudah dua bulan belum terbit, padahal berkas sudah lengkap."
CALL = {
    "cara": "d",
    "diterima": "2026-04-02T09:40",
    "nama": "Wawan Hermawan",
    "telepon": "0812 0000 0017",
    "teks": TEXT,
}
BRIBE = "Petugas di loket dua meminta uang pelicin dua ratus ribu supaya izin PBG saya cepat keluar."
PNG = b"\x89PNG\r\n\x1a\n foto"
NO_FILE = [("berkas", ("", b"", "application/octet-stream"))]
MANAGER = Viewer("dadan", Role.COMPLAINT_MANAGER)
Files = list[tuple[str, tuple[str, bytes, str]]]


@web_fixture
async def url(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[str]:
    """The office with a desk."""
    async with serving(filled, clock, OPEN) as address:
        yield address


@web_fixture
async def reader(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[None]:
    """What reads deliveries, as in the running service."""
    channels, news = {LOKET: open_channel(LOKET, Settings())}, filled.subscribe("envelopes")

    async def read() -> None:
        while True:
            news.clear()
            while await read_next(filled, channels, desk(), clock):
                pass
            await news.wait()

    reading = asyncio.create_task(read())
    yield
    reading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reading


async def token(officer: Visitor) -> str:
    found = re.search(r'name="kunci" value="([^"]+)"', (await officer.get("/loket")).text)
    assert found
    return found[1]


async def enter(
    officer: Visitor,
    key: str = "",
    files: Files | None = None,
    typed: dict[str, str] | None = None,
    *,
    wait: bool = True,
    **fields: str,
) -> httpx.Response:
    data = CALL | {"kunci": key or await token(officer)} | (typed or {}) | fields
    answer = await officer.client.post("/loket", data=data, files=files or NO_FILE, follow_redirects=True)
    return await numbered(officer, answer) if wait else answer


async def numbered(officer: Visitor, answer: httpx.Response) -> httpx.Response:
    """The receipt with its number, however long a busy machine takes: the page asks again by itself."""
    for _ in range(30):
        if answer.status_code != 200 or answer.url.path != "/loket/tanda-terima":
            break
        answer = await officer.client.get(answer.url.raw_path.decode(), follow_redirects=True)
    return answer


def ticket_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.url.path).split("/")[2]


async def view(store: SqlStore, ticket: str) -> CaseView:
    found = await store.read(lambda unit: unit.inbox.case(MANAGER, ticket))
    assert found is not None
    return found


async def case_of(store: SqlStore, answer: httpx.Response) -> Complaint:
    return (await view(store, ticket_of(answer))).complaint


async def test_a_call_becomes_a_case_and_a_receipt(sari: Visitor, filled: SqlStore, reader: None) -> None:
    key = await token(sari)
    answer = await enter(sari, key)
    case = await case_of(filled, answer)
    assert (case.account, case.letter, case.party.name) == (LOKET, "d", "Wawan Hermawan")
    assert case.received_at.isoformat() == "2026-04-02T02:40:00+00:00"
    for said in (
        case.ticket,
        entry_check_code(key),
        "Kamis, 2 April 2026, 09.40 WIB",
        "telepon",
        "Kamis, 23 April 2026",  # fourteen working days on; Good Friday is none
        "14 hari kerja",
        "Neng Sari",
        "Jalan Veteran Nomor 139",
    ):
        assert said in answer.text, said
    assert "meminta" not in answer.text
    assert TEXT not in answer.text


async def test_the_receipt_s_code_opens_the_case(sari: Visitor, filled: SqlStore, reader: None) -> None:
    key = await token(sari)
    ticket = ticket_of(await enter(sari, key))
    assert await filled.read(lambda unit: unit.cases.opens_with(ticket, entry_check_code(key)))
    assert not await filled.read(lambda unit: unit.cases.opens_with(ticket, entry_check_code("other")))


async def test_a_later_receipt_comes_without_the_code(sari: Visitor, dadan: Visitor, reader: None) -> None:
    key = await token(sari)
    ticket = ticket_of(await enter(sari, key))
    again = await sari.get(f"/loket/{ticket}/tanda-terima")
    assert entry_check_code(key) in again.text
    other = await dadan.get(f"/loket/{ticket}/tanda-terima")
    assert entry_check_code(key) not in other.text
    assert "Kode cek hanya tercetak" in other.text
    await enter(sari)
    assert entry_check_code(key) not in (await sari.get(f"/loket/{ticket}/tanda-terima")).text


async def test_the_same_form_twice_is_one_case_and_says_so(
    sari: Visitor, filled: SqlStore, reader: None
) -> None:
    key = await token(sari)
    first = await enter(sari, key)
    second = await enter(sari, key, teks="Diubah sesudah disimpan.")
    assert ticket_of(first) == ticket_of(second)
    assert "sudah tercatat sebelumnya" in second.text
    assert "sudah tercatat sebelumnya" not in first.text
    shown = await view(filled, ticket_of(first))
    assert [message.text for message in shown.messages] == [TEXT]


async def test_while_nobody_reads_the_code_is_shown_and_the_number_follows(
    sari: Visitor, filled: SqlStore, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.waiting.PATIENCE", 0.0)
    key = await token(sari)
    waiting = await enter(sari, key, wait=False)
    assert waiting.url.path == "/loket/tanda-terima"
    assert entry_check_code(key) in waiting.text
    assert waiting.headers["refresh"] == "5"
    assert not find_tickets(waiting.text)
    await read_next(filled, {LOKET: open_channel(LOKET, Settings())}, desk(), clock)
    there = await sari.client.get("/loket/tanda-terima", follow_redirects=True)
    assert find_tickets(there.text)[0] == ticket_of(there)
    assert entry_check_code(key) in there.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"cara": ""}, "Pilih bagaimana"),
        ({"cara": "g"}, "Pilih bagaimana"),
        ({"diterima": ""}, "Isi tanggal dan jam"),
        ({"diterima": "kemarin"}, "Isi tanggal dan jam"),
        ({"diterima": "2026-04-02T10:11"}, "masa depan"),
        ({"bukti": "", "diterima": "2026-04-01T10:09"}, "tulis buktinya"),
        ({"diterima": "2016-04-01T10:09", "bukti": "stempel"}, "Periksa tahunnya"),
        ({"diterima": "0001-01-01T00:00"}, "Isi tanggal dan jam"),
        ({"ditulis": "2026-02-30"}, "tidak dikenal"),
        ({"ditulis": "2026-04-03"}, "sesudah tanggal diterima"),
        ({"telepon": "123"}, "8 sampai 15 angka"),
        ({"telepon": "3214010101900001"}, "8 sampai 15 angka"),  # as long as a NIK
        ({"email": "wawan di rumah"}, "nama@example.com"),
        ({"nama": "a" * 201}, "terlalu panjang"),
        ({"teks": "  "}, "Tulis isi"),
        ({"teks": "a" * 20_001}, "20.000 huruf"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    sari: Visitor, filled: SqlStore, fields: dict[str, str], said: str
) -> None:
    key = await token(sari)
    answer = await enter(sari, key, typed=fields)
    assert answer.status_code == 422
    assert said in answer.text
    name = next(iter(fields))
    assert re.search(rf'<a href="#{name}(-d)?">', answer.text)
    assert 'aria-invalid="true"' in answer.text or name == "cara"
    assert key in answer.text, "the same form, sent again, is the same entry"
    assert (fields.get("nama") or "Wawan Hermawan") in answer.text
    lag = await filled.read(lambda unit: unit.ledger.lag())
    assert LOKET not in lag


async def test_what_came_days_ago_passes_with_its_evidence(
    sari: Visitor, filled: SqlStore, reader: None
) -> None:
    fields = {"cara": "c", "diterima": "2026-03-30T09:00", "bukti": "Stempel agenda", "ditulis": "2026-03-27"}
    case = await case_of(filled, await enter(sari, typed=fields))
    shown = await view(filled, case.ticket)
    recorded = next(entry for entry in shown.entries if entry.what == "recorded")
    assert (recorded.by, recorded.detail) == ("sari", {"letter": "c", "evidence": "Stempel agenda"})
    assert "Tertulis tanggal: 27-03-2026" in shown.messages[0].full_text
    assert case.received_at.isoformat() == "2026-03-30T02:00:00+00:00"


async def test_without_a_name_the_receipt_asks_for_it(sari: Visitor, reader: None) -> None:
    answer = await enter(sari, nama="")
    assert "Mohon dilengkapi paling lambat" in answer.text
    assert "nama Bapak/Ibu" in answer.text


async def test_scans_and_photos_come_along(sari: Visitor, filled: SqlStore, reader: None) -> None:
    files = [
        ("berkas", ("surat.pdf", b"%PDF-1.4 isi", "application/pdf")),
        ("berkas", ("buka.exe", b"MZ\x90", "image/png")),
    ]
    shown = await view(filled, ticket_of(await enter(sari, files=files)))
    kept = [(file.filename, file.refused) for file in shown.messages[0].attachments]
    assert kept == [("surat.pdf", ""), ("buka.exe", "executable")]


async def test_more_files_than_ten_and_more_than_25_mb_are_refused(sari: Visitor) -> None:
    many = [("berkas", (f"{n}.txt", b"a", "text/plain")) for n in range(MOST_FILES + 1)]
    answer = await enter(sari, files=many)
    assert (answer.status_code, "Paling banyak 10 berkas. Hapus" in answer.text) == (422, True)
    large = [("berkas", ("a.txt", bytes(LARGEST_FILES + 1), "text/plain"))]
    answer = await enter(sari, files=large)
    assert (answer.status_code, "paling besar 25 MB" in answer.text) == (422, True)
    assert "a.txt" in answer.text


async def test_a_large_scan_is_never_put_on_the_disk_in_clear(
    sari: Visitor, reader: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spilled(_file: object) -> None:
        raise AssertionError("an upload was written to a temporary file")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", spilled)
    scan = [("berkas", ("surat.pdf", b"%PDF-1.4 " + bytes(3_000_000), "application/pdf"))]
    assert ticket_of(await enter(sari, files=scan))


async def test_files_come_back_as_lines_to_tick(sari: Visitor, filled: SqlStore, reader: None) -> None:
    files = [
        ("berkas", ("surat.pdf", b"%PDF-1.4 isi", "application/pdf")),
        ("foto", ("a.png", PNG, "image/png")),
    ]
    wrong = await enter(sari, files=files, nama="x" * 201)
    lines = re.findall(r'name="(simpanan-\d+)" value="([^"]+)" checked', wrong.text)
    assert [name for name, _ in lines] == ["simpanan-1", "simpanan-2"]
    ticked = {name: html.unescape(value) for name, value in lines[1:]}
    shown = await view(filled, ticket_of(await enter(sari, typed=ticked)))
    (kept,) = shown.messages[0].attachments
    assert (kept.filename, kept.content_type) == ("a.png", "image/png")
    assert (await sari.get(f"/lampiran/{kept.id}")).content == PNG


@pytest.mark.parametrize(
    "line", ['["a","b","1:0:0:0",3]', f'["a","b","1:{"0" * 32}:0:1:AAAA",3]', "[]", "x", '["a","b",null,1]']
)
async def test_a_made_up_line_opens_no_file(sari: Visitor, reader: None, line: str) -> None:
    answer = await enter(sari, typed={"simpanan-1": line})
    assert answer.status_code in {200, 422}
    assert "tidak tersimpan" in answer.text or "Tanda terima" in answer.text


async def test_a_file_that_was_swept_away_is_asked_for_again(sari: Visitor, filled: SqlStore) -> None:
    files = [("berkas", ("surat.pdf", b"%PDF-1.4 isi", "application/pdf"))]
    wrong = await enter(sari, files=files, nama="x" * 201)
    (line,) = re.findall(r'name="simpanan-1" value="([^"]+)"', wrong.text)
    assert await filled.sweep_files(older_than=-1.0) >= 1
    answer = await enter(sari, typed={"simpanan-1": html.unescape(line)})
    assert (answer.status_code, "Pilih lagi berkasnya" in answer.text, TEXT in answer.text) == (
        422,
        True,
        True,
    )


async def test_a_wish_for_secrecy_is_noted(sari: Visitor, filled: SqlStore) -> None:
    assert (
        await sari.client.post(
            "/loket",
            data=CALL | {"kunci": await token(sari), "kerahasiaan": "confidential_all"},
            files=NO_FILE,
        )
    ).status_code == 303
    (leased,) = await filled.write(lambda unit: unit.envelopes.lease(NOW, 1, timedelta(minutes=1)))
    (message,) = open_channel(LOKET, Settings()).parse(leased.envelope)
    assert isinstance(message, InboundMessage)
    assert message.record is not None
    assert message.record.anonymity is Anonymity.CONFIDENTIAL_ALL


async def test_a_body_beyond_all_bounds_is_refused_unread(sari: Visitor) -> None:
    site = sari.client.base_url
    reader, writer = await asyncio.open_connection(site.host, site.port)
    head = f"POST /loket HTTP/1.1\r\nHost: {site.host}:{site.port}\r\nOrigin: {str(site).rstrip('/')}\r\n"
    writer.write(f"{head}Content-Length: {LONGEST_BODY + 1}\r\n\r\n".encode())
    status = await reader.readline()
    said = await reader.readuntil(b"</html>")
    writer.close()
    assert b" 413 " in status
    assert "Kiriman terlalu besar" in said.decode()


async def test_an_allegation_gets_its_receipt_and_leaves_the_officer_s_sight(
    sari: Visitor, filled: SqlStore, url: str, clock: StoppedClock, reader: None
) -> None:
    answer = await enter(sari, teks=BRIBE)
    ticket = ticket_of(answer)
    assert (await view(filled, ticket)).complaint.restricted
    assert ticket in answer.text
    assert "Buka kasusnya" not in answer.text
    assert (await sari.get(f"/kasus/{ticket}")).status_code == 404
    sari.client.cookies.delete(OPEN.receipt_cookie)
    assert (await sari.get(f"/loket/{ticket}/tanda-terima")).status_code == 404


async def test_a_case_of_another_channel_has_no_receipt_here(sari: Visitor) -> None:
    assert (await sari.get(f"/loket/{PBG.ticket}/tanda-terima")).status_code == 404
    assert (await sari.get("/loket/PWK-2026-999999-X/tanda-terima")).status_code == 404


async def test_without_an_entry_there_is_no_receipt_to_wait_for(sari: Visitor) -> None:
    assert (await sari.get("/loket/tanda-terima")).headers["location"] == "/loket"


async def test_a_busy_store_says_so_and_loses_nothing(sari: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(*_: object) -> None:
        raise StoreBusy("full")

    monkeypatch.setattr("web.staff.desk.entry.keep_entries", busy)
    answer = await enter(sari)
    assert answer.status_code == 503
    assert "sistem sedang sibuk" in answer.text
    assert TEXT in answer.text


async def test_after_the_session_the_form_comes_back_and_asks_for_the_files(
    sari: Visitor, filled: SqlStore, url: str, clock: StoppedClock
) -> None:
    key = await token(sari)
    async with httpx.AsyncClient(verify=IN_CLEAR, base_url=url, headers={"Origin": url}) as stranger:
        shown = await stranger.post("/loket", data=CALL | {"kunci": key}, files=NO_FILE)
    assert (shown.status_code, TEXT in shown.text) == (403, True)
    again = await sari.client.post("/loket", data=CALL | {"kunci": key})
    assert (again.status_code, "kembali tanpa berkas" in again.text) == (422, True)


async def test_a_post_from_another_site_enters_nothing(sari: Visitor, filled: SqlStore) -> None:
    data = CALL | {"kunci": await token(sari)}
    headers = {"Origin": "http://jahat.example"}
    answer = await sari.client.post("/loket", data=data, files=NO_FILE, headers=headers)
    assert answer.status_code == 403
    assert LOKET not in await filled.read(lambda unit: unit.ledger.lag())


async def test_a_made_up_key_is_replaced(sari: Visitor) -> None:
    answer = await enter(sari, "x")
    assert answer.status_code == 422
    assert 'value="x"' not in answer.text


async def test_the_case_of_the_desk_takes_notes_and_prepares_what_a_person_tells(
    sari: Visitor, reader: None
) -> None:
    page = await sari.get(f"/kasus/{ticket_of(await enter(sari))}")
    assert "Tanda terima diserahkan" in page.text
    assert 'value="catatan"' in page.text
    assert "Siapkan untuk disampaikan petugas" in page.text
    assert "dikirim dalam" not in page.text


async def test_an_office_without_a_desk_has_no_such_page(filled: SqlStore, clock: StoppedClock) -> None:
    async with serving(filled, clock) as plain:
        officer = await seat(filled, plain, "sari", clock.now())
        async with officer.client:
            assert (await officer.get("/loket")).status_code == 404
            assert (await officer.client.post("/loket", data=CALL)).status_code == 404
            assert 'href="/loket"' not in (await officer.get("/")).text


async def test_the_receipt_speaks_three_languages(sari: Visitor, reader: None) -> None:
    ticket = ticket_of(await enter(sari))
    for code, said in (("su", "Tanda tarima pangaduan"), ("en", "Thursday, 2 April 2026")):
        sari.client.cookies.set("lang", code)
        assert said in (await sari.get(f"/loket/{ticket}/tanda-terima")).text


async def test_after_a_quarter_of_an_hour_the_browser_forgets(sari: Visitor, reader: None) -> None:
    answer = await enter(sari, wait=False)
    cookie = answer.history[0].headers["set-cookie"].lower()
    assert "max-age=900" in cookie
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_square_code_is_a_picture_of_its_own_text() -> None:
    one, other = qr("STATUS PWK-2026-000123-K K7Q2M4XH"), qr("STATUS PWK-2026-000124-H K7Q2M4XH")
    assert one.startswith("data:image/svg+xml")
    assert one != other
    assert "#fff" in unquote(one), "white ground, or it cannot be read in the dark"


async def fill(page: Page) -> None:
    await page.goto("/loket")
    await page.get_by_label("Telepon", exact=True).first.check()
    await page.get_by_label("Nama", exact=True).fill("Wawan Hermawan")
    await page.locator("#telepon").fill("0812 0000 0017")
    await page.get_by_label("Isi pengaduan").fill(TEXT)
    await page.locator("#berkas").set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
    )


async def fits(page: Page) -> None:
    assert await page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


SMALL = """() => [...document.querySelectorAll('main button, main a, main select, main textarea, main input:not([type=hidden])')]
  .filter(e => { const r = (e.closest('label') || e).getBoundingClientRect(); return r.width && r.height < 44; })
  .map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "pc"])
async def test_an_officer_enters_a_call_in_a_browser(
    chromium: Browser, url: str, reader: None, phone: bool, script: bool
) -> None:
    opened: Screen = await screen(chromium, url, phone=phone, script=script)
    await opened.sign_in()
    page = opened.page
    await page.get_by_role("link", name="Loket").click()
    await expect(page.get_by_role("heading", name="Catat pengaduan")).to_be_visible()
    await fill(page)
    await fits(page)
    if phone:
        assert await page.evaluate(SMALL) == []
    await page.get_by_role("button", name="Simpan").click()
    await expect(page.get_by_role("heading", name="Tanda terima pengaduan")).to_be_visible()
    await fits(page)
    await expect(page.get_by_role("button", name="Cetak")).to_be_visible(visible=script)
    assert await page.locator(".qr").evaluate("image => image.naturalWidth > 20")
    await page.emulate_media(media="print")
    for control in (".receipt-acts", ".top", ".foot"):
        await expect(page.locator(control)).to_be_hidden()
    await expect(page.locator(".receipt")).to_be_visible()
    assert opened.faults == []


async def test_errors_lead_to_their_fields(chromium: Browser, url: str) -> None:
    opened = await screen(chromium, url)
    await opened.sign_in()
    page = opened.page
    await page.goto("/loket")
    await page.get_by_role("button", name="Simpan").click()
    await expect(page.get_by_role("alert")).to_contain_text("Pilih bagaimana")
    await expect(page).to_have_title(re.compile("^Kesalahan"))
    await page.get_by_role("link", name="Tulis isi pengaduannya.").click()
    await expect(page.locator("#teks")).to_be_focused()


async def test_the_receipt_is_one_sheet_of_a5(chromium: Browser, url: str, reader: None) -> None:
    opened = await screen(chromium, url)
    await opened.sign_in()
    await fill(opened.page)
    await opened.page.get_by_role("button", name="Simpan").click()
    await expect(opened.page.locator(".receipt")).to_be_visible()
    sheet = await opened.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", sheet)
    _, _, width, height = (float(number) for number in box.split())
    assert (round(width), round(height)) == (420, 595)  # points


def test_the_longest_wait_is_short() -> None:
    assert timedelta(seconds=PATIENCE) <= timedelta(seconds=2)
