"""From seeds to messages: slots filled, sentences put around, typed as people type. Deterministic."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable
from random import Random

from core.classify.corpus.grammar import Grammar, read_grammar
from core.classify.corpus.noise import Noise
from core.classify.corpus.seeds import Example, read_seeds
from core.classify.labels import Kind, Sector
from core.classify.model.heads import YES

_PLAIN_COPIES = 2
_SLOTTED_COPIES = 4
_NAMES_BUSINESS = 0.65
_ASKS_SECRECY = 0.03
_HAS_SUBJECT = 0.15
# How a message is wrapped, and how likely: as it stands, as a chat, as a letter, as a story.
_WRAPS = ("bare", "chat", "letter", "story")
_LIKELY = (0.40, 0.30, 0.13, 0.17)
_ONLY_CHATS = (0.70, 0.30, 0.0, 0.0)


def write_corpus(training: Traversable, lexicon: Traversable) -> list[Example]:
    """All training messages; the same sources give the same messages in the same order."""
    grammar = read_grammar(training)
    noise = Noise(_read_spelling(lexicon))
    return [example for seed in read_seeds(training / "seeds") for example in _varied(seed, grammar, noise)]


def _read_spelling(lexicon: Traversable) -> Mapping[str, Sequence[str]]:
    words = tomllib.loads((lexicon / "words.toml").read_text(encoding="utf-8"))
    return {meant: [way for way in ways if way.isalpha()] for meant, ways in words["spelling"].items()}


def _varied(seed: Example, grammar: Grammar, noise: Noise) -> Iterator[Example]:
    key = hashlib.sha256(f"{sorted(seed.labels.items())}{seed.text}".encode()).hexdigest()
    random = Random(key)  # noqa: S311 - dice for texts, not for secrets
    for copy in range(_SLOTTED_COPIES if seed.slots else _PLAIN_COPIES):
        example = _filled(seed, grammar, random)
        example = example if copy == 0 and not seed.slots else _wrapped(example, grammar, random)
        yield replace(example, copy=copy, text=noise.typed(example.text, random))


def _filled(seed: Example, grammar: Grammar, random: Random) -> Example:
    given = seed.labels["sector"]
    filled = grammar.fill(
        seed.text, seed.labels["language"], random, None if given == Sector.UNKNOWN else given
    )
    example = replace(seed, text=filled.text)
    return example.with_label("sector", filled.sector) if filled.sector else example


def _wrapped(example: Example, grammar: Grammar, random: Random) -> Example:
    language, kind = example.labels["language"], example.labels.get("kind")
    short = example.alone or kind == Kind.IRRELEVANT
    wrap = random.choices(_WRAPS, _ONLY_CHATS if short else _LIKELY)[0]
    before: list[str] = []
    after: list[str] = []

    def say(name: str, into: list[str], likely: float = 1.0) -> None:
        if random.random() < likely and grammar.has(name, language):
            into.append(grammar.phrase(name, language, random).text)

    if wrap == "chat":
        say("greeting", before, 0.7)
    elif wrap == "letter":
        say("salutation", before)
        say("identity", before, 0.6)
    elif wrap == "story":
        say("greeting", before, 0.5)
        say("setting", before)
        say("setting", before, 0.4)
    if not short and example.labels["sector"] == Sector.UNKNOWN and random.random() < _NAMES_BUSINESS:
        intro = grammar.phrase("business_intro", language, random)
        (before if random.random() < 0.75 else after).append(intro.text)
        example = example.with_label("sector", intro.sector or Sector.UNKNOWN)
    if kind == Kind.COMPLAINT:
        say("consequence", after, 0.5 if wrap in {"letter", "story"} else 0.1)
        say("request", after, 0.6 if wrap in {"letter", "story"} else 0.15)
        if not short and random.random() < _ASKS_SECRECY and grammar.has("secrecy", language):
            say("secrecy", after)
            example = example.with_label("anonymity_wish", YES)
    if wrap != "bare" and kind != Kind.APPRECIATION:
        say("closing", after, 0.8 if wrap == "letter" else 0.3)
    if wrap == "letter":
        say("signature", after, 0.8)
    if wrap != "chat" and not short and random.random() < _HAS_SUBJECT:
        before.insert(0, grammar.phrase("subject", language, random).text + "\n")
    joint = "\n" if wrap == "letter" or (wrap == "story" and random.random() < 0.3) else " "
    return replace(example, text=joint.join([*before, _ended(example.text, random), *after]).strip())


def _ended(text: str, random: Random) -> str:
    return text if text[-1:] in ".!?)" or random.random() < 0.25 else text + "."
