"""Every row of the tables of words does what it says, and none does it without its second sign."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels.mail.reading import read_mail
from channels.mail.reading.machines import FIELD_RULES, FieldRule
from channels.mail.reading.notes import (
    ABSENCE_PHRASES,
    ABSENCE_SUBJECTS,
    CHALLENGE_PHRASES,
    CHALLENGE_SUBJECTS,
    DELAY_SUBJECTS,
    DELAY_WORDS,
    FAILURE_SUBJECTS,
)
from channels.mail.reading.phrases import ATTRIBUTIONS, FORWARD_LINES, HEADER_LABELS, SEPARATORS
from channels.mail.reading.tails import (
    ADVERTISEMENTS,
    DEVICE_ENDINGS,
    DEVICE_OPENINGS,
    DISCLAIMER_MARKS,
    DISCLAIMER_OPENINGS,
    LIST_FOOTER_MARKS,
    LIST_FOOTERS,
    SURE_DEVICE_OPENINGS,
)
from core.message import DeliveryReport, DeliveryState, InboundMessage

RECEIVED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SAID = "Izin saya belum terbit juga."
OPENINGS = [
    (row.language, opening, verb) for row in ATTRIBUTIONS for opening in row.openings for verb in row.verbs
]
OURS = "<aduan-7.ack@dpmptsp.example>"


def _read(body: str, head: str = "", subject: str = "Re: Pengaduan") -> InboundMessage | DeliveryReport:
    raw = f"From: Siti <siti@warga.example>\nSubject: {subject}\n{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n"
    (parsed,) = read_mail(raw.encode(), received_at=RECEIVED, own_addresses=())
    return parsed


def _text(body: str) -> str:
    parsed = _read(body)
    assert isinstance(parsed, InboundMessage)
    return parsed.text


@pytest.mark.parametrize(("language", "opening", "verb"), OPENINGS)
def test_an_attribution_and_its_quote_are_taken_off(language: str, opening: str, verb: str) -> None:
    attribution = f"{opening.capitalize()}23 Nov 2026 09.15, Kantor <kantor@dpmptsp.example> {verb}:"
    assert _text(f"{SAID}\n\n{attribution}\n\n> Diterima.") == SAID
    assert _text(f"{SAID}\n\n{attribution}\n\nDiterima.") == SAID
    assert _text(f"{attribution}\n> Diterima.\n\n{SAID}") == SAID


@pytest.mark.parametrize(("language", "opening", "verb"), OPENINGS)
def test_a_person_who_reports_what_was_written_is_not_cut(language: str, opening: str, verb: str) -> None:
    story = f"{opening.capitalize()}23 November petugas {verb}:\nberkas belum lengkap.\n{SAID}"
    assert _text(story) == story


@pytest.mark.parametrize(
    ("language", "verb"), [(row.language, verb) for row in ATTRIBUTIONS for verb in row.verbs]
)
def test_an_attribution_without_a_word_before_the_date_is_taken_off(language: str, verb: str) -> None:
    for attribution in (
        f"23.11.2026 09:15, Kantor <kantor@dpmptsp.example> {verb}:",
        f"Kantor <kantor@dpmptsp.example>, 23.11.2026 09:15\n{verb}:",
    ):
        assert _text(f"{SAID}\n\n{attribution}\n\n> Diterima.") == SAID
        assert _text(f"{SAID}\n\n{attribution}\n\nDiterima.") == SAID
    assert _text(f"Kantor {verb} 23.11.2026 09:15:\n> Diterima.\n\n{SAID}") == SAID


@pytest.mark.parametrize(
    ("language", "verb"), [(row.language, verb) for row in ATTRIBUTIONS for verb in row.verbs]
)
def test_a_person_who_says_when_somebody_wrote_is_not_cut(language: str, verb: str) -> None:
    story = f"Petugas {verb} 23.11.2026 09:15:\nberkas belum lengkap.\n{SAID}"
    assert _text(story) == story


@pytest.mark.parametrize("separator", sorted(SEPARATORS))
def test_a_separator_begins_the_history(separator: str) -> None:
    assert _text(f"{SAID}\n\n----- {separator.title()} -----\nDiterima.") == SAID
    assert _text(f"{SAID}\n{separator.title()}\nDemikian.") == f"{SAID}\n{separator.title()}\nDemikian."


@pytest.mark.parametrize("line", FORWARD_LINES)
def test_a_forward_line_begins_the_history(line: str) -> None:
    assert _text(f"{SAID}\n\n{line.capitalize()}\n\nTagihan.") == SAID


@pytest.mark.parametrize("label", [label for label, field in HEADER_LABELS.items() if field == "from"])
def test_a_header_block_begins_the_history(label: str) -> None:
    sent, to = ("Dikirim", "Kepada")
    assert (
        _text(f"{SAID}\n\n{label.title()}: Kantor\n{sent}: Senin\n{to}: Siti\nPerihal: x\n\nDiterima.")
        == SAID
    )


@pytest.mark.parametrize("opening", SURE_DEVICE_OPENINGS)
def test_a_line_that_only_a_device_writes_is_taken_off(opening: str) -> None:
    assert _text(f"{SAID}\n\n{opening.capitalize()}x") == SAID


@pytest.mark.parametrize("opening", DEVICE_OPENINGS)
def test_a_device_line_is_taken_off_and_a_sentence_is_not(opening: str) -> None:
    assert _text(f"{SAID}\n\n{opening.capitalize()}Outlook iPhone") == SAID
    assert _text(f"{opening.capitalize()}Outlook iPhone\n{SAID}").endswith(SAID)
    story = f"{SAID}\n{opening.capitalize()}kantor desa."
    assert _text(story) == story


@pytest.mark.parametrize("ending", DEVICE_ENDINGS)
def test_a_device_line_whose_verb_comes_last_is_taken_off_and_a_sentence_is_not(ending: str) -> None:
    assert _text(f"{SAID}\n\niPhone {ending}") == SAID
    assert _text(f"{SAID}\n\nSurat {ending}") == f"{SAID}\n\nSurat {ending}"


def test_a_word_that_holds_a_device_s_name_is_none() -> None:
    story = f"{SAID}\nDihantar daripada kantor desa."
    assert _text(story) == story


@pytest.mark.parametrize("opening", DISCLAIMER_OPENINGS)
def test_fine_print_needs_two_marks_and_something_above_it(opening: str) -> None:
    fine = f"{opening.capitalize()} x. {DISCLAIMER_MARKS[0]}, {DISCLAIMER_MARKS[2]}."
    assert _text(f"{SAID}\n\n{fine}") == SAID
    assert _text(fine) == fine
    assert _text(f"{SAID}\n\n{opening.capitalize()} x.") == f"{SAID}\n\n{opening.capitalize()} x."


@pytest.mark.parametrize("mark", DISCLAIMER_MARKS)
def test_each_mark_of_fine_print_counts(mark: str) -> None:
    other = "privileged" if mark != "privileged" else "intended only"
    assert _text(f"{SAID}\n\nThis message x {mark}; {other}.") == SAID


@pytest.mark.parametrize("mark", LIST_FOOTER_MARKS)
def test_a_rule_with_a_list_s_words_below_it_is_a_footer(mark: str) -> None:
    rule = "_" * 40
    assert _text(f"{SAID}\n{rule}\nWarga {mark}\nhttps://milis.example/warga") == SAID
    assert _text(f"{SAID}\n{rule}\nNama: Siti") == f"{SAID}\n{rule}\nNama: Siti"


@pytest.mark.parametrize("line", ADVERTISEMENTS)
def test_an_advertisement_is_taken_off(line: str) -> None:
    assert _text(f"{SAID}\n\n{line}") == SAID


@pytest.mark.parametrize("line", LIST_FOOTERS)
def test_a_list_footer_is_taken_off(line: str) -> None:
    assert _text(f"{SAID}\n\n_______________\n{line} tulis ke keluar@milis.example") == SAID


@pytest.mark.parametrize("rule", FIELD_RULES, ids=lambda rule: rule.field)
def test_a_machine_s_field_tells_it(rule: FieldRule) -> None:
    parsed = _read(SAID, f"{rule.field}: {rule.words[0] if rule.words else 'yes'}\n")
    assert isinstance(parsed, InboundMessage)
    assert parsed.automatic == rule.reason
    denied = _read(SAID, f"{rule.field}: no\n")
    assert isinstance(denied, InboundMessage)
    assert denied.automatic == ""


@pytest.mark.parametrize("subject", ABSENCE_SUBJECTS)
def test_an_absence_subject_needs_a_second_sign(subject: str) -> None:
    machine = _read(SAID, "Return-Path: <>\n", f"{subject.capitalize()} Pengaduan")
    person = _read(SAID, "Return-Path: <siti@warga.example>\n", f"{subject.capitalize()} Pengaduan")
    assert isinstance(machine, InboundMessage)
    assert isinstance(person, InboundMessage)
    assert (machine.automatic, person.automatic) == ("out-of-office", "")


@pytest.mark.parametrize("phrase", ABSENCE_PHRASES)
def test_what_an_absence_note_says_is_a_second_sign_and_no_first(phrase: str) -> None:
    body = f"Halo. {phrase.capitalize()} x."
    note = _read(body, subject="Out of office Pengaduan")
    person = _read(body, subject="Pengaduan")
    assert isinstance(note, InboundMessage)
    assert isinstance(person, InboundMessage)
    assert (note.automatic, person.automatic) == ("out-of-office", "")


@pytest.mark.parametrize("subject", CHALLENGE_SUBJECTS)
def test_a_challenge_subject_needs_a_second_sign(subject: str) -> None:
    machine = _read(f"Click here. {CHALLENGE_PHRASES[0]}", subject=subject.capitalize())
    person = _read("Tolong.", subject=subject.capitalize())
    assert isinstance(machine, InboundMessage)
    assert isinstance(person, InboundMessage)
    assert (machine.automatic, person.automatic) == ("challenge", "")


@pytest.mark.parametrize("phrase", CHALLENGE_PHRASES)
def test_each_phrase_of_a_challenge_counts(phrase: str) -> None:
    machine = _read(f"x {phrase} y", subject="Sender verification")
    assert isinstance(machine, InboundMessage)
    assert machine.automatic == "challenge"


@pytest.mark.parametrize("subject", DELAY_SUBJECTS)
def test_a_delay_s_subject_needs_a_second_sign(subject: str) -> None:
    body = f"<siti@warga.example>:\nstill trying\n\nMessage-ID: {OURS}"
    delay = _read(body, "Return-Path: <>\n", f"{subject.capitalize()} x")
    assert isinstance(delay, DeliveryReport)
    assert (delay.state, delay.recipient) == (DeliveryState.DELAYED, "siti@warga.example")
    assert isinstance(_read(body, subject=f"{subject.capitalize()} x"), InboundMessage)


@pytest.mark.parametrize("subject", FAILURE_SUBJECTS)
def test_a_failure_subject_needs_a_second_sign(subject: str) -> None:
    body = f"<siti@warga.example>:\n550 5.1.1 unknown\n\nMessage-ID: {OURS}"
    bounce = _read(body, "Return-Path: <>\nX-Failed-Recipients: siti@warga.example\n", subject.capitalize())
    assert isinstance(bounce, DeliveryReport)
    assert (bounce.refers_to, bounce.state, bounce.code) == (OURS, DeliveryState.FAILED, "5.1.1")
    assert isinstance(
        _read(body, "Return-Path: <siti@warga.example>\n", subject.capitalize()), InboundMessage
    )


@pytest.mark.parametrize("words", DELAY_WORDS)
def test_a_delay_is_no_failure(words: str) -> None:
    body = f"The mail is {words} yet.\n\nMessage-ID: {OURS}"
    delay = _read(
        body, "Return-Path: <>\nX-Failed-Recipients: siti@warga.example\n", "Delivery status notification"
    )
    assert isinstance(delay, DeliveryReport)
    assert (delay.state, delay.permanent) == (DeliveryState.DELAYED, False)
