"""The case page: what is shown, and how it is kept harmless."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from core.case.complaint import Entry
from core.classify.labels import Component, Facts, ServiceState
from core.ports.inbox import Role, Viewer
from core.ports.store import Unit
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import ACCOUNT, LATE, NOW, PBG, QUESTION, picture, refused_program, tell, write_again
from web.staff.details import details


def path(story: object = PBG) -> str:
    return f"/kasus/{getattr(story, 'ticket', '')}"


async def test_the_story_tells_who_said_what(sari: Visitor, filled: SqlStore) -> None:
    await write_again(filled, PBG, "Apakah ada kabar?", NOW + timedelta(minutes=5))
    html = (await sari.get(path())).text
    first, ours, second = (
        html.index(words) for words in ("Mohon penjelasan", "Kami terima", "Apakah ada kabar?")
    )
    assert first < ours < second
    assert '<li class="item in' in html
    assert '<li class="item out' in html
    assert "Naskah lengkap" in html
    assert "&gt; kutipan lama" in html


def test_a_line_of_history_is_told_in_words_and_in_the_time_of_jakarta() -> None:
    said = {
        "account": "surat",
        "received_at": "2026-03-31T18:30:00+00:00",
        "kind": "complaint -> suggestion",
        "integrity": "no",
        "due": "2026-04-07 -> -",
        "unsure": "sector component",
        "holder": "- -> sari",
        "missing": "identity object",
        "row": "default",
        "R06": "timely: Layanan belum diterima.",
        "rule": "R11",
        "text": "Rahasia",
        "language": "",
        "mood": "fine",
    }
    assert details(Entry(NOW, "system", "any", said), lambda name: f"<{name}>", str.title) == (
        "Lewat kanal: <surat>",
        "Diterima: Rab 1 Apr 2026 pukul 01.30",
        "Jenis: Pengaduan → Saran",
        "Dugaan pelanggaran integritas: tidak",
        "Jawab paling lambat: Sel 7 Apr 2026 → -",
        "Kurang yakin: Sektor, Komponen",
        "Pemegang: - → Sari",
        "Belum ada: identitas pelapor, pokok pengaduan",
        "Menurut baris: bawaan: tidak ada baris yang cocok",
        "R06: Layanan belum diterima.",
        "mood: fine",
    )


def test_what_no_word_fits_is_shown_as_it_stands() -> None:
    strange = {
        "kind": "no_such_kind",
        "sure": "perhaps",
        "due": "besok",
        "code": "x-1",
        "why": "nobody knows",
    }
    assert details(Entry(NOW, "system", "any", strange), str, str) == (
        "Jenis: no_such_kind",
        "Sudah pasti: perhaps",
        "Jawab paling lambat: besok",
        "Sebab: x-1",
        "Sebab: nobody knows",
    )


async def test_what_a_citizen_wrote_never_becomes_markup(sari: Visitor, filled: SqlStore) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} \"' </textarea>"
    await tell(
        filled,
        replace(PBG, number=900, text=nasty, subject=nasty, name=nasty, evidence=(("sector", "<script>"),)),
    )
    for where in ("/", f"/kasus/{replace(PBG, number=900).ticket}", "/?cari=%3Cscript%3E%22"):
        html = (await sari.get(where)).text
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "{{ 7*7 }}" in html or "%3C" in where
        assert "49" not in html.split("{{ 7*7 }}")[0][-20:]


async def test_the_words_that_decided_are_marked_in_the_text(sari: Visitor) -> None:
    html = (await sari.get(path())).text
    assert 'Izin <mark title="Sektor">PBG</mark> saya <mark title="Komponen">belum terbit</mark>' in html
    assert "&lt;b&gt;segera&lt;/b&gt;" in html


async def test_a_label_says_how_sure_it_is(sari: Visitor) -> None:
    html = (await sari.get(path())).text
    labels = html.split('id="h-labels"')[1].split("<details")[0]
    kind, component, sector = (
        labels.split(f"<dt>{name}</dt>")[1].split("</div>")[0] for name in ("Jenis", "Komponen", "Sektor")
    )
    assert "Pengaduan" in kind
    assert ">yakin<" in kind
    assert "cukup yakin" in component
    assert "belum pasti" in sector, "the classifier abstained"


async def test_the_dates_explain_themselves(sari: Visitor) -> None:
    html = (await sari.get(path())).text
    dates = html.split('id="h-dates"')[1].split("</section>")[0]
    assert "Kam 2 Apr 2026 pukul 08.10" in dates, "T0, in Jakarta"
    assert "Sel 7 Apr 2026" in dates
    assert "Tenggat menurut standar pelayanan" in dates
    assert "Jum 3 Apr 2026" in dates, "Good Friday is skipped and named"
    assert "kalender-uji" in dates
    unsure = (await sari.get(path(QUESTION))).text
    assert "masih dapat bergeser" in unsure


async def test_opening_a_case_marks_it_as_read_once(sari: Visitor, filled: SqlStore) -> None:
    viewer = Viewer("sari", Role.OFFICER)
    for _ in range(2):
        await sari.get(path())
    view = await filled.read(lambda unit: unit.inbox.case(viewer, PBG.ticket))
    assert view is not None
    assert not view.complaint.unread
    assert [entry.what for entry in view.entries].count("seen") == 1


async def test_two_who_open_an_unread_case_at_once_both_see_it(sari: Visitor, dadan: Visitor) -> None:
    answers = await asyncio.gather(*(who.get(path()) for who in (sari, dadan, sari, dadan)))
    assert [answer.status_code for answer in answers] == [200] * 4


async def test_an_attachment_is_a_download_and_a_refused_one_gives_its_reason(
    sari: Visitor, filled: SqlStore
) -> None:
    files = tuple(await filled.seal_files([picture(), refused_program()]))
    story = replace(LATE, number=901, files=files)
    await tell(filled, story)
    html = (await sari.get(path(story))).text
    assert "tanda terima.png</a>" in html
    assert "tidak disimpan:" in html
    assert "jenis berkas ini tidak diterima" in html
    number = html.split('href="/lampiran/')[1].split('"')[0]
    got = await sari.get(f"/lampiran/{number}")
    assert got.content == picture().data
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert got.headers["content-disposition"].startswith('attachment; filename="bukti..tanda terima.png"')
    assert html.count('href="/lampiran/') == 1, "a refused file has no link"
    assert (await sari.get(f"/lampiran/{int(number) + 1}")).status_code == 404
    assert (await sari.get("/lampiran/999999")).status_code == 404


async def test_a_reply_that_failed_is_loud(sari: Visitor, filled: SqlStore) -> None:
    def fail(unit: Unit) -> None:
        for sending in unit.outbox.lease(ACCOUNT, NOW, 20, timedelta(minutes=1)):
            unit.outbox.failed(sending, "recipient-gone", None, NOW)

    await filled.write(fail)
    html = (await sari.get(path())).text
    assert "Tidak terkirim: alamat penerima tidak aktif" in html
    assert "Balasan tidak sampai" in (await sari.get("/")).text
    assert counted_rows((await sari.get("/?tampilan=undelivered")).text) == 4


def counted_rows(html: str) -> int:
    return html.count('<a href="/kasus/')


async def test_a_case_shows_the_clause_it_is_about_and_whether_the_promise_would_be_broken(
    sari: Visitor, filled: SqlStore
) -> None:
    since = Facts(service_date=date(2026, 3, 4), service_state=ServiceState.PENDING)
    waiting = replace(
        PBG, number=910, text="Izin KBLI 12345 sudah sebulan belum terbit.", evidence=(), facts=since
    )
    bribed = replace(
        PBG, number=911, text="Usaha contoh belaka, diminta 150rb.", component=Component.COST, evidence=()
    )
    await tell(filled, waiting, bribed)
    panel = (await sari.get(path(waiting))).text.split('id="h-standard"')[1].split("</section>")[0]
    assert "7 hari kerja sejak berkas lengkap dan benar." in panel
    assert "sudah 16 hari kerja: melewati janji bila berkasnya lengkap" in panel
    panel = (await sari.get(path(bribed))).text.split('id="h-standard"')[1].split("</section>")[0]
    assert "Gratis" in panel
    assert "Rp150.000: melebihi yang dijanjikan" in panel


async def test_a_case_that_names_no_service_shows_no_promise_of_another(
    sari: Visitor, filled: SqlStore
) -> None:
    assert 'id="h-standard"' not in (await sari.get(path(PBG))).text
    facility = replace(
        PBG, number=912, text="Toilet umum jorok.", component=Component.FACILITIES, evidence=()
    )
    await tell(filled, facility)
    panel = (await sari.get(path(facility))).text.split('id="h-standard"')[1].split("</section>")[0]
    assert "Toilet umum" in panel
    assert "sama untuk semua layanan" in panel


async def test_a_business_code_shows_its_letters_and_who_issues_the_licence(
    sari: Visitor, filled: SqlStore
) -> None:
    named = replace(PBG, number=913, text="KBLI 70209 dan KBLI 45201, belum terbit.", evidence=())
    await tell(filled, named)
    panel = (await sari.get(path(named))).text.split('id="h-kbli"')[1].split("</section>")[0]
    assert "M (2020), N (2025)" in panel
    assert "G (2020)" in panel
    assert "Konsultasi Contoh" in panel
    assert "Kewenangan: provinsi" in panel
    assert 'id="h-kbli"' not in (await sari.get(path(PBG))).text
