"""A model in a file: a line of JSON, then arrays as they lie in memory. No pickle, nothing to unpack."""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.classify.model.heads import HEADS, WIDTH
from core.classify.model.weights import Weights
from core.errors import ConfigError

_FORM = 3
"""Counted up when files of before can no longer be read."""

_ALIGNED = 64
"""The arrays begin at a multiple of so many bytes."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights, and per head the temperature that makes its confidence true. `version` names the sources."""

    version: str
    weights: Weights
    temperatures: Mapping[str, float]


def save(model: Model, path: Path) -> None:
    """Write a model, whole or not at all."""
    weights = model.weights
    manifest = {
        "form": _FORM,
        "version": model.version,
        "heads": {name: head.labels for name, head in HEADS.items()},
        "temperatures": dict(model.temperatures),
        "features": [len(weights.features), weights.features.itemsize],
        "pairs": [len(weights.pairs), weights.pairs.itemsize],
        "signals": list(weights.signals),
    }
    line = json.dumps(manifest).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(line + b" " * (-(len(line) + 1) % _ALIGNED) + b"\n")
            for array in (weights.sizes.astype("<f4"), weights.steps, weights.features, weights.pairs):
                file.write(array.tobytes())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def load(path: Path) -> Model:
    """Read a model. Raises ConfigError, naming the file and the remedy, for one that cannot be used.

    The arrays are mapped into memory: processes share them, and what is never asked for is never read.
    """
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return _read(content.readline(), content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: no model that this version can read; build it anew with `aduan classify build`"
        ) from error


def _read(line: bytes, content: mmap.mmap) -> Model:
    manifest = json.loads(line)
    heads = {name: list(head.labels) for name, head in HEADS.items()}
    if manifest["form"] != _FORM or manifest["heads"] != heads:
        raise ValueError("made for other labels")
    (features, width), (pairs, pair_width) = manifest["features"], manifest["pairs"]
    rows = features + pairs + len(manifest["signals"]) + 1
    start = len(line)
    arrays = []
    for form, count in (
        ("<f4", rows),
        ("i1", rows * WIDTH),
        (f"S{width}", features),
        (f"S{pair_width}", pairs),
    ):
        arrays.append(np.frombuffer(content, form, count, start))
        start += arrays[-1].nbytes
    if start != len(content):
        raise ValueError("shorter or longer than its manifest says")
    sizes, steps, named, paired = arrays
    weights = Weights(named, paired, manifest["signals"], steps.reshape(rows, WIDTH), sizes)
    return Model(manifest["version"], weights, manifest["temperatures"])
