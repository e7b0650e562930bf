"""A clerk's day in a real browser: PC and phone, with and without JavaScript."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

from playwright.async_api import Browser, Dialog, Page, expect

from storage.store import SqlStore
from tests.web.conftest import Screen, screen, web_fixture
from tests.web.office import BRIBE, CHAIRS, NOW, PBG, StoppedClock, write_again
from tests.web.test_deeds import look, replies

CASE = f"/kasus/{PBG.ticket}"
PATHS = ("/", "/?cari=kursi&komponen=facilities", CASE, "/kanal", "/tidak-ada")

SMALL = """() => [...document.querySelectorAll('a, button, select, summary, textarea, input:not([type=hidden])')]
  .filter(e => {
    const r = e.getBoundingClientRect();
    const row = e.closest('.row');
    const label = e.closest('label.choice') || e.id && document.querySelector(`label[for="${e.id}"].more-label`);
    const target = row ? row.getBoundingClientRect() : label ? label.getBoundingClientRect() : r;
    const inText = e.matches('.facts a, dd a, .skip');
    return r.width && !inText && (target.height < 44 || target.width < 24);
  }).map(e => e.outerHTML.slice(0, 90))"""

UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]
  .filter(e => !(e.innerText || e.textContent || '').trim() && !(e.labels && e.labels.length)
    && !e.getAttribute('aria-label')).map(e => e.outerHTML.slice(0, 90))"""

OUTLINE = """() => [...document.querySelectorAll('h1, h2, h3, h4')].map(e => Number(e.tagName[1]))"""

