"""How far effects can be believed: intervals that know that a customer has several rows."""

from functools import partial
from typing import Any

import numpy as np
from scipy.stats import norm

from decision_models.calibration import Floats
from decision_models.uplift.contacts.card import (
    Differences,
    EffectBand,
    Estimate,
    LaterWaves,
    Randomisation,
    SideEffects,
    Verdict,
)
from decision_models.uplift.contacts.rows import ContactRows
from decision_models.uplift.learners.search import Judged
from decision_models.uplift.learners.stacking import evidence
from decision_models.uplift.report import qini
from decision_models.uplift.report.qini import Interval

BANDS = 5
SHARES = (0.1, 0.2, 0.3)
CONFIDENCE = 0.95
SOUND = 0.005
_DIFFER = 0.05
_POINTS = 20
_RIDGE = 100.0


def mean_of(values: Floats, customers: "np.ndarray[Any, Any]", confidence: float) -> Estimate:
    """A mean, with an interval that counts each customer once (clustered errors)."""
    mean = float(values.mean())
    _, member = np.unique(customers, return_inverse=True)
    error = float(np.sqrt((np.bincount(member, values - mean) ** 2).sum())) / len(values)
    half = float(norm.ppf(0.5 + confidence / 2)) * error
    return Estimate(value=mean, low=mean - half, high=mean + half)


def differences(judged: Judged) -> Differences:
    """Whether effects differ between customers."""
    found = judged.evidence
    p_value = float(norm.sf(found.t))
    return Differences(slope=found.slope, t=found.t, p_value=p_value, detected=p_value < _DIFFER)


def bands(
    judged: Judged, own: Floats, rows: ContactRows, *, differ: bool
) -> tuple[EffectBand, ...]:
    """Groups by predicted effect, each with what was observed; one group where none differ.

    ``own`` are the effects by the model in use: customers to come are placed among those.
    """
    count = BANDS if differ else 1
    confidence = 1 - (1 - CONFIDENCE) / count
    order = np.argsort(-judged.effect, kind="stable")
    edges = np.quantile(own, 1 - np.arange(1, count) / count) if count > 1 else np.empty(0)
    found = []
    for number, members in enumerate(np.array_split(order, count)):
        observed = mean_of(judged.pseudo[members], rows.customer[members], confidence)
        found.append(
            EffectBand(
                above=float(edges[number]) if number < len(edges) else None,
                rows=len(members),
                predicted=float(judged.effect[members].mean()),
                observed=observed,
                verdict=verdict(observed),
            )
        )
    return tuple(found)


def verdict(observed: Estimate) -> Verdict:
    """What may be said of a group: nothing where its interval holds nought."""
    if observed.low > 0:
        return "lifts"
    return "lowers" if observed.high < 0 else "unclear"


def later_waves(effect: Floats, rows: ContactRows, seed: int) -> LaterWaves:
    """Effects that were learned on earlier waves against what came of these."""
    case = np.where(rows.treated > 0, 1 / rows.chance, 1 / (1 - rows.chance))
    ranking = qini.rank(effect, rows.treated, rows.bought, case)
    figures: dict[str, Any] = {
        "qini": qini.qini_coefficient,
        "all": partial(qini.uplift_at, share=1.0),
    }
    figures |= {f"{share:.0%}": partial(qini.uplift_at, share=share) for share in SHARES}
    found = qini.intervals(ranking, figures, seed)
    whole = qini.curve(ranking)
    points = np.linspace(0, 1, _POINTS + 1)
    gains = np.interp(points, whole.share, whole.gain)
    total = float(whole.gain[-1])
    return LaterWaves(
        first_day=str(rows.day.min()),
        last_day=str(rows.day.max()),
        rows=rows.size,
        qini=_estimate(found["qini"]),
        average=_estimate(found["all"]),
        uplift_at={f"{share:.0%}": _estimate(found[f"{share:.0%}"]) for share in SHARES},
        curve=tuple(
            (float(at), float(gain), float(at) * total)
            for at, gain in zip(points, gains, strict=True)
        ),
    )


def _estimate(found: Interval) -> Estimate:
    return Estimate(value=found.value, low=found.low, high=found.high)


def randomisation(matrix: Floats, rows: ContactRows) -> Randomisation:
    """Whether the features tell who was contacted, beyond the share of each wave: a ridge line
    learned on half of the customers, tried on the other half, both ways.
    """
    middle = np.nan_to_num(np.nanmedian(matrix, axis=0))
    filled = np.where(np.isnan(matrix), middle, matrix)
    # By ranks: amounts of money have tails that a line would follow.
    ranked = np.argsort(np.argsort(filled, axis=0, kind="stable"), axis=0, kind="stable")
    scaled = (ranked - ranked.mean(axis=0)) / (ranked.std(axis=0) + 1e-9)
    beyond = rows.treated - rows.chance
    _, member = np.unique(rows.customer, return_inverse=True)
    half = member % 2
    said = np.zeros(rows.size)
    for part in (0, 1):
        known, held = half != part, half == part
        square = scaled[known].T @ scaled[known] + _RIDGE * np.eye(scaled.shape[1])
        line = np.linalg.solve(square, scaled[known].T @ beyond[known])
        said[held] = scaled[held] @ line
    found = evidence(said, beyond, np.ones(rows.size))
    p_value = float(norm.sf(found.t))
    return Randomisation(
        sound=p_value >= SOUND,
        t=found.t,
        p_value=p_value,
        chance_low=float(rows.chance.min()),
        chance_high=float(rows.chance.max()),
    )


def side_effects(rows: ContactRows) -> SideEffects:
    """Refusals and complaints."""
    known = ~np.isnan(rows.complained)
    complaints = None
    if known.any() and rows.complained[known].sum() > 0:
        part = rows.only(known)
        weight = part.treated / part.chance - (1 - part.treated) / (1 - part.chance)
        complaints = mean_of(weight * part.complained, part.customer, CONFIDENCE)
    contacted = rows.treated > 0
    return SideEffects(refused=float(rows.refused[contacted].mean()), complaints=complaints)
