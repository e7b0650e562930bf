"""A light stem of Indonesian and Sundanese words, good enough to find "diurus" by "pengurusan".

It need not be right, only the same on both sides; where a prefix swallowed the first letter
(memakai: pakai; mengirim: kirim) both readings are given.
"""

from __future__ import annotations

from collections.abc import Iterator

SHORTEST = 3  # letters that must remain
SUFFIXES = ("lah", "kah", "pun"), ("nya", "ku", "mu", "na"), ("keun", "kan", "an", "i")
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
    base = word
    for group in SUFFIXES:
        base = _without_suffix(base, group)
    return tuple(dict.fromkeys(_without_prefix(base)))


def _without_suffix(word: str, group: tuple[str, ...]) -> str:
    for suffix in group:
        if word.endswith(suffix) and len(word) - len(suffix) > SHORTEST:
            return word[: -len(suffix)]
    return word


def _without_prefix(word: str) -> Iterator[str]:
    for prefix, swallowed in PREFIXES:
        rest = word.removeprefix(prefix)
        if rest is word or len(rest) < SHORTEST or rest == word:
            continue
        yield rest
        if swallowed and rest[0] in VOWELS:
            yield swallowed + rest
        return
    yield word
