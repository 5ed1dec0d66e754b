"""Which rows are held out: at random, or forward in time."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

_MOST_COPIES = 20
_PERIODS = 40
WIDE_CELLS = 150_000  # from here a small table costs as much as a large one


@dataclass(frozen=True)
class Fold:
    """Rows to learn from and rows to judge on; ``repeat`` numbers the round of folds."""

    train: np.ndarray
    valid: np.ndarray
    repeat: int = 0


@dataclass(frozen=True)
class Validation:
    """The folds of one table.

    Attributes:
        kind: ``random`` or ``forward``.
        periods: forward in time, the stretch of time that each row lies in, from nought.
    """

    kind: str
    folds: tuple[Fold, ...]
    description: str
    periods: np.ndarray | None = None

    def first_rounds(self, count: int) -> "Validation":
        """The first ``count`` rounds of the folds."""
        folds = tuple(fold for fold in self.folds if fold.repeat < count)
        if len(folds) == len(self.folds):
            return self
        text = self.description.split(",")[0] + (f", {count} times" if count > 1 else "")
        return Validation(self.kind, folds, text)

    def only(self, count: int) -> "Validation":
        """``count`` of the folds: the first, or forward in time the last."""
        if count >= len(self.folds):
            return self
        folds = self.folds[-count:] if self.kind == "forward" else self.folds[:count]
        text = f"{self.description}; for want of time {count} of these {len(self.folds)}"
        return Validation(self.kind, folds, text, self.periods)


def row_groups(frame: pd.DataFrame) -> np.ndarray:
    """One number per row, the same for rows that agree in every column.

    Copies of one row must lie on one side of a split, or the model is judged on what it learned.
    Where many rows agree they are no copies but all that few columns can say: each stands alone.
    """
    codes = pd.util.hash_pandas_object(frame, index=False).to_numpy()
    groups = np.asarray(pd.factorize(codes)[0])
    alike = np.bincount(groups)[groups] > _MOST_COPIES
    return np.where(alike, len(groups) + np.arange(len(groups)), groups)


def fold_counts(rows: int, positives: int, columns: int = 1) -> tuple[int, int]:
    """Folds and repeats that a table of this size gets: small tables are judged several times."""
    folds = 5 if rows <= 60_000 else 3 if rows <= 250_000 else 1
    rare = min(positives, rows - positives)
    repeats = 4 if rows < 1000 else 2 if rows < 6000 else 1
    if rows * columns > WIDE_CELLS:
        repeats = 1
    return max(1, min(folds, max(2, rare))), repeats


def random_validation(
    labels: np.ndarray, groups: np.ndarray, seed: int, columns: int = 1
) -> Validation:
    """Stratified folds at random, rows of one group together."""
    count, repeats = fold_counts(len(labels), int(labels.sum()), columns)
    folds: list[Fold] = []
    for repeat in range(repeats):
        part = _parts(labels, groups, max(count, 2 if count > 1 else 5), seed + 1000 * repeat)
        for number in range(count):
            train, valid = np.flatnonzero(part != number), np.flatnonzero(part == number)
            if _both(labels[train]) and valid.size:
                folds.append(Fold(train, valid, repeat))
    if count == 1:
        text = "a random fifth of the rows held out"
    else:
        text = f"{count} stratified folds at random" + (f", {repeats} times" if repeats > 1 else "")
    return Validation("random", tuple(folds), text)


def _parts(labels: np.ndarray, groups: np.ndarray, count: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    group_label = labels[first]
    part = np.zeros(len(first), dtype=int)
    offset = 0
    for label in (1.0, 0.0):
        members = random.permutation(np.flatnonzero(group_label == label))
        part[members] = (np.arange(len(members)) + offset) % count
        offset += len(members)
    return np.asarray(part[inverse])


def _both(labels: np.ndarray) -> bool:
    return bool(labels.size and labels.min() != labels.max())


def forward_validation(
    moment: np.ndarray, labels: np.ndarray, blocks: int = 4
) -> Validation | None:
    """Each fold learns from all earlier rows and is judged on the next block of time.

    The first half of the rows is never judged on. Rows of one moment stay together. None where
    the moments, or the positives among them, are too few for even one such fold.
    """
    order = np.argsort(moment, kind="stable")
    sorted_moment = moment[order]
    size = len(order)
    cuts = [0]
    for share in np.linspace(0.5, 1.0, blocks + 1)[:-1]:
        cut = int(np.searchsorted(sorted_moment, sorted_moment[int(share * size)], side="left"))
        if cut == 0:
            cut = int(
                np.searchsorted(sorted_moment, sorted_moment[int(share * size)], side="right")
            )
        if cut > cuts[-1] and cut < size:
            cuts.append(cut)
    cuts = [*cuts[1:], size]
    folds: list[Fold] = []
    while len(cuts) > 1 and not folds:
        pairs = list(pairwise(cuts))
        folds = [
            Fold(order[:start], order[start:end], number)
            for number, (start, end) in enumerate(pairs)
            if _enough(labels[order[:start]], 5) and _enough(labels[order[start:end]], 5)
        ]
        if len(folds) < len(pairs):  # blocks too thin: merge them pairwise
            folds = folds if len(folds) >= 2 or len(cuts) == 2 else []
            cuts = cuts if folds else [*cuts[:-1:2], size] if len(cuts) > 2 else cuts[:1]
    if not folds:
        return None
    text = f"forward in time: {len(folds)} blocks, each judged by a model of all earlier rows"
    return Validation("forward", tuple(folds), text, periods_of(moment))


def periods_of(moment: np.ndarray) -> np.ndarray:
    """Up to 40 stretches of time with about as many rows each; rows of one moment stay together."""
    earlier = np.searchsorted(np.sort(moment), moment, side="left")
    return np.asarray(np.unique(earlier * _PERIODS // len(moment), return_inverse=True)[1])


def _enough(labels: np.ndarray, least: int) -> bool:
    return bool(labels.sum() >= least and (1 - labels).sum() >= least)
