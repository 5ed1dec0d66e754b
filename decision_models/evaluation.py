"""How good a ranking and its probabilities are, on rows that were not learned from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.floating[Any]]]"

LIFT_SHARES = (0.01, 0.05, 0.10)
_GAINS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_BINS = 10
_Z95 = 1.959964
FEWEST_IN_GROUP = 10
"""Positives, and negatives, from which a group's AUC is worth saying."""


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


class GainsPoint(_Figures):
    """Of the best ``share`` of rows: the share of all positives that lies among them."""

    share: float
    captured: float


class MonthFigures(_Figures):
    """One held-out month."""

    as_of: str
    rows: int
    positives: int
    base_rate: float
    auc: float | None
    lift_at_10: float | None


class GroupFigures(_Figures):
    """The held-out rows of one group of customers: ``by`` what (年龄段, 客户等级, 性别), which."""

    by: str
    group: str
    rows: int
    positives: int
    base_rate: float
    mean_probability: float
    auc: float | None


class Evaluation(_Figures):
    """Figures over all held-out months. ``lift`` is by share of the ranking ("1%").

    ``auc_low`` and ``auc_high`` bound the AUC with 95 % confidence; ``capture_20`` is the share
    of all positives among the best 20 % of rows.
    """

    rows: int
    positives: int
    base_rate: float
    auc: float
    auc_low: float
    auc_high: float
    capture_20: float
    gains: tuple[GainsPoint, ...]
    lift: dict[str, float]
    before: CalibrationFigures
    after: CalibrationFigures
    curve: tuple[CurvePoint, ...]
    by_month: tuple[MonthFigures, ...]
    by_group: tuple[GroupFigures, ...] = ()


def auc(score: Floats, outcome: Floats) -> float | None:
    """Area under the ROC curve, ties counted half (Mann-Whitney); None with one class alone."""
    positive = np.asarray(outcome) > 0
    ones = int(positive.sum())
    noughts = len(positive) - ones
    if not ones or not noughts:
        return None
    ranks = _midranks(score)
    return float((ranks[positive].sum() - ones * (ones + 1) / 2) / (ones * noughts))


def auc_interval(score: Floats, outcome: Floats) -> tuple[float, float]:
    """The AUC's 95 % confidence interval (DeLong et al. 1988, by ranks as Sun and Xu 2014).

    Rows count as independent of each other; a customer who is there in two months makes it a
    little too narrow. (0, 1) with one class alone.
    """
    found = auc(score, outcome)
    if found is None:
        return 0.0, 1.0
    above, below = placements(score, outcome)
    if min(len(above), len(below)) < 2:
        return 0.0, 1.0
    spread = np.sqrt(above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below))
    low, high = found - _Z95 * spread, found + _Z95 * spread
    return float(max(0.0, low)), float(min(1.0, high))


def placements(score: Floats, outcome: Floats) -> tuple[Floats, Floats]:
    """For each positive the share of negatives that it lies above, for each negative the share of
    positives above it (ties half); the mean of either is the AUC. Both classes must be there.
    """
    positive = np.asarray(outcome) > 0
    ones, noughts = int(positive.sum()), int((~positive).sum())
    overall = _midranks(score)
    above = (overall[positive] - _midranks(score[positive])) / noughts
    below = 1.0 - (overall[~positive] - _midranks(score[~positive])) / ones
    return np.asarray(above), np.asarray(below)


def _midranks(values: Floats) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse])


def capture_at(score: Floats, outcome: Floats, share: float) -> float:
    """The share of all positives that lies among the best ``share`` of rows; 0 without any."""
    lift = lift_at(score, outcome, share)
    if lift is None:
        return 0.0
    count = max(1, round(len(score) * share))
    return float(lift * count / len(score))


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


@dataclass(frozen=True)
class Grouping:
    """Rows by group: the groups' names in the order to show them, and each row's place there."""

    names: tuple[str, ...]
    of_row: "np.ndarray[Any, np.dtype[np.integer[Any]]]"


Groups: TypeAlias = Mapping[str, Grouping]
"""By what rows are grouped (年龄段, 客户等级, 性别)."""


def evaluate(
    raw: Floats,
    calibrated: Floats,
    outcome: Floats,
    month: "np.ndarray[Any, Any]",
    groups: Groups | None = None,
) -> Evaluation:
    """Everything above: over all rows, by ``month``, and by ``groups`` (one entry a row each)."""
    months = np.asarray(month)
    parts = [(name, months == name) for name in sorted(set(months.tolist()))]
    low, high = auc_interval(raw, outcome)
    return Evaluation(
        rows=len(outcome),
        positives=int(outcome.sum()),
        base_rate=float(np.mean(outcome)),
        auc=auc(raw, outcome) or 0.5,
        auc_low=low,
        auc_high=high,
        capture_20=capture_at(raw, outcome, 0.2),
        gains=tuple(GainsPoint(share=s, captured=capture_at(raw, outcome, s)) for s in _GAINS),
        lift={f"{share:.0%}": lift_at(raw, outcome, share) or 0.0 for share in LIFT_SHARES},
        before=calibration(raw, outcome),
        after=calibration(calibrated, outcome),
        curve=curve(calibrated, outcome),
        by_month=tuple(_month(name, raw[rows], outcome[rows]) for name, rows in parts),
        by_group=tuple(_by_group(raw, calibrated, outcome, groups or {})),
    )


def _by_group(
    raw: Floats, calibrated: Floats, outcome: Floats, groups: Groups
) -> Iterator[GroupFigures]:
    for by, grouping in groups.items():
        for place, group in enumerate(grouping.names):
            rows = grouping.of_row == place
            found = outcome[rows]
            if not len(found):
                continue
            enough = FEWEST_IN_GROUP <= found.sum() <= len(found) - FEWEST_IN_GROUP
            yield GroupFigures(
                by=by,
                group=group,
                rows=int(rows.sum()),
                positives=int(found.sum()),
                base_rate=float(found.mean()),
                mean_probability=float(calibrated[rows].mean()),
                auc=auc(raw[rows], found) if enough else None,
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
