import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ConfigError, StoreError
from storage.seal import (
    Sealer,
    escrow_text,
    generate_master_key,
    master_key_text,
    parse_escrow,
    parse_master_key,
)
from storage.seal.escrow import ALPHABET
from tests.storage.conftest import MASTER_KEY

untimed = settings(deadline=None)
keys = st.binary(min_size=32, max_size=32)


@untimed
@given(value=st.binary(max_size=500), context=st.binary(max_size=50))
def test_a_sealed_value_opens_in_its_context(value: bytes, context: bytes) -> None:
    sealer = Sealer(MASTER_KEY)
    key = sealer.new_key()
    assert sealer.open(sealer.unwrap(key.wrapped), sealer.seal(key.plain, value, context), context) == value


@untimed
@given(st.text())
def test_sealed_text_comes_back(text: str) -> None:
    sealer = Sealer(MASTER_KEY)
    key = sealer.new_key().plain
    assert sealer.open_text(key, sealer.seal_text(key, text, b"c"), b"c") == text


@given(st.binary(max_size=600) | st.text().map(lambda text: (text * 50).encode()), st.binary(max_size=20))
def test_a_packed_value_opens_as_any_other(value: bytes, context: bytes) -> None:
    sealer = Sealer(MASTER_KEY)
    key = sealer.new_key().plain
    sealed = sealer.seal_packed(key, value, context)
    assert sealer.open(key, sealed, context) == value
    assert len(sealed) <= len(value) + 29


def test_a_packed_value_is_shorter_and_passes_for_no_other_format(sealer: Sealer) -> None:
    key, text = sealer.new_key().plain, b"Izin apotek saya belum selesai. " * 20
    packed = sealer.seal_packed(key, text, b"c")
    assert len(packed) < len(text) // 2
    for other in (b"\x01", b"\x03"):
        with pytest.raises(StoreError):
            sealer.open(key, other + packed[1:], b"c")
    with pytest.raises(StoreError):
        sealer.open(key, b"\x02" + sealer.seal(key, text, b"c")[1:], b"c")


def test_what_carries_files_is_not_packed(sealer: Sealer) -> None:
    key = sealer.new_key().plain
    assert len(sealer.seal_packed(key, b"a" * 20_000, b"c")) == 20_029


def test_a_value_moved_to_another_place_does_not_open(sealer: Sealer) -> None:
    key = sealer.new_key().plain
    sealed = sealer.seal(key, b"Siti", b"party.name.1")
    with pytest.raises(StoreError, match="does not open"):
        sealer.open(key, sealed, b"party.name.2")


def test_a_value_does_not_open_with_another_key(sealer: Sealer) -> None:
    sealed = sealer.seal(sealer.new_key().plain, b"Siti", b"c")
    with pytest.raises(StoreError):
        sealer.open(sealer.new_key().plain, sealed, b"c")


@untimed
@given(position=st.integers(min_value=0), flip=st.integers(1, 255), cut=st.integers(0, 40))
def test_a_damaged_value_does_not_open(position: int, flip: int, cut: int) -> None:
    sealer = Sealer(MASTER_KEY)
    key = sealer.new_key().plain
    sealed = bytearray(sealer.seal(key, b"Siti Rahayu", b"c"))
    sealed[position % len(sealed)] ^= flip
    for damaged in (bytes(sealed), bytes(sealed)[:cut]):
        with pytest.raises(StoreError):
            sealer.open(key, damaged, b"c")


def test_equal_values_do_not_look_equal_when_sealed(sealer: Sealer) -> None:
    key = sealer.new_key().plain
    assert sealer.seal(key, b"same", b"c") != sealer.seal(key, b"same", b"c")


def test_a_wrapped_key_opens_with_its_own_master_key_only(sealer: Sealer) -> None:
    wrapped = sealer.new_key().wrapped
    with pytest.raises(StoreError):
        Sealer(generate_master_key()).unwrap(wrapped)


def test_forgotten_keys_are_unwrapped_anew(sealer: Sealer) -> None:
    key = sealer.new_key()
    assert sealer.unwrap(key.wrapped) == key.plain
    sealer.forget()
    assert sealer.unwrap(key.wrapped) == key.plain


def test_keyed_hashes_find_equal_values_of_one_domain_and_one_office(sealer: Sealer) -> None:
    found = sealer.keyed_hash("address", "+62812")
    assert found == Sealer(MASTER_KEY).keyed_hash("address", b"+62812")
    assert len(found) == 16
    others = {
        sealer.keyed_hash("stem", "+62812"),
        sealer.keyed_hash("address", "+62813"),
        Sealer(generate_master_key()).keyed_hash("address", "+62812"),
    }
    assert found not in others
    assert len(others) == 3


def test_keys_do_not_show_in_representations(sealer: Sealer) -> None:
    key = sealer.new_key()
    assert repr(key.plain) not in repr(key)


@untimed
@given(keys)
def test_the_master_key_survives_its_text_and_its_escrow_sheet(key: bytes) -> None:
    assert parse_master_key(master_key_text(key) + "\n") == key
    assert parse_escrow(escrow_text(key)) == key


@untimed
@given(keys)
def test_the_escrow_sheet_may_be_typed_as_people_type(key: bytes) -> None:
    rows = [row.split(": ")[1] for row in escrow_text(key).splitlines()]
    typed = "\n\n".join(row.lower().replace("0", "o").replace("1", "l").replace(" ", "-") for row in rows)
    assert parse_escrow(typed) == key


@untimed
@given(key=keys, row=st.integers(0, 3), position=st.integers(0, 15), letter=st.sampled_from(ALPHABET))
def test_a_typing_error_is_found_in_its_row(key: bytes, row: int, position: int, letter: str) -> None:
    rows = [line.split(": ")[1].replace(" ", "") for line in escrow_text(key).splitlines()]
    if rows[row][position] == letter:
        return
    rows[row] = rows[row][:position] + letter + rows[row][position + 1 :]
    with pytest.raises(ConfigError, match=f"row {row + 1}") as caught:
        parse_escrow("\n".join(rows))
    assert rows[row] not in str(caught.value)


def test_swapped_rows_are_found() -> None:
    rows = escrow_text(MASTER_KEY).splitlines()
    rows[0], rows[1] = rows[1], rows[0]
    with pytest.raises(ConfigError, match="row 1"):
        parse_escrow("\n".join(rows))


@pytest.mark.parametrize("text", ["", "1: AAAA", "1\n2\n3\n4", "\n".join(["UUUU UUUU UUUU UUUU"] * 4)])
def test_what_is_no_escrow_sheet_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="escrow sheet"):
        parse_escrow(text)


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"short").decode(), "é"])
def test_what_is_no_master_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ConfigError, match="master key") as caught:
        parse_master_key(text)
    assert not text or text not in str(caught.value)


def test_a_master_key_of_another_length_makes_no_sealer() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(b"short")
