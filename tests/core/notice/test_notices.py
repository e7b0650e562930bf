"""The texts that go out: complete, clean, short enough, and never a mirror of what somebody wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.case.complaint import Assignment, Basis, Complaint, Deadline, Labels, Party, State
from core.classify.labels import Component, Kind, Language, Sector
from core.gsm7 import SINGLE_MESSAGE, septets
from core.law.bases import load_bases
from core.law.rules import Missing
from core.message import Address
from core.notice.notices import (
    BLOCKS,
    KNOWN,
    LANGUAGES,
    NO_CASE,
    Length,
    Notice,
    Text,
    acknowledgement,
    allowed,
    load_notices,
)
from core.notice.office import Office
from core.notice.values import case_values
from core.notice.words import load_words

OFFICE = Office(privacy_contact="ppid@purwakarta.example", survey="survei.example")
NOTICES = load_notices(office=OFFICE, sundanese_approved=True)
BASES = load_bases()
TICKET = "PWK-2026-000123-K"
LONGEST_DAY = max(
    (date(2026, 1, 1) + timedelta(days=n) for n in range(365)),
    key=lambda day: len(load_words("su").date(day)),
)
ACKNOWLEDGEMENTS = [notice for notice in Notice if notice.startswith("acknowledgement")]
languages = pytest.mark.parametrize("language", LANGUAGES)


def a_case(**changes: Any) -> Complaint:
    case = Complaint(
        id=1,
        ticket=TICKET,
        version=1,
        state=State.RECEIVED,
        labels=Labels(
            Kind.COMPLAINT, Component.COST, Sector.INDUSTRY, integrity=False, language=Language.INDONESIAN
        ),
        account="mail",
        letter="g",
        received_at=datetime(2026, 3, 10, 7, 30, tzinfo=UTC),
        opened_at=datetime(2026, 3, 10, 7, 31, tzinfo=UTC),
        deadline=Deadline(date(2026, 4, 7), Basis.LEGAL),
        assignment=Assignment("complaint_manager"),
        party=Party(name="Siti Rahmawati", addresses=(Address("mail", "siti@example.org", "Siti R"),)),
        subject="Petugas minta uang",
    )
    return replace(case, **changes)


def values(language: Language, length: Length, case: Complaint | None = None, **more: Any) -> dict[str, str]:
    given = {"channel": "mail", "check_code": "ABCDEFGH", "due_days": 14, "reason": "incomplete", **more}
    return case_values(NOTICES, language, length, case or a_case(), BASES, **given)


@languages
@pytest.mark.parametrize("notice", ACKNOWLEDGEMENTS)
def test_an_acknowledgement_holds_what_the_law_and_the_citizen_need(
    notice: Notice, language: Language
) -> None:
    text = NOTICES.render(notice, language, Length.MAIL, values(language, Length.MAIL))
    words = NOTICES.words(language)
    free = {"id": "tidak dipungut biaya", "su": "teu nganggo waragad", "en": "free of charge"}
    assert TICKET in text.subject
    for needed in (
        TICKET,
        f"STATUS {TICKET} ABCDEFGH",
        words.date(date(2026, 3, 10)),
        words.time(datetime(2026, 3, 10, 7, 30, tzinfo=UTC)),
        words.channel("mail"),
        words.date(date(2026, 4, 7)),
        "14",
        OFFICE.office,
        OFFICE.privacy_contact,
        free[language],
    ):
        assert needed in text.body
    if notice in {Notice.ACKNOWLEDGEMENT_COMPLAINT, Notice.ACKNOWLEDGEMENT_SUGGESTION}:
        assert OFFICE.standard in text.body
        assert "UU 25/2009" in text.body


def test_the_indonesian_acknowledgement_says_the_date_in_words_and_the_rule() -> None:
    text = NOTICES.render(
        Notice.ACKNOWLEDGEMENT_COMPLAINT,
        Language.INDONESIAN,
        Length.MAIL,
        values(Language.INDONESIAN, Length.MAIL),
    )
    assert "Jawaban paling lambat: Selasa, 7 April 2026 (14 hari kerja)" in text.body
    assert "pada Selasa, 10 Maret 2026 pukul 14.30 WIB melalui surel" in text.body


@languages
@pytest.mark.parametrize("notice", ACKNOWLEDGEMENTS)
def test_a_short_acknowledgement_without_a_date_still_says_the_rest(
    notice: Notice, language: Language
) -> None:
    body = NOTICES.render(notice, language, Length.SHORT, {"ticket": TICKET}).body
    assert OFFICE.office_short in body
    assert f"STATUS {TICKET}" in body


@languages
@pytest.mark.parametrize("notice", ACKNOWLEDGEMENTS)
def test_the_short_acknowledgement_holds_office_ticket_date_and_status(
    notice: Notice, language: Language
) -> None:
    text = NOTICES.render(notice, language, Length.SHORT, values(language, Length.SHORT))
    assert text.subject == ""
    assert OFFICE.office_short in text.body
    assert f"STATUS {TICKET}" in text.body
    assert NOTICES.words(language).date(date(2026, 4, 7)) in text.body


def longest(language: Language, missing: tuple[Missing, ...], reason: str, state: State) -> dict[str, str]:
    case = a_case(
        state=state,
        deadline=Deadline(LONGEST_DAY, Basis.LEGAL),
        awaiting_until=LONGEST_DAY,
        missing=missing,
    )
    return values(language, Length.SHORT, case, reason=reason)


ASKED = [  # a name is either asked for or to be confirmed
    subset
    for size in (1, 2, 3)
    for subset in combinations(Missing, size)
    if not {Missing.IDENTITY, Missing.NAME_CONFIRMATION} <= set(subset)
]


@languages
@pytest.mark.parametrize("notice", [notice for notice in Notice if notice is not Notice.REPLY])
def test_a_short_text_is_one_sms_even_with_the_longest_values(notice: Notice, language: Language) -> None:
    for missing in ASKED:
        for reason in ("late", "incomplete"):
            for state in State if notice is Notice.STATUS else [State.AWAITING_DATA]:
                given = longest(language, missing, reason, state)
                body = NOTICES.render(notice, language, Length.SHORT, given).body
                assert (septets(body) or 999) <= SINGLE_MESSAGE, (len(body), body)


def test_gsm7_counts_septets_and_knows_what_it_cannot_say() -> None:
    assert septets("Senén") == 5
    assert septets("€") == 2
    assert septets("“kutip”") is None
    assert septets("Łódź") is None


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(Notice), st.sampled_from(LANGUAGES), st.sampled_from(Length), st.data())
def test_no_brace_or_bracket_goes_out_whatever_is_unset(
    notice: Notice, language: Language, length: Length, data: st.DataObject
) -> None:
    given_names = data.draw(st.sets(st.sampled_from(sorted(KNOWN))))
    office = Office(**{name: data.draw(st.sampled_from(["", "kantor"])) for name in Office().values()})
    notices = load_notices(office=office, sundanese_approved=True)
    assert_clean(notices.render(notice, language, length, dict.fromkeys(given_names, "nilai")))


@languages
@pytest.mark.parametrize("length", Length)
@pytest.mark.parametrize("notice", Notice)
def test_no_single_unset_or_single_set_value_spoils_a_text(
    notice: Notice, language: Language, length: Length
) -> None:
    for name in [*sorted(KNOWN), "nothing"]:
        assert_clean(NOTICES.render(notice, language, length, dict.fromkeys(KNOWN - {name}, "nilai")))
        assert_clean(NOTICES.render(notice, language, length, dict.fromkeys(KNOWN & {name}, "nilai")))


def assert_clean(text: Text) -> None:
    for outgoing in (text.subject, text.body):
        assert not set(outgoing) & set("{}[]")
        assert "  " not in outgoing
        assert " ." not in outgoing
        assert " ," not in outgoing
        assert "\n\n\n" not in outgoing
        assert all(line == line.strip() for line in outgoing.split("\n"))
    assert "\n" not in text.subject


@languages
@pytest.mark.parametrize("length", Length)
@pytest.mark.parametrize("notice", [notice for notice in Notice if notice is not Notice.REPLY])
def test_a_machines_notice_never_repeats_what_the_citizen_wrote(
    notice: Notice, language: Language, length: Length
) -> None:
    case = a_case(missing=tuple(Missing), awaiting_until=date(2026, 3, 17))
    text = NOTICES.render(notice, language, length, values(language, length, case))
    for theirs in ("Siti", "siti@example.org", "Petugas minta uang", "minta uang"):
        assert theirs not in text.subject + text.body
    assert "text" not in allowed(notice)


@languages
@pytest.mark.parametrize("notice", sorted(NO_CASE))
def test_a_text_without_a_case_shows_nothing_of_one(notice: Notice, language: Language) -> None:
    text = NOTICES.render(notice, language, Length.MAIL, values(language, Length.MAIL))
    assert TICKET not in text.subject + text.body
    assert "2026" not in text.body


@languages
def test_what_is_missing_is_asked_in_words_with_a_date_and_the_consequence(language: Language) -> None:
    case = a_case(missing=("name_confirmation", "object"), awaiting_until=date(2026, 3, 17))
    given_values = values(language, Length.MAIL, case)
    for notice in (Notice.MISSING_DATA, Notice.ACKNOWLEDGEMENT_COMPLAINT):
        body = NOTICES.render(notice, language, Length.MAIL, given_values).body
        assert body.count("\n- ") == 2
        assert NOTICES.words(language).date(date(2026, 3, 17)) in body
        assert "YA" in body or "YES" in body
        assert {"id": "sebagai saran", "su": "salaku saran", "en": "as a suggestion"}[language] in body


@languages
def test_an_allegation_against_integrity_is_not_told_that_it_may_lapse(language: Language) -> None:
    labels = replace(a_case().labels, integrity=True)
    case = a_case(labels=labels, missing=("identity",), awaiting_until=date(2026, 3, 17))
    body = NOTICES.render(
        Notice.ACKNOWLEDGEMENT_COMPLAINT, language, Length.MAIL, values(language, Length.MAIL, case)
    ).body
    assert "\n- " in body
    assert {"id": "sebagai saran", "su": "salaku saran", "en": "as a suggestion"}[language] not in body


@languages
@pytest.mark.parametrize("length", Length)
@pytest.mark.parametrize("state", [state for state in State if not state.open or state is State.ANSWERED])
def test_the_status_of_a_finished_case_promises_and_asks_nothing(
    state: State, length: Length, language: Language
) -> None:
    case = a_case(state=state, missing=("identity",), awaiting_until=date(2026, 3, 17))
    body = NOTICES.render(Notice.STATUS, language, length, values(language, length, case)).body
    words = NOTICES.words(language)
    assert words.state(state) in body
    assert words.date(date(2026, 4, 7)) not in body
    assert words.date(date(2026, 3, 17)) not in body
    assert "\n- " not in body


@languages
@pytest.mark.parametrize("reason", ["late", "incomplete"])
def test_a_suggestion_says_why_and_the_way_back(reason: str, language: Language) -> None:
    body = NOTICES.render(
        Notice.SUGGESTION, language, Length.MAIL, values(language, Length.MAIL, reason=reason)
    ).body
    assert NOTICES.words(language).reason(reason) in body
    assert {"id": "kembali menjadi pengaduan", "su": "janten pangaduan deui", "en": "complaint again"}[
        language
    ] in body


@languages
def test_a_reply_carries_the_officers_words_as_they_are_and_the_next_routes(language: Language) -> None:
    words = "Izin {NIB} sudah terbit.\n\n\nDasar: [[SOP 12]]"
    text = NOTICES.render(
        Notice.REPLY, language, Length.MAIL, values(language, Length.MAIL) | {"text": words}
    )
    assert words in text.body
    for route in (OFFICE.superior, OFFICE.lapor, OFFICE.ombudsman, OFFICE.survey, TICKET):
        assert route in text.body


@languages
def test_the_texts_name_no_office_but_the_one_in_the_configuration(language: Language) -> None:
    office = Office(**dict.fromkeys(Office().values(), "Dinas Contoh"))
    other = load_notices(office=office, sundanese_approved=True)
    for notice in Notice:
        for length in Length:
            text = other.render(notice, language, length, {"ticket": "ABC-2026-000001-X", "text": "Jawaban."})
            assert "Purwakarta" not in text.body
            assert "DPMPTSP" not in text.body


def test_sundanese_waits_for_approval_and_what_is_mixed_is_answered_in_indonesian() -> None:
    unapproved = load_notices(office=OFFICE)
    given_values = {"ticket": TICKET}
    indonesian = unapproved.render(Notice.THANKS, Language.INDONESIAN, Length.MAIL, given_values)
    assert unapproved.render(Notice.THANKS, Language.SUNDANESE, Length.MAIL, given_values) == indonesian
    assert unapproved.words(Language.SUNDANESE).days[1] == "Selasa"
    assert NOTICES.render(Notice.THANKS, Language.MIXED, Length.MAIL, given_values) == indonesian
    assert "Hatur nuhun" in NOTICES.render(Notice.THANKS, Language.SUNDANESE, Length.MAIL, given_values).body


@pytest.mark.parametrize("length", Length)
@pytest.mark.parametrize("notice", Notice)
def test_sundanese_dates_are_repeated_in_indonesian(notice: Notice, length: Length) -> None:
    case = a_case(
        deadline=Deadline(date(2026, 9, 29), Basis.LEGAL),
        awaiting_until=date(2026, 12, 9),
        missing=("identity",),
    )
    body = NOTICES.render(notice, Language.SUNDANESE, length, values(Language.SUNDANESE, length, case)).body
    for sundanese, indonesian in (
        ("Salasa, 29 Séptémber 2026", "Selasa, 29 September 2026"),
        ("Rebo, 9 Désémber 2026", "Rabu, 9 Desember 2026"),
    ):
        assert (sundanese in body) == (indonesian in body)


@pytest.mark.parametrize(
    ("kind", "elsewhere", "notice"),
    [
        (Kind.COMPLAINT, False, Notice.ACKNOWLEDGEMENT_COMPLAINT),
        (Kind.SUGGESTION, False, Notice.ACKNOWLEDGEMENT_SUGGESTION),
        (Kind.INFORMATION_REQUEST, False, Notice.ACKNOWLEDGEMENT_INFORMATION_REQUEST),
        (Kind.APPRECIATION, False, Notice.THANKS),
        (Kind.APPRECIATION, True, Notice.THANKS),
        (Kind.IRRELEVANT, False, Notice.ACKNOWLEDGEMENT_NEUTRAL),
        (Kind.COMPLAINT, True, Notice.ACKNOWLEDGEMENT_ELSEWHERE),
    ],
)
def test_each_kind_of_message_has_its_acknowledgement(kind: Kind, elsewhere: bool, notice: Notice) -> None:
    assert acknowledgement(kind, elsewhere=elsewhere) is notice


def test_a_value_that_no_notice_knows_is_a_mistake_not_a_gap() -> None:
    with pytest.raises(ValueError, match="'tiket'"):
        NOTICES.render(Notice.THANKS, Language.INDONESIAN, Length.MAIL, {"tiket": TICKET})


def test_every_file_that_comes_along_is_one_of_the_notices() -> None:
    expected = {f"{notice}.{length}.txt" for notice in Notice for length in (Length.MAIL, Length.SHORT)}
    expected -= {"public.mail.txt", "exposed.mail.txt"}
    expected |= {f"{block}.block.txt" for block in BLOCKS} | {"words.toml"}
    for language in LANGUAGES:
        assert {file.name for file in files("core.notice").joinpath("texts", language).iterdir()} == expected


def test_the_date_of_receipt_is_jakartas() -> None:
    after_midnight = datetime(2026, 4, 6, 18, 5, tzinfo=UTC)
    told = values(Language.INDONESIAN, Length.MAIL, a_case(received_at=after_midnight))
    assert (told["received_date"], told["received_time"]) == ("Selasa, 7 April 2026", "01.05 WIB")
