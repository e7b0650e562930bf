"""Models in files: whole, without pickle, named by their sources."""

import errno
import os
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from app.models import model_directory
from core.classify.kept import get_model
from core.classify.model.file import Model, load, save
from core.classify.model.heads import HEADS, WIDTH
from core.classify.model.weights import Weights, quantise
from core.classify.sources import hash_sources, shipped
from core.errors import ConfigError


@pytest.fixture
def model() -> Model:
    weights = np.random.default_rng(5).normal(size=(3, WIDTH)).astype(np.float32)
    return Model(
        "linear-0", quantise({"w:izin": 0, "=1": 1, "belum terbit": 2}, weights), dict.fromkeys(HEADS, 1.0)
    )


def test_what_was_saved_is_read_back(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "deep" / "kept.model")
    found = load(tmp_path / "deep" / "kept.model")
    assert (found.version, found.temperatures) == (model.version, model.temperatures)
    weights = found.weights
    assert (weights.features.tolist(), weights.pairs.tolist()) == ([b"w:izin"], [b"belum terbit"])
    assert weights.signals == ["=1"]
    assert np.array_equal(weights.rows([0, 1, 2, 3]), model.weights.rows([0, 1, 2, 3]))
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["kept.model"]


def test_a_step_is_at_most_a_hundredth_of_the_largest_weight() -> None:
    weights = np.random.default_rng(7).normal(size=(20, WIDTH)).astype(np.float32)
    kept = quantise({str(number): number for number in range(20)}, weights)
    rounded = kept.rows(kept.find([str(number) for number in range(20)]))
    assert np.all(np.abs(rounded - weights) <= np.abs(weights).max(axis=1, keepdims=True) / 100)


def test_a_feature_that_was_not_learnt_weighs_nothing(model: Model) -> None:
    weights = model.weights
    found = weights.find(["w:izin", "w:", "w:izinku", "zzz", "é", "belum terbit"])
    assert found.tolist() == [0, 3, 3, 3, 3, 3]
    assert not weights.rows(found[1:]).any()
    assert weights.rows(found[:1]).any()
    assert (weights.signal("=1"), weights.signal("=2")) == (2, 3)


def test_the_pairs_that_a_word_begins_are_found_and_no_others() -> None:
    pairs = ["a b", "belum", "belum ada", "belum terbit", "belumlah terbit", "juga belum", "k:belum"]
    numbers = {pair: number for number, pair in enumerate(pairs)}
    weights = quantise(numbers, np.eye(len(pairs), WIDTH, dtype=np.float32))
    assert weights.following("belum") == {"ada": 3, "terbit": 4}
    assert [weights.rows([number])[0].argmax() for number in (3, 4)] == [2, 3]
    assert weights.following("bel") == weights.following("belum t") == weights.following("zz") == {}
    assert weights.following("belum" * 9) == {}


def test_a_file_that_is_no_model_is_named_with_the_remedy(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "kept.model"
    save(model, path)
    whole = path.read_bytes()
    other_heads = whole.replace(b'"complaint"', b'"grumbling"')
    broken = (b"", b"PK\x03\x04 broken", b"cos\nsystem\n(S'true'\ntR.", b"[1]\n", b"{}\n", whole[:-1])
    for content in (*broken, whole + b"x", other_heads):
        path.write_bytes(content)
        with pytest.raises(ConfigError, match="aduan classify build"):
            load(path)


def test_the_version_follows_the_sources_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("izin", encoding="utf-8")
    before = hash_sources([tmp_path])
    (tmp_path / "note.md").write_text("x", encoding="utf-8")
    (tmp_path / "model.model").write_bytes(b"x")
    assert hash_sources([tmp_path]) == before
    (tmp_path / "a.txt").write_text("izin ", encoding="utf-8")
    assert hash_sources([tmp_path]) != before


def test_a_kept_model_is_of_this_version_and_small() -> None:
    model = get_model(model_directory())
    path = model_directory() / f"{model.version}.model"
    assert path.stat().st_size < 8_000_000
    assert isinstance(model.weights, Weights)
    assert model.weights.steps.dtype == np.int8
    assert all(0.4 < heat < 5 for heat in model.temperatures.values())


def test_of_older_builds_the_newest_few_stay(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.classify.build.build", lambda sources, version: model)
    for age in range(5):
        kept = tmp_path / f"linear-{age}.model"
        kept.write_bytes(b"x")
        os.utime(kept, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "linear-9.model.4711").write_bytes(b"left behind")
    os.utime(tmp_path / "linear-9.model.4711", (0, 0))
    get_model(tmp_path)
    kept_now = {file.name for file in tmp_path.iterdir()} - {f"{shipped().version}.model"}
    assert kept_now == {"linear-0.model", "linear-1.model", "building"}


def test_a_build_that_another_takes_away_or_that_is_damaged_is_made_anew(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []

    def build(_: object, version: str) -> Model:
        built.append(version)
        return model

    monkeypatch.setattr("core.classify.build.build", build)
    get_model(tmp_path)
    kept = tmp_path / f"{shipped().version}.model"
    kept.unlink()
    get_model(tmp_path)
    assert len(built) == 2
    whole = kept.read_bytes()
    kept.write_bytes(whole[:1000])
    assert get_model(tmp_path).temperatures == model.temperatures
    assert (len(built), kept.read_bytes()) == (3, whole)


def test_a_model_that_cannot_be_written_whole_leaves_nothing(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, __: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        save(model, tmp_path / "linear-0.model")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_two_builds_of_the_same_sources_are_the_same() -> None:
    from core.classify.build import build

    one, other = build(shipped(), "x"), build(shipped(), "x")
    assert one.weights.features.tolist() == other.weights.features.tolist()
    assert one.weights.pairs.tolist() == other.weights.pairs.tolist()
    assert one.weights.signals == other.weights.signals
    assert np.array_equal(one.weights.steps, other.weights.steps)
    assert one.temperatures == other.temperatures


def test_sources_are_under_two_megabytes() -> None:
    training = Path(str(resources.files("core.classify") / "training"))
    assert sum(file.stat().st_size for file in training.rglob("*") if file.is_file()) < 2_000_000
