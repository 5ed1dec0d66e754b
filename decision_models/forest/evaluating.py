"""Trees as bit masks over blocks of rows: QuickScorer's idea in NumPy's vector instructions.

Every split of a tree is judged for all rows of a block at once, whether a row passes it or not,
and crosses out the leaves that a row cannot reach; the leftmost leaf that is left is the row's
(Lucchese et al., QuickScorer, SIGIR 2015; Lettich et al., 2019, for the vector form). No branch is
mispredicted and no row is walked down alone, which is where LightGBM's time goes.

Leaves are added up tree by tree in double precision, as LightGBM does: margins are equal to the
last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from decision_models.forest.reading import Split, Text, Tree, read

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.floating[Any]]]"
Bytes: TypeAlias = "np.ndarray[Any, np.dtype[np.uint8]]"

BLOCK = 32_768
"""Rows at a time: the columns of a tree stay in the second-level cache, and the interpreter's
cost of a step is spread over many rows."""
_BIAS = 127
"""Of the exponent of a single-precision number."""
_ONE = np.uint8(1)


@dataclass(frozen=True)
class _Step:
    """A split with its masks: for each byte of the leaf word that it can cross out, what stays."""

    column: int
    threshold: np.float32
    absent_left: bool
    table: "Bytes | None"
    masks: tuple[tuple[int, np.uint8], ...]


@dataclass(frozen=True)
class _Plan:
    """A tree ready to evaluate. ``values`` begins with ``_BIAS`` places that nothing points to."""

    steps: tuple[_Step, ...]
    planes: int
    values: Floats


class Forest:
    """A model's trees, ready for any number of rows.

    Args:
        text: what LightGBM's text says.
    """

    def __init__(self, text: Text) -> None:
        self.columns = text.columns
        self.sigmoid = text.sigmoid
        splits = [split for tree in text.trees for split in tree.splits]
        self._coded = sorted({s.column for s in splits if s.categories is not None})
        codes = [code for s in splits if s.categories is not None for code in s.categories]
        self._none = max(codes, default=-1) + 1
        self._plans = tuple(self._plan(tree) for tree in text.trees)
        self.used = frozenset(split.column for split in splits)

    def predict(self, columns: Sequence[Floats]) -> Floats:
        """What ``Booster.predict`` says of these rows: probabilities of a binary model, else the
        sum of leaves.

        ``columns`` are the matrix's, one single-precision array each, NaN where absent.
        """
        from scipy.special import expit

        margin = self.margin(columns)
        return margin if self.sigmoid is None else np.asarray(expit(self.sigmoid * margin))

    def margin(self, columns: Sequence[Floats]) -> Floats:
        """The sum of the leaves' values, as ``Booster.predict(raw_score=True)`` gives it."""
        if len(columns) != self.columns:
            raise ValueError(f"there must be {self.columns} columns, got {len(columns)}")
        size = len(columns[0]) if columns else 0
        found = np.zeros(size)
        work: dict[tuple[int, int], _Work] = {}
        for start in range(0, size, BLOCK):
            stop = min(start + BLOCK, size)
            block = [column[start:stop] for column in columns]
            codes = {index: self._codes(block[index]) for index in self._coded}
            for plan in self._plans:
                key = plan.planes, stop - start
                if key not in work:
                    work[key] = _Work(*key)
                work[key].add(plan, block, codes, found[start:stop])
        return found

    def _plan(self, tree: Tree) -> _Plan:
        values = np.zeros(_BIAS + len(tree.values))
        values[_BIAS:] = tree.values
        planes = next(n for n in (1, 2, 4, 8) if 8 * n >= len(tree.values))
        return _Plan(tuple(self._step(split, planes) for split in tree.splits), planes, values)

    def _step(self, split: Split, planes: int) -> _Step:
        table = None
        if split.categories is not None:
            table = np.zeros(self._none + 1, dtype=np.uint8)
            table[list(split.categories)] = 0xFF
        masks = [~(split.left >> (8 * plane)) & 0xFF for plane in range(planes)]
        return _Step(
            split.column,
            split.threshold,
            split.absent_left,
            table,
            tuple((plane, np.uint8(mask)) for plane, mask in enumerate(masks) if mask != 0xFF),
        )

    def _codes(self, column: Floats) -> Any:
        """Categories as places in a table; absent, negative and unseen ones in the last place."""
        known = (column > -1) & (column < self._none)
        return np.where(known, column, self._none).astype(np.intp)


class _Work:
    """The buffers of one block for trees whose leaves fill so many bytes."""

    def __init__(self, planes: int, size: int) -> None:
        word = np.dtype(f"u{planes}")
        self.planes = [np.empty(size, dtype=np.uint8) for _ in range(planes)]
        self.truth = np.empty(size, dtype=np.bool_)
        self.kept = np.empty(size, dtype=np.uint8)
        self.word = np.empty(size, dtype=word)
        self.lowest = np.empty(size, dtype=word)
        self.power = np.empty(size, dtype=np.float32)
        self.place = np.empty(size, dtype=np.intp)
        self.value = np.empty(size)

    def add(
        self, plan: _Plan, block: Sequence[Floats], codes: dict[int, Any], found: Floats
    ) -> None:
        """Add the value of each row's leaf to ``found``."""
        truth, kept, planes = self.truth, self.kept, self.planes
        stays = truth.view(np.uint8)  # 0xFF where a row goes left, nought where it goes right
        for buffer in planes:
            buffer.fill(0xFF)
        for step in plan.steps:
            if step.table is not None:
                np.take(step.table, codes[step.column], out=stays, mode="clip")
            elif step.absent_left:
                np.greater(block[step.column], step.threshold, out=truth)
                np.subtract(stays, _ONE, out=stays)
            else:
                np.less_equal(block[step.column], step.threshold, out=truth)
                np.negative(stays, out=stays)
            for plane, mask in step.masks:
                if mask:
                    np.bitwise_or(stays, mask, out=kept)
                    np.bitwise_and(planes[plane], kept, out=planes[plane])
                else:
                    np.bitwise_and(planes[plane], stays, out=planes[plane])
        self._leaves(plan.values, found)

    def _leaves(self, values: Floats, found: Floats) -> None:
        """The leftmost leaf is the lowest bit: as a float, a power of two, it is its exponent."""
        bytes_ = self.word.view(np.uint8).reshape(len(self.word), -1)
        for plane, buffer in enumerate(self.planes):
            bytes_[:, plane] = buffer
        np.negative(self.word, out=self.lowest)
        np.bitwise_and(self.word, self.lowest, out=self.lowest)
        self.power[:] = self.lowest
        exponent = self.power.view(np.int32)
        np.right_shift(exponent, 23, out=exponent)
        self.place[:] = exponent
        np.take(values, self.place, out=self.value, mode="clip")
        found += self.value


@lru_cache(maxsize=64)
def compiled(text: str) -> Forest:
    """The forest of a model's text.

    Raises:
        Unsupported: as ``reading.read``.
    """
    return Forest(read(text))
