"""Groups in the inbox: the officer decides, and one answer goes to all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.classify.labels import Component, Sector
from core.group.likeness import Proposal
from core.intake.gather import gather_next
from core.message import Purpose
from core.ports.inbox import Role, Viewer
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import NOW, PBG, SARI, StoppedClock, Story, tell, write_again
from tests.web.test_deeds import entries, look, replies

DOWN = tuple(
    replace(PBG, number=number, name=f"Warga {number}", text=text, subject="", evidence=(), component=Component.PROCEDURE)
    for number, text in (
        (701, "OSS error tidak bisa login dari pagi buat upload berkas"),
        (702, "sistem OSS down mau masuk gagal terus, berkas belum keupload"),
        (703, "oss eror teu bisa asup rek upload berkas ti isuk"),
    )
)  # fmt: skip
SEEN_BY = Viewer("sari", Role.OFFICER)


async def group_of(store: SqlStore, *stories: Story) -> int:
    await tell(store, *stories)
    tickets = tuple(story.ticket for story in stories)
    proposal = Proposal(tickets, Component.PROCEDURE, Sector.UNKNOWN)
    await store.write(lambda unit: unit.groups.propose([proposal], NOW))
    (group,) = await store.read(lambda unit: unit.groups.listed(SEEN_BY))
    return group.id


async def test_the_loop_proposes_what_the_page_shows(sari: Visitor, filled: SqlStore) -> None:
    await tell(filled, *DOWN)
    assert not await gather_next(filled, StoppedClock())
    page = (await sari.get("/kelompok")).text
    assert "3 orang" in page
    assert all(story.ticket in page for story in DOWN)
    assert PBG.ticket not in page
    await gather_next(filled, StoppedClock())
    assert len(await filled.read(lambda unit: unit.groups.listed(SEEN_BY))) == 1


async def test_an_officer_joins_some_and_leaves_others_out(sari: Visitor, filled: SqlStore) -> None:
    number = await group_of(filled, *DOWN)
    chosen = {"tiket": [DOWN[0].ticket, DOWN[1].ticket], "tindakan": "satukan"}
    answer = await sari.client.post(f"/kelompok/{number}/putusan", data=chosen)
    assert answer.status_code == 303
    first, second, third = [await look(filled, story.ticket) for story in DOWN]
    assert [len(entries(view, "grouped")) for view in (first, second, third)] == [1, 1, 0]
    assert second.complaint.related == (DOWN[0].ticket,)
    assert first.complaint.related == ()
    again = await sari.client.post(f"/kelompok/{number}/putusan", data=chosen)
    assert again.headers["location"] == "/kelompok?kabar=berubah"


async def joined(sari: Visitor, store: SqlStore) -> int:
    """A group whose cases an officer has said to be one matter."""
    number = await group_of(store, *DOWN)
    tickets = [story.ticket for story in DOWN]
    await sari.client.post(f"/kelompok/{number}/putusan", data={"tiket": tickets, "tindakan": "satukan"})
    return number


async def ticked(sari: Visitor) -> list[str]:
    """What the boxes before the members say, as the page has ticked them."""
    page = (await sari.get("/kelompok")).text
    return re.findall(r'name="anggota" value="([^"]+)" checked', page)


async def test_one_answer_goes_to_every_member_under_its_own_ticket(sari: Visitor, filled: SqlStore) -> None:
    number = await joined(sari, filled)
    form = {"teks": "OSS pulih sejak siang ini.", "anggota": await ticked(sari)}
    answer = await sari.client.post(f"/kelompok/{number}/jawab", data=form)
    assert answer.status_code == 303, "a page that is loaded again sends nothing again"
    page = (await sari.get(answer.headers["location"])).text
    assert "3 jawaban disiapkan." in page
    for story in DOWN:
        view = await look(filled, story.ticket)
        (said,) = replies(view)
        assert "OSS pulih" in said.text
        assert story.ticket in said.text + said.subject
        assert not any(other.ticket in said.text for other in DOWN if other is not story)
        assert said.by == SARI.name


async def test_the_same_form_sent_twice_answers_nobody_twice(sari: Visitor, filled: SqlStore) -> None:
    number = await joined(sari, filled)
    form = {"teks": "OSS pulih sejak siang ini.", "anggota": await ticked(sari)}
    await sari.client.post(f"/kelompok/{number}/jawab", data=form)
    again = await sari.client.post(f"/kelompok/{number}/jawab", data=form)
    assert again.status_code == 409
    assert "kasusnya baru saja berubah: 3" in again.text
    assert [len(replies(await look(filled, story.ticket))) for story in DOWN] == [1, 1, 1]
    assert await ticked(sari) == [], "who was answered is not proposed again"


async def test_an_answer_that_one_member_did_not_get_stays_in_the_box(
    sari: Visitor, filled: SqlStore
) -> None:
    number = await joined(sari, filled)
    form = {"teks": "OSS pulih sejak siang ini.", "anggota": await ticked(sari)}
    await write_again(filled, DOWN[0], "Masih belum bisa.")
    page = await sari.client.post(f"/kelompok/{number}/jawab", data=form)
    assert page.status_code == 409
    assert "2 jawaban disiapkan." in page.text
    assert "kasusnya baru saja berubah: 1" in page.text
    assert ">OSS pulih sejak siang ini.</textarea>" in page.text
    (left,) = await ticked(sari)
    assert left.startswith(DOWN[0].ticket)


@pytest.mark.parametrize(
    ("text", "members", "said"),
    [("  ", True, "Tulis jawabannya dulu"), ("OSS pulih.", False, "Centang dulu siapa yang dijawab.")],
)
async def test_an_answer_without_words_or_without_anybody_is_asked_for_again(
    sari: Visitor, filled: SqlStore, text: str, members: bool, said: str
) -> None:
    number = await joined(sari, filled)
    form = {"teks": text, "anggota": await ticked(sari) if members else []}
    page = await sari.client.post(f"/kelompok/{number}/jawab", data=form)
    assert page.status_code == 422
    assert "Kesalahan:" in page.text
    assert said in page.text
    assert replies(await look(filled, DOWN[0].ticket)) == []


@pytest.mark.parametrize(("chosen", "purpose"), [("ya", Purpose.ANSWER), ("", Purpose.REPLY)])
async def test_an_answer_to_a_group_is_final_where_the_officer_says_so(
    sari: Visitor, filled: SqlStore, chosen: str, purpose: Purpose
) -> None:
    number = await joined(sari, filled)
    form = {"teks": "OSS pulih.", "anggota": await ticked(sari), "akhir": chosen}
    await sari.client.post(f"/kelompok/{number}/jawab", data=form)
    for story in DOWN:
        said = [one.purpose for one in (await look(filled, story.ticket)).messages if one.by]
        assert said == [purpose]


async def test_a_group_says_who_decided_by_the_full_name(sari: Visitor, filled: SqlStore) -> None:
    await joined(sari, filled)
    assert f"ditetapkan oleh {SARI.full_name}" in (await sari.get("/kelompok")).text


@pytest.mark.parametrize("path", ["putusan", "jawab"])
async def test_a_group_that_is_not_there_cannot_be_touched(sari: Visitor, path: str) -> None:
    answer = await sari.client.post(
        f"/kelompok/999/{path}", data={"tiket": [PBG.ticket], "tindakan": "satukan", "teks": "Halo"}
    )
    assert answer.status_code in {403, 404}


async def test_refusing_takes_the_proposal_away(sari: Visitor, filled: SqlStore) -> None:
    number = await group_of(filled, *DOWN)
    await sari.client.post(
        f"/kelompok/{number}/putusan", data={"tiket": [DOWN[0].ticket], "tindakan": "tolak"}
    )
    assert "Belum ada laporan yang tampak sama." in (await sari.get("/kelompok")).text
