"""What an officer entered becomes one message, with its true reception; nothing leaves by the desk."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import read_account
from channels._entered import phone_handle
from channels.desk import LETTERS, Settings, handle, open_channel
from core.errors import ByHand, ConfigError, Unreadable
from core.intake.desk_entry import (
    DeskEntry,
    Mode,
    dump_entry,
    entry_check_code,
    entry_key,
    load_entry,
)
from core.message import Address, EnteredFile, Envelope, InboundMessage, OutboundMessage, Purpose
from core.ports.channel import Channel, Poller
from tests.channels.desk.office import KEY

NOW = datetime(2026, 4, 2, 3, 10, tzinfo=UTC)
DESK = open_channel("loket", Settings())
ENTRY = DeskEntry("d", "PBG belum terbit", NOW, "sari", "K7Q2M4XH", name="Wawan", phone="081200000017")


def envelope(body: bytes) -> Envelope:
    return Envelope("loket", "desk", KEY, body, NOW)


def message(body: bytes) -> InboundMessage:
    (found,) = DESK.parse(envelope(body))
    assert isinstance(found, InboundMessage)
    return found


def test_an_entry_is_a_person_s_word_that_no_machine_answers() -> None:
    found = message(dump_entry(ENTRY))
    assert (found.sender.kind, found.answerable, found.automatic) == ("desk", False, "")


def test_a_file_that_would_run_comes_without_its_bytes() -> None:
    entry = replace(
        ENTRY, files=(EnteredFile("foto.jpg", "image/jpeg", b"MZ\x90\x00"), EnteredFile("", "", b"a"))
    )
    runs, nameless = message(dump_entry(entry)).attachments
    assert (runs.data, runs.refused) == (None, "executable")
    assert (nameless.filename, nameless.data) == ("lampiran-2", b"a")


def test_it_is_a_channel_and_none_that_is_polled() -> None:
    assert isinstance(DESK, Channel)
    assert not isinstance(DESK, Poller)


async def test_what_the_desk_says_is_an_officer_s_task() -> None:
    planned = OutboundMessage(1, "loket", Purpose.REPLY, "t", Address("desk", "+6281200000017"), "Halo")
    with pytest.raises(ByHand, match="an officer"):
        await DESK.send(planned)
    await DESK.probe()
    await DESK.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(json.loads(dump_entry(ENTRY)))), JSON)
def test_a_part_of_any_other_kind_is_read_or_refused_with_a_reason(part: str, value: object) -> None:
    table = json.loads(dump_entry(ENTRY)) | {part: value}
    with suppress(Unreadable):
        assert DESK.parse(envelope(json.dumps(table).encode()))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@given(
    st.builds(
        DeskEntry,
        letter=st.sampled_from(LETTERS),
        text=TEXTS.filter(lambda text: bool(text.strip())),
        received_at=st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)),  # noqa: DTZ001 - hypothesis wants it naive
        recorded_by=TEXTS,
        check_code=st.just("K7Q2M4XH"),
        name=TEXTS,
        phone=TEXTS,
        email=TEXTS,
        postal_address=TEXTS,
        evidence=TEXTS,
        written_on=st.none() | st.dates(),
        files=st.lists(st.builds(EnteredFile, TEXTS, TEXTS, st.binary(max_size=40)), max_size=3).map(tuple),
    )
)
def test_an_entry_is_kept_whole(entry: DeskEntry) -> None:
    assert load_entry(dump_entry(entry)) == entry
    assert message(dump_entry(entry)).received_at == entry.received_at


@pytest.mark.parametrize("moment", ["2026-04-02T10:05:00", "kemarin", "", "0001-01-01T00:00:00+14:00"])
def test_a_reception_that_is_no_moment_is_refused(moment: str) -> None:
    table = json.loads(dump_entry(ENTRY)) | {"received_at": moment}
    with pytest.raises(Unreadable, match="received_at"):
        DESK.parse(envelope(json.dumps(table).encode()))


def test_a_way_that_this_desk_does_not_take_in_is_refused() -> None:
    counter = open_channel("loket", Settings(("b",)))
    with pytest.raises(Unreadable) as refused:
        counter.parse(envelope(dump_entry(ENTRY)))
    assert refused.value.code == "desk-letter"


@pytest.mark.parametrize(
    ("phone", "told"),
    [
        ("0812-0000-0017", "+6281200000017"),
        ("+62 812 0000 0017", "+6281200000017"),
        ("6281200000017", "+6281200000017"),
        ("(0264) 8224794", "+622648224794"),
        ("-", ""),
    ],
)
def test_a_number_is_the_same_however_it_is_written(phone: str, told: str) -> None:
    assert phone_handle(phone) == told


def test_two_notes_without_a_contact_are_two_people() -> None:
    nobody = replace(ENTRY, phone="")
    assert handle(nobody, "a" * 64) != handle(nobody, "b" * 64)


def test_paper_is_written_and_a_call_is_oral() -> None:
    modes = {letter: replace(ENTRY, letter=letter, written_on=date(2026, 4, 1)).mode for letter in LETTERS}
    assert [letter for letter, mode in modes.items() if mode is Mode.WRITTEN] == ["c", "l", "m"]


def test_a_form_s_token_gives_one_key_and_one_code_that_do_not_tell_each_other() -> None:
    assert entry_key("x") == entry_key("x") != entry_key("y")
    assert entry_check_code("x") == entry_check_code("x") != entry_check_code("y")
    assert len(entry_check_code("x")) == 8


def test_a_desk_needs_no_password() -> None:
    account = read_account("loket", {"kind": "desk", "letters": ["b", "d"]})
    assert account.settings == Settings(("b", "d"))


@pytest.mark.parametrize("letters", [[], ["g"], ["a", "z"]])
def test_letters_of_other_channels_are_refused_with_the_remedy(letters: list[str]) -> None:
    with pytest.raises(ConfigError, match=r"accounts\.loket\.letters: one or more of a, b, c, d, l, m"):
        read_account("loket", {"kind": "desk", "letters": letters})
