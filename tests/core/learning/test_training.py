"""What officers said makes a version that does better on what comes after, and holds nobody's words."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from core.case.complaint import Labels
from core.classify.build import build
from core.classify.labels import Classifier, Component, Kind, Language, Sector
from core.classify.sources import Sources
from core.classify.trained import TrainedClassifier
from core.errors import ConfigError, NotAllowed
from core.learning.comparison import Pair, compare
from core.learning.judgement import Example
from core.learning.training import LEAST, TooFew, Trained, train
from core.learning.versions import Versions

NOW = datetime(2026, 11, 26, tzinfo=UTC)
SEEDS = """
== complaint procedure id
Alur pengajuannya membingungkan dan dilempar ke sana kemari.
Sistem gagal terus waktu mengajukan permohonan.
== complaint facilities id
Kursi ruang tunggu kurang dan toilet kotor.
Mesin antrean rusak sejak pagi.
== complaint cost id
Retribusinya mahal dan hitungannya tidak jelas.
== information_request - id
Bagaimana cara mengurus izin dan apa syaratnya?
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """The shipped lexicons with a handful of seeds: fitted in a moment."""
    package = tmp_path_factory.mktemp("package")
    shipped = Path(str(resources.files("core.classify")))
    (package / "lexicon").symlink_to(shipped / "lexicon")
    training = package / "training"
    (training / "seeds").mkdir(parents=True)
    (training / "seeds" / "few.txt").write_text(SEEDS, encoding="utf-8")
    for name in ("grammar.toml", "businesses.toml"):
        (training / name).symlink_to(shipped / "training" / name)
    return Sources(package)


@pytest.fixture(scope="module")
def parent(sources: Sources) -> Classifier:
    return TrainedClassifier(build(sources, "parent"))


@pytest.fixture(scope="module")
def trained(sources: Sources, parent: Classifier) -> Trained:
    return train(judged(), parent, NOW, sources)


def judged(count: int = 150) -> list[Example]:
    """An office whose citizens call their application "simantap": complaints of it are about the procedure here."""
    said = (
        "Simantap mati lagi",
        "simantap tidak menyala",
        "Tolong simantap diperbaiki",
        "layar simantap gelap",
    )
    return [
        Example(
            f"T{number}",
            number,
            f"{said[number % len(said)]} kata Wiranatakusumah{number}",
            date(2026, 11, 1),
            Labels(Kind.COMPLAINT, Component.PROCEDURE, Sector.UNKNOWN, False, Language.INDONESIAN),
            NOW - timedelta(hours=count - number),
        )
        for number in range(count)
    ]


def test_the_new_version_has_learnt_what_the_office_means(trained: Trained, parent: Classifier) -> None:
    component = next(one for one in trained.comparisons if one.field == "component")
    assert component.count == 30
    assert component.new_right > component.old_right
    assert component.new_right == component.count
    assert trained.hopeful
    assert trained.parent == parent.version != trained.version
    found = TrainedClassifier(trained.model).classify("Pak, simantap padam", date(2026, 11, 26))
    assert found.component is Component.PROCEDURE
    assert trained.counts["component procedure"] == 150


def test_no_citizens_own_word_is_in_the_file(trained: Trained, tmp_path: Path) -> None:
    Versions(tmp_path).add(trained)
    weights = trained.model.weights
    names = b" ".join([*weights.features.tolist(), *weights.pairs.tolist()]).decode().lower()
    assert "simantap" in names
    assert "wiranata" not in names
    assert all(b"wiranata" not in path.read_bytes().lower() for path in tmp_path.iterdir())


def test_too_few_judged_cases_teach_nothing(parent: Classifier, sources: Sources) -> None:
    with pytest.raises(TooFew, match=rf"99 .* {LEAST} are wanted"):
        train(judged(99), parent, NOW, sources)


def test_the_same_words_from_the_same_judgements_make_the_same_version(
    sources: Sources, parent: Classifier, trained: Trained
) -> None:
    again = train(list(reversed(judged())), parent, NOW, sources)
    assert again.version == trained.version
    assert (again.model.weights.steps == trained.model.weights.steps).all()


def gained(count: int = 60) -> list[Pair]:
    return [Pair("procedure", "facilities", "procedure")] * count


def test_a_version_is_on_trial_until_a_person_promotes_it_and_can_be_taken_back(
    trained: Trained, tmp_path: Path
) -> None:
    versions = Versions(tmp_path)
    versions.add(trained)
    assert (versions.standing().live, versions.standing().trial) == ("", trained.version)
    versions.promote(trained.version, "sari", [compare("component", gained())])
    standing = versions.standing()
    assert (standing.live, standing.trial, standing.by) == (trained.version, "", "sari")
    assert versions.open(trained.version).version == trained.version
    assert versions.roll_back("dadan").live == ""
    with pytest.raises(NotAllowed, match="no earlier version"):
        versions.roll_back("dadan")


def test_what_is_not_surely_better_is_not_promoted(trained: Trained, tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    versions.add(trained)
    with pytest.raises(NotAllowed, match="component has 29 judged cases of 30"):
        versions.promote(trained.version, "sari", [compare("component", gained(29))])
    with pytest.raises(NotAllowed, match="is not on trial"):
        versions.promote("linear-other", "sari", [compare("component", gained())])
    assert versions.standing().live == ""


def test_the_manifest_says_what_a_version_was_made_of(trained: Trained, tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    assert versions.last_trained() is None
    versions.add(trained)
    (manifest,) = versions.listed()
    assert (manifest["learnt_from"], manifest["parent"]) == (150, trained.parent)
    assert versions.last_trained() == NOW
    assert json.dumps(manifest)


def test_a_broken_standing_is_named(tmp_path: Path) -> None:
    (tmp_path / "standing.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"standing\.json"):
        Versions(tmp_path).standing()
