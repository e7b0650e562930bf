"""The office's own versions in a folder: a model and its manifest each, and which one is live or on trial.

`standing.json` is replaced whole or not at all, so a service that reads it while a command writes finds
the one or the other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from core.classify.labels import Classifier
from core.classify.model.file import load, save
from core.classify.trained import TrainedClassifier
from core.errors import ConfigError, NotAllowed
from core.learning.comparison import Comparison, may_be_promoted
from core.learning.training import Trained

SHIPPED = ""  # the name of what came with the program


@dataclass(frozen=True, slots=True)
class Standing:
    """`live` and `trial` are versions, SHIPPED for the shipped one and for none; `before` are the versions
    that were live earlier, the last one last. `by` promoted or rolled back last.
    """

    live: str = SHIPPED
    trial: str = SHIPPED
    before: tuple[str, ...] = ()
    by: str = ""


class Versions:
    """A folder of versions. Its methods raise ConfigError where a file cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def standing(self) -> Standing:
        path = self.folder / "standing.json"
        if not path.exists():
            return Standing()
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return Standing(found["live"], found["trial"], tuple(found["before"]), found["by"])
        except (OSError, ValueError, KeyError) as error:
            raise ConfigError(
                f"{path}: cannot be read ({type(error).__name__}); restore or remove it"
            ) from None

    def add(self, trained: Trained) -> None:
        """Keep a new version; on trial at once where it is worth one. A trial that ran before ends."""
        save(trained.model, self._model(trained.version))
        manifest = asdict(replace(trained, model=None)) | {"at": trained.at.isoformat()}  # type: ignore[arg-type]  # the weights are in their own file
        del manifest["model"]
        self._write(self._manifest(trained.version), manifest)
        if trained.hopeful:
            self._stand(replace(self.standing(), trial=trained.version))

    def listed(self) -> Sequence[Mapping[str, object]]:
        """The manifests, newest first."""
        found = [
            json.loads(path.read_text(encoding="utf-8"))
            for path in self.folder.glob("*.json")
            if path.name != "standing.json"
        ]
        return sorted(found, key=lambda one: str(one["at"]), reverse=True)

    def last_trained(self) -> datetime | None:
        newest = self.listed()[:1]
        return datetime.fromisoformat(str(newest[0]["at"])) if newest else None

    def open(self, version: str) -> Classifier:
        return TrainedClassifier(load(self._model(version)))

    def promote(self, version: str, by: str, comparisons: Sequence[Comparison]) -> None:
        """Make the version on trial the live one. `comparisons` are its trial's (`on_trial`).

        Raises NotAllowed where it is not on trial, or its trial does not show it to be better.
        """
        standing = self.standing()
        if standing.trial != version or version == SHIPPED:
            raise NotAllowed(f"{version} is not on trial")
        if not may_be_promoted(comparisons):
            raise NotAllowed(
                f"{version} is not surely better yet: {_why_not(comparisons)}; let its trial go on, or train anew"
            )
        self._stand(Standing(version, SHIPPED, (*standing.before, standing.live), by))

    def roll_back(self, by: str) -> Standing:
        """The version that was live before is live again. Raises NotAllowed where there is none."""
        standing = self.standing()
        if not standing.before:
            raise NotAllowed("there is no earlier version to roll back to")
        *before, live = standing.before
        self._stand(Standing(live, SHIPPED, tuple(before), by))
        return self.standing()

    def _stand(self, standing: Standing) -> None:
        self._write(self.folder / "standing.json", asdict(standing))

    def _write(self, path: Path, content: Mapping[str, object]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
        part.replace(path)

    def _model(self, version: str) -> Path:
        return self.folder / f"{version}.model"

    def _manifest(self, version: str) -> Path:
        return self.folder / f"{version}.json"


def _why_not(comparisons: Sequence[Comparison]) -> str:
    """What keeps it back, field by field."""
    short = [f"{one.field} has {one.count} judged cases of 30" for one in comparisons if not one.enough]
    worse = [f"{one.field} {one.gain:+.3f} (at least {one.low:+.3f})" for one in comparisons if one.low < 0]
    labels = [f"{one.field}: {', '.join(one.worse)} got worse" for one in comparisons if one.worse]
    return "; ".join([*short, *worse, *labels]) or "nothing is surely better"
