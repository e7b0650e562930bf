"""The shipped lexicons are read when the first text comes; the office's own at the start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.build import build_classifier
from app.config import tame_config
from app.first_use import MadeAtFirstUse
from app.models import open_classifier
from core.classify.labels import Classifier
from core.errors import ConfigError

TEXT, DAY = "Izin apotek saya belum selesai padahal sudah 40 hari kerja.", date(2026, 3, 2)


def test_nothing_is_made_until_the_first_text_and_then_once() -> None:
    made: list[Classifier] = []

    def make() -> Classifier:
        made.append(open_classifier())
        return made[-1]

    classifier = MadeAtFirstUse(make)
    assert made == []
    assert classifier.classify(TEXT, DAY) == open_classifier().classify(TEXT, DAY)
    assert classifier.classify("", DAY).bare == open_classifier().classify("", DAY).bare
    assert classifier.version == made[0].version
    assert len(made) == 1


def test_a_mistake_in_the_office_s_own_lexicon_is_told_at_the_start(tmp_path: Path) -> None:
    config = tame_config({"store": {"url": "sqlite:///x.db"}})
    assert isinstance(build_classifier(config), MadeAtFirstUse)
    (tmp_path / "kind.toml").write_text("complaint = 3\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        build_classifier(replace(config, intake=replace(config.intake, lexicon=tmp_path)))
