"""The office's learning in a running service: whose version reads, who reads along, and the nightly training."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.classify.labels import Classifier
from core.errors import ConfigError
from core.learning.judgement import Example, Judgement
from core.learning.shadow import TriedClassifier
from core.ports.store import Store

if TYPE_CHECKING:
    from core.learning.training import Trained

LOG = logging.getLogger("aduan.learning")
PAGE = 500  # cases a read


async def read_examples(store: Store) -> list[Example]:
    """All judged cases, in reads that are short."""
    found: list[Example] = []
    last = 0
    while page := await store.read(lambda unit, after=last: unit.judgements.examples(after, PAGE)):  # type: ignore[misc]  # a default binds
        found += [example for _, example in page]
        last = page[-1][0]
    return found


async def read_judgements(store: Store) -> list[Judgement]:
    """All judgements, in the order in which they were given."""
    found: list[Judgement] = []
    last = 0
    while page := await store.read(lambda unit, after=last: unit.judgements.listed(after, 4 * PAGE)):  # type: ignore[misc]  # as above
        found += [judgement for _, judgement in page]
        last = page[-1][0]
    return found


def open_version(folder: Path, version: str) -> Classifier | None:
    """A version of this folder; None where none is named, or where it is of before an upgrade and cannot be read."""
    from core.learning.versions import Versions

    try:
        return Versions(folder).open(version) if version else None
    except ConfigError as error:
        LOG.error("classifier: %s", error)
        return None


def train_and_keep(examples: list[Example], folder: Path, now: datetime) -> Trained | None:
    """Train beside the live version of this folder and keep the new one; None where there is too little.

    Runs in a process of its own: seconds of arithmetic would starve a service of its processor.
    """
    from app.models import open_classifier
    from core.learning.training import TooFew, train
    from core.learning.versions import Versions

    versions = Versions(folder)
    live = versions.standing().live
    try:
        trained = train(examples, open_version(folder, live) or open_classifier(), now)
    except TooFew:
        return None
    versions.add(trained)
    return trained


@dataclass
class Learning:
    """The steps of two loops. `shipped` makes the classifier that came with the program."""

    tried: TriedClassifier
    shipped: Callable[[], Classifier]
    folder: Path
    every: timedelta | None
    stood: tuple[str, str] = ("", "")

    async def follow(self) -> bool:
        """Use what the folder says is live and on trial, as soon as a person has changed it."""
        if not (self.folder / "standing.json").exists():
            return False
        from core.learning.versions import Versions

        standing = Versions(self.folder).standing()
        if (standing.live, standing.trial) == self.stood:
            return False
        live = await asyncio.to_thread(open_version, self.folder, standing.live)
        self.tried.live = await asyncio.to_thread(self.shipped) if live is None else live
        self.tried.trial = await asyncio.to_thread(open_version, self.folder, standing.trial)
        self.stood = (standing.live, standing.trial)
        LOG.info("classifier: %s is live, on trial: %s", self.tried.version, standing.trial or "none")
        return False

    async def train(self, store: Store, now: datetime) -> bool:
        """Train when it is time. Always False: there is never more at once."""
        if self.every is None:
            return False
        from core.learning.versions import Versions

        last = Versions(self.folder).last_trained() if self.folder.exists() else None
        if last is not None and now - last < self.every:
            return False
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        examples = await read_examples(store)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            trained = await asyncio.get_running_loop().run_in_executor(
                pool, train_and_keep, examples, self.folder, now
            )
        if trained is not None:
            LOG.info("classifier: trained %s from %d cases", trained.version, trained.learnt_from)
        return False
