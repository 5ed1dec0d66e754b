"""How good a ranking and its probabilities are, on rows that were not learned from."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.floating[Any]]]"

LIFT_SHARES = (0.01, 0.05, 0.10)
_BINS = 10


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CalibrationFigures(_Figures):
    """Brier score (mean squared error) and expected calibration error of a set of
    probabilities; both lower is better.
    """

    brier: float
    expected_calibration_error: float


class CurvePoint(_Figures):
    """One tenth of the rows, by probability: what was said, what happened."""

    predicted: float
    observed: float
    rows: int


class MonthFigures(_Figures):
    """One held-out month."""

    as_of: str
    rows: int
    positives: int
    base_rate: float
    auc: float | None
    lift_at_10: float | None


class Evaluation(_Figures):
    """Figures over all held-out months. ``lift`` is by share of the ranking ("1%")."""

    rows: int
    positives: int
    base_rate: float
    auc: float
    lift: dict[str, float]
    before: CalibrationFigures
    after: CalibrationFigures
    curve: tuple[CurvePoint, ...]
    by_month: tuple[MonthFigures, ...]


def auc(score: Floats, outcome: Floats) -> float | None:
    """Area under the ROC curve, ties counted half (Mann-Whitney); None with one class alone."""
    positive = np.asarray(outcome) > 0
    ones = int(positive.sum())
    noughts = len(positive) - ones
    if not ones or not noughts:
        return None
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[inverse]
    return float((ranks[positive].sum() - ones * (ones + 1) / 2) / (ones * noughts))


def lift_at(score: Floats, outcome: Floats, share: float) -> float | None:
    """Rate of positives among the best ``share`` of rows over the rate of all."""
    base = float(np.mean(outcome))
    if base == 0:
        return None
    count = max(1, round(len(score) * share))
    best = np.argsort(-np.asarray(score), kind="stable")[:count]
    return float(np.mean(outcome[best]) / base)


def calibration(probability: Floats, outcome: Floats) -> CalibrationFigures:
    """Brier score, and the mean gap between said and happened over ten equally large bins."""
    points = curve(probability, outcome)
    gap = sum(abs(p.predicted - p.observed) * p.rows for p in points) / len(outcome)
    return CalibrationFigures(
        brier=float(np.mean((probability - outcome) ** 2)), expected_calibration_error=float(gap)
    )


def curve(probability: Floats, outcome: Floats) -> tuple[CurvePoint, ...]:
    """Said and happened by tenth of the rows, lowest probability first."""
    order = np.argsort(probability, kind="stable")
    return tuple(
        CurvePoint(
            predicted=float(probability[part].mean()),
            observed=float(outcome[part].mean()),
            rows=len(part),
        )
        for part in np.array_split(order, _BINS)
        if len(part)
    )


def evaluate(raw: Floats, calibrated: Floats, outcome: Floats, month: Sequence[str]) -> Evaluation:
    """Everything above, over all rows and by ``month`` (one entry a row)."""
    months = np.asarray(month)
    parts = [(name, months == name) for name in sorted(set(month))]
    return Evaluation(
        rows=len(outcome),
        positives=int(outcome.sum()),
        base_rate=float(np.mean(outcome)),
        auc=auc(raw, outcome) or 0.5,
        lift={f"{share:.0%}": lift_at(raw, outcome, share) or 0.0 for share in LIFT_SHARES},
        before=calibration(raw, outcome),
        after=calibration(calibrated, outcome),
        curve=curve(calibrated, outcome),
        by_month=tuple(_month(name, raw[rows], outcome[rows]) for name, rows in parts),
    )


def _month(name: str, raw: Floats, outcome: Floats) -> MonthFigures:
    return MonthFigures(
        as_of=name,
        rows=len(outcome),
        positives=int(outcome.sum()),
        base_rate=float(np.mean(outcome)),
        auc=auc(raw, outcome),
        lift_at_10=lift_at(raw, outcome, 0.10),
    )
