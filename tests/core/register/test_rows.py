"""Rows of an office's register: dates, ways, states and people as offices write them; what is wrong is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case.complaint import State
from core.intake.desk_entry import dump_entry, load_entry
from core.law.deadline import jakarta_date
from core.message import Reference
from core.ports.clock import JAKARTA
from core.register.dates import MONTHS, Value, read_moment
from core.register.headings import FIELDS, columns_of
from core.register.letters import NAMES, read_letter
from core.register.rows import Fault, Misunderstood, Note, Reading, Understood, understand
from core.register.states import read_state

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
HEADINGS = (
    "No. Agenda",
    "Tgl. Pengaduan",
    "Media",
    "Nama Pelapor",
    "No. HP",
    "Isi Pengaduan",
    "Status",
    "Tgl Selesai",
)
ROW: tuple[Value, ...] = (
    "017", "5 Maret 2026", "WA", "Wawan Hermawan", 81200000017, "Izin PBG belum terbit", "Selesai", "20/03/2026",
)  # fmt: skip
COLUMNS = columns_of(HEADINGS, {})
assert COLUMNS is not None
READING = Reading(COLUMNS, HEADINGS, NOW, "siti")


def row(**cells: Value) -> tuple[Value, ...]:
    """The row with other cells, by field."""
    changed = list(ROW)
    for name, value in cells.items():
        changed[COLUMNS[name]] = value  # type: ignore[index]  # the headings are right
    return tuple(changed)


def good(*cells: Value, reading: Reading = READING) -> Understood:
    found = understand(2, cells, reading)
    assert isinstance(found, Understood), found
    return found


def faults(*cells: Value, reading: Reading = READING) -> list[tuple[str, Fault | Note, str]]:
    found = understand(2, cells, reading)
    assert isinstance(found, Misunderstood)
    return [(one.column, one.what, one.value) for one in found.troubles]


def test_a_whole_row_is_an_entry() -> None:
    entry = good(*ROW).entry
    assert (entry.letter, entry.name, entry.phone, entry.text) == (
        "f", "Wawan Hermawan", "081200000017", "Izin PBG belum terbit",
    )  # fmt: skip
    assert jakarta_date(entry.received_at) == date(2026, 3, 5)
    assert entry.references == (Reference("register", "017"),)
    assert entry.past is not None
    assert (entry.past.state, jakarta_date(entry.past.answered_at or NOW)) == ("closed", date(2026, 3, 20))
    assert load_entry(dump_entry(entry)) == entry


@pytest.mark.parametrize(
    "said",
    ["5/3/2026", "05-03-26", "5.3.2026", "2026-03-05", "5 Maret 2026", "Kamis, 5 Mar 2026", "5-mar-26",
     "5 mrt 2026", date(2026, 3, 5), datetime(2026, 3, 5, 9, 30), 46086, 46086.5],  # noqa: DTZ001 - a cell knows no zone
    ids=str,
)  # fmt: skip
def test_a_day_in_march(said: Value) -> None:
    moment = read_moment(said)
    assert moment is not None
    assert jakarta_date(moment) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("said", "hour"),
    [("5/3/2026 09.30", 9), ("2026-03-05T21:05:00", 21), ("5 Maret 2026 pukul 7.15 WIB", 7), ("5/3/2026", 0)],
)
def test_an_hour_is_jakarta_s(said: str, hour: int) -> None:
    moment = read_moment(said)
    assert moment is not None
    assert moment.astimezone(JAKARTA).hour == hour


@pytest.mark.parametrize(
    "said",
    ["31/02/2026", "03/25/2026", "5 Foo 2026", "kemarin", "", "2026", 17, 2026, True, None, time(9), -1, 1e300,
     float("nan"), "5/3/2026 25.00"],
    ids=str,
)  # fmt: skip
def test_what_is_no_date(said: Value) -> None:
    assert read_moment(said) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(sorted(MONTHS)))
def test_every_day_is_read_in_every_form(day: date, month: str) -> None:
    named = day.replace(day=min(day.day, 28), month=MONTHS[month])
    forms = [f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", day.isoformat(), f"{day:%d.%m.%y}"]
    assert {jakarta_date(read_moment(form) or NOW) for form in forms} == {day}
    assert jakarta_date(read_moment(f"{named.day} {month.title()} {named.year}") or NOW) == named


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.booleans()))
def test_any_cell_is_a_date_or_none(value: Value) -> None:
    moment = read_moment(value)
    assert moment is None or moment.tzinfo is UTC


def test_every_letter_is_read_by_itself_and_by_its_name() -> None:
    for letter, name in NAMES.items():
        assert [
            read_letter(said) for said in (letter, letter.upper(), f"({letter})", f"{letter}. apa saja")
        ] == [letter] * 4
        assert read_letter(name) == letter


@pytest.mark.parametrize(
    ("said", "letter"),
    [("via WA", "f"), ("Whats App", "f"), ("Website MPP", "k"), ("Web", "j"), ("kotak saran", "m"), ("telp.", "d"),
     ("surat elektronik", "g"), ("Surat masuk", "c"), ("datang langsung", "a"), ("Loket MPP", "b"), ("IG", "i"),
     ("LAPOR!", ""), ("Facebook", ""), ("wawancara", ""), ("", "")],
)  # fmt: skip
def test_ways_as_offices_name_them(said: str, letter: str) -> None:
    assert read_letter(said) == letter


@pytest.mark.parametrize(
    ("said", "state"),
    [("Selesai", "closed"), ("SUDAH SELESAI", "closed"), ("belum selesai", "received"), ("dalam proses", "under_review"),
     ("Sudah dijawab", "answered"), ("diteruskan ke PUPR", "redirected"), ("dicabut", "withdrawn"), ("entah", "")],
)  # fmt: skip
def test_states_as_offices_name_them(said: str, state: str) -> None:
    assert read_state(said) == state


@pytest.mark.parametrize("state", State)
def test_our_own_states_are_read(state: State) -> None:
    if state is not State.AWAITING_DATA:  # an import waits for nobody
        assert read_state(state.value) == state.value


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"text": ""}, ("Isi Pengaduan", Fault.NO_TEXT, "")),
        ({"text": "x" * 20_001}, ("Isi Pengaduan", Fault.TOO_LONG, "")),
        ({"received": None}, ("Tgl. Pengaduan", Fault.NO_DATE, "")),
        ({"received": "31/02/2026"}, ("Tgl. Pengaduan", Fault.BAD_DATE, "31/02/2026")),
        ({"received": "24/11/2026", "answered": None}, ("Tgl. Pengaduan", Fault.FUTURE, "24/11/2026")),
        ({"letter": ""}, ("Media", Fault.NO_LETTER, "")),
        ({"letter": "Facebook"}, ("Media", Fault.BAD_LETTER, "Facebook")),
        ({"state": "entah"}, ("Status", Fault.BAD_STATE, "entah")),
        ({"answered": "lusa"}, ("Tgl Selesai", Fault.BAD_ANSWERED, "lusa")),
        ({"answered": "4/3/2026"}, ("Tgl Selesai", Fault.ANSWERED_BEFORE, "4/3/2026")),
        ({"answered": "1/1/2027"}, ("Tgl Selesai", Fault.FUTURE, "1/1/2027")),
    ],
    ids=lambda found: str(found)[:40],
)  # fmt: skip
def test_a_fault_names_its_column(cells: dict[str, Value], expected: tuple[str, Fault, str]) -> None:
    assert faults(*row(**cells)) == [expected]


def test_all_faults_of_a_row_are_named_and_no_person() -> None:
    found = faults(*row(received="kapan", letter="LAPOR", state="?", text=""))
    assert {what for _, what, _ in found} == {
        Fault.BAD_DATE,
        Fault.BAD_LETTER,
        Fault.BAD_STATE,
        Fault.NO_TEXT,
    }
    assert "Wawan" not in str(found)


def test_an_empty_row_is_none() -> None:
    assert understand(2, (None,) * 8, READING) is None
    assert understand(2, (), READING) is None
    assert understand(2, ("18", None, "", " ", None), READING) is None


def test_what_is_over_without_a_date_is_taken_in_and_noted() -> None:
    found = good(*row(answered=None))
    assert found.entry.past is not None
    assert (found.entry.past.state, found.entry.past.answered_at) == ("closed", None)
    assert [(one.column, one.what) for one in found.notes] == [("Tgl Selesai", Note.NO_ANSWER_DATE)]


def test_without_a_state_a_date_of_answer_says_enough() -> None:
    assert good(*row(state=None)).entry.past.state == "answered"  # type: ignore[union-attr]  # it has a past
    assert good(*row(state=None, answered=None)).entry.past.state == "received"  # type: ignore[union-attr]  # as above


@pytest.mark.parametrize("name", ["-", "Anonim", "NN", "hamba Allah", "tanpa nama", None])
def test_nobody_has_no_name(name: Value) -> None:
    assert good(*row(name=name)).entry.name == ""


def test_the_office_s_own_words_go_first() -> None:
    reading = replace(READING, letters={"lapor!": "j", "wa": "e"}, states={"ok": "closed"}, letter="b")
    assert good(*row(letter="LAPOR!"), reading=reading).entry.letter == "j"
    assert good(*row(letter="WA"), reading=reading).entry.letter == "e"
    assert good(*row(letter=None), reading=reading).entry.letter == "b"
    assert faults(*row(letter="Facebook"), reading=reading)[0][1] is Fault.BAD_LETTER
    assert good(*row(state="OK"), reading=reading).entry.past.state == "closed"  # type: ignore[union-attr]  # it has a past


def test_the_register_s_number_makes_a_row_the_same_within_its_year() -> None:
    first = good(*ROW)
    assert good(*row(text="Dikoreksi", state="proses")).key == first.key
    assert good(*row(number="018")).key != first.key
    assert good(*row(received="5/3/2025")).key != first.key


def test_without_a_number_the_row_itself_does() -> None:
    first = good(*row(number=None))
    assert good(*row(number=None, state="proses", answered=None, phone=None)).key == first.key
    for other in ({"text": "Lain"}, {"name": "Lain"}, {"letter": "sms"}, {"received": "6/3/2026"}):
        assert good(*row(number=None, **other)).key != first.key


def test_an_apostrophe_of_an_export_goes() -> None:
    assert good(*row(phone="'+62812000017", text="'=1+1")).entry.phone == "+62812000017"
    assert good(*row(text="'=1+1")).entry.text == "=1+1"


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.datetimes()), max_size=12))
def test_any_row_is_understood_or_named(cells: list[Value]) -> None:
    found = understand(7, cells, READING)
    if isinstance(found, Understood):
        assert load_entry(dump_entry(found.entry)).past == found.entry.past
    elif found is not None:
        assert found.troubles


def test_headings_are_found_by_what_offices_write() -> None:
    assert columns_of(("No", "Tanggal", "Nama", "Alamat", "Kontak", "Uraian Pengaduan", "Ket"), {}) == {
        "received": 1, "name": 2, "address": 3, "contact": 4, "text": 5,
    }  # fmt: skip
    assert columns_of(("REGISTER PENGADUAN TAHUN 2026", None, None), {}) is None
    assert columns_of(("Nama", "Tanggal"), {}) is None, "nothing says what was complained about"


def test_the_surer_heading_wins() -> None:
    found = columns_of(("Tanggal", "Tanggal Diterima", "Isi", "Saluran", "Huruf/kanal"), {})
    assert found == {"received": 1, "text": 2, "letter": 4}


def test_a_mapping_names_columns_that_nobody_would_guess() -> None:
    cells = ("Kapan", "Curhatan", "Tanggal", "Isi")
    assert columns_of(cells, {"received": "KAPAN", "text": "curhatan"}) == {"received": 0, "text": 1}


def test_every_field_is_found_by_each_of_its_headings() -> None:
    for field, headings in FIELDS.items():
        for heading in headings:
            cells = [heading, *(FIELDS[needed][0] for needed in ("received", "text") if needed != field)]
            found = columns_of(cells, {})
            assert found is not None
            assert found[field] == 0, heading
