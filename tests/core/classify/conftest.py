"""One classifier for all tests of this folder: it is pure, so they may share it."""

from datetime import date

import pytest

from app.models import open_classifier
from core.classify.labels import Classification

WRITTEN_ON = date(2026, 11, 20)  # a Friday


class Reader:
    """Classifies on a fixed day."""

    def __init__(self) -> None:
        self.classifier = open_classifier()

    def __call__(self, text: str) -> Classification:
        return self.classifier.classify(text, WRITTEN_ON)


@pytest.fixture(scope="session")
def read() -> Reader:
    return Reader()
