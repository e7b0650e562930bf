"""Machines are never answered, and two machines that answer each other come to an end."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.message import Terminal
from storage.store import open_store
from tests.pipeline.letters import ASEP, SITI, answer_to, late_permit, letter
from tests.pipeline.office import ACCOUNT, ADDRESS, HeldClock, Office, Post, connect, open_office, settings

OTHER = "pengaduan@kantor-lain.example"
BUSY = "Saya sedang cuti sampai Senin. Pesan Anda akan saya baca kemudian."

MACHINES = {
    "auto-replied": letter(BUSY, ASEP, headers=("Auto-Submitted: auto-replied",)),
    "auto-generated": letter("Laporan malam.", ASEP, headers=("Auto-Submitted: auto-generated",)),
    "vacation of old": letter(BUSY, ASEP, headers=("X-Autoreply: yes",)),
    "our own address": letter("PBG saya belum terbit, sudah 3 minggu.", ADDRESS),
    "our own mail come back": letter(
        "PBG saya belum terbit, sudah 3 minggu.",
        ASEP,
        headers=(f"Message-ID: <aduan-1-abcdefgh@{ADDRESS[6:]}>",),
    ),
}
UNANSWERABLE = {
    "a mailing list": letter(
        "Nama saya Asep. PBG belum terbit, sudah 3 minggu.", ASEP, headers=("List-Id: <warga.example.net>",)
    ),
    "bulk": letter("Nama saya Asep. PBG belum terbit, sudah 3 minggu.", ASEP, headers=("Precedence: bulk",)),
    "no-reply": letter("Nama saya Asep. PBG belum terbit, sudah 3 minggu.", "noreply@example.net"),
}


@pytest.mark.parametrize("raw", MACHINES.values(), ids=MACHINES)
async def test_a_machines_mail_opens_no_case_and_gets_no_answer(raw: bytes, office: Office) -> None:
    assert await office.mail(raw) is Terminal.AUTOMATIC
    assert not await office.rows()
    assert not office.post.taken
    assert await office.adds_up()


@pytest.mark.parametrize("raw", UNANSWERABLE.values(), ids=UNANSWERABLE)
async def test_a_mail_that_no_machine_may_answer_is_taken_in_and_not_answered(
    raw: bytes, office: Office
) -> None:
    """RFC 3834 section 2: a person may have written it all the same."""
    assert await office.mail(raw) is Terminal.OPENED
    assert not office.post.taken
    (row,) = await office.rows()
    assert "not_acknowledged" in await office.history(row.complaint.ticket)


async def test_an_out_of_office_note_on_our_acknowledgement_is_not_answered(office: Office) -> None:
    await office.mail(late_permit())
    (mail,) = office.post.to(SITI)
    note = answer_to(mail, BUSY, subject="Automatic reply: sedang cuti").replace(
        b"MIME-Version: 1.0", b"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0"
    )
    assert await office.mail(note) is Terminal.AUTOMATIC
    assert len(office.post.taken) == 1


@pytest.fixture
async def neighbour(empty_database: Path, tmp_path: Path, post: Post) -> AsyncIterator[Office]:
    """Another office that runs Aduan."""
    home = tmp_path / "neighbour"
    home.mkdir()
    shutil.copy(empty_database, home / "aduan.db")
    store = open_store(f"sqlite:///{home}/aduan.db", bytes(range(32)), home / "files")
    opened = open_office(store, post, HeldClock(), settings(post.server, address=OTHER))
    await connect(opened)
    yield opened
    await opened.channels[ACCOUNT].close()
    await store.close()


async def test_two_offices_that_run_aduan_do_not_answer_each_others_machines(
    office: Office, neighbour: Office
) -> None:
    """A forged mail asks one office in the name of the other."""
    await office.mail(late_permit(OTHER, "Kantor Lain"))
    exchanged = await _exchange(office, neighbour)
    assert exchanged == 1, "one acknowledgement, and nobody answers it"


async def test_two_polite_machines_without_any_mark_stop_at_the_cap(office: Office) -> None:
    """The other side answers everything, under new ids, from an address that looks like a person's."""
    raw = late_permit(ASEP, "Asep Umpama")
    for answered in range(40):
        await office.mail(raw)
        mails = office.post.to(ASEP)
        if len(mails) == answered:
            break
        raw = letter(f"Nama saya Asep. Izin ke-{answered} belum terbit, sudah 3 minggu.", ASEP)
        office.clock.pass_by(minutes=3)
    assert len(office.post.to(ASEP)) == office.desk.caps.answers_per_day
    last = (await office.cases(ASEP))[-1]
    (why,) = [e.detail["why"] for e in await office.entries(last.ticket) if e.what == "not_acknowledged"]
    assert why == "answers_per_day"
    office.clock.pass_by(days=1, hours=1)
    await office.mail(late_permit(ASEP, "Asep Umpama"))
    assert len(office.post.to(ASEP)) == office.desk.caps.answers_per_day + 1, "tomorrow is another day"


async def test_a_flood_is_kept_held_back_and_released_by_an_officer(office: Office) -> None:
    office.desk = replace(office.desk, caps=replace(office.desk.caps, messages_per_hour=3))
    mails = [
        letter(f"Nama saya Asep Umpama. Izin usaha nomor {n} belum terbit, sudah 3 minggu.", ASEP)
        for n in range(6)
    ]
    for raw in mails:
        await office.mail(raw)
    assert await office.ended(Terminal.FLOOD) == 3
    assert len(await office.cases(ASEP)) == 3
    assert await office.adds_up()
    await office.mail(late_permit())
    assert len(await office.cases(SITI)) == 1, "others are not held back"

    office.clock.pass_by(hours=2)
    assert await office.do(lambda unit: unit.envelopes.reread(None, "flood")) == 3
    assert await office.adds_up()
    await office.work()
    assert await office.ended(Terminal.FLOOD) == 0
    assert len(await office.cases(ASEP)) == 6
    assert await office.adds_up()


async def _exchange(one: Office, other: Office) -> int:
    """Hand each office what was sent to it until nothing is on its way; returns how many mails there were."""
    handed = 0
    while handed < len(one.post.taken) and handed < 50:
        mail = one.post.taken[handed]
        handed += 1
        trace = f"Return-Path: <{mail.sender}>\r\n".encode()
        for office, address in ((one, ADDRESS), (other, OTHER)):
            if address in mail.recipients:
                await office.mail(trace + mail.raw)
    return handed
