"""The matrices that learners of effects read, made once for a table, and again when scoring."""

from dataclasses import dataclass

import numpy as np

from decision_models.tabular.encoding import (
    TargetEncoding,
    apply_encoding,
    cross_encode,
    native_columns,
    view,
)
from decision_models.tabular.features import FeaturePlan, Features

_WIDEST_BENT = 200  # columns up to which the line may bend at quantiles
_WIDEST = 300


@dataclass(frozen=True)
class Columns:
    """Which columns of the linear view the line reads.

    Attributes:
        main: for the level of the outcome. effect: for the effect; without changes of slope.
    """

    main: tuple[int, ...]
    effect: tuple[int, ...]


@dataclass(frozen=True)
class Design:
    """``trees`` (rows, a), ``main`` (rows, b) and ``effect`` (rows, c) of the same rows."""

    trees: np.ndarray
    main: np.ndarray
    effect: np.ndarray
    categorical: tuple[int, ...]

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.trees)


def straight_columns(plan: FeaturePlan) -> list[int]:
    """Positions in the linear view without the pieces that bend a number's slope."""
    kept: list[int] = []
    at = 0
    for number in plan.numbers:
        bends, rest = len(number.knots), int(number.gaps) + len(number.sentinels)
        kept += [at, *range(at + 1 + bends, at + 1 + bends + rest)]
        at += 1 + bends + rest
    return [*kept, *range(at, 10**6)]


def choose_columns(plan: FeaturePlan, matrix: np.ndarray, outcome: np.ndarray) -> Columns:
    """The columns that the line reads: all where they are few, else those nearest the outcome."""
    width = matrix.shape[1]
    spread = matrix.std(axis=0)
    straight = [at for at in straight_columns(plan) if at < width and spread[at] > 0]
    if len(straight) > _WIDEST:
        centred = outcome - outcome.mean()
        pull = np.abs(matrix[:, straight].T @ centred) / spread[straight]
        straight = sorted(straight[at] for at in np.argsort(-pull, kind="stable")[:_WIDEST])
    bent = [at for at in range(width) if spread[at] > 0]
    main = bent if len(bent) <= _WIDEST_BENT else straight
    return Columns(tuple(main), tuple(straight))


def learned_design(
    features: Features, labels: np.ndarray, outcome: np.ndarray, seed: int
) -> tuple[Design, Columns]:
    """The matrices of the rows to learn from; categories encoded by the other rows' labels."""
    every = np.arange(features.rows)
    encoded = cross_encode(features, every, labels, seed)
    linear = view(features, every, encoded, "linear")
    columns = choose_columns(features.plan, linear, outcome)
    return _design(features, every, encoded, columns, linear), columns


def scored_design(
    features: Features, rows: np.ndarray, encoding: TargetEncoding, columns: Columns
) -> Design:
    """The matrices of rows to be scored."""
    encoded = apply_encoding(features, rows, encoding)
    linear = view(features, rows, encoded, "linear")
    return _design(features, rows, encoded, columns, linear)


def _design(
    features: Features,
    rows: np.ndarray,
    encoded: np.ndarray,
    columns: Columns,
    linear: np.ndarray,
) -> Design:
    return Design(
        view(features, rows, encoded, "native"),
        linear[:, list(columns.main)],
        linear[:, list(columns.effect)],
        tuple(native_columns(features.plan)[1]),
    )
