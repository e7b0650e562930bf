"""The classifier: text -> words -> rules -> terms -> the model's scores -> labels with guards -> facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zlib import crc32

from core.classify import lexicon
from core.classify.bare import is_bare
from core.classify.evidence import find_evidence
from core.classify.facts import Leanings, Readers, Reading, find_facts
from core.classify.judge import Judged, judge
from core.classify.labels import Classification, ServiceState
from core.classify.model.answers import Answers, Found
from core.classify.model.file import Model
from core.classify.model.reading import Heeded, heed
from core.classify.model.table import Scored, Table
from core.classify.names import NameFinder
from core.classify.places import PlaceFinder
from core.classify.services import Kbli, find_kbli
from core.classify.sources import shipped

LONGEST = 20_000
"""How many characters are read; what stands behind them changes no label."""


_SURE_OF_STATE = 0.65


class TrainedClassifier:
    """A `Classifier` out of a model and lexicons. Classifying is pure and thread-safe.

    `directory` takes the place of the shipped lexicons, `additions` are the office's own words on top.
    Raises ConfigError for a lexicon that cannot be read.
    """

    def __init__(self, model: Model, directory: Path | None = None, additions: Path | None = None) -> None:
        base = directory or shipped().package / "lexicon"
        self._lexicon = lexicon.load([base] if additions is None else [base, additions])
        self._names = NameFinder(self._lexicon.names)
        self._readers = Readers(self._names, PlaceFinder(self._lexicon.names))
        self._table = Table(model.weights, self._lexicon.vocabulary)
        self._answers = Answers(model.temperatures)
        both = f"{model.version} {self._lexicon.version}".encode()
        self.version = f"linear-{crc32(both):08x}"

    def classify(self, text: str, written_on: date) -> Classification:
        """Labels and facts of one text. `written_on` (Asia/Jakarta) anchors relative dates."""
        text = text[:LONGEST]
        heeded, scored, answers, kbli, judged = self._label(text)
        verdict = judged.verdict
        reading = Reading(text, heeded.tokens, heeded.heard, written_on)
        facts, fact_evidence = find_facts(reading, verdict, self._readers, heeded.name, _leanings(answers))
        evidence = find_evidence(heeded, scored, answers, verdict, kbli)
        evidence.update(fact_evidence)
        return Classification(
            kind=verdict.kind,
            component=verdict.component,
            components_also=verdict.components_also,
            sector=verdict.sector,
            integrity=verdict.integrity,
            language=judged.language,
            facts=facts,
            confidence=verdict.confidence,
            evidence=evidence,
            abstained=judged.abstained,
            bare=verdict.bare,
            elsewhere=verdict.elsewhere,
            version=self.version,
        )

    def label(self, text: str) -> Judged:
        """The labels alone, without facts and evidence: five times as fast."""
        return self._label(text[:LONGEST])[-1]

    def _label(self, text: str) -> tuple[Heeded, Scored, Found, Kbli | None, Judged]:
        heeded = heed(text, self._lexicon, self._names)
        scored = self._table.score(heeded.weighed, heeded.signals)
        answers = self._answers.find(scored.total)
        kbli = find_kbli(text, self._lexicon.divisions)
        bare = is_bare(heeded.tokens, heeded.heard, heeded.name)
        judged = judge(
            answers,
            heeded.heard,
            heeded.guess,
            heeded.weighed.words,
            known=scored.known,
            bare=bare,
            kbli=kbli,
        )
        return heeded, scored, answers, kbli, judged


def _leanings(answers: Found) -> Leanings:
    state = answers["service_state"]
    return Leanings(
        ServiceState(state.label) if state.confidence >= _SURE_OF_STATE else ServiceState.UNKNOWN,
        answers.yes("anonymity_wish"),
        answers.yes("withdraws"),
    )
