"""Placeholders and clauses: no gap, brace or bracket is ever left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notice.template import Template, TemplateError


def rendered(text: str, /, **values: str) -> str:
    return Template.parse(text).render(values)


def test_a_placeholder_takes_its_value() -> None:
    assert rendered("Nomor {ticket}.", ticket="7") == "Nomor 7."


@pytest.mark.parametrize("values", [{}, {"by": ""}])
def test_a_clause_or_line_with_an_unset_value_is_left_out(values: dict[str, str]) -> None:
    text = "Satu[[ sampai {by}]].\nDua {by}.\n\nTiga."
    assert rendered(text, **values) == "Satu.\n\nTiga."


def test_a_line_of_nothing_but_a_left_out_clause_goes_too() -> None:
    assert rendered("Satu\n[[ {by}]]\nDua") == "Satu\nDua"


def test_a_clause_needs_all_of_its_values() -> None:
    assert rendered("A[[ {x} {y}]]", x="1") == "A"
    assert rendered("A[[ {x} {y}]]", x="1", y="2") == "A 1 2"


def test_left_out_lines_leave_no_empty_lines_behind() -> None:
    assert rendered("{a}\n\nSatu\n\n{a}\n\n{a}\n\nDua\n\n{a}") == "Satu\n\nDua"


def test_a_value_is_put_in_as_it_is_and_never_read_as_a_template() -> None:
    value = "baris satu\n\n\nbaris {ticket} [[dua]]"
    assert rendered("{text}", text=value, ticket="7") == value


def test_a_list_begins_on_its_own_line_without_a_blank_before_it() -> None:
    assert rendered("Lengkapi: {missing}", missing="\n- nama\n- tanggal") == "Lengkapi:\n- nama\n- tanggal"


def test_a_block_stands_for_its_lines() -> None:
    block = Template.parse("Hormat kami,\n{office}\n{phone}")
    text = Template.parse("Satu\n\n{closing}").with_blocks({"closing": block})
    assert text.render({"office": "Kantor"}) == "Satu\n\nHormat kami,\nKantor"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ok\n{", "line 2: '{' stands alone"),
        ("}", "line 1: '}' stands alone"),
        ("{a", "'{' stands alone"),
        ("[a]", "stands alone"),
        ("a ]] b", "']]' stands alone"),
        ("[[ {a} [[ {b} ]] ]]", "stands alone"),
        ("[[ {a}\n]]", "line 1: a clause begun"),
        ("[[ ohne ]]", "holds no placeholder"),
        ("{{a}}", "stands alone"),
    ],
)
def test_a_stray_brace_or_bracket_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(TemplateError) as raised:
        Template.parse(text)
    assert says in str(raised.value)


pieces = st.sampled_from(["kata ", "{a}", "{b}", "[[ {a}]]", "[[ {b} dan {a}]]", "\n", "\n\n", ". "])


@given(st.lists(pieces), st.sampled_from([{}, {"a": "satu"}, {"b": "dua"}, {"a": "satu", "b": "dua\ntiga"}]))
def test_no_brace_bracket_double_gap_or_trailing_blank_comes_out(
    parts: list[str], values: dict[str, str]
) -> None:
    text = rendered("".join(parts), **values)
    assert not set(text) & set("{}[]")
    assert "\n\n\n" not in text
    assert all(line == line.rstrip() for line in text.split("\n"))


@given(
    st.lists(pieces),
    st.dictionaries(st.just("a"), st.sampled_from(["", "satu"])),
    st.dictionaries(st.just("b"), st.sampled_from(["", "dua", "\n- tiga"])),
)
def test_values_put_in_beforehand_make_no_difference(
    parts: list[str], fixed: dict[str, str], later: dict[str, str]
) -> None:
    template = Template.parse("".join(parts))
    assert template.fixed(fixed).render(later) == template.render(fixed | later)


@given(st.text(alphabet="{}[]ab \n"))
def test_any_text_is_either_a_template_or_refused_and_what_comes_out_is_clean(text: str) -> None:
    try:
        template = Template.parse(text)
    except TemplateError:
        return
    assert not set(template.render({"a": "1", "b": "2"})) & set("{}[]")
