"""What a forecaster learns from and is judged on: rows of customers on month-ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from decision_models.calibration import Floats
from decision_models.features.feature import AsOf
from decision_models.forecasting.amounts import Monthly
from decision_models.forecasting.specification import ForecastSpec
from decision_models.population import inside
from decision_models.training.samples import Rows
from decision_models.training.snapshots import Ints, Snapshot

OWN = 3
"""Columns that a forecaster reads before its features (``own_columns``)."""


@dataclass(frozen=True)
class Sample:
    """Rows of several days, stacked.

    Args:
        rows: where their features are; ``rows.outcome`` is the amount that came.
        basis: what the amount was (``Monthly.basis``).
    """

    rows: Rows
    basis: Floats

    @property
    def level(self) -> Floats:
        """What a forecast is relative to."""
        return np.asarray(self.basis[:, 0])

    @property
    def size(self) -> Floats:
        """By what rows are put in bands: the logarithm of the level."""
        return np.asarray(np.log1p(self.level))

    @property
    def change(self) -> Floats:
        """What is learned: by how much the logarithm of the amount rose."""
        return np.asarray(np.log1p(self.rows.outcome) - self.size)

    def matrix(self, names: Sequence[str], chosen: Ints | None = None) -> Floats:
        """Own columns, then these features, of some rows (None: all)."""
        basis = self.basis if chosen is None else self.basis[chosen]
        return np.hstack([own_columns(basis), self.rows.take(names, chosen)])

    def amounts(self, change: Floats) -> Floats:
        """Logarithmic changes (rows x anything) as amounts."""
        return amounts_of(change, self.level)


def own_columns(basis: Floats) -> Floats:
    """What trees read of the amount itself: its logarithm, how far the last month lay from the
    level, and how far the month before from the last.
    """
    logs = np.log1p(basis)
    made = [logs[:, 0], logs[:, 1] - logs[:, 0], logs[:, 2] - logs[:, 1]]
    return np.column_stack(made).astype(np.float32)


def amounts_of(change: Floats, level: Floats) -> Floats:
    """Amounts whose logarithms rose by ``change`` from ``level``; never below nought."""
    return np.asarray(np.maximum(np.expm1(change + np.log1p(level)[:, None]), 0.0))


def read_sample(
    spec: ForecastSpec, days: Sequence[date], snapshots: Mapping[date, Snapshot], known: Monthly
) -> Sample:
    """The customers that the forecaster speaks of on these days, and what came."""
    parts: list[tuple[int, Any, Floats, Floats, Ints]] = []
    for number, day in enumerate(days):
        snapshot, month = snapshots[day], AsOf(day).month
        customers = snapshot.customer_ids
        basis = known.basis(customers, month, spec.months)
        within = inside(spec.population, snapshot.column, len(customers))
        place = np.flatnonzero(within & ~np.isnan(basis[:, 0]))
        # Whoever closed the account has no balance left to be read.
        came = np.nan_to_num(known.at(customers, [month + spec.months])[:, 0])
        parts.append((number, place, basis[place], came[place], snapshot.folds[place]))
    rows = Rows(
        snapshots=tuple(snapshots[day] for day in days),
        day=np.concatenate([np.full(len(part[1]), part[0]) for part in parts]),
        place=np.concatenate([part[1] for part in parts]),
        outcome=np.concatenate([part[3] for part in parts]),
        folds=np.concatenate([part[4] for part in parts]),
    )
    return Sample(rows, np.concatenate([part[2] for part in parts]))
