"""The list: views, filters and search in the URL, and what a row says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.ports.store import Unit
from core.work.reply import reply
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import (
    BRIBE,
    CHAIRS,
    LATE,
    NOW,
    PBG,
    QUESTION,
    SARI,
    StoppedClock,
    desk,
    tell,
    write_again,
)

TICKETS = {story.ticket: story for story in (PBG, CHAIRS, LATE, QUESTION, BRIBE)}


def listed(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('<a href="/kasus/')[1:]]


def counted(html: str, view: str) -> int:
    return int(html.split(f'{view} <span class="count">')[1].split("<", maxsplit=1)[0])


async def test_the_newest_case_stands_first(sari: Visitor) -> None:
    html = (await sari.get("/")).text
    assert listed(html) == [QUESTION.ticket, LATE.ticket, CHAIRS.ticket, PBG.ticket]
    assert listed((await sari.get("/kasus")).text) == listed(html)


async def test_a_row_says_who_what_and_by_when(sari: Visitor) -> None:
    html = (await sari.get("/")).text
    row = html.split(f'href="/kasus/{PBG.ticket}"')[1].split("</li>")[0]
    for words in (
        "Belum dibaca",
        "Wawan Hermawan",
        "Izin belum terbit",
        "Pengaduan",
        "Jangka waktu",
        "Pekerjaan umum dan perumahan",
        "2 hari kerja lagi",
        "Jawab paling lambat Sel 7 Apr 2026",
        "e-mail",
    ):
        assert words in row, words
    late = html.split(f'href="/kasus/{LATE.ticket}"')[1].split("</li>")[0]
    assert "Lewat 3 hari kerja" in late
    unsure = html.split(f'href="/kasus/{QUESTION.ticket}"')[1].split("</li>")[0]
    assert "Kam 9 Apr 2026 (belum pasti)" in unsure


async def test_a_person_without_a_name_is_shown_by_a_masked_address(sari: Visitor) -> None:
    html = (await sari.get("/")).text
    row = html.split(f'href="/kasus/{QUESTION.ticket}"')[1].split("</li>")[0]
    assert "w***@example.com" in row
    assert "warga126" not in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tampilan=mine", [PBG]),
        ("tampilan=due", [LATE, PBG]),
        ("tampilan=closed", []),
        ("jenis=information_request", [QUESTION]),
        ("komponen=facilities", [CHAIRS]),
        ("sektor=unknown", [CHAIRS]),
        ("akun=mail&komponen=product", [LATE]),
        ("akun=lain", []),
        ("cari=kursi", [CHAIRS]),
        ("cari=terbit", [PBG]),
        (f"cari={LATE.ticket}", [LATE]),
        ("cari=kursi&jenis=suggestion", []),
    ],
)
async def test_what_the_url_asks_is_what_the_list_shows(
    sari: Visitor, query: str, expected: list[object]
) -> None:
    html = (await sari.get(f"/?{query}")).text
    assert [TICKETS[ticket] for ticket in listed(html)] == expected


async def test_the_form_shows_the_filters_of_the_url(sari: Visitor) -> None:
    html = (await sari.get('/?cari=%22kursi"&komponen=facilities&tampilan=unread')).text
    assert 'value="&#34;kursi&#34;"' in html
    assert '<option value="facilities" selected>' in html
    assert '<input type="hidden" name="tampilan" value="unread">' in html
    assert 'href="/?tampilan=unread">Hapus saringan' in html


async def test_the_count_of_a_view_is_the_number_of_its_rows(sari: Visitor) -> None:
    html = (await sari.get("/")).text
    for view, name in (
        ("open", "Semua terbuka"),
        ("mine", "Milik saya"),
        ("due", "Tenggat dekat/lewat"),
    ):
        rows = listed((await sari.get(f"/?tampilan={view}")).text)
        assert counted(html, name) == len(rows), name


async def test_what_is_most_overdue_stands_first_among_the_dates(sari: Visitor, filled: SqlStore) -> None:
    sooner = replace(CHAIRS, number=300, due=date(2026, 3, 31))
    alike = replace(CHAIRS, number=301, due=LATE.due)
    await tell(filled, sooner, alike)
    shown = listed((await sari.get("/?tampilan=due")).text)
    assert shown == [alike.ticket, LATE.ticket, sooner.ticket, PBG.ticket]


async def test_the_dates_go_on_over_pages_and_none_is_left_out_or_shown_twice(
    sari: Visitor, filled: SqlStore
) -> None:
    many = [replace(CHAIRS, number=n, due=date(2026, 3, 1) + timedelta(days=n % 4)) for n in range(300, 420)]
    await tell(filled, *many)
    address, seen = "/?tampilan=due", list[str]()
    while address:
        html = (await sari.get(address)).text
        seen += listed(html)
        older = re.search(r'href="([^"]+)" rel="next"', html)
        address = older[1].replace("&amp;", "&") if older else ""
    assert sorted(seen) == sorted([*(story.ticket for story in many), LATE.ticket, PBG.ticket])
    assert seen[-2:] == [LATE.ticket, PBG.ticket]
    for strange in ("5", "999999999999999999"):
        assert (await sari.get(f"/?tampilan=due&sebelum={strange}")).status_code == 200


async def test_a_case_that_was_answered_is_marked_until_the_citizen_writes_again(
    sari: Visitor, filled: SqlStore
) -> None:
    def answer(unit: Unit) -> None:
        case = unit.cases.get(PBG.ticket)
        assert case is not None
        reply(desk(), unit, PBG.ticket, SARI, "Sudah terbit.", NOW + timedelta(hours=1), case.version)

    assert "Sudah dibalas" not in (await sari.get("/")).text
    await filled.write(answer)
    assert (await sari.get("/")).text.count("Sudah dibalas") == 1
    await write_again(filled, PBG, "Belum ada di akun saya.", NOW + timedelta(hours=2))
    assert "Sudah dibalas" not in (await sari.get("/")).text


async def test_a_case_leads_back_to_the_list_it_was_opened_from(sari: Visitor) -> None:
    await sari.get("/?tampilan=due&komponen=turnaround_time&cari=izin")
    page = (await sari.get(f"/kasus/{PBG.ticket}")).text
    assert (
        '<a href="/?tampilan=due&amp;cari=izin&amp;komponen=turnaround_time">← Kembali ke daftar</a>' in page
    )
    await sari.get("/")
    assert '<a href="/">← Kotak masuk</a>' in (await sari.get(f"/kasus/{PBG.ticket}")).text


@pytest.mark.parametrize("kept", ["//jahat.example", "tampilan=nix", "sebelum=-1", "x" * 5_000])
async def test_a_strange_way_back_is_the_inbox(sari: Visitor, kept: str) -> None:
    sari.client.cookies.set("daftar", kept)
    assert '<a href="/">← Kotak masuk</a>' in (await sari.get(f"/kasus/{PBG.ticket}")).text


async def test_older_cases_are_a_link_away_and_none_is_shown_twice(sari: Visitor, filled: SqlStore) -> None:
    await tell(filled, *(replace(CHAIRS, number=number) for number in range(200, 260)))
    first = (await sari.get("/")).text
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = (await sari.get(older)).text
    assert len(listed(first)) == 50
    assert len(listed(second)) == 14
    assert not set(listed(first)) & set(listed(second))
    assert 'rel="next"' not in second
    assert "Terbaru" in second


async def test_an_empty_answer_says_how_to_go_on(sari: Visitor) -> None:
    html = (await sari.get("/?cari=xyzxyz")).text
    assert "Tidak ada kasus yang cocok." in html
    assert "Hapus saringan" in html


async def test_news_are_counted_and_silence_costs_nothing(
    sari: Visitor, filled: SqlStore, clock: StoppedClock
) -> None:
    clock.advance(timedelta(minutes=1))
    since = int(clock.now().timestamp())
    quiet = await sari.get(f"/kasus/perubahan?sejak={since}")
    assert (quiet.status_code, quiet.content) == (204, b"")
    await write_again(filled, PBG, "Bagaimana kabarnya?", NOW + timedelta(minutes=2))
    told = await sari.get(f"/kasus/perubahan?sejak={since}")
    assert (told.status_code, told.text) == (200, "1 perubahan baru")


@pytest.mark.parametrize("since", ["", "x", "-5", "9" * 40])
async def test_a_nonsense_moment_is_refused(sari: Visitor, since: str) -> None:
    assert (await sari.get(f"/kasus/perubahan?sejak={since}")).status_code == 422


async def test_a_page_of_rows_is_light(sari: Visitor, filled: SqlStore) -> None:
    await tell(filled, *(replace(PBG, number=number) for number in range(300, 346)))
    page = await sari.client.get("/", headers={"Accept-Encoding": "gzip"})
    assert len(listed(page.text)) == 50
    assert page.headers["content-encoding"] == "gzip"
    assert page.num_bytes_downloaded < 15_000


async def test_a_page_asks_the_database_eight_things_at_most(sari: Visitor) -> None:
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    try:
        assert (await sari.get("/?tampilan=open&cari=izin")).status_code == 200
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)
    assert 0 < len(asked) <= 8, asked
