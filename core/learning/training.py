"""The office's own version: the shipped text and what officers said, fitted together, judged on what came last.

A model's file holds words in clear. So of citizens' words it learns only those that our own text holds
too, or that so many different people wrote that they are nobody's (VOICES): no name, street or number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from core.case.complaint import Labels
from core.classify.build import build
from core.classify.corpus.compose import write_corpus
from core.classify.corpus.seeds import Example as Text
from core.classify.labels import Classifier
from core.classify.model.file import Model
from core.classify.sources import Sources, shipped
from core.classify.trained import TrainedClassifier
from core.learning.comparison import Comparison, Pair, compare
from core.learning.figures import ENOUGH
from core.learning.judgement import FIELDS, NONE, Example, value

LEAST = 100  # judged cases; with fewer an office learns nothing but its own chance
HELD_BACK = 0.2  # the share of the newest cases that the new version is judged on
VOICES = 5
COPIES = 4  # an officer's word counts so much more than a line of ours
_WORD = re.compile(r"\w+")
_FIRST_SEED = 1_000_000  # behind the seeds of our own text


class TooFew(ValueError):
    """There are not enough judged cases to learn from; `count` of LEAST."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} judged cases are too few to learn from: {LEAST} are wanted")
        self.count = count


@dataclass(frozen=True, slots=True)
class Trained:
    """A new version: fitted on the older cases, compared with `parent` on the newest, then fitted on all.

    `counts` are how many cases bore each label, by "field label".
    """

    model: Model
    version: str
    parent: str
    at: datetime
    learnt_from: int
    comparisons: tuple[Comparison, ...]
    counts: Mapping[str, int]

    @property
    def hopeful(self) -> bool:
        """Worth a trial: on what was held back, no field is surely worse."""
        return all(one.gain >= 0 or one.low + 2 * (one.gain - one.low) > 0 for one in self.comparisons)


def train(
    examples: Sequence[Example], parent: Classifier, now: datetime, sources: Sources | None = None
) -> Trained:
    """Raises TooFew. Takes some seconds of one processor: not for a loop that serves. `sources` are what
    our own text and lexicons are read from, by default those that were shipped.
    """
    if len(examples) < LEAST:
        raise TooFew(len(examples))
    ordered = sorted(examples, key=lambda one: (one.at, one.ticket))
    split = len(ordered) - max(round(len(ordered) * HELD_BACK), ENOUGH)
    sources = sources or shipped()
    heard = common_words(ordered, sources)
    trial = TrainedClassifier(build(sources, "trial", texts_of(ordered[:split], heard)))
    comparisons = judge_on(ordered[split:], parent, trial)
    name = f"office-{_hash(ordered)}-{sources.version}"
    model = build(sources, name, texts_of(ordered, heard))
    return Trained(
        model,
        TrainedClassifier(model).version,
        parent.version,
        now,
        len(ordered),
        comparisons,
        _counts(ordered),
    )


def judge_on(held: Sequence[Example], parent: Classifier, trial: Classifier) -> tuple[Comparison, ...]:
    """Both versions on the same cases, field by field."""
    said = [(one, _labels(parent, one), _labels(trial, one)) for one in held]
    return tuple(
        compare(
            field,
            [Pair(value(one.labels, field), value(old, field), value(new, field)) for one, old, new in said],
        )
        for field in FIELDS
    )


def _labels(classifier: Classifier, example: Example) -> Labels:
    return Labels.of(classifier.classify(example.text, example.written_on))


def common_words(examples: Sequence[Example], sources: Sources) -> frozenset[str]:
    """The words that may be learnt: of our own text, or written by VOICES different people."""
    package = sources.package
    ours = write_corpus(package / "training", package / "lexicon")
    known = {word for text in ours for word in _WORD.findall(text.text.lower())}
    voices: defaultdict[str, set[int]] = defaultdict(set)
    for example in examples:
        for word in _WORD.findall(example.text.lower()):
            voices[word].add(example.party)
    return frozenset(known | {word for word, who in voices.items() if len(who) >= VOICES and word.isalpha()})


def texts_of(examples: Sequence[Example], heard: frozenset[str]) -> list[Text]:
    """What officers judged as examples of the solver's own kind, several copies each."""
    return [
        Text(
            _WORD.sub(lambda found: found[0] if found[0].lower() in heard else "", example.text),
            _heads(example.labels),
            seed=_FIRST_SEED + number,
            copy=2 * copy,
        )
        for number, example in enumerate(examples)
        for copy in range(COPIES)
    ]


def _heads(labels: Labels) -> dict[str, str]:
    return {field: value(labels, field) for field in FIELDS if value(labels, field) != NONE}


def _hash(examples: Sequence[Example]) -> str:
    digest = sha256()
    for one in examples:
        digest.update(f"{one.ticket}\0{one.labels}\0".encode())
    return digest.hexdigest()[:12]


def _counts(examples: Sequence[Example]) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for example in examples:
        for field in FIELDS:
            counts[f"{field} {value(example.labels, field)}"] += 1
    return dict(sorted(counts.items()))
