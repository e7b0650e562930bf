"""Ticket numbers: written once, read forgivingly, wrong ones noticed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.case.ticket import (
    CHARACTERS,
    CODE_LETTERS,
    check_character,
    check_code,
    find_tickets,
    format_ticket,
    parse_check_code,
    parse_ticket,
)

tickets = st.builds(format_ticket, st.integers(2000, 2099), st.integers(1, 9_999_999))
EXAMPLE = format_ticket(2026, 123)


def test_the_check_character_is_that_of_the_standard() -> None:
    # GRid A1-2425G-ABC1234002-M is the published example of ISO 7064 MOD 37,36.
    assert check_character("A12425GABC1234002") == "M"


def test_a_ticket_shows_prefix_year_running_number_and_check_character() -> None:
    assert EXAMPLE[:-1] == "PWK-2026-000123-"
    assert EXAMPLE[-1] == check_character("PWK2026000123")
    assert format_ticket(2026, 1_234_567, "KRW").startswith("KRW-2026-1234567-")


@pytest.mark.parametrize(("year", "number", "prefix"), [(2026, 0, "PWK"), (26, 1, "PWK"), (2026, 1, "pwk")])
def test_a_part_out_of_range_is_refused(year: int, number: int, prefix: str) -> None:
    with pytest.raises(ValueError, match=r"ticket"):
        format_ticket(year, number, prefix)


@given(tickets)
def test_what_is_written_is_read(ticket: str) -> None:
    assert parse_ticket(ticket) == ticket
    assert parse_ticket(ticket.lower()) == ticket
    assert parse_ticket(ticket.replace("-", " ")) == ticket
    assert parse_ticket(ticket.replace("-", "")) == ticket
    assert parse_ticket(f"  {ticket.replace('-', '–')}\n") == ticket


@given(tickets)
def test_zeros_written_as_letters_and_zeros_left_out_are_forgiven(ticket: str) -> None:
    prefix, year, number, check = ticket.split("-")
    confused = number.replace("0", "o").replace("1", "l")
    assert parse_ticket(f"{prefix}-{year.replace('0', 'O')}-{confused}-{check}") == ticket
    assert parse_ticket(f"{prefix}-{year}-{number.lstrip('0')}-{check}") == ticket


def test_a_wrong_digit_and_a_check_character_that_looks_alike_make_no_other_ticket() -> None:
    assert parse_ticket("PWK-2021-000427-0") == "PWK-2021-000427-0"
    assert format_ticket(2921, 427) == "PWK-2921-000427-O"
    assert parse_ticket("PWK-2921-000427-0") is None


@given(tickets, st.data())
def test_every_single_wrong_character_is_noticed_or_means_the_same_ticket(
    ticket: str, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from([i for i, character in enumerate(ticket) if character != "-"]))
    wrong = data.draw(st.sampled_from([character for character in CHARACTERS if character != ticket[place]]))
    assert parse_ticket(ticket[:place] + wrong + ticket[place + 1 :]) in {None, ticket}


def test_no_single_wrong_character_at_all_slips_through_in_a_whole_sample() -> None:
    for number in range(1, 1_000_000, 39_989):
        text = format_ticket(2026, number).replace("-", "")
        for place, character in enumerate(text):
            for wrong in CHARACTERS.replace(character, ""):
                changed = text[:place] + wrong + text[place + 1 :]
                assert check_character(changed[:-1]) != changed[-1], (text, changed)


def test_swapped_neighbours_are_noticed_but_for_the_standards_own_gap() -> None:
    swaps = slipped = 0
    for number in range(1, 1_000_000, 499):
        ticket = format_ticket(2026, number)
        for place, (left, right) in enumerate(pairwise(ticket)):
            if left != right and "-" not in {left, right}:
                swaps += 1
                swapped = ticket[:place] + right + left + ticket[place + 2 :]
                slipped += parse_ticket(swapped) not in {None, ticket}
    assert swaps > 10_000
    assert slipped / swaps < 0.006


def test_a_ticket_without_its_check_character_is_none() -> None:
    missing = [parse_ticket(format_ticket(2026, number)[:-2]) for number in range(1, 400)]
    assert set(missing) == {None}


@pytest.mark.parametrize(
    "text", ["", "PWK", "PWK-2026-000123", "XXX-2026-000123-K", "PWK-2026-000000-0", "²"]
)
def test_what_is_no_ticket_is_none(text: str) -> None:
    assert parse_ticket(text) is None


@given(st.text())
@example(f"PWK-{'0' * 5000}")
@example("PWK-٢٠٢٦-000123-K")
def test_any_text_is_searched_without_harm(text: str) -> None:
    assert all(parse_ticket(ticket) == ticket for ticket in find_tickets(text))


def test_tickets_are_found_in_a_text_each_once_in_order() -> None:
    other = format_ticket(2025, 77)
    text = (
        f"Re: [{EXAMPLE}] mohon kabar {other.lower()}, juga ({EXAMPLE.replace('-', ' ')}). PWK-2026-000123-?"
    )
    assert find_tickets(text) == (EXAMPLE, other)
    assert find_tickets(f"X{EXAMPLE} {EXAMPLE}Y no. 081809898222") == ()


def test_another_offices_prefix_is_its_own() -> None:
    other = format_ticket(2026, 123, "KRW")
    assert find_tickets(f"{EXAMPLE} {other}", "KRW") == (other,)


def test_a_check_code_is_eight_characters_that_nobody_misreads() -> None:
    code = check_code(bytes(range(100, 116)))
    assert len(code) == 8
    assert set(code) <= set(CODE_LETTERS)
    assert not set(CODE_LETTERS) & set("0O1IL")
    assert len(CODE_LETTERS) == 31


@given(st.binary(min_size=16, max_size=32))
def test_a_check_code_is_read_back_however_it_is_typed(random_bytes: bytes) -> None:
    code = check_code(random_bytes)
    assert parse_check_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert parse_check_code(code + "2") is None
    assert parse_check_code("0" + code[1:]) is None


def test_different_random_bytes_give_different_codes() -> None:
    codes = {check_code(number.to_bytes(16, "big")) for number in range(2000)}
    assert len(codes) == 2000


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        check_code(b"short")
