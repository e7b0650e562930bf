"""The shipped model, from the sources in this repository: reproducible, in seconds, without network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from core.classify import lexicon
from core.classify.corpus.compose import write_corpus
from core.classify.corpus.seeds import Example
from core.classify.model.calibrate import find_temperatures
from core.classify.model.design import aim, lay_out
from core.classify.model.file import Model
from core.classify.model.reading import heed
from core.classify.model.solver import Design, fit
from core.classify.model.terms import ALWAYS, Terms, find_terms
from core.classify.model.weights import quantise
from core.classify.names import NameFinder
from core.classify.sources import Sources
from core.classify.tokens import tokenise

PENALTY = 4e-5

_HELD_BACK = 8
"""One seed in so many is held back, with all its children, to find the temperatures."""

_LEFT_OUT = 0.15
"""Of the words of a copy so many are left out by chance: what is left must speak too, not only the best word."""


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
    weights = fit(_part(laid.design, ~held), aim(_labels(examples, ~held)), PENALTY)
    scores = laid.design.texts.chosen(np.flatnonzero(held)).times(laid.design.terms.times(weights))
    temperatures = find_temperatures(scores, aim(_labels(examples, held)))
    weights = fit(laid.design, aim([e.labels for e in examples]), PENALTY, weights)
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
    words = [word for word in terms.words if random.random() >= _LEFT_OUT]
    pairs = [pair for pair in terms.pairs if random.random() >= _LEFT_OUT]
    return Terms(words, pairs, terms.signals)


def _part(design: Design, chosen: NDArray[np.bool_]) -> Design:
    return Design(design.texts.chosen(np.flatnonzero(chosen)), design.terms)


def _labels(examples: Sequence[Example], chosen: NDArray[np.bool_]) -> list[Mapping[str, str]]:
    return [example.labels for example, one in zip(examples, chosen, strict=True) if one]
