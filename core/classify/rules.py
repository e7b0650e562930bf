"""The classifier of the first day: text -> words -> phrases -> weighted scores -> labels, or abstention.

Lexicons decide everything; this module only says in which order. It stays behind the port `Classifier`
when a trained model takes its place.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable

from core.classify import language, lexicon
from core.classify.decide import ABSTAIN_BELOW, decide, hear
from core.classify.evidence import find_evidence
from core.classify.facts import Reading, find_facts
from core.classify.labels import Classification, Language
from core.classify.names import NameFinder
from core.classify.negation import Negation
from core.classify.services import KBLI_CONFIDENCE, find_kbli
from core.classify.tokens import Tokens, tokenise

LONGEST = 20_000
"""How many characters are read; what stands behind them changes no label."""

_LONGEST_NAME = 4


class RuleClassifier:
    """A `Classifier` out of lexicons. Reads them once, here; classifying is pure and thread-safe.

    `directory` takes the place of the shipped lexicons, `additions` are the office's own words on top.
    Raises ConfigError for a lexicon that cannot be read.
    """

    def __init__(self, directory: Traversable | None = None, additions: Traversable | None = None) -> None:
        shipped = directory or resources.files("core.classify") / "lexicon"
        self._lexicon = lexicon.load([shipped] if additions is None else [shipped, additions])
        self._names = NameFinder(self._lexicon.names)
        self.version = self._lexicon.version

    def classify(self, text: str, written_on: date) -> Classification:
        """Labels and facts of one text. `written_on` (Asia/Jakarta) anchors relative dates."""
        text = text[:LONGEST]
        tokens = tokenise(text, self._lexicon.vocabulary)
        found = self._lexicon.phrases.scan(tokens)
        reading = Reading(text, tokens, hear(found, Negation(found, tokens)), written_on)
        verdict = decide(reading.heard, words=len(tokens), asks="?" in text, bare=self._is_bare(reading))
        kbli = None if verdict.elsewhere else find_kbli(text, self._lexicon.divisions)
        if kbli is not None:
            verdict = verdict._replace(
                sector=kbli.sector, confidence={**verdict.confidence, "sector": KBLI_CONFIDENCE}
            )
        spoken, spoken_confidence = _spoken(tokens)
        confidence = {**verdict.confidence, "language": spoken_confidence}
        facts, fact_evidence = find_facts(reading, verdict, self._names)
        evidence = find_evidence(reading, verdict, kbli)
        evidence.update(fact_evidence)
        return Classification(
            kind=verdict.kind,
            component=verdict.component,
            components_also=verdict.components_also,
            sector=verdict.sector,
            integrity=verdict.integrity,
            language=spoken,
            facts=facts,
            confidence=confidence,
            evidence=evidence,
            abstained=frozenset([name for name, sure in confidence.items() if sure < ABSTAIN_BELOW]),
            bare=verdict.bare,
            elsewhere=verdict.elsewhere,
            version=self.version,
        )

    def _is_bare(self, reading: Reading) -> bool:
        """Whether there is nothing but greetings, a name and "mau lapor"; an empty text or an emoji too."""
        told: set[int] = set()
        for match in reading.heard.of("bare"):
            told.update(range(match.first, match.last + 1))
        rest = [place for place in range(len(reading.tokens)) if place not in told]
        if not rest or len(rest) > _LONGEST_NAME:
            return not rest
        name = self._names.find(reading.tokens)
        return name is not None and all(
            name.start <= reading.tokens.starts[place] < name.end for place in rest
        )


def _spoken(tokens: Tokens) -> tuple[Language, float]:
    """The language, from the beginning of the text."""
    words = tokens.words[: bisect_left(tokens.starts, language.MOST_CHARACTERS)]
    return language.weigh([hint for word in words if word.hints for hint in word.hints])
