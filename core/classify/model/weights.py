"""The trained weights by name: of features of words, of pairs of words, of signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.classify.model.sparse import Dense

Names = NDArray[np.bytes_]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Weights:
    """Row r of `steps` times `sizes[r]` are the weights of name r, by HEADS' columns: first those of `features`,
    then those of `pairs`, of `signals`, and one of nothing. The names of each are sorted, in UTF-8.
    """

    features: Names
    pairs: Names
    signals: Sequence[str]
    steps: NDArray[np.int8]
    sizes: Dense

    def __len__(self) -> int:
        return len(self.sizes) - 1

    def rows(self, numbers: Sequence[int] | Numbers) -> Dense:
        """The weights of some names."""
        return self.steps[numbers].astype(np.float32) * self.sizes[numbers, None]

    def find(self, features: Sequence[str]) -> Numbers:
        """The numbers of some features; of one that there is not, the number of the row of nothing."""
        whole = np.char.encode(features, "utf-8")
        wanted = whole.astype(self.features.dtype)  # or numpy would widen all the names, each time anew
        places = np.searchsorted(self.features, wanted)
        there = (self.features.take(places, mode="clip") == wanted) & (wanted == whole)
        return np.where(there, places, len(self))

    def following(self, form: str) -> dict[str, int]:
        """The forms that make a pair behind this one, each with the number of the pair."""
        first = f"{form} ".encode()
        behind = [first, first[:-1] + b"!"]  # "!" comes next to " "
        start, end = np.searchsorted(self.pairs, np.array(behind, self.pairs.dtype)).tolist()
        pairs: list[bytes] = self.pairs[start:end].tolist()
        begin = len(self.features) + start
        return {
            pair[len(first) :].decode(): number
            for number, pair in enumerate(pairs, begin)
            if pair.startswith(first)
        }

    def signal(self, name: str) -> int:
        """The number of a signal, or that of the row of nothing."""
        if name not in self.signals:
            return len(self)
        return len(self.features) + len(self.pairs) + self.signals.index(name)


def quantise(features: Mapping[str, int], weights: Dense) -> Weights:
    """Each row in 255 steps of its own size; a hundredth of its largest weight is lost at most."""
    named: tuple[list[bytes], list[bytes], list[bytes]] = ([], [], [])
    for name in sorted(name.encode() for name in features):
        named[2 if name.startswith(b"=") else b" " in name].append(name)
    order = [features[name.decode()] for names in named for name in names]
    ordered = np.vstack([weights[order], np.zeros((1, weights.shape[1]), np.float32)])
    sizes = (np.abs(ordered).max(axis=1) / 127).clip(1e-12).astype(np.float32)
    steps = np.rint(ordered / sizes[:, None]).astype(np.int8)
    words, pairs, signals = named
    return Weights(_array(words), _array(pairs), [name.decode() for name in signals], steps, sizes)


def _array(names: Sequence[bytes]) -> Names:
    return np.array(names, f"S{max(map(len, names), default=1)}")
