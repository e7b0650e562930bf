"""The phrases of all lexicons in one trie, and the single pass that finds them.

A phrase is a row of keys; `..` lets up to three other words stand between two of them. From each word
the pass follows all phrases that begin there at once: where they stand is one state, and the state
after a further word is remembered. So a word costs one look-up, however many phrases are open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from core.classify.tokens import Tokens
from core.classify.words import Keys

GAP = ".."
_GAP_WORDS = 3
_MOST_STEPS = 100_000
"""So many steps from state to state are remembered; then all are forgotten, for the sake of memory."""


@dataclass(slots=True, eq=False)
class Rule:
    """What a phrase speaks for: a label of a field, in a group that gives it its weight. Compared by identity.

    All rules of one label and group are one to the model: `signal`. `own` says that the office
    added it.
    """

    field: str
    label: str
    group: str
    weight: float
    signal: str
    phrase: str
    own: bool = False

    @property
    def name(self) -> str:
        return f"{self.field}/{self.label}/{self.group}: {self.phrase}"


class Match(NamedTuple):
    """A rule's phrase found at the words [first, last] (both included) of the text."""

    rule: Rule
    first: int
    last: int


_NO_WAY: dict[str, _Node] = {}


class _Node:
    """A place in the trie: what may come next, what may come after a gap, what is complete here."""

    __slots__ = ("after_gap", "following", "rules")

    def __init__(self) -> None:
        self.following = _NO_WAY
        self.after_gap = _NO_WAY
        self.rules: tuple[Rule, ...] = ()

    def way(self, key: str, *, gap: bool) -> _Node:
        """The node behind a key, made when first asked for: most nodes are ends, and hold nothing."""
        ways = self.after_gap if gap else self.following
        if ways is _NO_WAY:
            ways = {}
            if gap:
                self.after_gap = ways
            else:
                self.following = ways
        return ways.setdefault(key, _Node())


_Places = tuple[tuple[_Node, int], ...]
"""Nodes that a row of words has come to, each with how many words of a gap have passed since."""


class _State(dict[Keys, "_State | None"]):
    """What a row of words has come to: the rules complete with its last word, the places open behind it.

    As a mapping: the state after one more word, or None where no phrase goes on. Found when first asked for.
    """

    __slots__ = ("_phrases", "_places", "rules")

    def __init__(self, phrases: Phrases, places: _Places, rules: tuple[Rule, ...]) -> None:
        self._phrases = phrases
        self._places = places
        self.rules = rules

    def __missing__(self, keys: Keys) -> _State | None:
        state = self[keys] = self._phrases.state(*_go_on(self._places, keys))
        return state


class _Start(_State):
    """Before the first word."""

    __slots__ = ()

    def __missing__(self, keys: Keys) -> _State | None:
        self._phrases.grow(keys.known)
        return super().__missing__(keys)


def _as_written(rule: Rule) -> Iterable[Sequence[str]]:
    return [rule.phrase.split()]


class Phrases:
    """Phrases with their rules. `add` them first; finding them is then pure and thread-safe.

    `spread` gives the rows of keys that a rule's phrase stands for, none of which begins or ends with a gap. A phrase
    is put into the trie when a text first holds a word that it begins with: most words never come.
    """

    def __init__(self, spread: Callable[[Rule], Iterable[Sequence[str]]] = _as_written) -> None:
        self._spread = spread
        self._root = _Node()
        self._rules: list[Rule] = []
        self._waiting: dict[str, list[Rule]] = {}
        self._growing = Lock()
        self._states: dict[tuple[_Places, tuple[Rule, ...]], _State] = {}
        self._steps = 0
        self._start = self._begin()

    def add(self, rule: Rule, begins: Iterable[str]) -> None:
        """Put in a rule; `begins` are the keys that its phrase may begin with."""
        self._rules.append(rule)
        for key in begins:
            self._waiting.setdefault(key, []).append(rule)

    def rules(self) -> Sequence[Rule]:
        return self._rules

    def grow(self, keys: Iterable[str]) -> None:
        """Put the phrases that begin with these keys into the trie."""
        with self._growing:
            for key in keys:
                for rule in self._waiting.pop(key, ()):
                    for row in self._spread(rule):
                        if row[0] == key:
                            self._put(row, rule)

    def _put(self, keys: Iterable[str], rule: Rule) -> None:
        node = self._root
        gap = False
        for key in keys:
            if key == GAP:
                gap = True
                continue
            node = node.way(key, gap=gap)
            gap = False
        if rule not in node.rules:
            node.rules = (*node.rules, rule)

    def scan(self, tokens: Tokens) -> Mapping[str, Sequence[Match]]:
        """The matches of each field by place; where a field has a longer phrase, those within it are dropped.

        "rumah makan" silences "makan" of the same field, but not of another. A rule is found once
        from each word, where it is complete first.
        """
        start = self._start
        keys = [word.keys for word in tokens.words]
        found: dict[str, list[Match]] = {}
        for begin, end in tokens.clauses:
            for first in range(begin, end):
                state = start[keys[first]]
                if state is None:
                    continue
                complete = [(first, state.rules)] if state.rules else []
                for last in range(first + 1, end):
                    state = state[keys[last]]
                    if state is None:
                        break
                    if state.rules:
                        complete.append((last, state.rules))
                if complete:
                    _keep_longest(found, first, complete)
        return found

    def state(self, places: _Places, rules: tuple[Rule, ...]) -> _State | None:
        """The one state of these places and rules; None where nothing is complete or open."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            self._start = self._begin()
        if not places and not rules:
            return None
        known = self._states.get((places, rules))
        if known is None:
            known = self._states[places, rules] = _State(self, places, rules)
        return known

    def _begin(self) -> _State:
        self._states = {}
        self._steps = 0
        return _Start(self, ((self._root, 0),), ())


def _go_on(places: _Places, keys: Keys) -> tuple[_Places, tuple[Rule, ...]]:
    """Where one more word leads, and the rules that it completes."""
    reached: dict[tuple[_Node, int], None] = {}
    rules: dict[Rule, None] = {}
    for node, gap in places:
        ways = (node.after_gap,) if gap else (node.following, node.after_gap)
        for child in [way[key] for way in ways for key in keys.known if key in way]:
            rules.update(dict.fromkeys(child.rules))
            if child.following or child.after_gap:
                reached[child, 0] = None
        if node.after_gap and gap < _GAP_WORDS:
            reached[node, gap + 1] = None
    return tuple(reached), tuple(rules)


def _keep_longest(
    found: dict[str, list[Match]], first: int, complete: list[tuple[int, tuple[Rule, ...]]]
) -> None:
    """Add what begins at `first`, the longest before others, unless its field has a longer one around it."""
    while complete:
        last, rules = complete.pop()
        for rule in rules:
            if complete and any(rule in earlier for _, earlier in complete):
                continue
            matches = found.get(rule.field)
            if matches is None:
                found[rule.field] = [Match(rule, first, last)]
                continue
            _, widest_first, widest_last = matches[-1]
            if last > widest_last or (last == widest_last and first == widest_first):
                matches.append(Match(rule, first, last))
