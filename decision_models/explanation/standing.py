"""Which figures carry a conversation, and what a total means where tiers are at stake."""

from decision_models.explanation.values import say
from decision_models.features import Feature, Theme, Value

_LASTING = frozenset({"card_since", "cards_held", "assessed_since", "assessments"})
_RECENT = 0.1
"""A lasting figure is news where it is nearer than with nine of ten customers."""


def is_background(feature: Feature, percentile: float | None) -> bool:
    """Whether a figure is a trait or an old fact, with nothing in it that just happened."""
    if feature.name in _LASTING:
        return not (feature.is_recency and percentile is not None and percentile <= _RECENT)
    return feature.theme is Theme.NATURE


def to_next_tier(model: str, feature: Feature, value: Value) -> str:
    """How far total assets are from the next tier, as a clause, for a model of tiers; else empty.

    "Lower than most" reads as a contradiction there: being just below a threshold is the reason.
    """
    from decision_models import catalogue
    from decision_models.mart.schema import TIERS

    if feature.name != "aum" or not isinstance(value, int | float):
        return ""
    spec = next((one for one in catalogue.specifications() if one.name == model), None)
    if spec is None or not isinstance(spec.label, catalogue.TierUp):
        return ""
    above = sorted(threshold for _, threshold in TIERS if threshold > value)
    if not above:
        return ""
    return f"，距{say(above[0], '元')}的下一等级门槛还差{say(above[0] - value, '元')}"
