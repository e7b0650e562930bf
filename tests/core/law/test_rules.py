"""Every rule of the service standard has a case here, named by its number."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.law.rules as rules_module
from core.case.complaint import State
from core.classify.labels import Facts, Kind, ServiceState
from core.law.calendar import load_calendar
from core.law.rules import Identity, Matter, Missing, Proposal, Timeliness, judge, thirty_day
from core.law.waiting import Waiting

CALENDAR = load_calendar()
DAY = date(2026, 11, 23)
NAMED = Identity(name="Siti Rahmawati", reachable=True)
WHOLE = Matter(Kind.COMPLAINT, DAY, "mail", NAMED, Facts(has_object=True))


def judged(matter: Matter) -> Proposal:
    return judge(matter, CALENDAR)


def verdicts(matter: Matter) -> dict[str, str]:
    return {found.rule: found.verdict for found in judged(matter).trace}


def service_on(day: date | None, state: ServiceState = ServiceState.RECEIVED) -> Matter:
    facts = Facts(has_object=True, service_state=state, service_received_on=day)
    return replace(WHOLE, facts=facts)


def test_a_whole_complaint_is_received_with_nothing_missing() -> None:
    found = judged(WHOLE)
    assert (found.kind, found.state, found.missing) == (Kind.COMPLAINT, State.RECEIVED, ())
    assert found.awaiting_until is None
    assert found.proposed is None
    assert not found.restricted


def test_r01_a_matter_for_another_office_is_shown_the_way_and_asked_nothing() -> None:
    found = judged(replace(WHOLE, elsewhere=True, identity=Identity(), facts=Facts()))
    assert found.elsewhere
    assert found.missing == ()
    assert found.state is State.RECEIVED
    assert found.trace[0][:2] == ("R01", "elsewhere")


def test_r01_an_allegation_against_integrity_is_never_just_sent_away() -> None:
    found = judged(replace(WHOLE, elsewhere=True, integrity=True))
    assert not found.elsewhere
    assert found.kind is Kind.COMPLAINT
    assert found.restricted


@pytest.mark.parametrize(
    ("service", "received", "verdict"),
    [
        (date(2026, 10, 23), date(2026, 11, 22), Timeliness.TIMELY),  # day 30
        (date(2026, 10, 23), date(2026, 11, 23), Timeliness.LATE),  # day 31
        (date(2026, 2, 28), date(2026, 3, 30), Timeliness.TIMELY),
        (date(2026, 2, 28), date(2026, 3, 31), Timeliness.LATE),
        (date(2024, 2, 28), date(2024, 3, 29), Timeliness.TIMELY),  # a leap day lies between
        (date(2026, 11, 23), date(2026, 11, 23), Timeliness.TIMELY),  # day 0
        (date(2026, 11, 24), date(2026, 11, 23), Timeliness.UNKNOWN),  # still to come
        (None, date(2026, 11, 23), Timeliness.UNKNOWN),
    ],
)
def test_r04_day_thirty_is_timely_and_day_thirty_one_is_late(
    service: date | None, received: date, verdict: Timeliness
) -> None:
    assert thirty_day(service, received) is verdict


def test_r05_a_late_complaint_stays_one_until_an_officer_decides() -> None:
    found = judged(service_on(DAY - timedelta(days=31)))
    assert found.kind is Kind.COMPLAINT
    assert found.proposed is Kind.SUGGESTION
    assert found.reason == "late"
    assert verdicts(service_on(DAY - timedelta(days=31)))["R05"] == "suggestion_proposed"


def test_r05_a_late_allegation_against_integrity_is_not_even_proposed() -> None:
    matter = replace(service_on(DAY - timedelta(days=300)), integrity=True)
    assert judged(matter).proposed is None
    assert verdicts(matter)["R05"] == "kept"


def test_r06_while_the_service_is_pending_no_complaint_is_late() -> None:
    matter = service_on(DAY - timedelta(days=300), ServiceState.PENDING)
    assert verdicts(matter)["R06"] == "timely"
    assert judged(matter).proposed is None


def test_r07_an_unknown_date_is_asked_for_but_holds_nothing_up() -> None:
    found = judged(service_on(None))
    assert found.missing == (Missing.SERVICE_DATE,)
    assert found.state is State.RECEIVED
    assert found.awaiting_until is None
    assert judged(replace(service_on(None), waited=True)).kind is Kind.COMPLAINT
    assert judged(service_on(None, ServiceState.UNKNOWN)).missing == ()


@pytest.mark.parametrize("reason", ["late", "incomplete"])
def test_r08_whoever_becomes_a_suggestion_is_told_why(reason: str) -> None:
    late = service_on(DAY - timedelta(days=31))
    lapsed = replace(WHOLE, identity=Identity(), waited=True)
    assert judged({"late": late, "incomplete": lapsed}[reason]).reason == reason


@pytest.mark.parametrize(
    ("identity", "missing"),
    [
        (NAMED, ()),
        (Identity(), (Missing.IDENTITY,)),
        (Identity(name="Siti", reachable=False), (Missing.IDENTITY,)),
        (Identity(display_name="siti99", reachable=False), (Missing.IDENTITY,)),
    ],
)
def test_r09_a_name_and_a_way_to_reach_the_person_are_enough(
    identity: Identity, missing: tuple[Missing, ...]
) -> None:
    assert judged(replace(WHOLE, identity=identity)).missing == missing


def test_r10_what_stays_incomplete_after_waiting_becomes_a_suggestion() -> None:
    matter = replace(WHOLE, identity=Identity(), waited=True)
    found = judged(matter)
    assert found.kind is Kind.SUGGESTION
    assert found.state is State.RECEIVED
    assert verdicts(matter)["R10"] == "suggestion"
    assert found.missing == (Missing.IDENTITY,)


def test_r10_a_nameless_allegation_against_integrity_stays_a_complaint() -> None:
    found = judged(replace(WHOLE, identity=Identity(), integrity=True, waited=True))
    assert found.kind is Kind.COMPLAINT
    assert found.restricted


@pytest.mark.parametrize(
    ("channel", "until"),
    [
        ("whatsapp", date(2026, 11, 30)),
        ("sms", date(2026, 11, 30)),
        ("mail", date(2026, 12, 23)),
        ("desk", date(2026, 12, 23)),
        ("web", date(2026, 12, 23)),
    ],
)
def test_r11_before_that_the_case_waits_and_is_never_yet_a_suggestion(channel: str, until: date) -> None:
    found = judged(replace(WHOLE, channel=channel, identity=Identity()))
    assert (found.kind, found.state) == (Kind.COMPLAINT, State.AWAITING_DATA)
    assert found.awaiting_until == until
    assert found.proposed is None


def test_r11_the_wait_counts_from_the_question_and_the_office_sets_its_length() -> None:
    matter = replace(WHOLE, channel="sms", identity=Identity(), asked_on=date(2026, 12, 1))
    assert judge(matter, CALENDAR, Waiting(chat_working_days=2)).awaiting_until == date(2026, 12, 3)


def test_r11_a_later_answer_makes_the_suggestion_a_complaint_again() -> None:
    lapsed = replace(WHOLE, identity=Identity(), waited=True)
    assert judged(lapsed).kind is Kind.SUGGESTION
    assert judged(replace(lapsed, identity=NAMED)).kind is Kind.COMPLAINT


def test_r12_a_bare_bad_service_has_no_object() -> None:
    found = judged(replace(WHOLE, facts=Facts(has_object=False)))
    assert found.missing == (Missing.OBJECT,)
    assert found.state is State.AWAITING_DATA


def test_r13_a_display_name_alone_awaits_the_persons_word() -> None:
    found = judged(replace(WHOLE, identity=Identity(display_name="siti99")))
    assert found.missing == (Missing.NAME_CONFIRMATION,)
    assert found.state is State.AWAITING_DATA


def test_r14_who_asks_for_secrecy_is_hidden_not_downgraded() -> None:
    matter = replace(WHOLE, facts=Facts(has_object=True, anonymity_wish=True))
    found = judged(matter)
    assert verdicts(matter)["R14"] == "hidden_from_respondent"
    assert found.restricted
    assert (found.kind, found.missing) == (Kind.COMPLAINT, ())


@pytest.mark.parametrize(
    "kind", [Kind.SUGGESTION, Kind.INFORMATION_REQUEST, Kind.APPRECIATION, Kind.IRRELEVANT]
)
def test_only_complaints_are_asked_for_data(kind: Kind) -> None:
    found = judged(replace(WHOLE, kind=kind, identity=Identity(), facts=Facts()))
    assert (found.kind, found.missing, found.state) == (kind, (), State.RECEIVED)


def test_every_rule_in_the_module_has_its_test_here_and_its_source_in_words() -> None:
    source = rules_module.__doc__ or ""
    text = "".join(rule.__doc__ or "" for rule in vars(rules_module).values() if callable(rule))
    numbers = {f"R{number:02}" for number in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)}
    assert numbers <= set(re.findall(r"R\d\d", text + source)) | {"R06"}
    tests = {name.split("_")[1].upper() for name in globals() if re.match(r"test_r\d\d_", name)}
    assert numbers == tests


matters = st.builds(
    Matter,
    kind=st.sampled_from(Kind),
    received_on=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    channel=st.sampled_from(["mail", "whatsapp", "sms", "desk", "web"]),
    identity=st.builds(
        Identity,
        name=st.sampled_from([None, "Siti"]),
        display_name=st.sampled_from(["", "siti99"]),
        reachable=st.booleans(),
    ),
    facts=st.builds(
        Facts,
        service_state=st.sampled_from(ServiceState),
        service_received_on=st.none() | st.dates(date(2024, 1, 1), date(2028, 1, 1)),
        anonymity_wish=st.booleans(),
        has_object=st.booleans(),
    ),
    integrity=st.booleans(),
    elsewhere=st.booleans(),
    waited=st.booleans(),
)


@given(matters)
def test_integrity_is_never_downgraded_and_always_restricted(matter: Matter) -> None:
    found = judged(replace(matter, integrity=True))
    assert found.kind is not Kind.SUGGESTION
    assert found.proposed is None
    assert found.restricted


@given(matters)
def test_a_case_waits_exactly_as_long_as_something_needed_is_missing(matter: Matter) -> None:
    found = judged(matter)
    needed = set(found.missing) - {Missing.SERVICE_DATE}
    assert (found.state is State.AWAITING_DATA) == (found.awaiting_until is not None)
    assert (found.state is State.AWAITING_DATA) == (bool(needed) and not matter.waited)
    if found.awaiting_until is not None:
        assert found.awaiting_until > matter.received_on
        assert found.kind is Kind.COMPLAINT
    assert len({line.rule for line in found.trace}) == len(found.trace)
    assert all(line.words.endswith(".") for line in found.trace)
