"""The shipped model, from the sources in this repository: reproducible, in seconds, without network."""

from __future__ import annotations

import fcntl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.classify import lexicon
from core.classify.corpus.compose import write_corpus
from core.classify.corpus.seeds import Example
from core.classify.model.calibrate import find_temperatures
from core.classify.model.design import aim, lay_out
from core.classify.model.file import Model, hash_sources, load, save
from core.classify.model.reading import heed
from core.classify.model.solver import Design, fit
from core.classify.model.table import quantise
from core.classify.model.terms import ALWAYS, Terms, find_terms
from core.classify.tokens import tokenise

PENALTY = 3e-5
_ITERATIONS = 38
_MORE_ITERATIONS = 10
_HELD_BACK = 8
"""One seed in so many is held back, with all its children, to find the temperatures."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a model is built from."""

    package: Traversable

    @property
    def version(self) -> str:
        return f"linear-{hash_sources([self.package])}"


def shipped() -> Sources:
    return Sources(resources.files("core.classify"))


def get_model(directory: Path) -> Model:
    """The model of these sources: as kept in the directory, or built and kept there now (some seconds)."""
    sources = shipped()
    version = sources.version
    path = directory / f"{version}.npz"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        with (directory / "building").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two that start at once build once
            if not path.exists():
                save(build(sources, version), path)
    return load(path)


def build(sources: Sources, version: str, more: Sequence[Example] = ()) -> Model:
    """Read, fit without the seeds held back, find the temperatures on them, then fit on with all.

    `more` are the office's own examples; they are learnt from, and held back by their `seed` as the others are.
    """
    lexicons = sources.package / "lexicon"
    known = lexicon.load([lexicons])
    examples = [*write_corpus(sources.package / "training", lexicons), *more]
    terms = [_terms(example, known) for example in examples]
    laid = lay_out(terms, [example.seed for example in examples], known.vocabulary)
    held = np.array([example.seed % _HELD_BACK == 0 for example in examples])
    weights = fit(_part(laid.design, ~held), aim(_labels(examples, ~held)), PENALTY, _ITERATIONS)
    scores = laid.design.texts.chosen(np.flatnonzero(held)).times(laid.design.terms.times(weights))
    temperatures = find_temperatures(scores, aim(_labels(examples, held)))
    weights = fit(laid.design, aim([e.labels for e in examples]), PENALTY, _MORE_ITERATIONS, weights)
    return Model(version, quantise(laid.features, weights), temperatures)


def _terms(example: Example, known: lexicon.Lexicon) -> Terms:
    """The terms of an example. Every second copy is deaf to the rules, so that words learn to speak too."""
    if example.copy % 2 == 0:
        return heed(example.text, known).terms
    return find_terms(tokenise(example.text, known.vocabulary), [ALWAYS])


def _part(design: Design, chosen: NDArray[np.bool_]) -> Design:
    return Design(design.texts.chosen(np.flatnonzero(chosen)), design.terms)


def _labels(examples: Sequence[Example], chosen: NDArray[np.bool_]) -> list[Mapping[str, str]]:
    return [example.labels for example, one in zip(examples, chosen, strict=True) if one]
