"""An entry at the desk becomes a case of its own, dated by its true reception, with the receipt's code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from channels.desk import Settings, open_channel
from core.case.complaint import State
from core.case.form_code import case_check_code, form_codes, show_form_code
from core.errors import NotAllowed
from core.intake.desk_entry import DeskEntry, dump_entry
from core.intake.enter import Entered, keep_opening
from core.intake.keep import keep
from core.law.rules import Missing
from core.message import Batch, Envelope, Terminal
from core.ports.boxes import BoxOpening
from core.ports.store import Unit
from tests.pipeline.letters import letter
from tests.pipeline.office import NOON, Office, payload

LOKET = "loket"
CODE = "K7Q2M4XH"
TEXT = "Izin PBG rumah saya sudah dua bulan belum terbit, padahal berkas sudah lengkap sejak Januari."
ENTRY = DeskEntry("d", TEXT, NOON, "sari", CODE, name="Wawan Hermawan", phone="081200000017")


@pytest.fixture
def counter(office: Office) -> Office:
    office.channels[LOKET] = open_channel(LOKET, Settings())
    return office


async def enter(office: Office, entry: DeskEntry, key: str = "one") -> str:
    """The ticket of what was entered."""
    envelope = Envelope(LOKET, "desk", key, dump_entry(entry), entry.received_at)
    await keep(office.store, Batch(LOKET, "desk", (envelope,)), office.clock)
    await office.work()
    ticket = await office.store.read(lambda unit: unit.ledger.ticket_of(LOKET, key))
    assert ticket is not None
    return ticket


async def test_it_is_dated_by_its_true_reception_and_opened_now(counter: Office) -> None:
    friday = NOON - timedelta(days=3)
    case = await counter.get(
        await enter(counter, replace(ENTRY, received_at=friday, evidence="daftar panggilan"))
    )
    assert (case.received_at, case.opened_at, case.letter) == (friday, NOON, "d")
    assert case.deadline.due == date(2026, 12, 10)  # fourteen working days after Friday 20 November


async def test_the_name_given_to_the_officer_is_an_identity(counter: Office) -> None:
    case = await counter.get(await enter(counter, ENTRY))
    assert case.party.name == "Wawan Hermawan"
    assert Missing.IDENTITY not in case.missing
    assert Missing.NAME_CONFIRMATION not in case.missing


@pytest.mark.parametrize("lacking", [{"name": ""}, {"phone": ""}])
async def test_without_name_or_contact_it_waits_for_them(counter: Office, lacking: dict[str, str]) -> None:
    case = await counter.get(await enter(counter, replace(ENTRY, **lacking)))  # type: ignore[arg-type]  # two texts
    assert (case.state, Missing.IDENTITY in case.missing) == (State.AWAITING_DATA, True)


async def test_the_receipt_s_code_opens_the_case_and_nothing_is_sent(counter: Office) -> None:
    ticket = await enter(counter, ENTRY)
    assert await counter.store.read(lambda unit: unit.cases.opens_with(ticket, CODE))
    view = await counter.view(ticket)
    assert [message.inbound for message in view.messages] == [True]
    assert "Telepon: 081200000017" in view.messages[0].full_text
    said = {entry.what: entry for entry in await counter.entries(ticket)}
    assert (said["recorded"].by, said["recorded"].detail) == ("sari", {"letter": "d"})
    assert said["acknowledged"].detail == {"how": "receipt"}
    assert "not_acknowledged" not in said
    assert counter.post.taken == []


@pytest.mark.parametrize("text", ["Status izin saya bagaimana?", "mau lapor", "Halo"])
async def test_whatever_an_officer_entered_is_a_case(counter: Office, text: str) -> None:
    case = await counter.get(await enter(counter, replace(ENTRY, text=text)))
    assert case.party.name == "Wawan Hermawan"


async def test_one_person_s_second_matter_is_a_second_case(counter: Office) -> None:
    first = await counter.get(await enter(counter, ENTRY, "one"))
    again = replace(ENTRY, text=f"Mengenai {first.ticket}: AC ruang tunggu mati.", phone="+62 812 0000 0017")
    second = await counter.get(await enter(counter, again, "two"))
    assert second.ticket != first.ticket
    assert second.party.id == first.party.id
    assert first.ticket in second.related


async def test_many_entries_with_one_number_are_no_flood(counter: Office) -> None:
    tickets = {
        await enter(counter, ENTRY, f"entry-{n}") for n in range(counter.desk.caps.messages_per_hour + 2)
    }
    assert len(tickets) == counter.desk.caps.messages_per_hour + 2
    assert await counter.ended(Terminal.FLOOD) == 0


async def test_the_same_form_twice_is_one_case(counter: Office) -> None:
    assert await enter(counter, ENTRY) == await enter(counter, replace(ENTRY, text="Diubah sesudahnya"))
    assert len(await counter.rows()) == 1
    assert await counter.adds_up()


async def test_a_ticket_that_is_not_there_yet_is_none(counter: Office) -> None:
    def unknown(unit: Unit) -> str | None:
        return unit.ledger.ticket_of(LOKET, "nothing")

    assert await counter.store.read(unknown) is None


async def test_the_code_on_the_slip_asks_for_the_case_once_it_is_entered(counter: Office) -> None:
    code, unused = form_codes("token", 2)

    def entered(unit: Unit) -> None:
        unit.forms.print("l", (code, unused), "sari", NOON)
        unit.forms.enter(code, LOKET, "one", "sari", NOON)

    await counter.do(entered)
    ticket = await enter(counter, replace(ENTRY, letter="l", check_code=case_check_code(code)))
    for asked, known in ((code, True), (unused, False), (form_codes("another", 1)[0], False)):
        counter.post.taken.clear()
        await counter.mail(letter(f"STATUS {show_form_code(asked)}", sender=f"{asked}@example.net".lower()))
        (said,) = counter.post.to(f"{asked}@example.net".lower())
        assert (ticket in payload(said)) is known


async def test_an_opening_and_its_papers_are_kept_together_or_not_at_all(counter: Office) -> None:
    entries = {"p1": replace(ENTRY, letter="m"), "p2": replace(ENTRY, letter="m", text="Kursi kurang")}
    opening = BoxOpening(LOKET, NOON, "Sari", ("Dede", "Wati"), NOON, "sari", tuple(entries))
    refused = Entered(LOKET, "sari", entries, {"p2": form_codes("never printed", 1)[0]})
    with pytest.raises(NotAllowed):
        await keep_opening(counter.store, "key", opening, refused, refused.envelopes(), counter.clock)
    await counter.work()
    assert await counter.rows() == ()
    assert await counter.do(lambda unit: unit.boxes.latest(1)) == []
    whole = Entered(LOKET, "sari", entries)
    number = await keep_opening(counter.store, "key", opening, whole, whole.envelopes(), counter.clock)
    await counter.work()
    minutes = await counter.do(lambda unit: unit.boxes.minutes(number))
    assert minutes is not None
    assert {row.complaint.ticket for row in await counter.rows()} == set(minutes.tickets)
    assert await counter.adds_up()


@pytest.mark.parametrize(("letter", "said"), [("d", "acknowledged"), ("m", "not_acknowledged")])
async def test_only_what_somebody_could_be_handed_counts_as_handed_over(
    letter: str, said: str, counter: Office
) -> None:
    history = await counter.history(await enter(counter, replace(ENTRY, letter=letter)))
    assert [what for what in history if "acknowledged" in what] == [said]
