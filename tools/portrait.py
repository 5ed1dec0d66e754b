"""The seven themes of a portrait: what stands out about a customer, in figures and words."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from prompts.messages import say
from tools.facts import Figure
from tools.reasons import FeatureRow

if TYPE_CHECKING:
    from decision_models.features import Feature
    from tools.toolbox import Toolbox

PER_THEME = 4
MIDDLE = 0.5
SMALL_CHANGE = 100.0
"""Yuan below which an amount says nothing of anybody."""


@dataclass(frozen=True)
class Trait:
    """One figure of a customer. ``percentile`` is the share of customers below it, None where it
    cannot be compared (a word, or nobody's business).
    """

    facts_source: ClassVar[str] = "features"

    feature: str
    meaning: str
    value: Annotated[float | str | None, Figure("@unit", "特征")]
    unit: str
    percentile: Annotated[float | None, Figure("fraction", "高于多少比例的客户")]
    text: Annotated[str, Figure("text", "特征")]


@dataclass(frozen=True)
class ThemePortrait:
    """One of the seven themes, what stands out most first."""

    theme: str
    title: str
    traits: tuple[Trait, ...]


def portrait(
    toolbox: "Toolbox", row: FeatureRow, *, compare: bool = True
) -> tuple[ThemePortrait, ...]:
    """The themes that anything is known of, in the field's order, from a customer's features.

    Of features that say nearly the same, and of each theme, those stay that differ most from
    other customers. Without ``compare`` (profiling was refused) it is the record alone.
    """
    from decision_models.features import Theme, names

    spread = _spread(toolbox) if compare else {}
    themes = []
    for theme in Theme:
        traits = _standing_out([f for f in names() if f.theme is theme], row, spread)
        if traits:
            themes.append(ThemePortrait(str(theme), say(f"names.{theme}"), traits))
    return tuple(themes)


def _standing_out(
    features: "Sequence[Feature]", row: FeatureRow, spread: Mapping[str, Sequence[float]]
) -> tuple[Trait, ...]:
    found: dict[str, tuple[float, Trait]] = {}
    for feature in features:
        value = row.get(feature.name)
        if not feature.is_telling or value is None or (value == 0 and feature.fill == 0):
            continue
        if feature.unit == "元" and isinstance(value, float) and abs(value) < SMALL_CHANGE:
            continue
        share = _percentile(value, spread.get(feature.name, ()))
        distance = abs(share - MIDDLE) if share is not None else MIDDLE / 2
        known = found.get(feature.group)
        if known is None or distance > known[0]:
            found[feature.group] = (distance, _trait(feature, value, share))
    ranked = sorted(found.values(), key=lambda pair: -pair[0])
    return tuple(trait for _, trait in ranked[:PER_THEME])


def _trait(feature: "Feature", value: float | str, share: float | None) -> Trait:
    from decision_models.explanation.values import phrase

    return Trait(feature.name, feature.meaning, value, feature.unit, share, phrase(feature, value))


def _percentile(value: float | str, points: Sequence[float]) -> float | None:
    """The share of customers below, ties counted half, of a distribution kept as quantiles."""
    if isinstance(value, str) or len(points) < 2:
        return None
    below, upto = bisect_left(points, value), bisect_right(points, value)
    return min(1.0, (below + upto) / 2 / len(points))


def _spread(toolbox: "Toolbox") -> dict[str, Sequence[float]]:
    """Each feature's distribution, as the models that read it keep it: of several, the one that
    speaks of most customers.
    """
    spread: dict[str, Sequence[float]] = {}
    cards = toolbox.cards()
    for card in sorted(cards, key=lambda c: -c.training.rows / len(c.training.fit)):
        spread = {**toolbox.model(card.name).quantiles, **spread}
    return spread
