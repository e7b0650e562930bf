"""Pages, counts and one case: only what the viewer may see, newest first, by words as typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.case.complaint import Entry, Party, State
from core.classify.labels import Kind, Sector
from core.message import Address, Attachment, Receipt
from core.ports.filing import SealedFile
from core.ports.inbox import Filters, Role, View, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import (
    ACCOUNT,
    BUDI,
    MINUTE,
    NOW,
    SITI,
    TODAY,
    classification,
    complaint,
    filed_opening,
    lease,
    message,
    open_case,
    planned,
)

WATI = Viewer("wati", Role.OFFICER)
MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)


def tickets(unit: Unit, viewer: Viewer, filters: Filters | str = "") -> list[str]:
    asked = Filters(search=filters) if isinstance(filters, str) else filters
    page = unit.inbox.page(viewer, asked, TODAY)
    return [row.complaint.ticket for row in page.rows]


def fill(unit: Unit) -> None:
    open_case(unit, complaint("T1", party=Party(None, "Budi Santoso", (BUDI,))))
    open_case(
        unit,
        complaint("T2", restricted=True, party=Party(None, None, (SITI,)), holder="asep"),
        message("wa1", SITI, "Petugas minta uang rokok di loket"),
    )
    open_case(
        unit,
        complaint(
            "T3", found=classification(Kind.IRRELEVANT, Sector.TOURISM), unit="umum", due=None, holder=""
        ),
        message("wa2", SITI, "Promo hotel murah"),
    )
    open_case(unit, complaint("T4", state=State.AWAITING_DATA, due=date(2026, 11, 23)))
    open_case(unit, complaint("T5", state=State.CLOSED))


async def test_pages_are_newest_first_and_follow_one_another(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        fill(unit)
        first = unit.inbox.page(MANAGER, Filters(), TODAY, limit=3)
        assert [row.complaint.ticket for row in first.rows] == ["T4", "T3", "T2"]
        assert first.next is not None
        second = unit.inbox.page(MANAGER, Filters(before=first.next), TODAY, limit=3)
        assert [row.complaint.ticket for row in second.rows] == ["T1"]
        assert second.next is None

    await store.write(ask)


async def test_a_row_shows_the_newest_words_on_one_line(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        open_case(unit, complaint("T1"), message("m", text="Baris satu\n\n  baris dua " + "x" * 300))
        (row,) = unit.inbox.page(WATI, Filters(), TODAY).rows
        assert row.preview.startswith("Baris satu baris dua xxx")
        assert len(row.preview) == 160
        assert row.messages == 1
        assert row.last_at == NOW - MINUTE
        assert row.complaint.party.name == "Budi Santoso"
        assert row.complaint.party.addresses == (BUDI,)

    await store.write(ask)


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (View.OPEN, ["T4", "T3", "T2", "T1"]),
        (View.MINE, ["T2"]),
        (View.UNREAD, ["T4", "T3", "T2", "T1"]),
        (View.DUE, ["T4"]),
        (View.AWAITING_DATA, ["T4"]),
        (View.PERHAPS_IRRELEVANT, ["T3"]),
        (View.UNDELIVERED, []),
        (View.CLOSED, ["T5"]),
    ],
)
async def test_each_view_shows_as_many_as_it_counts(store: SqlStore, view: View, shown: list[str]) -> None:
    def ask(unit: Unit) -> None:
        fill(unit)
        assert tickets(unit, MANAGER, Filters(view=view)) == shown
        assert unit.inbox.counts(MANAGER, TODAY)[view] == len(shown)

    await store.write(ask)


async def test_a_case_does_not_name_a_restricted_one_to_who_may_not_see_it(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        fill(unit)
        (leased,) = lease(unit, 1, "grown")
        secret = filed_opening(leased, complaint("T6", restricted=True))
        unit.filing.file([replace(secret, related=("T1",))], NOW)
        first = unit.cases.get("T1")
        assert first is not None
        unit.cases.save(replace(first, related=("T6", "T3")), [Entry(NOW, "asep", "grouped")])
        seen = {viewer: unit.inbox.case(viewer, "T1") for viewer in (WATI, MANAGER)}
        assert {viewer: view and view.complaint.related for viewer, view in seen.items()} == {
            WATI: ("T3",),
            MANAGER: ("T6", "T3"),
        }

    await store.write(ask)


async def test_a_restricted_case_does_not_exist_for_an_officer(store: SqlStore) -> None:
    def ask(unit: Unit) -> int:
        fill(unit)
        (leased,) = lease(unit, 1, "file")
        secret = complaint("T6", restricted=True)
        evidence = Attachment("bukti.jpg", "image/jpeg", 3, "00")
        unit.filing.file([replace(filed_opening(leased, secret), files=(SealedFile("ref", evidence),))], NOW)
        shown = unit.inbox.case(MANAGER, "T6")
        assert shown is not None
        attachment_id = shown.messages[0].attachments[0].id
        found = unit.inbox.attachment(MANAGER, attachment_id)
        assert found is not None
        assert found[0] == "ref"
        assert found[1].filename == "bukti.jpg"
        return attachment_id

    def hidden(unit: Unit) -> None:
        assert "T2" not in tickets(unit, WATI)
        assert tickets(unit, WATI, "rokok") == []
        assert tickets(unit, MANAGER, "rokok") == ["T2"]
        assert unit.inbox.counts(WATI, TODAY)[View.OPEN] == 3
        assert unit.inbox.counts(MANAGER, TODAY)[View.OPEN] == 5
        assert unit.inbox.case(WATI, "T2") is None
        assert unit.inbox.case(WATI, "T9") is None
        assert unit.inbox.attachment(WATI, attachment_id) is None
        past = NOW - timedelta(hours=1)
        assert unit.inbox.changed_since(MANAGER, past) - unit.inbox.changed_since(WATI, past) == 2

    attachment_id = await store.write(ask)
    await store.read(hidden)


async def test_filters_narrow_a_view(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        fill(unit)
        assert tickets(unit, MANAGER, Filters(sector=Sector.TOURISM)) == ["T3"]
        assert tickets(unit, MANAGER, Filters(unit="umum")) == ["T3"]
        assert tickets(unit, MANAGER, Filters(kind=Kind.COMPLAINT)) == ["T4", "T2", "T1"]
        assert tickets(unit, MANAGER, Filters(account="lain")) == []
        assert tickets(unit, MANAGER, Filters(account=ACCOUNT, sector=Sector.INDUSTRY, unit="perizinan")) == [
            "T4",
            "T2",
            "T1",
        ]

    await store.write(ask)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("rokok", ["T2"]),
        ("ROKOK loket", ["T2"]),
        ("pet", ["T2"]),
        ("minta hotel", []),
        ("0812-0000-0017", ["T3", "T2"]),
        ("+62 812 0000 0017", ["T3", "T2"]),
        ("budi.santoso@example.com", ["T4", "T3", "T1"]),
        ("santoso", ["T4", "T3", "T1"]),
        ("T3", ["T3"]),
        ("terbitnya", ["T4", "T1"]),
        ("izin lama", ["T4", "T3", "T2", "T1"]),
        ("...", []),
    ],
)
async def test_search_finds_words_beginnings_names_and_numbers(
    store: SqlStore, words: str, found: list[str]
) -> None:
    def ask(unit: Unit) -> None:
        fill(unit)
        assert tickets(unit, MANAGER, words) == found

    await store.write(ask)


async def test_a_search_goes_on_where_the_page_ended(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        for number in range(5):
            open_case(unit, complaint(f"T{number}"))
        page = unit.inbox.page(WATI, Filters(search="terbit"), TODAY, limit=2)
        rest = unit.inbox.page(WATI, Filters(search="terbit", before=page.next), TODAY, limit=9)
        assert [row.complaint.ticket for row in (*page.rows, *rest.rows)] == ["T4", "T3", "T2", "T1", "T0"]

    await store.write(ask)


async def test_a_joined_message_makes_its_case_found_by_new_words(store: SqlStore) -> None:
    from core.message import Terminal
    from core.ports.filing import Filed

    def join(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        (leased,) = lease(unit, 1, "again")
        more = message("<2@example.com>", text="Saya lampirkan kuitansi")
        unit.filing.file(
            [
                Filed(
                    leased,
                    0,
                    Terminal.JOINED,
                    more.external_id,
                    message=more,
                    joins=case.id,
                    entries=(Entry(NOW, "citizen", "wrote"),),
                )
            ],
            NOW,
        )
        assert tickets(unit, WATI, "kuitansi") == ["T1"]
        assert tickets(unit, WATI, "terbit kuitansi") == ["T1"]
        (row,) = unit.inbox.page(WATI, Filters(), TODAY).rows
        assert row.messages == 2
        assert row.preview == "Saya lampirkan kuitansi"

    await store.write(join)


async def test_a_case_shows_its_messages_labels_history_and_notes(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"), message("m1"), sends=(planned(),))
        note = Entry(NOW + MINUTE, "wati", "note", {"text": "sudah ditelepon"})
        unit.cases.save(case, [note])
        (sending,) = unit.outbox.lease(ACCOUNT, NOW, 10, MINUTE)
        unit.outbox.sent([(sending, Receipt("<out@example.org>"))], NOW + 2 * MINUTE)
        shown = unit.inbox.case(WATI, "T1")
        assert shown is not None
        assert shown.classification == classification()
        assert [entry.what for entry in shown.entries] == ["opened", "routed"]
        assert shown.notes == (note,)
        said, answered = shown.messages
        assert (said.inbound, said.text, said.subject) == (True, "Izin PBG saya belum terbit", "Izin lama")
        assert said.sender == "Budi S. <budi.santoso@example.com>"
        assert (answered.inbound, answered.text, answered.send_state) == (
            False,
            "Kami terima.",
            SendState.SENT,
        )
        assert answered.id == sending.message.id

    await store.write(ask)


async def test_what_changed_is_counted_from_a_moment_on(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        case = open_case(unit, complaint("T2"))
        assert unit.inbox.changed_since(WATI, NOW) == 0
        unit.cases.save(replace(case, unread=False), [Entry(NOW + MINUTE, "wati", "seen")])
        assert unit.inbox.changed_since(WATI, NOW) == 1
        assert tickets(unit, WATI, Filters(view=View.UNREAD)) == ["T1"]

    await store.write(ask)


async def test_a_phone_is_an_address_like_any_other(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        someone = Address("whatsapp", "6281299990000")
        open_case(unit, complaint("T1", party=Party(None, None, (someone,))), message("m", someone, "halo"))
        assert tickets(unit, WATI, "081299990000") == ["T1"]

    await store.write(ask)
