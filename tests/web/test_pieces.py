"""The small parts of pages, by themselves: evidence, masks, deadlines, file names."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core
import storage
from core.case.complaint import Basis, Deadline, Entry, Party, State
from core.case.masking import masked
from core.classify.labels import Classification, Component, Evidence, Kind, Language, Sector
from core.message import Address
from core.register.rows import Fault, Trouble
from tests.web.office import NOW, PBG, TODAY, classification, complaint, desk
from web.deadlines import Tone, chip
from web.language import speak
from web.masking import called, writer
from web.site import local_path
from web.staff.attachments import disposition
from web.staff.evidence import FIELDS, certainty, segments
from web.staff.register.said import said_of
from web.staff.timeline import EVENTS, event, reason

CALENDAR = desk().calendar
CASE = complaint(PBG, classification(PBG), NOW)
WORDS = st.text(alphabet="ab İßé.<&\n", max_size=12)


@given(
    WORDS,
    st.text(alphabet="ab İßé.<&\n", max_size=60),
    st.lists(st.tuples(st.integers(-5, 80), st.integers(-5, 80), WORDS), max_size=len(FIELDS)),
)
def test_marking_never_changes_a_letter(subject: str, text: str, marks: list[tuple[int, int, str]]) -> None:
    evidence = {
        field: (Evidence(start, end, words, "r"),)
        for field, (start, end, words) in zip(FIELDS, marks, strict=False)
    }
    assert "".join(piece.text for piece in segments(subject, text, evidence)) == text


@given(st.text(alphabet="abc ", max_size=20), st.text(alphabet="abc ", min_size=1, max_size=30), st.data())
def test_words_at_their_offsets_are_marked(subject: str, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return
    head = len(subject) + 1 if subject else 0
    found = Evidence(start + head, end + head, text[start:end], "r")
    marked = [piece.text for piece in segments(subject, text, {"sector": (found,)}) if piece.fields]
    assert "".join(marked) == text[start:end]


def test_words_of_two_fields_overlap() -> None:
    evidence = {"kind": (Evidence(0, 8, "izin PBG", "r"),), "sector": (Evidence(5, 8, "PBG", "r"),)}
    pieces = segments("", "izin PBG lama", evidence)
    assert [(piece.text, piece.fields) for piece in pieces] == [
        ("izin ", ("kind",)),
        ("PBG", ("kind", "sector")),
        (" lama", ()),
    ]


def test_words_found_elsewhere_are_whole_words() -> None:
    evidence = {"sector": (Evidence(90, 93, "sip", "r"),)}
    assert [piece.fields for piece in segments("", "arsip saya", evidence)] == [()]
    assert [piece.text for piece in segments("", "urus SIP saya", evidence) if piece.fields] == ["SIP"]


@pytest.mark.parametrize(
    ("handle", "shown"),
    [
        ("wawan.hermawan@example.com", "w***@example.com"),
        ("+6281200000017", "+6281*****017"),
        ("081200000017", "08120*****017"),
        ("whatsapp:+6281200000017", "+6281*****017"),
        ("whatsapp:US.ABC123XYZ", "U***"),
        ("@warga_purwakarta", "@***"),
        ("", ""),
    ],
)
def test_a_mask_shows_enough_to_know_and_not_enough_to_use(handle: str, shown: str) -> None:
    assert masked(Address("x", handle)) == shown


@given(st.text(st.characters(exclude_characters="@*"), min_size=2, max_size=30))
def test_a_mask_never_shows_a_whole_handle(handle: str) -> None:
    assert handle not in masked(Address("x", handle))


def test_a_person_goes_by_the_surest_name() -> None:
    address = Address("mail", "siti@example.com", "Siti di rumah")
    assert called(Party(1, "Siti Rohmah", (address,))) == "Siti Rohmah"
    assert called(Party(1, None, (address,))) == "Siti di rumah"
    assert called(Party(1, None, (replace(address, display_name=""),))) == "s***@example.com"
    assert called(Party(1, None, ())) == "Tanpa nama"
    assert writer("Siti Rohmah <siti@example.com>") == "Siti Rohmah"
    assert writer("siti@example.com") == "", "the page says what the person is called"


def test_the_number_of_a_form_is_nobodys_name() -> None:
    form, mail = Address("web", "form-0123456789abcdef"), Address("mail", "siti@example.com")
    assert called(Party(1, None, (form,))) == "Tanpa nama"
    assert called(Party(1, None, (form, mail))) == "s***@example.com"


def test_nobody_is_sure_of_not_knowing_the_sector() -> None:
    def sure_of(sector: Sector) -> str:
        labels = (Kind.COMPLAINT, Component.COST, sector)
        return certainty(
            Classification(*labels, False, Language.INDONESIAN, confidence={"sector": 0.99}), "sector"
        )

    assert (sure_of(Sector.TOURISM), sure_of(Sector.UNKNOWN)) == ("yakin", "")


def test_a_row_that_lacks_the_way_it_came_says_so_in_words() -> None:
    assert said_of(Trouble("letter", Fault.NO_LETTER)).startswith("Cara datang: ")
    assert said_of(Trouble("Tgl", Fault.BAD_DATE, "besok")).startswith("Tgl “besok”: ")


@pytest.mark.parametrize(
    ("due", "tone", "left"),
    [
        (date(2026, 3, 30), Tone.OVERDUE, "Lewat 3 hari kerja"),
        (date(2026, 4, 2), Tone.URGENT, "Jatuh tempo hari ini"),
        (date(2026, 4, 6), Tone.NEAR, "1 hari kerja lagi"),  # Good Friday and a weekend lie between
        (date(2026, 4, 8), Tone.NEAR, "3 hari kerja lagi"),
        (date(2026, 4, 9), Tone.CALM, "4 hari kerja lagi"),
        (None, Tone.QUIET, "Tanpa tenggat"),
    ],
)
def test_a_chip_counts_working_days(due: date | None, tone: Tone, left: str) -> None:
    found = chip(replace(CASE, deadline=Deadline(due, Basis.LEGAL)), TODAY, CALENDAR)
    assert (found.tone, found.left) == (tone, left)


def test_on_a_weekend_after_a_friday_nothing_is_a_working_day_late() -> None:
    friday = Deadline(date(2026, 4, 10), Basis.LEGAL)
    found = chip(replace(CASE, deadline=friday), date(2026, 4, 11), CALENDAR)
    assert (found.tone, found.left) == (Tone.OVERDUE, "Sudah lewat")


def test_a_chip_says_what_kind_of_date_it_is() -> None:
    due = date(2026, 4, 7)
    legal, target, unsure = (
        chip(replace(CASE, deadline=one), TODAY, CALENDAR).sentence
        for one in (
            Deadline(due, Basis.LEGAL),
            Deadline(due, Basis.TARGET),
            Deadline(due, Basis.LEGAL, sure=False),
        )
    )
    assert legal == "Jawab paling lambat Sel 7 Apr 2026 · 2 hari kerja lagi"
    assert target.startswith("Target Sel 7 Apr 2026")
    assert "(belum pasti)" in unsure


def test_an_answered_or_closed_case_is_no_longer_urgent() -> None:
    late = replace(CASE, deadline=Deadline(date(2026, 3, 2), Basis.LEGAL))
    answered = replace(late, state=State.ANSWERED, answered_at=NOW - timedelta(days=40))
    assert chip(answered, TODAY, CALENDAR).left == "Sudah dijawab"
    assert chip(replace(late, state=State.CLOSED), TODAY, CALENDAR).sentence == "Selesai"


@given(st.text(max_size=200))
def test_a_file_name_cannot_break_out_of_its_header(filename: str) -> None:
    header = disposition(filename, 7)
    assert header.isascii()
    assert header.isprintable()
    plain = header.split('filename="')[1].split('"; filename*=')[0]
    assert not set(plain) & set('"\\/')
    assert unquote(header.split("''")[1]) not in {"", ".", ".."}


@given(st.text(max_size=60))
def test_a_way_back_is_a_path_of_ours(target: str) -> None:
    path = local_path(target)
    assert path.startswith("/")
    assert not path.startswith("//")
    assert "\\" not in path
    assert path.isprintable()


def test_what_gave_a_fact_is_not_marked() -> None:
    evidence = {"reporter_name": (Evidence(0, 4, "Siti", "r"),)}
    assert [piece.fields for piece in segments("", "Siti menulis", evidence)] == [()]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("unreachable", "penyedia tidak dapat dihubungi"),
        ("5.1.1", "alamat penerima tidak dikenal (5.1.1)"),
        ("5.2.2", "kotak surat penerima bermasalah (5.2.2)"),
        ("5.7.1", "ditolak server penerima (5.7.1)"),
        ("sesuatu", "sesuatu"),
    ],
)
def test_a_reason_is_said_in_words(code: str, said: str) -> None:
    assert reason(code) == said


@pytest.mark.parametrize(
    ("language", "file", "register"),
    [
        ("id", "Diambil dari berkas SP4N-LAPOR!", "Diambil dari register lama"),
        ("su", "Dicandak tina berkas SP4N-LAPOR!", "Dicandak tina register lami"),
        ("en", "Taken from SP4N-LAPOR!'s file", "Taken over from the earlier register"),
    ],
)
def test_what_came_in_lapor_s_file_is_not_told_as_of_the_register(
    language: str, file: str, register: str
) -> None:
    speak(language)
    try:
        told = [event(Entry(NOW, "system", what)) for what in ("brought_in", "taken_over")]
    finally:
        speak("id")
    assert told == [file, register]


def test_every_line_that_history_may_hold_has_its_words() -> None:
    rooms = (Path(core.__file__).parent, Path(storage.__file__).parent)
    trees = (ast.parse(path.read_text(encoding="utf-8")) for room in rooms for path in room.rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    entries = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Entry")
    codes = {
        call.args[2].value
        for call in entries
        if len(call.args) > 2 and isinstance(call.args[2], ast.Constant)
    }
    assert {"opened", "corrected", "note"} <= codes
    assert codes - set(EVENTS) == set()
