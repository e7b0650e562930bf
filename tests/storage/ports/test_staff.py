"""Officers sign in; a session ends after half an hour of rest or twelve hours, whichever is first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import NotAllowed
from core.ports.inbox import Officer, Role, Session
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import NOW

WATI = Officer("wati", "Wati Kurnia", Role.OFFICER, "perizinan")
HALF_HOUR, HOUR = timedelta(minutes=30), timedelta(hours=1)
SECOND = timedelta(seconds=1)


async def test_an_officer_is_known_by_name(store: SqlStore) -> None:
    def add(unit: Unit) -> None:
        unit.staff.add(WATI, "hash-1")
        unit.staff.add(Officer("asep", "Asep", Role.COMPLAINT_MANAGER), "hash-2")
        assert [officer.name for officer in unit.staff.officers()] == ["asep", "wati"]
        assert unit.staff.password("wati") == (WATI, "hash-1")
        assert unit.staff.password("nobody") is None

    await store.write(add)


async def test_a_taken_name_is_refused(store: SqlStore) -> None:
    await store.write(lambda unit: unit.staff.add(WATI, "hash-1"))
    with pytest.raises(NotAllowed, match="wati"):
        await store.write(lambda unit: unit.staff.add(WATI, "hash-2"))


async def test_who_is_not_active_cannot_sign_in(store: SqlStore) -> None:
    await store.write(lambda unit: unit.staff.add(replace(WATI, active=False), "hash-1"))
    assert await store.read(lambda unit: unit.staff.password("wati")) is None


async def test_a_session_lives_while_it_is_used(store: SqlStore) -> None:
    def use(unit: Unit) -> None:
        unit.staff.add(WATI, "hash-1")
        unit.staff.begin("wati", "token", NOW)
        assert unit.staff.session("another", NOW) is None
        moment = NOW
        while moment + HALF_HOUR <= NOW + 12 * HOUR:
            moment += HALF_HOUR
            assert unit.staff.session("token", moment) == Session(WATI, NOW, moment)
        assert unit.staff.session("token", moment + SECOND) is None

    await store.write(use)


async def test_a_session_at_rest_ends(store: SqlStore) -> None:
    def rest(unit: Unit) -> None:
        unit.staff.add(WATI, "hash-1")
        unit.staff.begin("wati", "token", NOW)
        assert unit.staff.session("token", NOW + HALF_HOUR + SECOND) is None

    await store.write(rest)


async def test_a_look_at_a_session_does_not_keep_it_alive(store: SqlStore) -> None:
    def look(unit: Unit) -> None:
        unit.staff.add(WATI, "hash")
        unit.staff.begin("wati", "token", NOW)
        assert unit.staff.peek("another", NOW) is None
        assert unit.staff.peek("token", NOW + HALF_HOUR) == Session(WATI, NOW, NOW)
        assert unit.staff.peek("token", NOW + HALF_HOUR + SECOND) is None
        assert unit.staff.session("token", NOW + HALF_HOUR + SECOND) is None

    await store.write(look)


async def test_signing_out_and_a_new_password_end_sessions(store: SqlStore) -> None:
    def end(unit: Unit) -> None:
        unit.staff.add(WATI, "hash-1")
        unit.staff.begin("wati", "token", NOW)
        unit.staff.begin("wati", "other", NOW)
        unit.staff.end("token")
        assert unit.staff.session("token", NOW) is None
        unit.staff.change_password("wati", "hash-2")
        assert unit.staff.session("other", NOW) is None
        assert unit.staff.password("wati") == (WATI, "hash-2")

    await store.write(end)
