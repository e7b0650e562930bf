"""The shipped model as it was built and kept: found by the hash of its sources, built when there is none."""

from __future__ import annotations

import fcntl
from contextlib import suppress
from pathlib import Path

from core.classify.model.file import Model, load, save
from core.classify.sources import shipped
from core.errors import ConfigError

_KEPT = 3
"""So many builds stay in the folder: who goes back and forth between two versions need not build each time."""


def get_model(directory: Path) -> Model:
    """The model of these sources: as kept in the directory, or built and kept there now (some seconds).

    Of older builds the newest few stay.
    """
    sources = shipped()
    version = sources.version
    path = directory / f"{version}.model"
    with suppress(ConfigError):  # none there, or damaged
        return load(path)
    from core.classify.build import build  # who only loads needs none of it

    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two that start at once build once
        with suppress(ConfigError):
            return load(path)
        save(build(sources, version), path)
        _prune(directory, path)
        return load(path)


def _prune(directory: Path, newest: Path) -> None:
    """Take away builds of sources of long ago, and what a build that was ended left behind. Held under the lock.

    Whoever has opened a file reads it to its end all the same; who comes too late builds anew.
    """
    others = [one for one in directory.glob("linear-*") if one != newest]
    others.sort(key=lambda one: one.stat().st_mtime, reverse=True)
    for one in others[_KEPT - 1 :]:
        one.unlink(missing_ok=True)
