"""Codes of paper forms: every wrong character is found, nothing is misread, and the token makes them again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.case.form_code import case_check_code, find_form_code, form_codes, show_form_code
from core.case.ticket import CODE_LETTERS, parse_check_code

CODES = form_codes("token", 300)
some_code = st.sampled_from(CODES)


def test_the_token_makes_the_same_different_codes() -> None:
    assert len(set(CODES)) == 300
    assert form_codes("token", 5) == CODES[:5]
    assert not set(form_codes("another", 50)) & set(CODES)


@given(some_code)
def test_no_character_can_be_misread(code: str) -> None:
    assert set(code) <= set(CODE_LETTERS)


@given(some_code)
def test_a_code_is_read_as_it_is_printed_and_typed(code: str) -> None:
    for typed in (
        code,
        show_form_code(code),
        show_form_code(code).lower(),
        f" {code[:4]} {code[4:8]} {code[8]} ",
    ):
        assert find_form_code(typed) == code
    assert find_form_code(f"STATUS {show_form_code(code)} mohon kabar") == code


@given(some_code, st.integers(0, 8), st.sampled_from(CODE_LETTERS))
def test_one_wrong_character_is_no_code(code: str, place: int, letter: str) -> None:
    wrong = code[:place] + letter + code[place + 1 :]
    assert find_form_code(wrong) == (code if wrong == code else None)


@given(some_code)
def test_its_case_s_check_code_is_in_it(code: str) -> None:
    assert parse_check_code(case_check_code(code)) == code[:8]
    assert find_form_code(case_check_code(code)) is None


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text: str) -> None:
    found = find_form_code(text)
    assert found is None or len(found) == 9
