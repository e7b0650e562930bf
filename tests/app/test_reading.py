"""A service that is killed while its classifier is being made has tried to read nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.reading import Reading
from core.classify.labels import Classification
from core.intake.keep import keep
from core.message import Batch, Envelope
from storage.store import SqlStore, open_store
from tests.core.intake.test_read import Clock, Mute
from tests.core.intake.values import NOON, found
from tests.web.office import desk


class Slow:
    """Tells what the database says, and who asks, when the first text comes."""

    version = "slow"

    def __init__(self, database: Path) -> None:
        self.database = database
        self.leased: list[int] = []
        self.threads: list[str] = []

    def classify(self, text: str, written_on: date) -> Classification:
        with sqlite3.connect(self.database) as beside:
            self.leased.append(beside.execute("SELECT sum(tries) FROM envelope").fetchone()[0])
        self.threads.append(threading.current_thread().name)
        return found()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path}/aduan.db", bytes(range(32)), tmp_path / "files", create=True)
    yield opened
    await opened.close()


async def test_the_classifier_is_made_before_anything_is_leased_and_only_when_something_came(
    store: SqlStore, tmp_path: Path
) -> None:
    slow = Slow(tmp_path / "aduan.db")
    read: list[str] = []
    reading = Reading(
        store, {"surat": Mute(lambda: read.append("one"))}, replace(desk(), classifier=slow), Clock()
    )
    assert not await reading.next()
    assert slow.leased == [], "a service at rest pays for no classifier"
    batch = Batch("surat", "INBOX", (Envelope("surat", "INBOX", "k", b"x", NOON),), "1")
    await keep(store, batch, Clock())
    assert not await reading.next()
    assert (slow.leased, read) == ([0], ["one"])
    assert slow.threads != [threading.main_thread().name], "the pages and doors are served meanwhile"
    await reading.next()
    assert len(slow.leased) == 1


async def test_the_calendar_is_made_before_the_first_unit_that_asks_it(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = replace(desk(), classifier=Slow(tmp_path / "aduan.db"))
    threads: list[str] = []
    ask = office.calendar.add_working_days

    def told(day: date, count: int) -> date:
        threads.append(threading.current_thread().name)
        return ask(day, count)

    monkeypatch.setattr(office.calendar, "add_working_days", told)
    reading = Reading(store, {"surat": Mute(lambda: None)}, office, Clock())
    await keep(store, Batch("surat", "INBOX", (Envelope("surat", "INBOX", "k", b"x", NOON),), "1"), Clock())
    await reading.next()
    assert threads[0].startswith("asyncio"), "neither the writer nor the pages wait for a year's days"
