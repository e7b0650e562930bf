"""Where a built model is kept: beside the code, or in the user's cache where the code may not be written to."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import core.classify

if TYPE_CHECKING:
    from core.classify.trained import TrainedClassifier

# numpy's BLAS starts a thread for each further processor, which spins for 30 ms before it goes to sleep. Labelling and
# training are sums over sparse rows: nothing here is ever worth a second one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def model_directory() -> Path:
    """The folder of built models; it need not exist yet."""
    package = Path(core.classify.__file__).parent
    if os.access(package, os.W_OK):
        return package / "built"
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "aduan"


def open_classifier(additions: Path | None = None) -> TrainedClassifier:
    """The classifier of this version; its model is built now (some seconds) if no build has been kept.

    Raises ConfigError for lexicons of the office that cannot be read.
    """
    with nothing_collected():
        from core.classify.kept import get_model
        from core.classify.trained import TrainedClassifier

        return TrainedClassifier(get_model(model_directory()), additions=additions)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """While tens of thousands of objects are made that all stay: looking for garbage among them takes a third
    longer. Nor are they ever looked through afterwards.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.enable()
