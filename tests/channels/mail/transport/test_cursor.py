"""Where a folder is read on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail.cursor import Cursor

NUMBER = st.integers(1, 2**32 - 1)


@given(NUMBER, NUMBER, NUMBER)
def test_a_cursor_survives_being_written(uidvalidity: int, last: int, rescan_to: int) -> None:
    cursor = Cursor(uidvalidity, last, rescan_to)
    again = Cursor.resume(str(cursor), uidvalidity, newest=9)
    assert (again.uidvalidity, again.last, again.rescanning) == (uidvalidity, last, cursor.rescanning)


@given(NUMBER, NUMBER, NUMBER, NUMBER)
def test_another_uidvalidity_is_read_from_the_start(old: int, last: int, newest: int, step: int) -> None:
    cursor = Cursor.resume(f"{old}:{last}", old + step, newest)
    assert (cursor.last, cursor.rescanning) == (0, True)
    assert not cursor.moved(newest).rescanning


@given(st.text(max_size=20))
def test_whatever_stands_in_the_store_nothing_is_skipped(text: str) -> None:
    cursor = Cursor.resume(text, 7, newest=5)
    assert cursor.uidvalidity == 7
    assert cursor.last == 0 or text.startswith("7:") or text.lstrip("0").startswith("7:")


@given(NUMBER, st.lists(NUMBER))
def test_a_cursor_never_moves_back(start: int, uids: list[int]) -> None:
    cursor = Cursor(1, start)
    for uid in uids:
        moved = cursor.moved(uid)
        assert moved.last >= cursor.last
        cursor = moved


@pytest.mark.parametrize("text", ["", "7", "7:", "x:3", "7:-3", "7:3:4:5", "7:٣"])
def test_a_cursor_that_cannot_be_read_starts_a_rescan(text: str) -> None:
    assert Cursor.resume(text, 7, newest=5) == Cursor(7, 0, rescan_to=5)


def test_a_first_connection_is_no_rescan() -> None:
    assert Cursor.resume(None, 7, newest=5) == Cursor(7)