HIDDEN_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return 'body';
  const s = getComputedStyle(e), row = e.closest('.row'), label = e.nextElementSibling;
  const seen = [e, row, label].filter(Boolean).some(x => getComputedStyle(x).outlineStyle === 'solid');
  const r = (row || e).getBoundingClientRect();
  return seen && r.width > 0 && r.bottom > 0 && r.top < innerHeight ? '' : e.outerHTML.slice(0, 90);
}"""


@web_fixture
async def pc(chromium: Browser, url: str) -> AsyncIterator[Screen]:
    opened = await screen(chromium, url)
    yield opened
    assert opened.faults == []
    assert [address for address in opened.requests if not address.startswith(url)] == []


async def test_a_clerk_signs_in_finds_a_case_answers_and_takes_it_back(pc: Screen, filled: SqlStore) -> None:
    page = pc.page
    await pc.sign_in()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Semua terbuka")
    await page.get_by_label("Cari nama").fill("terbit")
    await page.get_by_role("button", name="Cari").click()
    await page.wait_for_url("**/?cari=terbit*")
    await page.get_by_role("link", name="Wawan Hermawan").click()
    await page.wait_for_url(f"**{CASE}")
    await expect(page.locator("mark", has_text="PBG").first).to_be_visible()

    await page.get_by_label("Balasan atau catatan").fill("Selesai hari Rabu.")
    await page.get_by_role("button", name="Kirim ke warga (e-mail)").click()
    await expect(page.get_by_role("status")).to_contain_text("dikirim dalam 10 detik")
    assert len(replies(await look(filled))) == 1
    await page.get_by_role("button", name="Batalkan kirim").click()
    assert "Selesai hari Rabu." in await page.get_by_label("Balasan atau catatan").input_value()
    await expect(page.get_by_text("Dibatalkan, tidak dikirim")).to_be_visible()


async def test_a_choice_in_the_filters_applies_at_once_and_lives_in_the_url(pc: Screen) -> None:
    page = pc.page
    await pc.sign_in()
    await page.get_by_label("Komponen").select_option(label="Sarana dan prasarana")
    await page.wait_for_url("**komponen=facilities**")
    await expect(page.locator(".row")).to_have_count(1)
    await page.reload()
    await expect(page.locator(".row")).to_have_count(1)
    await expect(page.get_by_label("Komponen")).to_have_value("facilities")
    await page.get_by_role("link", name="Hapus saringan").click()
    await expect(page.locator(".row")).to_have_count(4)
    await page.go_back()
    await expect(page.locator(".row")).to_have_count(1)


async def test_a_correction_moves_the_labels_and_says_who_did_it(pc: Screen) -> None:
    page = pc.page
    await pc.sign_in()
    await page.goto(CASE)
    await page.get_by_text("Koreksi klasifikasi").click()
    await page.get_by_label("Sektor").select_option(label="Pariwisata")
    await page.get_by_label("Alasan (dicatat").fill("Hotel")
    await page.get_by_role("button", name="Simpan koreksi").click()
    await expect(page.get_by_role("status")).to_contain_text("Klasifikasi diperbarui")
    await expect(page.locator(".item.event")).to_contain_text("Klasifikasi dikoreksi · Neng Sari")


async def test_a_note_and_a_reply_cannot_be_mistaken(pc: Screen, filled: SqlStore) -> None:
    page = pc.page
    await pc.sign_in()
    await page.goto(CASE)
    await page.get_by_label("Balasan atau catatan").fill("Hanya untuk kita.")
    await page.get_by_role("button", name="Simpan sebagai catatan internal").click()
    await expect(page.locator(".item.note")).to_contain_text("Hanya untuk kita.")
    assert replies(await look(filled)) == []
    await expect(page.get_by_role("button", name="Kirim ke warga (e-mail)")).to_be_visible()


async def test_when_the_citizen_wrote_first_the_text_stays_and_the_button_says_so(
    chromium: Browser, url: str, filled: SqlStore
) -> None:
    opened = await screen(chromium, url)
    page = opened.page
    await opened.sign_in()
    await page.goto(CASE)
    await page.get_by_label("Balasan atau catatan").fill("Jawaban saya")
    await write_again(filled, PBG, "Sudah beres, terima kasih.")
    await page.get_by_role("button", name="Kirim ke warga").click()
    await expect(page.get_by_role("alert")).to_contain_text("berubah sejak Anda membukanya")
    await expect(page.get_by_label("Balasan atau catatan")).to_have_value("Jawaban saya")
    await expect(page.get_by_label("Balasan atau catatan")).to_be_focused()
    await page.get_by_role("button", name="Tetap kirim ke warga (e-mail)").click()
    await expect(page.locator(".item.pending")).to_contain_text("Jawaban saya")
    assert [fault for fault in opened.faults if "409" not in fault] == []


async def test_a_correction_that_lacks_a_reason_puts_the_cursor_where_it_is_wanted(
    chromium: Browser, url: str
) -> None:
    opened = await screen(chromium, url)
    page = opened.page
    await opened.sign_in("dadan")
    await page.goto(f"/kasus/{BRIBE.ticket}")
    await page.get_by_text("Koreksi klasifikasi").click()
    await page.get_by_label("Dugaan pelanggaran integritas").select_option("tidak")
    await page.get_by_role("button", name="Simpan koreksi").click()
    await expect(page.get_by_label("Alasan (dicatat")).to_be_focused()
    await expect(page.get_by_label("Alasan (dicatat")).to_be_in_viewport()


async def test_a_reply_that_was_begun_is_not_left_without_a_question(pc: Screen) -> None:
    page, asked = pc.page, list[str]()

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    await pc.sign_in()
    await page.goto(CASE)
    await page.get_by_label("Balasan atau catatan").fill("Sudah kami periksa, dan")
    await page.get_by_role("link", name="Kanal").click()
    await expect(page.get_by_label("Balasan atau catatan")).to_have_value("Sudah kami periksa, dan")
    assert asked == ["beforeunload"]
    await page.get_by_role("button", name="Simpan sebagai catatan internal").click()
    await expect(page.locator(".item.note")).to_contain_text("Sudah kami periksa, dan")
    assert asked == ["beforeunload"], "what is sent is not lost"


async def test_a_restricted_case_is_nowhere_for_an_officer(chromium: Browser, url: str) -> None:
    officer, manager = await screen(chromium, url), await screen(chromium, url)
    await officer.sign_in("sari")
    await manager.sign_in("dadan")
    await expect(officer.page.get_by_text("Ujang Suparman")).to_have_count(0)
    await expect(manager.page.get_by_text("Ujang Suparman")).to_have_count(1)
    await officer.page.goto(f"/kasus/{BRIBE.ticket}")
    await expect(officer.page.get_by_role("heading", level=1)).to_have_text("Halaman tidak ditemukan")


async def test_the_list_never_moves_and_says_that_there_is_news(
    pc: Screen, filled: SqlStore, clock: StoppedClock
) -> None:
    page = pc.page
    await page.clock.install()
    await pc.sign_in()
    before = await page.locator(".row").all_inner_texts()
    await write_again(filled, CHAIRS, "Bagaimana kabarnya?", NOW + timedelta(seconds=30))
    await page.clock.run_for(16_000)
    await expect(page.locator("#changes")).to_have_text("1 perubahan baru")
    assert await page.locator(".row").all_inner_texts() == before
    clock.advance(timedelta(minutes=1))
    await page.get_by_role("link", name="Tampilkan").click()
    await expect(page.locator("#changes")).to_have_text("")


async def test_nobody_at_the_screen_means_no_more_questions(pc: Screen) -> None:
    page = pc.page
    await page.clock.install()
    await pc.sign_in()
    await page.clock.run_for(20 * 60_000)
    asked = [address for address in pc.requests if "perubahan" in address]
    assert 1 <= len(asked) <= 21, "an unattended screen must not keep its session awake"


async def test_everything_works_without_javascript(chromium: Browser, url: str, filled: SqlStore) -> None:
    opened = await screen(chromium, url, script=False)
    page = opened.page
    await opened.sign_in()
    await page.get_by_label("Komponen").select_option("turnaround_time")
    await page.get_by_label("Cari nama").fill("terbit")
    await page.get_by_role("button", name="Cari").click()
    assert await page.locator(".row").count() == 1
    await page.get_by_role("link", name="Wawan Hermawan").click()
    await page.get_by_label("Balasan atau catatan").fill("Tanpa skrip")
    await page.get_by_role("button", name="Kirim ke warga (e-mail)").click()
    await page.get_by_role("button", name="Batalkan kirim").click()
    assert "Tanpa skrip" in await page.get_by_label("Balasan atau catatan").input_value()
    await page.get_by_role("button", name="Simpan sebagai catatan internal").click()
    await expect(page.locator(".item.note")).to_have_count(1)
    await page.get_by_text("Koreksi klasifikasi").click()
    await page.get_by_label("Sektor").select_option("tourism")
    await page.get_by_role("button", name="Simpan koreksi").click()
    await expect(page.get_by_role("status")).to_contain_text("Klasifikasi diperbarui")
    await page.goto("/kanal")
    await expect(page.get_by_text("Semua kanal lancar.")).to_be_visible()
    await page.get_by_role("button", name="Basa Sunda").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Saluran")
    await page.get_by_role("button", name="Kaluar").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Lebet")
    assert opened.faults == []


async def test_a_narrow_phone_scrolls_down_only_and_its_targets_fit_a_thumb(
    chromium: Browser, url: str
) -> None:
    opened = await screen(chromium, url, phone=True)
    page = opened.page
    await opened.sign_in()
    for path in PATHS:
        await page.goto(path)
        await page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
        wide = await page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        assert await page.evaluate(SMALL) == [], path
    await page.goto("/")
    await page.get_by_text("Saringan", exact=True).click()
    await expect(page.get_by_label("Sektor")).to_be_visible()
    assert await page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


async def test_no_width_scrolls_sideways(pc: Screen) -> None:
    await pc.sign_in()
    for path in PATHS[:4]:
        await pc.page.goto(path)
        for width in (640, 768, 900, 1024, 1366):
            await pc.page.set_viewport_size({"width": width, "height": 768})
            wide = await pc.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} at {width} px is {wide} px too wide"


async def test_every_control_has_a_name_and_headings_step_down_by_one(pc: Screen) -> None:
    await pc.page.goto("/masuk")
    await assert_named(pc.page)
    await pc.sign_in()
    for path in PATHS[:4]:
        await pc.page.goto(path)
        await assert_named(pc.page)


async def assert_named(page: Page) -> None:
    assert await page.evaluate(UNNAMED) == [], page.url
    outline: list[int] = await page.evaluate(OUTLINE)
    assert outline.count(1) == 1, page.url
    assert all(later - earlier <= 1 for earlier, later in pairwise(outline))
    doubled = "() => { const i = [...document.querySelectorAll('[id]')].map(e => e.id); return i.length - new Set(i).size }"
    assert await page.evaluate(doubled) == 0, page.url
    assert await page.evaluate("() => document.querySelectorAll('main').length") == 1
    assert await page.title()


async def test_the_keyboard_reaches_everything_and_shows_where_it_is(pc: Screen) -> None:
    await pc.sign_in()
    for path in ("/", CASE):
        await pc.page.goto(path)
        reached = set()
        for _ in range(60):
            await pc.page.keyboard.press("Tab")
            lost = await pc.page.evaluate(HIDDEN_FOCUS)
            if lost == "body":
                break
            assert lost == "", path
            reached.add(await pc.page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)"))
        assert len(reached) > 12


async def test_the_inbox_is_light(pc: Screen) -> None:
    await pc.sign_in()
    session = await pc.page.context.new_cdp_session(pc.page)
    await session.send("Network.enable")
    await session.send("Network.clearBrowserCache")
    loaded: list[float] = []
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    await pc.page.goto("/", wait_until="networkidle")
    assert 0 < len(loaded) <= 6
    assert sum(loaded) <= 60_000
    print(f"cold inbox: {sum(loaded):.0f} bytes in {len(loaded)} requests")


async def test_paper_shows_the_case_and_not_the_controls(pc: Screen) -> None:
    await pc.sign_in()
    await pc.page.goto(CASE)
    await pc.page.emulate_media(media="print")
    await expect(pc.page.get_by_text("Mohon penjelasan").first).to_be_visible()
    for control in (".compose", ".top", ".foot"):
        await expect(pc.page.locator(control)).to_be_hidden()
