"""A text read by the rules, as far as the model builds on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.classify import language
from core.classify.bare import opening
from core.classify.decide import Guess, Heard, decide, hear
from core.classify.lexicon import Lexicon
from core.classify.model.terms import Terms, find_signals, find_terms
from core.classify.name_words import Name
from core.classify.names import NameFinder
from core.classify.tokens import Tokens, tokenise

_TELLING = 400
"""By so many words the language is told at most."""


class Heeded(NamedTuple):
    """What the rules say of a text, and what the model weighs: `weighed`, without the writer's name, and signals."""

    tokens: Tokens
    name: Name | None
    weighed: Tokens
    heard: Heard
    guess: Guess
    signals: Sequence[str]

    @property
    def terms(self) -> Terms:
        return find_terms(self.weighed, self.signals)


def heed(text: str, lexicon: Lexicon, names: NameFinder) -> Heeded:
    """Read a text for the model."""
    tokens = tokenise(text, lexicon.vocabulary)
    name = names.find(tokens)
    weighed = (tokens if name is None else tokens.hiding(name.start, name.end)).without_thanks()
    found = lexicon.phrases.scan(weighed)
    heard = hear(found, weighed)
    guess = decide(heard, words=len(weighed), asks="?" in text)
    greeted = opening(heard)
    told = weighed.words[greeted if greeted < len(weighed.words) else 0 :][:_TELLING]
    spoken = language.weigh([hint for word in told if word.hints for hint in word.hints])[0]
    signals = find_signals(text, weighed, heard, guess, spoken)
    return Heeded(tokens, name, weighed, heard, guess, signals)
