"""The phrases of all lexicons in one trie, and the single pass that finds them.

A phrase is a row of keys; `..` lets up to three other words stand between two of them. The pass looks
at most `longest phrase x gap` words ahead of each word, so it takes time linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.classify.tokens import Token

GAP = ".."
_GAP_WORDS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What a phrase speaks for: a label of a field, in a group that gives it its weight. Compared by identity."""

    field: str
    label: str
    group: str
    weight: float
    name: str


class Match(NamedTuple):
    """A rule's phrase found at the words [first, last] (both included) of the text."""

    rule: Rule
    first: int
    last: int


class Node:
    """A place in the trie: what may come next, what may come after a gap, what is complete here."""

    __slots__ = ("after_gap", "following", "rules")

    def __init__(self) -> None:
        self.following: dict[str, Node] = {}
        self.after_gap: dict[str, Node] = {}
        self.rules: list[Rule] = []

    def add(self, keys: Iterable[str], rule: Rule) -> None:
        """Put a phrase below this node; `keys` neither begins nor ends with a gap."""
        node = self
        gap = False
        for key in keys:
            if key == GAP:
                gap = True
                continue
            node = (node.after_gap if gap else node.following).setdefault(key, Node())
            gap = False
        if rule not in node.rules:
            node.rules.append(rule)


def scan(root: Node, tokens: Sequence[Token]) -> list[Match]:
    """All phrases in the words; where one field has a longer phrase, those within it are dropped."""
    beginnings = root.following
    matches: list[Match] = []
    for first, token in enumerate(tokens):
        ends: dict[Rule, int] = {}
        for key in token.keys:
            node = beginnings.get(key)
            if node is not None:
                _arrive(node, tokens, first, ends)
        if ends:
            found = [Match(rule, first, last) for rule, last in ends.items()]
            matches += sorted(found, key=_last, reverse=True) if len(found) > 1 else found
    return _longest(matches)


def _arrive(node: Node, tokens: Sequence[Token], at: int, ends: dict[Rule, int]) -> None:
    """Note the rules that are complete with this word, each where it ends first; then look ahead."""
    for rule in node.rules:
        if at < ends.get(rule, len(tokens)):
            ends[rule] = at
    clause = tokens[at].clause
    if node.following and at + 1 < len(tokens) and tokens[at + 1].clause == clause:
        for key in tokens[at + 1].keys:
            following = node.following.get(key)
            if following is not None:
                _arrive(following, tokens, at + 1, ends)
    if node.after_gap:
        for later in range(at + 1, min(at + 2 + _GAP_WORDS, len(tokens))):
            if tokens[later].clause != clause:
                break
            for key in tokens[later].keys:
                following = node.after_gap.get(key)
                if following is not None:
                    _arrive(following, tokens, later, ends)


def _last(match: Match) -> int:
    return match.last


def _longest(matches: Iterable[Match]) -> list[Match]:
    """Sorted by place. "rumah makan" silences "makan" of the same field, but not of another.

    `matches` come sorted by their first word, the longest of equals first.
    """
    kept: list[Match] = []
    reach: dict[str, tuple[int, int]] = {}
    for match in matches:
        rule, first, last = match
        widest = reach.get(rule.field)
        if widest is None or last > widest[1] or (first, last) == widest:
            reach[rule.field] = (first, last)
            kept.append(match)
    return kept
