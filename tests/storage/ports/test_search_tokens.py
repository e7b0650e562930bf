"""Words become tokens that say nothing, and yet are found by stem, beginning and number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.message import Address
from storage.seal import Sealer
from storage.search import Tokens, expression, normalise, packed, unpacked
from storage.stem import stems

TOKENS = Tokens(Sealer(bytes(range(32))))
WORD = st.text(st.characters(categories=("Ll", "Lu", "Nd")), min_size=1, max_size=20)
TEXT = st.lists(WORD, min_size=1, max_size=12).map(" ".join)


def finds(query: str, found_by: set[str]) -> bool:
    choices = TOKENS.query(query)
    return bool(choices) and all(found_by & set(choice) for choice in choices)


@given(TEXT, st.data())
def test_a_text_is_found_by_each_of_its_words(text: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(text.split()))
    assert finds(word, TOKENS.of(text))


@given(TEXT, st.data())
def test_a_text_is_found_by_the_beginning_of_a_word(text: str, data: st.DataObject) -> None:
    long = [word for word in normalise(text).split() if len(word) >= 3 and word.isalpha()]
    if long:
        word = data.draw(st.sampled_from(long))
        length = data.draw(st.integers(3, min(8, len(word))))
        assert finds(word[:length], TOKENS.of(text))


@given(st.from_regex(r"8[0-9]{8,10}", fullmatch=True), st.sampled_from(["0", "62", "+62", "+62 "]))
def test_a_phone_is_found_in_every_form(number: str, form: str) -> None:
    found_by = TOKENS.of(f"hubungi 0{number} ya")
    assert finds(form + number, found_by)
    spaced = f"{form}{number[:3]} {number[3:7]}-{number[7:]}"
    assert finds(spaced, found_by)
    assert finds(f"0{number}", TOKENS.of(f"nomor saya {spaced}."))


@pytest.mark.parametrize(
    "words",
    [
        ("urus", "mengurus", "pengurusan", "diurus"),
        ("kirim", "mengirim", "dikirim", "kirimkan"),
        ("pakai", "memakai", "dipakai"),
        ("izin", "perizinan", "izinna", "izinnya"),
        ("layan", "pelayanan", "layanan", "melayani"),
        ("balik", "dibalikkeun", "dibalikkan"),
        ("syarat", "syaratnya", "syaratna"),
        ("tolak", "menolak", "ditolak", "penolakan"),
        ("sapu", "menyapu"),
    ],
)
def test_forms_of_a_word_find_each_other(words: tuple[str, ...]) -> None:
    for one in words:
        for other in words:
            assert finds(one, TOKENS.of(other)), (one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("hotel", "rokok"), ("izin", "pajak"), ("ab", "abc"), ("0812345678", "0812345679")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert not finds(one, TOKENS.of(other))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("PWK-2026-000123-K", "tiket PWK-2026-000123-K mana?"),
        ("pwk2026000123k", "tiket PWK-2026-000123-K mana?"),
        ("123", "tiket PWK-2026-000123-K mana?"),
        ("1234567890123", "NIB 1234 5678 90123"),
        ("teh", "téh botol"),
        ("ＩＺＩＮ", "izin"),
        ("budi@example.com", "surat ke budi@example.com ya"),
    ],
)
def test_numbers_tickets_and_spellings_are_found(query: str, text: str) -> None:
    assert finds(query, TOKENS.of(text))


def test_an_address_is_found_whole_by_its_local_part_and_by_name() -> None:
    found_by = TOKENS.of_address(Address("mail", "budi.santoso@example.com", "Pak Budi"))
    for query in ("budi.santoso@example.com", "budi.santoso", "santoso", "pak budi", "BUDI"):
        assert finds(query, found_by)
    assert not finds("example.com", found_by)


def test_tokens_of_another_key_have_nothing_in_common() -> None:
    other = Tokens(Sealer(bytes(reversed(range(32)))))
    assert not TOKENS.of("izin lama terbit") & other.of("izin lama terbit")


@given(st.lists(TEXT, max_size=20))
def test_packed_tokens_come_back_and_are_half_as_long(texts: list[str]) -> None:
    tokens = TOKENS.of(*texts)
    data = packed(tokens)
    assert unpacked(data) == tokens
    assert len(data) <= len(" ".join(tokens)) * 0.6 + 1


@pytest.mark.parametrize("tokens", [set(), {"000000"}, {"000000", "vvvvvv"}, {"00000v"}])
def test_nothing_is_taken_for_a_leading_zero(tokens: set[str]) -> None:
    assert unpacked(packed(tokens)) == tokens


@given(st.text(max_size=40), st.sampled_from(["sqlite", "postgresql"]))
def test_whatever_is_typed_makes_an_expression_of_tokens_alone(typed: str, dialect: str) -> None:
    text = expression(TOKENS.query(typed), "sqlite" if dialect == "sqlite" else "postgresql")
    assert set(text) <= set("0123456789abcdefghijklmnopqrstuv ()\"'|&ORAND")


@given(WORD)
def test_a_stem_is_never_empty_and_stable(word: str) -> None:
    found = stems(word)
    assert found
    assert all(found)
    assert found == stems(word)
