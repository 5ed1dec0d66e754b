"""Reasons from LightGBM's own SHAP contributions (TreeSHAP; Lundberg and Lee 2018).

A contribution says how far a figure moved this prediction from the average, in log-odds. It is an
association that the model learned, not a cause, and the sentences say no more than that.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from decision_models.calibration import Floats
from decision_models.explanation.standing import is_background, to_next_tier
from decision_models.explanation.values import compare, phrase
from decision_models.features import Feature, Value, names
from decision_models.model import Model
from decision_models.trained import QUANTILES

Direction: TypeAlias = Literal["up", "down"]

_SMALLEST = 0.03
"""Log-odds below which a contribution is no reason: about 3 % of the odds."""


@dataclass(frozen=True)
class Reason:
    """One reason.

    Args:
        feature: its name; not for users.
        meaning: what the figure is, in Chinese.
        value: the customer's own.
        unit: of the value.
        direction: ``up`` where it goes with a higher probability, ``down`` with a lower.
        contribution: of all features of its group, in log-odds.
        percentile: share of the population with a lower value (ties half), None for text or
            an absent value.
        text: the sentence for a manager, without the direction.
    """

    feature: str
    meaning: str
    value: Value
    unit: str
    direction: Direction
    contribution: float
    percentile: float | None
    text: str


def explain(
    model: Model,
    features_row: Mapping[str, Value],
    *,
    top: int = 5,
    direction: Direction | None = None,
    contributions: "Floats | None" = None,
) -> tuple[Reason, ...]:
    """The strongest reasons for one customer's score, strongest first, at most ``top``.

    What a customer is and has long been (age, occupation, a card of years ago) comes after what
    one did or holds: it explains, but gives a manager nothing to speak of.

    ``features_row`` is feature name -> value (a row of the ``features`` table). Features that say
    nearly the same (one thing over several windows) are summed up and told once, by the one that
    weighs most in the group's direction. ``direction`` keeps one kind alone. ``contributions``
    are the model's for this row, where they are at hand already.
    """
    row = contributions
    if row is None:
        row = model.contributions(model.matrix([features_row]))[0]
    known = _known()
    by_group: dict[str, list[tuple[Feature, float]]] = {}
    for name, contribution in zip(model.features, row[:-1], strict=True):
        feature = known[name]
        by_group.setdefault(feature.group, []).append((feature, float(contribution)))
    reasons = []
    for members in by_group.values():
        total = sum(contribution for _, contribution in members)
        if abs(total) >= _SMALLEST:
            sign = 1 if total > 0 else -1
            feature, _ = max(members, key=lambda member: sign * member[1])
            reasons.append(_reason(model, feature, features_row.get(feature.name), total))
    if direction is not None:
        reasons = [reason for reason in reasons if reason.direction == direction]

    def place(reason: Reason) -> tuple[bool, float]:
        return is_background(known[reason.feature], reason.percentile), -abs(reason.contribution)

    return tuple(sorted(reasons, key=place)[:top])


@cache
def _known() -> Mapping[str, Feature]:
    return {feature.name: feature for feature in names()}


def _reason(model: Model, feature: Feature, value: Value, total: float) -> Reason:
    share = _percentile(model.quantiles.get(feature.name), value)
    said = phrase(feature, value)
    plain = share is None or said in (feature.nothing, feature.zero)
    compared = to_next_tier(model.name, feature, value)
    if not compared and not plain:
        compared = compare(feature, share or 0.0, value)
    return Reason(
        feature=feature.name,
        meaning=feature.meaning,
        value=value,
        unit=feature.unit,
        direction="up" if total > 0 else "down",
        contribution=total,
        percentile=share,
        text=f"{said}{compared}",
    )


def _percentile(quantiles: tuple[float, ...] | None, value: Value) -> float | None:
    if quantiles is None or not isinstance(value, int | float) or value != value:
        return None
    # A value that many share lies in the middle of its own block.
    low, high = bisect_left(quantiles, value), bisect_right(quantiles, value)
    return min(1.0, (low + high) / 2 / QUANTILES)
