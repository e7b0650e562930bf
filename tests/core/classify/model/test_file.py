"""Models in files: whole, without pickle, named by their sources."""

import json
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from app.models import model_directory
from core.classify.build import get_model
from core.classify.model.file import Model, hash_sources, load, save
from core.classify.model.heads import HEADS, WIDTH
from core.classify.model.table import Weights, quantise
from core.errors import ConfigError


@pytest.fixture
def model() -> Model:
    weights = np.random.default_rng(5).normal(size=(3, WIDTH)).astype(np.float32)
    return Model(
        "linear-0", quantise({"w:izin": 0, "=1": 1, "belum terbit": 2}, weights), dict.fromkeys(HEADS, 1.0)
    )


def test_what_was_saved_is_read_back(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "deep" / "model.npz")
    found = load(tmp_path / "deep" / "model.npz")
    assert (found.version, found.temperatures) == (model.version, model.temperatures)
    assert found.weights.features == model.weights.features
    assert np.array_equal(found.weights.rows([0, 1, 2]), model.weights.rows([0, 1, 2]))
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["model.npz"]


def test_a_step_is_at_most_a_hundredth_of_the_largest_weight() -> None:
    weights = np.random.default_rng(7).normal(size=(20, WIDTH)).astype(np.float32)
    rounded = quantise({str(number): number for number in range(20)}, weights).rows(list(range(20)))
    assert np.all(np.abs(rounded - weights) <= np.abs(weights).max(axis=1, keepdims=True) / 100)


def test_a_file_that_is_no_model_is_named_with_the_remedy(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    for content in (b"", b"PK\x03\x04 broken", b"cos\nsystem\n(S'true'\ntR."):
        path.write_bytes(content)
        with pytest.raises(ConfigError, match="aduan classify build"):
            load(path)
    save(model, path)
    with np.load(path) as arrays:
        parts = dict(arrays)
    manifest = json.loads(parts["manifest"].tobytes())
    manifest["heads"]["kind"].append("grumble")
    parts["manifest"] = np.frombuffer(json.dumps(manifest).encode(), np.uint8)
    np.savez(path, **parts)
    with pytest.raises(ConfigError, match="build it anew"):
        load(path)


def test_the_version_follows_the_sources_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("izin", encoding="utf-8")
    before = hash_sources([tmp_path])
    (tmp_path / "note.md").write_text("x", encoding="utf-8")
    (tmp_path / "model.npz").write_bytes(b"x")
    assert hash_sources([tmp_path]) == before
    (tmp_path / "a.txt").write_text("izin ", encoding="utf-8")
    assert hash_sources([tmp_path]) != before


def test_a_kept_model_is_of_this_version_and_small() -> None:
    model = get_model(model_directory())
    path = model_directory() / f"{model.version}.npz"
    assert path.stat().st_size < 8_000_000
    assert isinstance(model.weights, Weights)
    assert model.weights.steps.dtype == np.int8
    assert all(0.4 < heat < 5 for heat in model.temperatures.values())


@pytest.mark.slow
def test_two_builds_of_the_same_sources_are_the_same() -> None:
    from core.classify.build import build, shipped

    one, other = build(shipped(), "x"), build(shipped(), "x")
    assert one.weights.features == other.weights.features
    assert np.array_equal(one.weights.steps, other.weights.steps)
    assert one.temperatures == other.temperatures


def test_sources_are_under_two_megabytes() -> None:
    training = Path(str(resources.files("core.classify") / "training"))
    assert sum(file.stat().st_size for file in training.rglob("*") if file.is_file()) < 2_000_000
