"""A light stem of Indonesian and Sundanese words, good enough to find "diurus" by "pengurusan".

It need not be right, only the same on both sides; where a prefix swallowed the first letter
(memakai: pakai; mengirim: kirim) both readings are given.
"""

from __future__ import annotations

from collections.abc import Iterator

SHORTEST = 3  # letters that must remain
PARTICLES = ("lah", "kah", "pun")
OWNERS = ("nya", "ku", "mu", "na")
ENDINGS = ("keun", "kan", "an", "i")
PREFIXES = (
    ("meny", "s"),
    ("peny", "s"),
    ("meng", "k"),
    ("peng", "k"),
    ("mem", "p"),
    ("pem", "p"),
    ("men", "t"),
    ("pen", "t"),
    ("nga", ""),
    ("ber", ""),
    ("ter", ""),
    ("per", ""),
    ("me", ""),
    ("pe", ""),
    ("di", ""),
    ("ke", ""),
    ("ka", ""),
    ("se", ""),
)
VOWELS = frozenset("aeiou")


def stems(word: str) -> tuple[str, ...]:
    """The stems a word may have, at least one; a short word is its own."""
    base = _without_suffix(_without_suffix(word, PARTICLES), OWNERS)
    bases = [_without_suffix(base, ENDINGS)]
    if base.endswith("kan"):
        bases.append(_without_suffix(base, ("an",)))  # penolakan: tolak-an, not tola-kan
    return tuple(dict.fromkeys(stem for one in bases for stem in _without_prefix(one)))


def _without_suffix(word: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) > SHORTEST:
            return word[: -len(suffix)]
    return word


def _without_prefix(word: str) -> Iterator[str]:
    for prefix, swallowed in PREFIXES:
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < SHORTEST:
            continue
        yield rest
        if swallowed and rest[0] in VOWELS:
            yield swallowed + rest
        return
    yield word
