"""Whether anyone differs: groups by predicted effect, a test, and which columns tell them apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import norm

from decision_models.tabular.table.kinds import Schema, parse
from decision_models.uplift.learners.search import Judged

_TOP = 10
_QUARTERS = 4
_MOST_LEVELS = 8


@dataclass(frozen=True)
class Group:
    """Rows of like predicted effect, the largest first (GATES, Chernozhukov et al. 2018).

    ``predicted`` and ``observed`` effects (doubly robust), the latter with its standard error.
    """

    rows: int
    predicted: float
    observed: float
    error: float


@dataclass(frozen=True)
class Heterogeneity:
    """Whether effects differ.

    Attributes:
        slope, t, p_value: of observed on predicted effects out of fold (BLP); one-sided.
        between, between_error: observed effect of the top fifth less that of the bottom fifth.
        detected: p below 0.05.
    """

    slope: float
    t: float
    p_value: float
    between: float
    between_error: float
    detected: bool


def groups(judged: Judged, count: int) -> tuple[Group, ...]:
    """So many groups of equal size by predicted effect, the largest first."""
    order = np.argsort(-judged.effect, kind="stable")
    found = []
    for rows in np.array_split(order, count):
        if rows.size < 2:
            continue
        weights, values = judged.weights[rows], judged.pseudo[rows]
        mean = float(np.average(values, weights=weights))
        spread = (weights * (values - mean)) ** 2
        error = float(np.sqrt(spread.sum())) / float(weights.sum())
        found.append(Group(len(rows), float(judged.effect[rows].mean()), mean, error))
    return tuple(found)


def test(judged: Judged) -> Heterogeneity:
    """The best linear predictor's slope against nought."""
    fifths = groups(judged, 5)
    p_value = float(norm.sf(judged.evidence.t))
    between = fifths[0].observed - fifths[-1].observed
    error = float(np.hypot(fifths[0].error, fifths[-1].error))
    return Heterogeneity(
        judged.evidence.slope, judged.evidence.t, p_value, between, error, p_value < 0.05
    )


@dataclass(frozen=True)
class Band:
    """A range or level of a column: rows, mean predicted and observed effect."""

    label: str
    rows: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Driver:
    """A column by which predicted effects differ; ``share`` of their variance between bands."""

    column: str
    share: float
    bands: tuple[Band, ...]


def drivers(frame: pd.DataFrame, schema: Schema, judged: Judged) -> tuple[Driver, ...]:
    """The columns whose bands differ most in predicted effect."""
    total = float(judged.effect.var())
    if total <= 0:
        return ()
    found = []
    for column in schema.columns:
        if column.kind not in {"number", "category"}:
            continue
        values = parse(frame[column.name], column)
        masks = _bands(values, column.levels if column.kind == "category" else ())
        if len(masks) < 2:
            continue
        between = _between(judged.effect, masks)
        bands = tuple(_band(label, rows, judged) for label, rows in masks.items())
        found.append(Driver(column.name, between / total, bands))
    ranked = sorted(found, key=lambda one: (-one.share, one.column))
    return tuple(one for one in ranked[:_TOP] if one.share > 0.01)


def _between(effect: np.ndarray, masks: Mapping[str, np.ndarray]) -> float:
    """Variance between bands, less what as many bands would show by chance."""
    mean = float(effect.mean())
    raw = sum(mask.sum() * (effect[mask].mean() - mean) ** 2 for mask in masks.values())
    chance = (len(masks) - 1) * float(effect.var())
    return max(0.0, float(raw) - chance) / len(effect)


def _band(label: str, rows: np.ndarray, judged: Judged) -> Band:
    observed = float(np.average(judged.pseudo[rows], weights=judged.weights[rows]))
    return Band(label, int(rows.sum()), float(judged.effect[rows].mean()), observed)


def _bands(values: np.ndarray, levels: tuple[str, ...]) -> dict[str, np.ndarray]:
    absent = np.isnan(values)
    known = values[~absent]
    distinct = np.unique(known)
    made: dict[str, np.ndarray] = {}
    if levels:
        words = (*levels, "其他")
        made = {words[int(code)]: values == code for code in distinct[:_MOST_LEVELS]}
    elif distinct.size <= _QUARTERS + 1:
        made = {f"{value:g}": values == value for value in distinct}
    elif distinct.size:
        edges = np.unique(np.quantile(known, np.linspace(0, 1, _QUARTERS + 1)))
        last = len(edges) - 2
        for at, (low, high) in enumerate(pairwise(edges)):
            below = values <= high if at == last else values < high
            made[f"{low:g} ~ {high:g}"] = (values >= low) & below
    if absent.any():
        made["（缺失）"] = absent
    return {label: mask for label, mask in made.items() if mask.any()}
