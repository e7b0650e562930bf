"""Sparse rows times a dense matrix, in numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Dense = NDArray[np.float32]

_CHUNK = 16_384
"""Entries that are gathered at once: few enough to stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """Row r holds `values[starts[r]:starts[r + 1]]` at the columns of the same places."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: Dense
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def times(self, dense: Dense) -> Dense:
        """The product with a dense matrix of `width` rows."""
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled) < len(self):
            packed = Sparse(np.append(self.starts[filled], self.starts[-1]), self.columns, self.values, 0)
            sparse_product = np.zeros((len(self), dense.shape[1]), np.float32)
            sparse_product[filled] = packed.times(dense)
            return sparse_product
        product = np.empty((len(self), dense.shape[1]), np.float32)
        row = 0
        while row < len(self):
            begin = int(self.starts[row])
            last = int(np.searchsorted(self.starts, begin + _CHUNK, side="right")) - 1
            last = min(max(last, row + 1), len(self))
            end = int(self.starts[last])
            gathered = dense.take(self.columns[begin:end], axis=0)
            gathered *= self.values[begin:end, None]
            np.add.reduceat(gathered, self.starts[row:last] - begin, axis=0, out=product[row:last])
            row = last
        return product

    def transposed(self) -> Sparse:
        """The same numbers by column."""
        order = np.argsort(self.columns, kind="stable")
        counts = np.bincount(self.columns, minlength=self.width)
        rows = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))
        return Sparse(starts_of(counts), rows[order], self.values[order], len(self))

    def squared(self) -> Sparse:
        """Each number by itself."""
        return replace(self, values=np.square(self.values))

    def chosen(self, rows: NDArray[np.int64]) -> Sparse:
        """Some of the rows, in the order given."""
        lengths = np.diff(self.starts)[rows]
        starts = starts_of(lengths)
        places = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        return Sparse(starts, self.columns[places], self.values[places], self.width)


def from_rows(rows: Sequence[Sequence[tuple[int, float]]], width: int) -> Sparse:
    """Rows of (column, value)."""
    counts = np.array([len(row) for row in rows], np.int64)
    columns = np.array([column for row in rows for column, _ in row], np.int32)
    values = np.array([value for row in rows for _, value in row], np.float32)
    return Sparse(starts_of(counts), columns, values, width)


def starts_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where rows of so many entries begin, and behind them where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
