"""The classifier and the development set, for all tests of this folder."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from app.models import open_classifier
from core.classify.labels import Classification
from core.classify.trained import TrainedClassifier

WRITTEN_ON = date(2026, 11, 20)  # a Friday
HERE = Path(__file__).parent

Message = Mapping[str, object]
Judge = Callable[[str], Classification]


def messages(file: str) -> list[Message]:
    return [json.loads(line) for line in (HERE / file).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def classifier() -> TrainedClassifier:
    return open_classifier()


@pytest.fixture(scope="session")
def development() -> list[Message]:
    """All messages of the development set: five hands, none of which wrote training text."""
    return [message for file in sorted(HERE.glob("messages*.jsonl")) for message in messages(file.name)]


@pytest.fixture(scope="session")
def judge(classifier: TrainedClassifier) -> Judge:
    return lambda text: classifier.classify(text, WRITTEN_ON)
