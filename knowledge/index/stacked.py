"""Rows of several matrices, read as one matrix without being copied together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import DIMENSIONS, Matrix

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Stacked:
    """Row i is ``parts[part[i]][row[i]]``; with ``part`` None it is row i of the only part."""

    parts: tuple[Matrix, ...]
    part: Numbers | None
    row: Numbers

    def __len__(self) -> int:
        return len(self.row)

    def dot(self, vectors: Matrix) -> Matrix:
        """The product of each of ``vectors`` with each row, shape (vectors, rows)."""
        if self.part is None:
            return np.asarray(vectors @ self.parts[0].T, np.float32)
        out = np.empty((len(vectors), len(self)), np.float32)
        for number, part in enumerate(self.parts):
            here = self._of_part[number]
            if len(here):
                out[:, here] = (vectors @ part.T)[:, self.row[here]]
        return out

    def take(self, rows: NDArray[np.int64]) -> Matrix:
        """The rows numbered ``rows``, shape (rows, dimensions)."""
        if self.part is None:
            return np.asarray(self.parts[0][rows], np.float32)
        out = np.empty((len(rows), DIMENSIONS), np.float32)
        parts, inside = self.part[rows], self.row[rows]
        for number in np.unique(parts):
            here = parts == number
            out[here] = self.parts[number][inside[here]]
        return out

    @property
    def any_known(self) -> bool:
        """Whether any row is there; one that waits for its vector is NaN."""
        for number, part in enumerate(self.parts):
            rows = self.row if self.part is None else self.row[self._of_part[number]]
            if len(rows) and not bool(np.isnan(part[rows, 0]).all()):
                return True
        return False

    @cached_property
    def _of_part(self) -> Sequence[NDArray[np.int64]]:
        return [np.flatnonzero(self.part == number) for number in range(len(self.parts))]


def stack(parts: Sequence[Matrix], part: Numbers, row: Numbers) -> Stacked:
    """See `Stacked`; one whole matrix in its own order is recognised."""
    whole = len(parts) == 1 and len(row) == len(parts[0])
    if whole and bool((row == np.arange(len(row), dtype=np.int32)).all()):
        return Stacked(tuple(parts), None, row)
    return Stacked(tuple(parts), part, row)
