"""A version on trial reads along: what it would have said is kept beside what was said, and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.case.complaint import Labels
from core.classify.labels import Classification, Classifier
from core.learning.judgement import FIELDS, value


class TriedClassifier:
    """Fulfils core.classify.labels.Classifier by the live version; one on trial may read along.

    Both may be changed while it serves: a text is read by whatever stands there when it comes.
    """

    def __init__(self, live: Classifier, trial: Classifier | None = None) -> None:
        self.live = live
        self.trial = trial

    @property
    def version(self) -> str:
        return self.live.version

    def classify(self, text: str, written_on: date) -> Classification:
        found, trial = self.live.classify(text, written_on), self.trial
        if trial is None:
            return found
        would = Labels.of(trial.classify(text, written_on))
        shadow = {field: value(would, field) for field in FIELDS}
        return replace(found, shadow=shadow, shadow_version=trial.version)
