"""The same matter from many people is proposed as one; what is merely alike in words is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.classify.labels import Component, Sector
from core.group.likeness import WINDOW, Report, propose, words_of

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

DOWN = (
    "OSS error dari pagi, tidak bisa login buat upload berkas",
    "Min, kenapa sistem OSS down ya? mau masuk gagal terus, berkas belum keupload",
    "assalamualaikum, website oss eror wae teu bisa asup ti isuk rek upload berkas",
    "OSS system is down since this morning, cannot login to upload",
)
OTHERS = (
    "Berkas saya dilempar dari loket dua ke loket lima lalu ke dinas teknis",
    "Alur pengajuan trayek membingungkan, petugas beda beda jawabannya",
    "Nomor antrian online tidak dilayani waktu saya datang",
    "Survei lapangan untuk gudang tidak dijadwalkan",
)


def report(number: int, text: str, **changes: object) -> Report:
    values: dict[str, object] = {
        "ticket": f"T{number:03}",
        "party": number,
        "received_at": MORNING + timedelta(hours=number),
        "component": Component.PROCEDURE,
        "sector": Sector.UNKNOWN,
        "text": text,
    }
    return Report(**{**values, **changes})  # type: ignore[arg-type]  # fields of Report


def crowd(texts: tuple[str, ...] = DOWN, **changes: object) -> list[Report]:
    return [report(number, text, **changes) for number, text in enumerate(texts)]


def test_a_system_that_is_down_is_one_matter_in_four_ways_of_saying_it() -> None:
    others = [report(number, text) for number, text in enumerate(OTHERS, 10)]
    (proposal,) = propose(crowd() + others)
    assert proposal.tickets == ("T000", "T001", "T002", "T003")
    assert proposal.component is Component.PROCEDURE
    assert proposal.joins is None


def test_two_people_are_no_crowd_and_one_person_who_writes_thrice_is_none_either() -> None:
    assert propose(crowd(DOWN[:2])) == []
    assert propose(crowd(DOWN[:3], party=7)) == []


def test_different_components_and_sectors_stay_apart() -> None:
    mixed = [*crowd(DOWN[:2]), report(2, DOWN[2], component=Component.FACILITIES)]
    assert propose(mixed) == []
    sectors = (Sector.TOURISM, Sector.INDUSTRY, Sector.TRANSPORT)
    apart = [report(n, DOWN[n], sector=sector) for n, sector in enumerate(sectors)]
    assert propose(apart) == []


def test_what_comes_days_later_is_another_event() -> None:
    late = report(3, DOWN[2], received_at=MORNING + WINDOW + timedelta(days=1))
    assert propose([*crowd(DOWN[:2]), late]) == []


def test_a_newcomer_is_proposed_for_the_group_that_stands() -> None:
    (proposal,) = propose([*crowd(DOWN[:2], group=4), report(3, DOWN[2])])
    assert (proposal.tickets, proposal.joins) == (("T003",), 4)


def test_members_alone_are_proposed_no_second_time() -> None:
    assert propose(crowd(group=4)) == []


def test_two_groups_that_stand_are_never_made_one() -> None:
    two = [*crowd(DOWN[:2], group=4), *[report(n, DOWN[n], group=5) for n in (2, 3)]]
    assert propose(two) == []


def test_words_that_everybody_writes_are_not_looked_at() -> None:
    assert words_of("Selamat pagi Bapak/Ibu, saya mohon ini ya min") == frozenset()
    assert words_of("errorrr") == words_of("eror") == words_of("gangguan")


@given(
    st.lists(
        st.tuples(st.text(max_size=40), st.integers(0, 5), st.sampled_from(list(Component)[:3])), max_size=12
    )
)
def test_whatever_is_written_no_report_is_in_two_proposals(rows: list[tuple[str, int, Component]]) -> None:
    reports = [report(n, text, party=who, component=what) for n, (text, who, what) in enumerate(rows)]
    tickets = [ticket for proposal in propose(reports) for ticket in proposal.tickets]
    assert len(tickets) == len(set(tickets))
    assert propose(list(reversed(reports))) == propose(reports)
