"""A text read by the rules, as far as the model builds on it."""

from __future__ import annotations

from typing import NamedTuple

from core.classify import language
from core.classify.decide import Heard, Verdict, decide, hear
from core.classify.lexicon import Lexicon
from core.classify.model.terms import Terms, find_signals, find_terms
from core.classify.names import Name, NameFinder
from core.classify.negation import Negation
from core.classify.tokens import Tokens, tokenise


class Heeded(NamedTuple):
    """What the rules say of a text, and the terms that the model weighs. Neither heeds the writer's name."""

    tokens: Tokens
    name: Name | None
    heard: Heard
    verdict: Verdict
    terms: Terms


def heed(text: str, lexicon: Lexicon, names: NameFinder) -> Heeded:
    """Read a text for the model."""
    written = tokenise(text, lexicon.vocabulary)
    name = names.find(written)
    tokens = written if name is None else written.hiding(name.start, name.end)
    found = lexicon.phrases.scan(tokens)
    heard = hear(found, Negation(found, tokens))
    verdict = decide(heard, words=len(tokens), asks="?" in text, bare=False)
    spoken = language.weigh([hint for word in tokens.words[:400] if word.hints for hint in word.hints])[0]
    return Heeded(
        written, name, heard, verdict, find_terms(tokens, find_signals(text, tokens, heard, verdict, spoken))
    )
