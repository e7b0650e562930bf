"""The training text: deterministic, complete, labelled as its headers say, and without give-aways."""

import re
from collections import Counter
from importlib import resources
from pathlib import Path
from random import Random
from statistics import mean

import pytest

from core.classify.corpus.compose import write_corpus
from core.classify.corpus.noise import Noise
from core.classify.corpus.seeds import Example, read_seeds
from core.classify.labels import Component, Kind, Language, Sector
from core.errors import ConfigError

PACKAGE = resources.files("core.classify")


@pytest.fixture(scope="module")
def corpus() -> list[Example]:
    return write_corpus(PACKAGE / "training", PACKAGE / "lexicon")


def test_the_same_sources_give_the_same_messages(corpus: list[Example]) -> None:
    assert write_corpus(PACKAGE / "training", PACKAGE / "lexicon") == corpus


def test_there_are_thousands_of_messages_over_all_labels(corpus: list[Example]) -> None:
    assert len(corpus) > 8_000
    for head, labels, least in (
        ("kind", Kind, 300),
        ("component", Component, 200),
        ("sector", Sector, 80),
        ("language", Language, 400),
    ):
        counts = Counter(one.labels.get(head) for one in corpus)
        assert {str(label): counts[label] for label in labels if counts[label] < least} == {}
    assert sum(one.labels["integrity"] == "yes" for one in corpus) > 800


def test_no_slot_is_left_open(corpus: list[Example]) -> None:
    assert [
        one.text for one in corpus if re.search(r"<[a-z_]+>|[{}]", one.text) and "script" not in one.text
    ] == []


def test_neither_length_nor_greeting_gives_the_kind_away(corpus: list[Example]) -> None:
    """Among what people write to an office; advertisements may be what they are."""
    kinds = (Kind.COMPLAINT, Kind.SUGGESTION, Kind.INFORMATION_REQUEST)
    greeted = {
        kind: mean(
            bool(re.match(r"(?i)(assalam|selamat|halo|min\b|punten|permisi|pagi|hello|dear|yth)", one.text))
            for one in corpus
            if one.labels.get("kind") == kind
        )
        for kind in kinds
    }
    lengths = {
        kind: mean(min(len(one.text), 400) for one in corpus if one.labels.get("kind") == kind)
        for kind in kinds
    }
    assert max(greeted.values()) - min(greeted.values()) < 0.15, greeted
    assert max(lengths.values()) < 2 * min(lengths.values()), lengths


def test_noise_leaves_most_letters_where_they_were() -> None:
    noise = Noise({"tidak": ["gak"]})
    text = "izin apotek saya tidak kunjung terbit"
    typed = [noise.typed(text, Random(number)) for number in range(200)]
    assert len(set(typed)) > 30
    assert any("gak" in one for one in typed)
    assert mean(len(set(text) & set(one.lower())) / len(set(text)) for one in typed) > 0.85


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("izin lama\n", ("bad.txt", "line 1", "header")),
        ("== complaint turnaround_time id\n{turism} x\n", ("bad.txt", "line 2", "turism")),
        ("== complaint waiting id\nx\n", ("line 1", "waiting")),
        ("== complain cost id\nx\n", ("line 1", "complain")),
    ],
)
def test_a_wrong_seed_is_named_by_file_and_line(content: str, words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read_seeds(tmp_path)
    assert [word for word in words if word not in str(error.value)] == []
