"""A card of chances, and of weariness, as figures that may be said."""

from datetime import date
from typing import TYPE_CHECKING, Any

from tools.bank_models.figures import (
    Chances,
    FeatureOf,
    GroupOf,
    Learned,
    LiftAt,
    MonthOf,
    Tenth,
)

if TYPE_CHECKING:
    from decision_models.cards import ModelCard
    from decision_models.evaluation import Evaluation
    from decision_models.fatigue.card import FatigueCard

_GRADES = ((0.8, "good"), (0.7, "fair"), (0.6, "weak"))
"""By AUC, as scorecards are usually graded; below it is ``poor``."""
MOST_FEATURES = 8
_LEVEL = 0.95
"""Of ``evaluation.auc_interval``."""


def chances(card: "ModelCard") -> Chances:
    """The figures of a model of chances."""
    return _chances(
        card.evaluation,
        population=card.population,
        label=card.label,
        features=tuple(features_of(card.top_features)),
        single=card.strongest_single_feature.meaning,
        single_auc=card.strongest_single_auc,
        learned=_learned(card),
    )


def wearied(card: "FatigueCard") -> Chances | None:
    """The figures of the model of weariness, None where too few contacts came later."""
    if card.evaluation is None:
        return None
    return _chances(
        card.evaluation,
        population=(),
        label="",
        features=(),
        single="",
        single_auc=None,
        learned=None,
    )


def features_of(top: Any) -> list[FeatureOf]:
    """The strongest of a card's features."""
    return [FeatureOf(one.meaning, one.theme, one.share) for one in top[:MOST_FEATURES]]


def grade_of(auc: float) -> str:
    """``good``, ``fair``, ``weak`` or ``poor``."""
    return next((grade for least, grade in _GRADES if auc >= least), "poor")


def expected_of(found: "Evaluation") -> float:
    """The mean probability that was said of the held-out rows."""
    return sum(one.predicted * one.rows for one in found.curve) / found.rows


def _chances(found: "Evaluation", **of_card: Any) -> Chances:
    months = tuple(_months(found))
    best = found.curve[-1] if found.curve else None
    return Chances(
        tested=tuple(one.on for one in months),
        tested_count=len(months),
        rows=found.rows,
        positives=found.positives,
        base_rate=found.base_rate,
        auc=found.auc,
        auc_low=found.auc_low,
        auc_high=found.auc_high,
        auc_level=_LEVEL,
        grade=grade_of(found.auc),
        lifts=tuple(_lifts(found)),
        expected=expected_of(found),
        brier_before=found.before.brier,
        brier=found.after.brier,
        ece_before=found.before.expected_calibration_error,
        ece=found.after.expected_calibration_error,
        off=None if best is None else best.predicted - best.observed,
        curve=tuple(Tenth(one.predicted, one.observed, one.rows) for one in found.curve),
        months=months,
        groups=tuple(_groups(found)),
        **of_card,
    )


def _lifts(found: "Evaluation") -> list[LiftAt]:
    captured = {round(one.share, 4): one.captured for one in found.gains}
    made = []
    for said, lift in found.lift.items():
        share = float(said.rstrip("%")) / 100
        made.append(LiftAt(share, lift, lift * found.base_rate, captured.get(round(share, 4))))
    return made


def _months(found: "Evaluation") -> list[MonthOf]:
    return [
        # Weariness is told by the month, chances by the month-end.
        MonthOf(date.fromisoformat(f"{one.as_of}-01"[:10]), one.rows, one.base_rate, one.auc)
        for one in found.by_month
    ]


def _groups(found: "Evaluation") -> list[GroupOf]:
    return [
        GroupOf(
            by=one.by,
            group=one.group,
            rows=one.rows,
            base_rate=one.base_rate,
            predicted=one.mean_probability,
            auc=one.auc,
            off=one.mean_probability / one.base_rate if one.base_rate else None,
        )
        for one in found.by_group
    ]


def _learned(card: "ModelCard") -> Learned | None:
    from decision_models.catalogue import find
    from decision_models.labels import window_end

    training = card.training
    if not training.fit or not training.hold_out:
        return None
    first, last = date.fromisoformat(min(training.fit)), date.fromisoformat(max(training.fit))
    until = window_end(find(card.name), last)
    return Learned(
        first=first,
        last=last,
        days=len(training.fit),
        label_until=until,
        rows=training.rows,
        positives=training.positives,
        features=training.features,
        considered=training.considered,
        calibration=training.calibration,
        apart=until <= date.fromisoformat(min(training.hold_out)),
    )
