"""What an officer sends by hand: the text to paste, the link to open, and the word that it was done."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from core.capabilities import Capabilities
from core.case.complaint import Entry
from core.message import Purpose
from core.ports.inbox import Role, ShownMessage, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from storage.store import SqlStore
from tests.web import office
from tests.web.conftest import Visitor, screen, seat, serving
from tests.web.office import ACCOUNT, BRIBE, NOW, PBG, StoppedClock
from tests.web.test_browser import OUTLINE, SMALL, UNNAMED
from tests.web.test_deeds import look

CASE = f"/kasus/{PBG.ticket}"
LINK = "https://instagram.example/p/DCH2uvnzgma/"
TODAY = "2026-04-02"
MANAGER = Viewer("dadan", Role.COMPLAINT_MANAGER)


async def hand_over(store: SqlStore, link: str = LINK, ticket: str = PBG.ticket) -> ShownMessage:
    """The acknowledgement of a case is found to be nothing that a program may send."""

    def refuse(unit: Unit) -> None:
        for sending in unit.outbox.lease(ACCOUNT, NOW, 50, timedelta(minutes=1)):
            unit.outbox.by_hand(sending, link, NOW)

    await store.write(refuse)
    return acknowledgement(await store.read(lambda unit: unit.inbox.case(MANAGER, ticket)))


def acknowledgement(view: object) -> ShownMessage:
    messages: tuple[ShownMessage, ...] = getattr(view, "messages", ())
    (found,) = [one for one in messages if one.purpose is Purpose.ACKNOWLEDGEMENT]
    return found


def ready(page: str) -> str:
    """The text in the box from which it is copied."""
    return html.unescape(page.split("readonly>")[1].partition("</textarea>")[0])


async def test_the_case_shows_the_text_to_paste_and_where(sari: Visitor, filled: SqlStore) -> None:
    message = await hand_over(filled)
    page = (await sari.get(CASE)).text
    assert ready(page) == message.text
    assert f'href="{LINK}" target="_blank" rel="noopener noreferrer"' in page
    assert "Sudah saya kirim" in page
    assert f'value="{TODAY}"' in page
    assert "Perlu dikirim petugas · otomatis" in page, "the history's line"


async def test_only_a_page_of_the_web_is_a_link(sari: Visitor, filled: SqlStore) -> None:
    await hand_over(filled, "javascript:alert(1)")
    page = (await sari.get(CASE)).text
    assert "javascript:" not in page
    assert "Kirim lewat akun kantor di kanal ini." in page


async def test_the_inbox_counts_and_lists_what_waits(sari: Visitor, filled: SqlStore) -> None:
    assert 'Perlu dikirim petugas <span class="count">0<' in (await sari.get("/")).text
    await hand_over(filled)
    page = (await sari.get("/?tampilan=by_hand")).text
    assert 'Perlu dikirim petugas <span class="count">4<' in page, (
        "the restricted case does not exist for her"
    )
    assert page.count('<li class="row') == 4
    assert '<span class="tag wait">Perlu dikirim petugas</span>' in page


async def test_the_officer_s_word_settles_it(sari: Visitor, filled: SqlStore) -> None:
    message = await hand_over(filled)
    answer = await sari.post(f"{CASE}/disampaikan", pesan=str(message.id), tindakan="sudah", tanggal=TODAY)
    assert answer.headers["location"] == f"{CASE}?kabar=disampaikan#kabar"
    page = (await sari.get(answer.headers["location"])).text
    assert "Dicatat: warga sudah diberi tahu." in page
    assert "Disampaikan petugas · Neng Sari" in page
    assert re.search(r'class="fate told">Disampaikan petugas · <time[^>]*>Kam 2 Apr 2026', page)
    assert "Sudah saya kirim" not in page
    (entry,) = await entries(filled, "told")
    assert (entry.by, entry.detail["on"]) == ("sari", TODAY)
    again = await sari.post(f"{CASE}/disampaikan", pesan=str(message.id), tindakan="sudah", tanggal=TODAY)
    assert again.headers["location"] == f"{CASE}?kabar=sudah-dicatat#kabar"
    assert len(await entries(filled, "told")) == 1


async def entries(store: SqlStore, what: str) -> list[Entry]:
    return [entry for entry in (await look(store)).entries if entry.what == what]


async def test_what_cannot_be_sent_is_noted_with_its_reason(sari: Visitor, filled: SqlStore) -> None:
    message = await hand_over(filled)
    empty = await sari.post(f"{CASE}/disampaikan", pesan=str(message.id), tindakan="tidak", alasan=" ")
    assert empty.status_code == 422
    assert "Tulis dulu mengapa pesan ini tidak dapat dikirim." in empty.text
    assert "<details open>" in empty.text, "the field that lacks is in sight"
    answer = await sari.post(
        f"{CASE}/disampaikan", pesan=str(message.id), tindakan="tidak", alasan="Akunnya dihapus"
    )
    assert answer.headers["location"] == f"{CASE}?kabar=tidak-disampaikan#kabar"
    settled = acknowledgement(await look(filled))
    assert (settled.send_state, settled.reason) == (SendState.FAILED, "not-told")
    page = (await sari.get(CASE)).text
    assert "Alasan: Akunnya dihapus" in page
    assert "petugas tidak dapat menyampaikannya" in page


@pytest.mark.parametrize("day", ["2026-04-03", "2026-04-01", "kemarin", ""])
async def test_a_day_that_cannot_be_comes_back_with_a_word(sari: Visitor, filled: SqlStore, day: str) -> None:
    message = await hand_over(filled)
    answer = await sari.post(f"{CASE}/disampaikan", pesan=str(message.id), tindakan="sudah", tanggal=day)
    assert answer.status_code == 422
    assert "Tanggal ini tidak mungkin" in answer.text
    assert f'aria-describedby="tugas-{message.id}-galat"' in answer.text
    assert acknowledgement(await look(filled)).send_state is SendState.BY_HAND


async def lose(store: SqlStore) -> ShownMessage:
    """The acknowledgement of a case does not reach its citizen."""

    def refuse(unit: Unit) -> None:
        for sending in unit.outbox.lease(ACCOUNT, NOW, 50, timedelta(minutes=1)):
            unit.outbox.failed(sending, "recipient-gone", None, NOW)

    await store.write(refuse)
    return acknowledgement(await store.read(lambda unit: unit.inbox.case(MANAGER, PBG.ticket)))


async def undelivered(officer: Visitor) -> bool:
    return PBG.ticket in (await officer.get("/?tampilan=undelivered")).text


async def test_what_was_lost_is_told_otherwise_and_leaves_the_view(sari: Visitor, filled: SqlStore) -> None:
    message = await lose(filled)
    assert await undelivered(sari)
    page = (await sari.get(CASE)).text
    assert "Sudah ditangani dengan cara lain?" in page
    wrong = await sari.post(
        f"{CASE}/disampaikan", pesan=str(message.id), tindakan="sudah", tanggal="2026-04-09"
    )
    assert wrong.status_code == 422
    assert f'aria-describedby="hilang-{message.id}-galat" autofocus' in wrong.text
    assert f'<details open><summary id="hilang-{message.id}">' in wrong.text
    await sari.post(f"{CASE}/disampaikan", pesan=str(message.id), tindakan="sudah", tanggal=TODAY)
    assert acknowledgement(await look(filled)).send_state is SendState.TOLD
    assert len(await entries(filled, "told")) == 1
    assert not await undelivered(sari)
    assert "Sudah ditangani dengan cara lain?" not in (await sari.get(CASE)).text


async def test_what_was_lost_and_need_not_be_told_any_more_leaves_the_view_with_a_reason(
    sari: Visitor, filled: SqlStore
) -> None:
    message = await lose(filled)
    form = {"pesan": str(message.id), "tindakan": "tidak"}
    assert (await sari.post(f"{CASE}/disampaikan", **form, alasan=" ")).status_code == 422
    assert await undelivered(sari)
    await sari.post(f"{CASE}/disampaikan", **form, alasan="Warga datang sendiri")
    settled = acknowledgement(await look(filled))
    assert (settled.send_state, settled.reason) == (SendState.FAILED, "waived")
    assert len(await entries(filled, "waived")) == 1
    assert not await undelivered(sari)
    page = (await sari.get(CASE)).text
    assert "Alasan: Warga datang sendiri" in page
    assert "Tidak terkirim: menurut petugas tidak perlu disampaikan lagi" in page
    assert "Sudah ditangani dengan cara lain?" not in page
    assert "item out troubled" not in page
    again = await sari.post(f"{CASE}/disampaikan", **form, alasan="Lagi")
    assert again.headers["location"] == f"{CASE}?kabar=sudah-dicatat#kabar"


async def test_what_no_officer_could_tell_can_still_be_told_later(sari: Visitor, filled: SqlStore) -> None:
    message = await hand_over(filled)
    await sari.post(f"{CASE}/disampaikan", pesan=str(message.id), tindakan="tidak", alasan="Tidak diangkat")
    assert await undelivered(sari)
    await sari.post(f"{CASE}/disampaikan", pesan=str(message.id), tindakan="sudah", tanggal=TODAY)
    assert acknowledgement(await look(filled)).send_state is SendState.TOLD
    assert not await undelivered(sari)


async def test_a_forged_form_settles_nothing(sari: Visitor, filled: SqlStore) -> None:
    message = await hand_over(filled)
    number = str(message.id)
    for fields in ({"pesan": number}, {"pesan": "x", "tindakan": "sudah"}, {"tindakan": "sudah"}):
        assert (await sari.post(f"{CASE}/disampaikan", **fields)).status_code == 422
    restricted = await sari.post(
        f"/kasus/{BRIBE.ticket}/disampaikan", pesan=number, tindakan="sudah", tanggal=TODAY
    )
    assert restricted.status_code == 404
    assert acknowledgement(await look(filled)).send_state is SendState.BY_HAND


async def test_where_no_program_may_send_the_button_says_so(
    filled: SqlStore, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = {ACCOUNT: Capabilities(official=False, privately=False)}
    laid_down = replace(office.desk(), capabilities=able)
    monkeypatch.setattr(office, "desk", lambda: laid_down)
    async with serving(filled, clock) as address:
        visitor = await seat(filled, address, "sari", clock.now())
        async with visitor.client:
            page = (await visitor.get(CASE)).text
            assert "Siapkan untuk disampaikan petugas" in page
            assert "Di kanal ini hanya petugas yang dapat mengirim" in page
            assert "Kirim ke warga" not in page
            version = page.split('name="versi" value="')[1].partition('"')[0]
            answer = await visitor.post(f"{CASE}/tulis", teks="Selesai", tindakan="kirim", versi=version)
            assert answer.headers["location"] == f"{CASE}?kabar=disiapkan#kabar"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("phone", [False, True])
async def test_it_works_on_pc_and_phone_with_and_without_scripts(
    chromium: Browser, url: str, filled: SqlStore, script: bool, phone: bool
) -> None:
    await hand_over(filled)
    opened = await screen(chromium, url, phone=phone, script=script)
    page = opened.page
    await opened.sign_in()
    await page.goto("/?tampilan=by_hand")
    await page.get_by_role("link", name="Wawan Hermawan").click()
    await expect(page.get_by_label("Salin teks ini")).to_have_value(re.compile("Kami terima"))
    copy = page.get_by_role("button", name="Salin", exact=True)
    if script:
        await page.context.grant_permissions(["clipboard-write", "clipboard-read"])
        await copy.click()
        await expect(page.get_by_role("button", name="Tersalin")).to_be_visible()
    else:
        await expect(copy).to_be_hidden()
    assert await page.evaluate(UNNAMED) == []
    assert (await page.evaluate(OUTLINE))[0] == 1
    if phone:
        assert await page.evaluate(SMALL) == []
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.get_by_role("button", name="Sudah saya kirim").click()
    await expect(page.get_by_role("status")).to_contain_text("warga sudah diberi tahu")
    assert opened.faults == []
