"""The shipped model, from the sources in this repository: reproducible, in seconds, without network."""

from __future__ import annotations

import fcntl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from random import Random

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
from core.classify.names import NameFinder
from core.classify.tokens import tokenise

PENALTY = 1.5e-5
_ITERATIONS = 32
_MORE_ITERATIONS = 5
_KEPT = 3
"""So many builds stay in the folder: who goes back and forth between two versions need not build each time."""

_HELD_BACK = 8
"""One seed in so many is held back, with all its children, to find the temperatures."""

_LEFT_OUT = 0.15
"""Of the words of a copy so many are left out by chance: what is left must speak too, not only the best word."""


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
    """The model of these sources: as kept in the directory, or built and kept there now (some seconds).

    Of older builds the newest few stay.
    """
    sources = shipped()
    version = sources.version
    path = directory / f"{version}.npz"
    while not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        with (directory / "building").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two that start at once build once
            if not path.exists():
                save(build(sources, version), path)
                _prune(directory, path)
    return load(path)


def _prune(directory: Path, newest: Path) -> None:
    """Take away builds of sources of long ago, and what a build that was ended left behind. Held under the lock.

    Whoever has opened a file reads it to its end all the same; who comes too late builds anew.
    """
    others = [one for one in directory.glob("linear-*.npz*") if one != newest]
    others.sort(key=lambda one: one.stat().st_mtime, reverse=True)
    for one in others[_KEPT - 1 :]:
        one.unlink(missing_ok=True)


def build(sources: Sources, version: str, more: Sequence[Example] = ()) -> Model:
    """Read, fit without the seeds held back, find the temperatures on them, then fit on with all.

    `more` are the office's own examples; they are learnt from, and held back by their `seed` as the others are.
    """
    lexicons = sources.package / "lexicon"
    known = lexicon.load([lexicons])
    examples = [*write_corpus(sources.package / "training", lexicons), *more]
    names = NameFinder(known.names)
    terms = [_terms(example, known, names) for example in examples]
    laid = lay_out(terms, [example.seed for example in examples], known.vocabulary)
    held = np.array([example.seed % _HELD_BACK == 0 for example in examples])
    weights = fit(_part(laid.design, ~held), aim(_labels(examples, ~held)), PENALTY, _ITERATIONS)
    scores = laid.design.texts.chosen(np.flatnonzero(held)).times(laid.design.terms.times(weights))
    temperatures = find_temperatures(scores, aim(_labels(examples, held)))
    weights = fit(laid.design, aim([e.labels for e in examples]), PENALTY, _MORE_ITERATIONS, weights)
    return Model(version, quantise(laid.features, weights), temperatures)


def _terms(example: Example, known: lexicon.Lexicon, names: NameFinder) -> Terms:
    """The terms of an example. Every second copy is deaf to the rules, so that words learn to speak too, and all
    but the first have gaps.
    """
    if example.copy % 2 == 0:
        terms = heed(example.text, known, names).terms
    else:
        terms = find_terms(tokenise(example.text, known.vocabulary), [ALWAYS])
    return terms if example.copy == 0 else _with_gaps(terms, Random(f"{example.seed} {example.copy}"))  # noqa: S311 - dice for texts, not for secrets


def _with_gaps(terms: Terms, random: Random) -> Terms:
    kept = [pair for pair in zip(terms.words, terms.places, strict=True) if random.random() >= _LEFT_OUT]
    pairs = [pair for pair in terms.pairs if random.random() >= _LEFT_OUT]
    return Terms([word for word, _ in kept], [place for _, place in kept], pairs, terms.signals)


def _part(design: Design, chosen: NDArray[np.bool_]) -> Design:
    return Design(design.texts.chosen(np.flatnonzero(chosen)), design.terms)


def _labels(examples: Sequence[Example], chosen: NDArray[np.bool_]) -> list[Mapping[str, str]]:
    return [example.labels for example, one in zip(examples, chosen, strict=True) if one]
