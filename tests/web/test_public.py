"""The citizens' pages: form, receipt, tracking page; over the real store and the real steps of the pipeline."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from app.build import build_calendar, build_desk
from app.config import AccountSection, Config, WebSection
from channels.mail import Settings as MailSettings
from channels.web import Settings, WebChannel, open_channel
from core.case.complaint import Complaint
from core.case.ticket import find_tickets
from core.desk import Desk
from core.errors import StoreBusy
from core.intake.read import read_next
from core.intake.web_entry import web_check_code
from core.message import Purpose, Terminal
from core.ports.inbox import CaseView, Role, Viewer
from core.ports.send import SendState
from core.work.reply import reply
from core.work.undo import undo
from storage.store import SqlStore
from tests.pipeline.leaving import Leaving
from tests.web.conftest import IN_CLEAR, SETTINGS, Screen, Visitor, screen, seat, serving, web_fixture
from tests.web.office import CHECK_CODE, DADAN, PBG, StoppedClock, forget
from tests.web.test_browser import SMALL, assert_named
from web.public.typed import TRAP
from web.settings import WebSettings

FORM = "/aduan/situs"
OPEN = WebSettings(SETTINGS.office, secure=False, accounts={"situs": "Situs DPMPTSP"}, forms=("situs", "mpp"))
TEXT = "Izin PBG rumah saya sudah dua bulan belum terbit, padahal berkas sudah lengkap."
NAMED = {
    "teks": TEXT,
    "layanan": "PBG",
    "identitas": "open",
    "nama": "Wawan Hermawan",
    "email": "wawan@example.com",
}
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
NO_FILE = [("berkas", ("", b"", "application/octet-stream"))]
MANAGER = Viewer("dadan", Role.COMPLAINT_MANAGER)
Files = list[tuple[str, tuple[str, bytes, str]]]


def forms(per_address: int = 50, per_site: int = 200) -> dict[str, WebChannel]:
    settings = Settings(per_address=per_address, per_site=per_site)
    return {name: open_channel(name, settings) for name in ("situs", "mpp")}


@cache
def desk() -> Desk:
    """The office with a mailbox, which carries news to contacts; a value, and dear to make."""
    mail = MailSettings("aduan@office.example", "localhost", "localhost", lambda: "x")
    accounts = (
        AccountSection("surat", "mail", "g", None, mail),
        AccountSection("situs", "web", "j", None, Settings()),
        AccountSection("mpp", "web", "k", None, Settings()),
    )
    config = Config(web=WebSection(public_url="https://aduan.office.example/"), accounts=accounts)
    return build_desk(config, build_calendar(config))


@web_fixture
async def url(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[str]:
    async with serving(filled, clock, OPEN, forms(), desk()) as address:
        yield address


async def read_all(store: SqlStore, clock: StoppedClock) -> None:
    while await read_next(store, forms(), desk(), clock):
        pass


@web_fixture
async def reader(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[None]:
    """What reads deliveries, as in the running service."""
    news = filled.subscribe("envelopes")

    async def read() -> None:
        while True:
            news.clear()
            await read_all(filled, clock)
            await news.wait()

    reading = asyncio.create_task(read())
    yield
    reading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reading


async def token(citizen: Visitor, path: str = FORM) -> str:
    found = re.search(r'name="kunci" value="([^"]+)"', (await citizen.get(path)).text)
    assert found
    return found[1]


async def send(
    citizen: Visitor,
    key: str = "",
    files: Files | None = None,
    path: str = FORM,
    tries: int = 20,
    **fields: str,
) -> httpx.Response:
    """The form is sent; on a busy machine the number comes when the page asks again."""
    data = NAMED | {"kunci": key or await token(citizen, path)} | fields
    answer = await citizen.client.post(path, data=data, files=files or NO_FILE, follow_redirects=True)
    while "refresh" in answer.headers and (tries := tries - 1):
        answer = await citizen.client.get(answer.url)
    return answer


@contextlib.asynccontextmanager
async def citizen_of(address: str) -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient(
        verify=IN_CLEAR, base_url=address, headers={"Origin": address}, timeout=60
    ) as client:
        yield Visitor(client)


async def bare(citizen: Visitor, path: str = FORM) -> int:
    """The status of one submission, without waiting for its receipt."""
    data = NAMED | {"kunci": await token(citizen, path)}
    return (await citizen.client.post(path, data=data, files=NO_FILE)).status_code


async def case_of(store: SqlStore, answer: httpx.Response) -> Complaint:
    assert answer.status_code == 200, answer.text
    (ticket,) = find_tickets(re.sub(r"<[^>]+>", " ", answer.text))[:1]
    found = await store.read(lambda unit: unit.cases.get(ticket))
    assert found is not None
    return found


async def view(store: SqlStore, ticket: str) -> CaseView:
    found = await store.read(lambda unit: unit.inbox.case(MANAGER, ticket))
    assert found is not None
    return found


async def look(citizen: Visitor, ticket: str, code: str) -> httpx.Response:
    return await citizen.post("/status", tiket=ticket, kode=code)


async def test_a_report_becomes_a_case_and_a_receipt(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    key = await token(visitor)
    answer = await send(visitor, key)
    case = await case_of(filled, answer)
    assert (case.account, case.letter, case.party.name) == ("situs", "j", "Wawan Hermawan")
    for said in (
        case.ticket,
        web_check_code(key),
        "Kamis, 23 April 2026",
        "14 hari kerja",
        "formulir di situs web",
    ):
        assert said in answer.text, said
    assert await filled.read(lambda unit: unit.cases.opens_with(case.ticket, web_check_code(key)))
    for written in (TEXT, "Wawan", "wawan@example.com"):
        assert written not in answer.text


async def test_the_two_sites_of_the_register_are_two_accounts(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    case = await case_of(filled, await send(visitor, path="/aduan/mpp"))
    assert (case.account, case.letter) == ("mpp", "k")
    assert (await visitor.get("/aduan/lain")).status_code == 404


async def test_the_contact_hears_of_the_ticket_and_of_nothing_else(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    key = await token(visitor)
    case = await case_of(filled, await send(visitor, key))
    (notice,) = [message for message in (await view(filled, case.ticket)).messages if not message.inbound]
    assert notice.purpose is Purpose.ACKNOWLEDGEMENT
    assert case.ticket in notice.text
    assert "https://aduan.office.example/status" in notice.text
    for secret in (web_check_code(key), TEXT, "PBG", "Wawan"):
        assert secret not in notice.text
    leased = await filled.write(
        lambda unit: unit.outbox.lease("surat", case.opened_at, 5, timedelta(minutes=1))
    )
    assert [sending.message.to.handle for sending in leased] == ["wawan@example.com"]


async def test_nobody_is_made_another_person_by_typing_an_address(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    first = await case_of(filled, await send(visitor))
    second = await case_of(filled, await send(visitor, nama="Orang Lain", teks="AC ruang tunggu mati."))
    assert first.party.id != second.party.id
    assert (await view(filled, first.ticket)).complaint.party.name == "Wawan Hermawan"


async def test_who_wants_no_name_leaves_none_behind(visitor: Visitor, filled: SqlStore, reader: None) -> None:
    case = await case_of(filled, await send(visitor, identitas="no_identity"))
    assert case.party.name is None
    assert "identity" in case.missing
    (message,) = (await view(filled, case.ticket)).messages
    assert "Wawan" not in message.full_text
    assert "wawan@" not in message.full_text


async def test_who_wants_to_be_hidden_is_restricted_at_once(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    case = await case_of(filled, await send(visitor, identitas="hidden_from_respondent"))
    assert case.restricted
    assert await filled.read(lambda unit: unit.inbox.case(Viewer("sari", Role.OFFICER), case.ticket)) is None


async def test_what_is_wrong_is_said_and_what_was_typed_stays(visitor: Visitor) -> None:
    answer = await send(
        visitor, teks="", email="wawan", telepon="12", files=[("berkas", ("a.jpg", JPEG, "image/jpeg"))]
    )
    assert answer.status_code == 422
    assert "<title>Kesalahan:" in answer.text
    for said in (
        "Ceritakan apa yang terjadi.",
        "seperti nama@example.com",
        "8 sampai 15 angka",
        "pilih lagi berkasnya",
    ):
        assert said in answer.text
    for typed in ("Wawan Hermawan", 'value="wawan"', 'value="12"', 'value="PBG"'):
        assert typed in answer.text
    assert 'href="#teks"' in answer.text


async def test_a_name_and_a_contact_are_asked_for_with_the_way_out(visitor: Visitor) -> None:
    answer = await send(visitor, nama="", email="")
    assert "Tulis nama Anda, atau pilih melapor tanpa nama." in answer.text
    assert "Tulis e-mail atau nomor telepon, atau pilih melapor tanpa nama." in answer.text
    assert (await send(visitor, identitas="tidak-ada")).status_code == 422


async def test_a_file_is_taken_by_what_it_is_not_by_its_name(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    for name, body in (
        ("foto.jpg", b"MZ\x90\x00"),
        ("foto.png", b"<!doctype html><script>"),
        ("a.zip", b"PK\x05\x06"),
    ):
        answer = await send(visitor, files=[("berkas", (name, body, "image/jpeg"))])
        assert answer.status_code == 422
        assert f"Berkas {name} tidak dapat diterima" in answer.text
        assert TEXT in answer.text
    case = await case_of(filled, await send(visitor, files=[("berkas", ("foto.bin", JPEG, "text/html"))]))
    (message, *_) = (await view(filled, case.ticket)).messages
    assert [(file.filename, file.content_type) for file in message.attachments] == [
        ("foto.bin", "image/jpeg")
    ]


async def test_too_many_and_too_large_files_are_named(visitor: Visitor) -> None:
    many: Files = [("berkas", (f"{n}.jpg", JPEG, "image/jpeg")) for n in range(6)]
    assert "Paling banyak 5 berkas" in (await send(visitor, files=many)).text
    large = [("berkas", ("a.jpg", JPEG + bytes(15_000_000), "image/jpeg"))]
    answer = await send(visitor, files=large)
    assert "paling besar 15" in answer.text
    huge = await send(visitor, files=[("berkas", ("a.jpg", bytes(17 * 1024 * 1024), "image/jpeg"))])
    assert huge.status_code == 413
    assert f'href="{FORM}"' in huge.text


async def test_files_never_lie_on_a_disk_in_clear(
    visitor: Visitor, reader: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spilled(*_: object, **__: object) -> None:
        raise AssertionError("an upload went to a temporary file")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", spilled)
    picture = JPEG + bytes(3 * 1024 * 1024)
    assert (await send(visitor, files=[("berkas", ("a.jpg", picture, "image/jpeg"))])).status_code == 200


async def test_an_impatient_double_click_is_one_complaint(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    key = await token(visitor)
    answers = await asyncio.gather(*(send(visitor, key) for _ in range(4)))
    assert len({(await case_of(filled, answer)).ticket for answer in answers}) == 1
    again = await send(visitor, key)
    assert "hanya tercatat sekali" in again.text


async def test_who_went_back_and_changed_the_text_is_asked_and_loses_nothing(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    key = await token(visitor)
    first = await case_of(filled, await send(visitor, key))
    asked = await send(visitor, key, teks="Kursi ruang tunggu juga kurang.")
    assert asked.status_code == 422
    assert "Pengaduan pertama Anda sudah terkirim" in asked.text
    assert "Kursi ruang tunggu juga kurang." in asked.text
    found = re.search(r'name="kunci" value="([^"]+)"', asked.text)
    assert found
    second = await case_of(filled, await send(visitor, found[1], teks="Kursi ruang tunggu juga kurang."))
    assert second.ticket != first.ticket


async def test_while_nobody_reads_the_code_is_shown_and_the_number_follows(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.waiting.PATIENCE", 0.0)
    key = await token(visitor)
    waiting = await send(visitor, key, tries=1)
    assert web_check_code(key) in waiting.text
    assert waiting.headers["refresh"] == "5"
    assert not find_tickets(waiting.text)
    await read_all(filled, clock)
    assert find_tickets((await visitor.get(f"{FORM}/tanda-terima")).text)


async def test_a_robot_gets_the_same_answer_and_what_it_sent_is_kept_and_counted(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.waiting.PATIENCE", 0.0)
    person = await visitor.client.post(FORM, data=NAMED | {"kunci": await token(visitor)}, files=NO_FILE)
    robot = await visitor.client.post(
        FORM, data=NAMED | {"kunci": await token(visitor), TRAP: "x"}, files=NO_FILE
    )
    assert (robot.status_code, robot.headers["location"]) == (person.status_code, person.headers["location"])
    await read_all(filled, clock)
    (balance,) = [
        one for one in await filled.read(lambda unit: unit.ledger.balances()) if one.account == "situs"
    ]
    assert (balance.ended, balance.missing) == ({Terminal.OPENED: 1, Terminal.AUTOMATIC: 1}, 0)


async def test_too_many_from_one_network_wait_and_keep_their_text(
    filled: SqlStore, clock: StoppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with (
        serving(filled, clock, OPEN, forms(per_address=2), desk()) as address,
        citizen_of(address) as citizen,
    ):
        assert [await bare(citizen) for _ in range(2)] == [303, 303]
        refused = await send(citizen)
        assert (refused.status_code, TEXT in refused.text) == (429, True)
        assert "terlalu banyak kiriman dari jaringan ini" in refused.text
        clock.advance(timedelta(minutes=61))
        assert await bare(citizen) == 303
    assert "127.0.0.1" not in " ".join(
        record.getMessage() for record in caplog.records if "aduan" in record.name
    )


async def test_a_site_is_bounded_too(filled: SqlStore, clock: StoppedClock) -> None:
    async with (
        serving(filled, clock, OPEN, forms(per_site=1), desk()) as address,
        citizen_of(address) as citizen,
    ):
        assert [await bare(citizen, path) for path in (FORM, FORM, "/aduan/mpp")] == [303, 429, 303]


async def test_a_busy_database_keeps_the_text(
    visitor: Visitor, filled: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await token(visitor)

    async def busy(*_: object, **__: object) -> None:
        raise StoreBusy("the queue is full")

    monkeypatch.setattr("web.public.write.keep", busy)
    answer = await send(visitor, key)
    assert (answer.status_code, TEXT in answer.text, key in answer.text) == (503, True, True)
    assert "Belum terkirim: sistem sedang sibuk" in answer.text


async def test_the_language_changes_and_what_was_typed_stays(visitor: Visitor) -> None:
    data = NAMED | {"kunci": await token(visitor), "bahasa": "su"}
    answer = await visitor.client.post(FORM, data=data, files=[("berkas", ("a.jpg", JPEG, "image/jpeg"))])
    assert '<html lang="su">' in answer.text
    assert "Naon nu kajadian?" in answer.text
    for typed in (TEXT, "Wawan Hermawan", "wawan@example.com", data["kunci"]):
        assert typed in answer.text
    assert "Berkas" in answer.text
    assert "Kesalahan" not in answer.text
    assert '<html lang="su">' in (await visitor.get("/status")).text


async def test_a_post_from_another_site_is_refused(url: str) -> None:
    async with httpx.AsyncClient(
        verify=IN_CLEAR, base_url=url, headers={"Origin": "https://jahat.example"}
    ) as client:
        for path in (FORM, "/status"):
            answer = await client.post(path, data=NAMED)
            assert answer.status_code == 403
            assert "unsafe" not in answer.headers["content-security-policy"]


async def test_the_public_pages_carry_the_strict_headers_and_no_inline_code(
    visitor: Visitor, reader: None
) -> None:
    await send(visitor)
    for path in (FORM, f"{FORM}/tanda-terima", "/status"):
        answer = await visitor.get(path)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "<style" not in answer.text
        assert " style=" not in answer.text
        assert answer.text.count("<script") == 1
        assert "Kotak masuk" not in answer.text


async def test_without_a_form_there_are_no_public_pages(filled: SqlStore, clock: StoppedClock) -> None:
    async with (
        serving(filled, clock) as address,
        httpx.AsyncClient(verify=IN_CLEAR, base_url=address) as client,
    ):
        for path in (FORM, "/status"):
            assert (await client.get(path)).status_code == 404


# The page of a case


async def answered(store: SqlStore, clock: StoppedClock, ticket: str, text: str) -> None:
    """An officer answers, and ten seconds later it has left."""
    case = await store.read(lambda unit: unit.cases.get(ticket))
    assert case is not None
    now, version = clock.now(), case.version
    await store.write(lambda unit: reply(desk(), unit, ticket, DADAN, text, now, version))
    clock.advance(timedelta(seconds=11))


async def leave(store: SqlStore, clock: StoppedClock) -> None:
    await Leaving(store, clock).all(forms())


async def test_the_tracking_page_tells_state_dates_and_the_answer(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, reader: None
) -> None:
    key = await token(visitor)
    case = await case_of(filled, await send(visitor, key))
    first = await look(visitor, case.ticket, web_check_code(key))
    assert first.status_code == 200
    for said in ("telah diterima", "Kamis, 23 April 2026", "Belum ada jawaban."):
        assert said in first.text, said
    await answered(filled, clock, case.ticket, "Izin Anda terbit hari Rabu.")
    assert "terbit hari Rabu" not in (await look(visitor, case.ticket, web_check_code(key))).text
    await leave(filled, clock)
    second = await look(visitor, case.ticket.lower().replace("-", " "), f" {web_check_code(key).lower()} ")
    assert "Izin Anda terbit hari Rabu." in second.text
    for private in (TEXT, "Wawan", "wawan@example.com", "dadan", "catatan"):
        assert private not in second.text


@pytest.mark.parametrize(
    ("language", "said", "unanswered"),
    [
        ("id", "sudah dihapus pada Kam 2 Apr 2026 atas permintaan pelapor", "Belum ada jawaban"),
        ("su", "parantos dipupus dina", "Teu acan aya waleran"),
        ("en", "was erased on Thu", "There is no answer yet"),
    ],
)
async def test_whose_content_was_erased_reads_why_and_is_asked_for_nothing(
    visitor: Visitor,
    filled: SqlStore,
    clock: StoppedClock,
    reader: None,
    language: str,
    said: str,
    unanswered: str,
) -> None:
    key = await token(visitor)
    case = await case_of(filled, await send(visitor, key))
    await answered(filled, clock, case.ticket, "Izin Anda terbit hari Rabu.")
    await forget(filled, case.ticket, clock.now())
    visitor.client.cookies.set("lang", language)
    page = await look(visitor, case.ticket, web_check_code(key))
    assert page.status_code == 200
    assert said in page.text
    assert case.ticket in page.text
    for absent in (unanswered, "Rabu", TEXT, "Wawan", "/status/tambah", "<section"):
        assert absent not in page.text, absent
    fields = {"tiket": case.ticket, "kode": web_check_code(key), "teks": "Masih ada?"}
    added = await visitor.post("/status/tambah", **fields)
    assert (added.status_code, said in added.text) == (200, True)


async def test_an_erased_case_still_names_the_channel_by_which_it_came(
    filled: SqlStore, clock: StoppedClock
) -> None:
    await forget(filled, PBG.ticket, clock.now())
    settings = replace(OPEN, kinds={"mail": "mail"})
    async with (
        serving(filled, clock, settings, forms(), desk()) as address,
        citizen_of(address) as citizen,
    ):
        page = (await look(citizen, PBG.ticket, CHECK_CODE)).text
    assert "<dd>surel</dd>" in page


@pytest.mark.parametrize("phone", [False, True])
async def test_the_page_of_an_erased_case_is_whole(
    chromium: Browser,
    url: str,
    visitor: Visitor,
    filled: SqlStore,
    clock: StoppedClock,
    reader: None,
    phone: bool,
) -> None:
    key = await token(visitor)
    case = await case_of(filled, await send(visitor, key))
    await forget(filled, case.ticket, clock.now())
    opened = await screen(chromium, url, phone=phone)
    page = opened.page
    await page.goto(f"/status?tiket={case.ticket}")
    await page.get_by_label("Kode cek").fill(web_check_code(key))
    await page.locator("main form button").click()
    await expect(page.get_by_text("atas permintaan pelapor")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not phone or await page.evaluate(SMALL) == []
    await assert_named(page)
    assert opened.faults == []


async def test_the_contact_hears_that_there_is_an_answer_and_not_what_it_says(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, reader: None
) -> None:
    case = await case_of(filled, await send(visitor))
    await answered(filled, clock, case.ticket, "Izin Anda terbit hari Rabu.")
    said = {m.purpose: m for m in (await view(filled, case.ticket)).messages if not m.inbound}
    assert "terbit hari Rabu" in said[Purpose.REPLY].text
    assert "terbit" not in said[Purpose.NEWS].text
    assert case.ticket in said[Purpose.NEWS].text


async def test_a_reply_that_is_taken_back_is_not_announced(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, reader: None
) -> None:
    case = await case_of(filled, await send(visitor))
    version, now = case.version, clock.now()
    await filled.write(lambda unit: reply(desk(), unit, case.ticket, DADAN, "Tunggu", now, version))
    sent = {m.purpose: m for m in (await view(filled, case.ticket)).messages if not m.inbound}
    assert await filled.write(lambda unit: undo(unit, case.ticket, sent[Purpose.REPLY].id, DADAN, now))
    after = {m.purpose: m for m in (await view(filled, case.ticket)).messages if not m.inbound}
    assert {after[p].send_state for p in (Purpose.REPLY, Purpose.NEWS)} == {SendState.FAILED}
    assert after[Purpose.NEWS].reason == "cancelled"


async def test_an_internal_note_never_shows(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, reader: None
) -> None:
    from core.work.note import note

    key = await token(visitor)
    case = await case_of(filled, await send(visitor, key))
    await filled.write(lambda unit: note(unit, case.ticket, DADAN, "Pelapor ini cerewet.", clock.now()))
    assert "cerewet" not in (await look(visitor, case.ticket, web_check_code(key))).text


async def test_a_wrong_code_and_an_unknown_ticket_look_alike(
    visitor: Visitor, filled: SqlStore, reader: None
) -> None:
    case = await case_of(filled, await send(visitor))
    wrong = await look(visitor, case.ticket, "AAAAAAAA")
    unknown = await look(visitor, "PWK-2026-999999-X", "AAAAAAAA")
    nonsense = await look(visitor, "", "")
    assert wrong.status_code == unknown.status_code == nonsense.status_code == 403
    said = [re.sub(r'value="[^"]*"', "", answer.text) for answer in (wrong, unknown, nonsense)]
    assert said[0] == said[1] == said[2]
    assert "<title>Kesalahan:" in said[0]


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/tidak-ada", FORM),
        ("/aduan/tidak-ada", FORM),
        ("/aduan/mpp/x", "/aduan/mpp"),
        ("/status/tidak-ada", "/status"),
    ],
)
async def test_a_citizen_who_is_lost_is_led_to_a_page_that_is_there(
    visitor: Visitor, path: str, way: str
) -> None:
    lost = await visitor.get(path)
    assert lost.status_code == 404
    assert "mulai dari halaman pengaduan" in lost.text
    assert f'class="main-button" href="{way}"' in lost.text
    assert (await visitor.get(way)).status_code == 200


async def test_the_officers_door_shows_citizens_their_way(visitor: Visitor) -> None:
    door = (await visitor.get("/masuk")).text
    assert f'href="{FORM}"' in door
    assert 'href="/status"' in door


async def test_an_officer_reads_who_wrote_and_where_a_reply_will_be_read(
    visitor: Visitor, filled: SqlStore, url: str, clock: StoppedClock, reader: None
) -> None:
    case = await case_of(filled, await send(visitor))
    dadan = await seat(filled, url, "dadan", clock.now())
    async with dadan.client:
        page = (await dadan.get(f"/kasus/{case.ticket}")).text
    assert "form-" not in page.split("<main")[1]
    assert "Balasan tampil di halaman status" in page
    assert "membaca jawaban di halaman status" in page


async def test_the_eleventh_try_in_a_minute_waits(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, reader: None
) -> None:
    key = await token(visitor)
    case = await case_of(filled, await send(visitor, key))
    codes = [(await look(visitor, case.ticket, "AAAAAAAA")).status_code for _ in range(11)]
    assert codes == [403] * 10 + [429]
    right = await look(visitor, case.ticket, web_check_code(key))
    assert right.status_code == 429
    assert "telah diterima" not in right.text
    clock.advance(timedelta(seconds=61))
    assert (await look(visitor, case.ticket, web_check_code(key))).status_code == 200


async def add(citizen: Visitor, ticket: str, code: str, text: str) -> httpx.Response:
    return await citizen.post("/status/tambah", tiket=ticket, kode=code, teks=text)


async def test_who_holds_the_code_adds_to_the_case_and_completes_it(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, reader: None
) -> None:
    key = await token(visitor)
    case = await case_of(filled, await send(visitor, key, identitas="no_identity"))
    assert "identity" in case.missing
    for _ in range(2):  # the same words twice are added once
        answer = await add(
            visitor, case.ticket, web_check_code(key), "Nama saya Wawan Hermawan, mohon dibantu."
        )
        assert "sudah kami terima" in answer.text
    await read_all(filled, clock)
    shown = await view(filled, case.ticket)
    assert [message.text for message in shown.messages if message.inbound][1:] == [
        "Nama saya Wawan Hermawan, mohon dibantu."
    ]
    assert shown.complaint.party.name == "Wawan Hermawan"
    assert "identity" not in shown.complaint.missing


async def test_nobody_adds_without_the_code_and_an_empty_word_is_no_addition(
    visitor: Visitor, filled: SqlStore, clock: StoppedClock, reader: None
) -> None:
    key = await token(visitor)
    case = await case_of(filled, await send(visitor, key))
    assert (await add(visitor, case.ticket, "AAAAAAAA", "Saya cabut.")).status_code == 403
    empty = await add(visitor, case.ticket, web_check_code(key), "  ")
    assert (empty.status_code, "Tulis dulu keterangannya." in empty.text) == (422, True)
    long = await add(visitor, case.ticket, web_check_code(key), "x" * 5_001)
    assert (long.status_code, "x" * 5_001 in long.text) == (422, True)
    await read_all(filled, clock)
    assert len([one for one in (await view(filled, case.ticket)).messages if one.inbound]) == 1


# In a browser


async def fill(page: Page) -> None:
    await page.goto(FORM)
    await page.get_by_label("Isi pengaduan").fill(TEXT)
    await page.get_by_label("Layanan atau izin").fill("PBG")
    await page.get_by_label("Nama", exact=True).fill("Wawan Hermawan")
    await page.get_by_label("E-mail").fill("wawan@example.com")


async def receipt_shown(page: Page) -> None:
    """On a busy machine the number comes when the page asks again, five seconds later."""
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text("Tanda terima pengaduan", timeout=20_000)


async def fits(page: Page, *, phone: bool) -> None:
    await page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    wide = await page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    await assert_named(page)
    if phone:
        small: list[str] = await page.evaluate(SMALL)
        assert [one for one in small if 'type="radio"' not in one] == [], page.url  # their labels are large


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "pc"])
async def test_a_citizen_reports_keeps_the_receipt_and_looks_it_up(
    chromium: Browser, url: str, reader: None, phone: bool, script: bool
) -> None:
    opened: Screen = await screen(chromium, url, phone=phone, script=script)
    page = opened.page
    await page.goto(FORM)
    await fits(page, phone=phone)
    await page.get_by_role("button", name="Kirim pengaduan").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page).to_have_title(re.compile("^Kesalahan:"))
    await page.get_by_role("link", name="Ceritakan apa yang terjadi.").click()
    await expect(page.locator("#teks")).to_be_focused()
    await fits(page, phone=phone)
    await fill(page)
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_label("What happened")).to_have_count(0)
    await expect(page.locator("#teks")).to_have_value(TEXT)
    await page.get_by_role("button", name="Bahasa Indonesia").click()
    await page.get_by_role("button", name="Kirim pengaduan").click()
    await receipt_shown(page)
    await fits(page, phone=phone)
    ticket = (await page.locator(".receipt-key .ticket").inner_text()).strip()
    code = (await page.locator(".receipt-key .code").inner_text()).strip()
    assert await page.locator(".qr").evaluate("image => image.naturalWidth > 20")
    await page.get_by_role("link", name="Cek status").click()
    await expect(page.get_by_label("Nomor tiket")).to_have_value(ticket)
    await page.get_by_label("Kode cek").fill("AAAAAAAA")
    await page.get_by_role("button", name="Lihat status").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await fits(page, phone=phone)
    await page.get_by_label("Kode cek").fill(code)
    await page.get_by_role("button", name="Lihat status").click()
    await expect(page.locator(".standing")).to_have_text("telah diterima")
    await fits(page, phone=phone)
    assert [fault for fault in opened.faults if "422" not in fault and "403" not in fault] == []
    assert [address for address in opened.requests if not address.startswith((url, "data:"))] == []


async def test_the_form_is_light(chromium: Browser, url: str) -> None:
    opened = await screen(chromium, url, phone=True)
    session = await opened.page.context.new_cdp_session(opened.page)
    await session.send("Network.enable")
    loaded: list[float] = []
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    await opened.page.goto(FORM, wait_until="networkidle")
    assert 0 < len(loaded) <= 6
    assert sum(loaded) <= 30_000
    print(f"cold form: {sum(loaded):.0f} bytes in {len(loaded)} requests")


async def test_enter_in_a_field_sends_the_form_and_changes_no_language(
    chromium: Browser, url: str, reader: None
) -> None:
    opened = await screen(chromium, url)
    await fill(opened.page)
    await opened.page.get_by_label("E-mail").press("Enter")
    await receipt_shown(opened.page)


async def test_the_receipt_is_one_sheet_of_a5(chromium: Browser, url: str, reader: None) -> None:
    opened = await screen(chromium, url)
    await fill(opened.page)
    await opened.page.get_by_role("button", name="Kirim pengaduan").click()
    await receipt_shown(opened.page)
    sheet = await opened.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
