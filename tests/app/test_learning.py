"""The commands around learning, and a service that takes up what a person promoted."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from app.learning import Learning, read_examples, read_judgements, train_and_keep
from core.case.complaint import Labels, Party
from core.classify.labels import Classification, Classifier, Component, Kind, Language, Sector
from core.learning.shadow import TriedClassifier
from core.learning.training import TooFew
from core.learning.versions import Standing, Versions
from core.message import Address
from core.ports.store import Store, Unit
from storage.store import open_store
from tests.app.conftest import MASTER_KEY, Call
from tests.storage.ports.given import NOW, classification, complaint, message, open_case

TODAY = date(2026, 11, 26)


class Fixed:
    """A classifier of one opinion."""

    def __init__(self, version: str) -> None:
        self.version = version

    def classify(self, text: str, written_on: date) -> Classification:
        return Classification(
            Kind.COMPLAINT,
            Component.COST,
            Sector.UNKNOWN,
            integrity=False,
            language=Language.INDONESIAN,
            version=self.version,
        )


def judge_some(database: Path, home: Path, count: int) -> None:
    """So many cases, each judged right by an officer."""

    def fill(unit: Unit) -> None:
        for number in range(count):
            who = Address("mail", f"warga{number}@example.com")
            case = complaint(f"T{number:03}", party=Party(None, None, (who,)))
            open_case(unit, case, message(f"<{number}@example.com>", who))
            unit.judgements.add(case.ticket, Labels.of(classification()), "sari", NOW)

    async def write() -> None:
        store = open_store(f"sqlite:///{database}", MASTER_KEY, home / "files")
        await store.write(fill)
        assert len(await read_examples(store)) == count
        assert len(await read_judgements(store)) == 5 * count
        await store.close()

    asyncio.run(write())


def test_too_few_judged_cases_are_said_with_what_is_wanted(aduan: Call, database: Path, home: Path) -> None:
    judge_some(database, home, 3)
    said = aduan("classify", "train")
    assert (said.code, said.out) == (1, "3 judged cases are too few to learn from: 100 are wanted\n")


def test_figures_say_no_share_below_thirty_cases_and_then_one_with_its_interval(
    aduan: Call, database: Path, home: Path
) -> None:
    judge_some(database, home, 29)
    assert "kind       not enough data (n=29)" in aduan("classify", "figures").out


def test_figures_are_there_for_machines_too(aduan: Call, database: Path, home: Path) -> None:
    judge_some(database, home, 30)
    fields = json.loads(aduan("classify", "figures", "--json").out)
    (kind,) = [one for one in fields if one["field"] == "kind"]
    assert kind["all"]["n"] == 30
    assert kind["all"]["value"] == 1.0
    assert 0.88 < kind["all"]["low"] < 0.89


def test_without_an_own_version_the_shipped_one_is_live(aduan: Call, database: Path) -> None:
    assert aduan("classify", "versions").out == "live: the shipped one; on trial: none\n"
    refused = aduan("classify", "rollback")
    assert (refused.code, refused.err) == (2, "aduan: there is no earlier version to roll back to\n")
    assert "linear-1 is not on trial" in aduan("classify", "promote", "linear-1").err


async def test_a_service_takes_up_what_was_promoted_and_goes_back_when_told(tmp_path: Path) -> None:
    learning = Learning(TriedClassifier(Fixed("shipped")), lambda: Fixed("shipped"), tmp_path, None)
    await learning.follow()
    assert learning.tried.version == "shipped"
    stand(tmp_path, Standing("gone", "", ("",), "sari"))
    await learning.follow()
    assert learning.tried.version == "shipped"  # its file is not there: better the shipped one than none
    assert learning.stood == ("gone", "")
    (tmp_path / "old.model").write_bytes(b"of before an upgrade")
    stand(tmp_path, Standing("gone", "old", ("",), "sari"))
    await learning.follow()
    assert (
        learning.tried.trial is None
    )  # nor does a trial that cannot be read keep anybody from the shipped one
    stand(tmp_path, Standing())
    await learning.follow()
    assert learning.tried.classify("x", TODAY).version == "shipped"


def test_a_live_version_of_before_an_upgrade_does_not_keep_an_office_from_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parents: list[str] = []

    def train(_: object, parent: Classifier, __: datetime) -> None:
        parents.append(parent.version)
        raise TooFew(0)

    monkeypatch.setattr("core.learning.training.train", train)
    monkeypatch.setattr("app.models.open_classifier", lambda: Fixed("shipped"))
    (tmp_path / "old.model").write_bytes(b"of before an upgrade")
    stand(tmp_path, Standing("old", "", (), "sari"))
    assert train_and_keep([], tmp_path, NOW) is None
    assert parents == ["shipped"]


async def test_training_waits_for_its_day(tmp_path: Path) -> None:
    never = Learning(TriedClassifier(Fixed("one")), lambda: Fixed("one"), tmp_path, None)
    assert not await never.train(cast("Store", Unread()), datetime(2026, 11, 26, tzinfo=UTC))
    (tmp_path / "linear-1.json").write_text(
        json.dumps({"at": "2026-11-25T00:00:00+00:00", "version": "linear-1", "learnt_from": 100})
    )
    weekly = Learning(TriedClassifier(Fixed("one")), lambda: Fixed("one"), tmp_path, timedelta(days=7))
    assert not await weekly.train(cast("Store", Unread()), datetime(2026, 11, 26, tzinfo=UTC))
    assert Versions(tmp_path).last_trained() == datetime(2026, 11, 25, tzinfo=UTC)


class Unread:
    """A store that nobody may ask."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the store was asked for {name}")


def stand(folder: Path, standing: Standing) -> None:
    (folder / "standing.json").write_text(
        json.dumps(
            {"live": standing.live, "trial": standing.trial, "before": standing.before, "by": standing.by}
        )
    )
