"""What officers do on a case: reply, take back, note, correct; and what happens when somebody was faster."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

from core.case.complaint import Entry
from core.classify.labels import Component, Kind, Sector
from core.message import Purpose, Receipt
from core.ports.filing import Planned
from core.ports.inbox import CaseView, Role, ShownMessage, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import ACCOUNT, CHAIRS, LONGEST_REPLY, NOW, PBG, StoppedClock, write_again

CASE = f"/kasus/{PBG.ticket}"
TEXT = "Berkas Bapak sedang diverifikasi\ntim teknis & selesai Rabu."
LABELS = {
    "jenis": "complaint",
    "komponen": "procedure",
    "sektor": "tourism",
    "integritas": "tidak",
    "bahasa": "id",
    "alasan": "Pemohon bertanya soal alur",
}


async def look(store: SqlStore, ticket: str = PBG.ticket) -> CaseView:
    view = await store.read(lambda unit: unit.inbox.case(Viewer("dadan", Role.COMPLAINT_MANAGER), ticket))
    assert view is not None
    return view


async def version(visitor: Visitor, case: str = CASE) -> str:
    html = (await visitor.get(case)).text
    return html.split('name="versi" value="')[1].split('"')[0]


def replies(view: CaseView) -> list[ShownMessage]:
    return [message for message in view.messages if message.purpose is Purpose.REPLY]


async def leaving(store: SqlStore, now: datetime) -> list[Purpose]:
    """Send what is due, as the dispatcher would, and say what it was."""

    def send(unit: Unit) -> list[Purpose]:
        leased = unit.outbox.lease(ACCOUNT, now, 50, timedelta(minutes=1))
        for sending in leased:
            unit.outbox.sent([(sending, Receipt(f"<{sending.message.token}@example.org>"))], now)
        return [sending.message.purpose for sending in leased]

    return await store.write(send)


def entries(view: CaseView, what: str) -> list[Entry]:
    return [entry for entry in view.entries if entry.what == what]


async def test_a_reply_is_planned_and_leaves_only_after_ten_seconds(
    sari: Visitor, filled: SqlStore, clock: StoppedClock
) -> None:
    answer = await sari.post(f"{CASE}/tulis", teks=TEXT, tindakan="kirim", versi=await version(sari))
    assert answer.status_code == 303
    (reply,) = replies(await look(filled))
    assert TEXT in reply.text
    assert (reply.by, reply.send_state) == ("sari", SendState.DUE)
    too_early = clock.now() + timedelta(seconds=9)
    assert Purpose.REPLY not in await leaving(filled, too_early)
    page = (await sari.get(answer.headers["location"])).text
    assert "Balasan disiapkan dan dikirim dalam 10 detik." in page
    assert "Batalkan kirim" in page
    assert "Menunggu dikirim" in page


async def test_a_reply_that_its_channel_does_not_carry_is_given_back_at_once(
    sari: Visitor, filled: SqlStore
) -> None:
    """Not when it leaves, which nobody would be looking at."""
    words = "kata " * (LONGEST_REPLY // 5)
    answer = await sari.post(f"{CASE}/tulis", teks=words, tindakan="kirim", versi=await version(sari))
    assert answer.status_code == 422
    assert "tidak dapat membawa balasan sepanjang ini" in answer.text
    assert "kata kata" in answer.text
    assert replies(await look(filled)) == []


async def test_a_final_answer_is_said_to_be_one_and_the_choice_outlives_an_error(
    sari: Visitor, filled: SqlStore
) -> None:
    form = {"tindakan": "kirim", "akhir": "ya", "versi": await version(sari)}
    empty = await sari.post(f"{CASE}/tulis", teks=" ", **form)
    assert 'name="akhir" value="ya" checked' in empty.text
    await sari.post(f"{CASE}/tulis", teks=TEXT, **form)
    assert [one.purpose for one in (await look(filled)).messages if one.by] == [Purpose.ANSWER]
    page = (await sari.get(CASE)).text
    assert "Jawaban akhir petugas" in page
    assert "Batalkan kirim" in page, "it can be taken back as every reply can"
    (sent,) = [one for one in (await look(filled)).messages if one.by]
    undone = await sari.post(f"{CASE}/batal", pesan=str(sent.id))
    assert 'name="akhir" value="ya" checked' in (await sari.get(undone.headers["location"])).text
    assert 'name="akhir" value="ya">' in page, "the next reply is none unless an officer says so"


async def test_taking_back_gives_the_text_back(sari: Visitor, filled: SqlStore, clock: StoppedClock) -> None:
    await sari.post(f"{CASE}/tulis", teks=TEXT, tindakan="kirim", versi=await version(sari))
    (reply,) = replies(await look(filled))
    answer = await sari.post(f"{CASE}/batal", pesan=str(reply.id))
    assert answer.status_code == 303, "back and reload ask for nothing to be sent again"
    page = await sari.get(answer.headers["location"])
    box = page.text.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert html.unescape(box).strip() == TEXT.strip()
    assert "Dibatalkan, tidak dikirim" in page.text
    later = clock.now() + timedelta(hours=1)
    for _ in range(2):  # of one conversation the oldest leaves first
        assert Purpose.REPLY not in await leaving(filled, later)


async def test_taking_back_what_has_left_says_so(
    sari: Visitor, filled: SqlStore, clock: StoppedClock
) -> None:
    await sari.post(f"{CASE}/tulis", teks=TEXT, tindakan="kirim", versi=await version(sari))
    later = clock.now() + timedelta(seconds=11)
    assert Purpose.ACKNOWLEDGEMENT in await leaving(filled, later)
    assert Purpose.REPLY in await leaving(filled, later)
    (reply,) = replies(await look(filled))
    answer = await sari.post(f"{CASE}/batal", pesan=str(reply.id))
    assert answer.headers["location"] == f"{CASE}?kabar=terlambat#kabar"
    assert "Sudah terlambat" in (await sari.get(answer.headers["location"])).text


async def test_a_note_never_reaches_the_citizen(sari: Visitor, filled: SqlStore) -> None:
    before = len((await look(filled)).messages)
    answer = await sari.post(
        f"{CASE}/tulis", teks="Sudah ditelepon.", tindakan="catatan", versi=await version(sari)
    )
    assert answer.status_code == 303
    view = await look(filled)
    assert len(view.messages) == before
    assert [note.detail["text"] for note in view.notes] == ["Sudah ditelepon."]
    assert "tidak terlihat oleh warga" in (await sari.get(CASE)).text


async def test_a_note_is_kept_even_if_the_case_changed_meanwhile(sari: Visitor, filled: SqlStore) -> None:
    opened = await version(sari)
    await write_again(filled, PBG, "Tambahan dari warga")
    answer = await sari.post(f"{CASE}/tulis", teks="Catatan.", tindakan="catatan", versi=opened)
    assert answer.status_code == 303
    assert len((await look(filled)).notes) == 1


async def test_a_reply_is_held_when_the_citizen_wrote_first(sari: Visitor, filled: SqlStore) -> None:
    opened = await version(sari)
    await write_again(filled, PBG, "Tidak jadi, sudah selesai.")
    held = await sari.post(f"{CASE}/tulis", teks=TEXT, tindakan="kirim", versi=opened)
    assert held.status_code == 409
    assert replies(await look(filled)) == []
    assert TEXT.replace("&", "&amp;") in held.text
    assert "Kasus ini berubah sejak Anda membukanya." in held.text
    assert "Tidak jadi, sudah selesai." in held.text
    assert "Tetap kirim ke warga (e-mail)" in held.text
    assert 'action="/bahasa"' not in held.text, "a change of language would lose the text"
    renewed = held.text.split('name="versi" value="')[1].split('"')[0]
    assert (await sari.post(f"{CASE}/tulis", teks=TEXT, tindakan="kirim", versi=renewed)).status_code == 303
    assert len(replies(await look(filled))) == 1


async def test_sending_twice_by_a_double_click_sends_once(sari: Visitor, filled: SqlStore) -> None:
    opened = await version(sari)
    for _ in range(2):
        await sari.post(f"{CASE}/tulis", teks=TEXT, tindakan="kirim", versi=opened)
    assert len(replies(await look(filled))) == 1


async def test_empty_and_overlong_texts_come_back_with_a_word(sari: Visitor, filled: SqlStore) -> None:
    opened = await version(sari)
    empty = await sari.post(f"{CASE}/tulis", teks=" \n ", tindakan="kirim", versi=opened)
    assert (empty.status_code, "Tulis dulu isinya" in empty.text) == (422, True)
    assert "<title>Kesalahan:" in empty.text
    long = await sari.post(f"{CASE}/tulis", teks="panjang " * 3_000, tindakan="catatan", versi=opened)
    assert (long.status_code, "paling banyak 20.000 huruf" in long.text) == (422, True)
    assert "panjang panjang" in long.text
    view = await look(filled)
    assert replies(view) == []
    assert view.notes == ()


async def test_a_forged_form_is_refused(sari: Visitor, filled: SqlStore) -> None:
    opened = await version(sari)
    before = (await look(filled)).complaint.version
    for fields in (
        {"teks": "x", "tindakan": "hapus", "versi": opened},
        {"teks": "x", "versi": opened},
        {"teks": "x", "tindakan": "kirim", "versi": "satu"},
        {"teks": "x", "tindakan": "kirim"},
    ):
        assert (await sari.post(f"{CASE}/tulis", **fields)).status_code == 422
    for broken in (
        {"jenis": "x"},
        {"komponen": "x"},
        {"sektor": ""},
        {"integritas": "mungkin"},
        {"bahasa": "jv"},
    ):
        forged = LABELS | broken | {"versi": opened}
        assert (await sari.post(f"{CASE}/klasifikasi", **forged)).status_code == 422
    assert (await sari.post(f"{CASE}/batal", pesan="x")).status_code == 422
    assert (await look(filled)).complaint.version == before


async def test_a_correction_is_kept_logged_and_routed(sari: Visitor, filled: SqlStore) -> None:
    answer = await sari.post(f"{CASE}/klasifikasi", **LABELS, versi=await version(sari))
    assert answer.headers["location"] == f"{CASE}?kabar=koreksi#kabar"
    view = await look(filled)
    labels = view.complaint.labels
    assert (labels.kind, labels.component, labels.sector) == (
        Kind.COMPLAINT,
        Component.PROCEDURE,
        Sector.TOURISM,
    )
    (entry,) = entries(view, "corrected")
    assert entry.by == "sari"
    assert entry.detail["sector"] == "public_works_housing -> tourism"
    assert entry.detail["reason"] == "Pemohon bertanya soal alur"
    html = (await sari.get(CASE)).text
    assert html.count("dikoreksi petugas") == 2
    assert "Klasifikasi dikoreksi" in html


async def test_a_component_can_be_none(sari: Visitor, filled: SqlStore) -> None:
    await sari.post(f"{CASE}/klasifikasi", **(LABELS | {"komponen": ""}), versi=await version(sari))
    assert (await look(filled)).complaint.labels.component is None


async def test_a_correction_of_a_changed_case_keeps_the_choices(sari: Visitor, filled: SqlStore) -> None:
    opened = await version(sari)
    await write_again(filled, PBG, "Tambahan")
    held = await sari.post(f"{CASE}/klasifikasi", **LABELS, versi=opened)
    assert held.status_code == 409
    form = held.text.split("/klasifikasi")[1]
    assert '<option value="tourism" selected>' in form
    assert "Pemohon bertanya soal alur" in form
    assert entries(await look(filled), "corrected") == []


async def test_a_case_that_a_correction_restricts_leaves_the_officers_sight(
    sari: Visitor, dadan: Visitor, filled: SqlStore
) -> None:
    answer = await sari.post(
        f"{CASE}/klasifikasi", **(LABELS | {"integritas": "ya"}), versi=await version(sari)
    )
    assert (await sari.get(CASE)).status_code == 404
    inbox = (await sari.get(answer.headers["location"])).text
    assert f"Kasus {PBG.ticket} kini terbatas" in inbox
    assert (
        "Budi" not in (await sari.get("/?kabar=dibatasi&tiket=Budi+Santoso+ditahan")).text.split("<form")[1]
    )
    assert (await dadan.get(CASE)).status_code == 200
    assert (await look(filled)).complaint.restricted


async def test_taking_back_an_allegation_without_a_reason_is_refused_with_advice(
    dadan: Visitor, sari: Visitor
) -> None:
    await sari.post(f"{CASE}/klasifikasi", **(LABELS | {"integritas": "ya"}), versi=await version(sari))
    refused = await dadan.post(f"{CASE}/klasifikasi", **(LABELS | {"alasan": ""}), versi=await version(dadan))
    assert refused.status_code == 422
    assert "Menarik dugaan pelanggaran integritas perlu alasan" in refused.text
    agreed = await dadan.post(f"{CASE}/klasifikasi", **LABELS, versi=await version(dadan))
    assert agreed.status_code == 303


async def test_the_time_of_a_deed_is_the_clocks(sari: Visitor, filled: SqlStore, clock: StoppedClock) -> None:
    clock.advance(timedelta(minutes=7))
    await sari.post(f"{CASE}/klasifikasi", **LABELS, versi=await version(sari))
    (entry,) = entries(await look(filled), "corrected")
    assert entry.at == NOW + timedelta(minutes=7)


async def test_a_session_that_ran_out_while_writing_loses_no_word(
    sari: Visitor, filled: SqlStore, clock: StoppedClock
) -> None:
    opened = await version(sari)
    clock.advance(timedelta(minutes=31))
    late = await sari.post(f"{CASE}/tulis", teks=TEXT, tindakan="kirim", versi=opened)
    assert late.status_code == 403
    assert late.text.count(TEXT.replace("&", "&amp;")) == 2, "to read, and to send again"
    assert f'method="post" action="{CASE}/tulis">' in late.text
    assert replies(await look(filled)) == []
    assert (await sari.sign_in("sari")).status_code == 303
    again = await sari.post(f"{CASE}/tulis", teks=TEXT, tindakan="kirim", versi=opened)
    assert again.status_code == 303
    assert len(replies(await look(filled))) == 1


async def test_a_form_sent_again_after_the_session_ran_out_is_whole(
    sari: Visitor, clock: StoppedClock
) -> None:
    clock.advance(timedelta(minutes=31))
    ticked = {"tiket": [PBG.ticket, CHAIRS.ticket], "tindakan": "satukan"}
    late = await sari.client.post("/kelompok/1/putusan", data=ticked)
    assert late.status_code == 403
    for ticket in ticked["tiket"]:
        assert f'<textarea name="tiket" hidden>{ticket}</textarea>' in late.text


async def test_files_that_came_after_the_session_ran_out_are_asked_for_again(
    sari: Visitor, clock: StoppedClock
) -> None:
    clock.advance(timedelta(minutes=31))
    files = {"berkas": ("surat.pdf", b"%PDF-1.7", "application/pdf")}
    late = await sari.client.post(f"{CASE}/tulis", data={"teks": TEXT}, files=files)
    assert "Pilih lagi berkasnya: surat.pdf" in late.text
    assert 'enctype="multipart/form-data"' in late.text
    assert '<input id="berkas-1" name="berkas" type="file"' in late.text


def propose_line(unit: Unit) -> None:
    """A line in public waits for a person, as it does after a complaint in a post."""
    case = unit.cases.get(PBG.ticket)
    assert case is not None
    line = Planned(ACCOUNT, Purpose.PUBLIC, PBG.address, "Terima kasih.", proposed=True)
    unit.cases.save(case, [Entry(NOW, "system", "exposed", {"what": "phone"})], [line])


def lines(view: CaseView) -> list[ShownMessage]:
    return [message for message in view.messages if message.purpose is Purpose.PUBLIC]


async def test_a_line_in_public_leaves_when_an_officer_approves_it(
    sari: Visitor, dadan: Visitor, filled: SqlStore, clock: StoppedClock
) -> None:
    await filled.write(propose_line)
    page = (await sari.get(CASE)).text
    assert "Menunggu persetujuan" in page
    assert "Kiriman umum memuat data pribadi" in page
    (line,) = lines(await look(filled))
    assert line.public
    assert Purpose.PUBLIC not in await leaving(filled, clock.now())
    answer = await sari.post(f"{CASE}/umum", pesan=str(line.id), tindakan="setuju")
    assert answer.headers["location"] == f"{CASE}?kabar=umum#kabar"
    again = await dadan.post(f"{CASE}/umum", pesan=str(line.id), tindakan="tolak")
    assert again.headers["location"] == f"{CASE}?kabar=diputuskan#kabar"
    page = (await sari.get(CASE)).text
    assert "Balasan umum disetujui" in page
    assert "Setujui dan tampilkan" not in page
    assert Purpose.PUBLIC in await leaving(filled, clock.now())


async def test_a_declined_line_in_public_never_leaves(
    sari: Visitor, filled: SqlStore, clock: StoppedClock
) -> None:
    await filled.write(propose_line)
    (line,) = lines(await look(filled))
    await sari.post(f"{CASE}/umum", pesan=str(line.id), tindakan="tolak")
    assert Purpose.PUBLIC not in await leaving(filled, clock.now() + timedelta(hours=1))
    assert "Dibatalkan, tidak dikirim" in (await sari.get(CASE)).text
    assert (await sari.post(f"{CASE}/umum", pesan=str(line.id), tindakan="lain")).status_code == 422


async def test_the_deed_for_lines_takes_back_no_other_message(sari: Visitor, filled: SqlStore) -> None:
    (acknowledgement,) = [one for one in (await look(filled)).messages if not one.inbound]
    answer = await sari.post(f"{CASE}/umum", pesan=str(acknowledgement.id), tindakan="tolak")
    assert answer.headers["location"] == f"{CASE}?kabar=diputuskan#kabar"
    (after,) = [one for one in (await look(filled)).messages if not one.inbound]
    assert after.send_state is SendState.DUE
