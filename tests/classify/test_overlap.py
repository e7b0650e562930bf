"""The development set and the training text are kept apart: no message stands in both, few turns of phrase do."""

import re
from importlib import resources
from statistics import mean

from core.classify.corpus.compose import write_corpus
from tests.classify.conftest import Message

WORD = re.compile(r"\w+")
LENGTH = 5
"""So many words in a row are a turn of phrase; "udah sebulan belum jadi" everybody says."""


def turns(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return {tuple(words[place : place + LENGTH]) for place in range(len(words) - LENGTH + 1)}


def test_few_turns_of_phrase_stand_in_both(development: list[Message]) -> None:
    package = resources.files("core.classify")
    corpus = write_corpus(package / "training", package / "lexicon")
    trained = {turn for one in corpus for turn in turns(one.text)}
    shares = []
    for message in development:
        told = turns(str(message["text"]))
        if told:
            shares.append(len(told & trained) / len(told))
    print(
        f"\n{mean(shares):.3f} of the turns of phrase stand in both; {sum(s > 0.5 for s in shares)} messages by half"
    )
    assert mean(shares) < 0.03
    assert sum(share > 0.5 for share in shares) < 0.02 * len(shares)


def test_no_longer_message_stands_in_both(development: list[Message]) -> None:
    package = resources.files("core.classify")
    trained = {
        " ".join(WORD.findall(one.text.lower()))
        for one in write_corpus(package / "training", package / "lexicon")
    }
    both = [
        m["text"]
        for m in development
        if len(str(m["text"])) > 40 and " ".join(WORD.findall(str(m["text"]).lower())) in trained
    ]
    assert both == []
