"""A model in a file: arrays without pickle, a manifest in JSON, named after the sources it was built from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.classify.model.heads import HEADS
from core.classify.model.table import Weights
from core.errors import ConfigError

Array = NDArray[np.uint8] | NDArray[np.int8] | NDArray[np.float32]

_FORM = 2
"""Counted up when files of before can no longer be read."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights, and per head the temperature that makes its confidence true. `version` names the sources."""

    version: str
    weights: Weights
    temperatures: Mapping[str, float]


def save(model: Model, path: Path) -> None:
    """Write a model, whole or not at all."""
    manifest = {
        "form": _FORM,
        "version": model.version,
        "heads": {name: head.labels for name, head in HEADS.items()},
        "temperatures": dict(model.temperatures),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        np.savez(
            file,
            manifest=np.frombuffer(json.dumps(manifest).encode(), np.uint8),
            names=model.weights.names,
            steps=model.weights.steps,
            sizes=model.weights.sizes,
        )
    unfinished.replace(path)


def load(path: Path) -> Model:
    """Read a model. Raises ConfigError, naming the file and the remedy, for one that cannot be used."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _read(arrays)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise ConfigError(
            f"{path}: no model that this version can read; build it anew with `aduan classify build`"
        ) from error


def _read(arrays: Mapping[str, Array]) -> Model:
    manifest = json.loads(arrays["manifest"].tobytes())
    heads = {name: list(head.labels) for name, head in HEADS.items()}
    if manifest["form"] != _FORM or manifest["heads"] != heads:
        raise ValueError("made for other labels")
    weights = Weights(
        np.asarray(arrays["names"], np.bytes_),
        np.asarray(arrays["steps"], np.int8),
        np.asarray(arrays["sizes"], np.float32),
    )
    return Model(manifest["version"], weights, manifest["temperatures"])
