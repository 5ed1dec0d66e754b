"""What a fitted model of effects says about itself: JSON for programs, a page for people."""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from decision_models.tabular.card import LeakageSuspect, LeftOut, UsedColumn
from decision_models.uplift.learners.nuisance import Propensity
from decision_models.uplift.learners.search import Found
from decision_models.uplift.report.heterogeneity import (
    Driver,
    Group,
    Heterogeneity,
    drivers,
    groups,
    test,
)
from decision_models.uplift.report.qini import Interval
from decision_models.uplift.report.quality import Policy, Quality, average, measure, policy
from decision_models.uplift.report.wording import Reading, say, warn
from decision_models.uplift.table.preparation import Prepared

if TYPE_CHECKING:
    from decision_models.uplift.fitting import UpliftRequest


@dataclass(frozen=True)
class Arm:
    """One arm: its value in the table, rows, and mean outcome (a rate where it is yes or no)."""

    value: str
    rows: int
    mean: float


@dataclass(frozen=True)
class Overlap:
    """Who gets treated, told from the columns.

    Attributes:
        auc, p_value: of telling treated from control out of fold, and against chance.
        low, high: the 1 % and 99 % quantiles of the chance of treatment.
        thin: share of rows whose chance lies below 5 % or above 95 % though the average does not.
    """

    auc: float
    p_value: float
    randomised: bool
    low: float
    high: float
    thin: float


@dataclass(frozen=True)
class LearnerShare:
    """A learner's share of the spread of effects; how its own effects agree with outcomes (t)."""

    name: str
    share: float
    t: float


@dataclass(frozen=True)
class Card:
    """The model's card."""

    table: str
    source: str
    treatment: str
    target: str
    positive: str
    binary: bool
    rows: int
    rows_left_out: int
    treated: Arm
    control: Arm
    difference: float
    average_effect: Interval
    overlap: Overlap
    heterogeneity: Heterogeneity
    quality: Quality
    policy: Policy
    deciles: tuple[Group, ...]
    drivers: tuple[Driver, ...]
    learners: tuple[LearnerShare, ...]
    slope: float
    columns_used: tuple[UsedColumn, ...]
    columns_dropped: tuple[LeftOut, ...]
    leakage_suspects: tuple[LeakageSuspect, ...]
    validation: str
    seconds: float | None
    ended_early: bool
    seed: int
    said: tuple[str, ...]
    warnings: tuple[str, ...]


def make_card(request: "UpliftRequest", source: str, prepared: Prepared, found: Found) -> Card:
    """Gather the card of a finished fit."""
    arm, values, judged = prepared.arm, prepared.values, found.judged
    arms = (
        Arm(prepared.arms.treated_value, int(arm.sum()), float(values[arm > 0.5].mean())),
        Arm(prepared.arms.control_value, int((1 - arm).sum()), float(values[arm < 0.5].mean())),
    )
    overlap = _overlap(found.propensity)
    average_effect = average(judged.pseudo)
    quality = measure(judged, arm, values, found.propensity, request.seed)
    heterogeneity = test(judged)
    reading = Reading(
        prepared.outcome.binary,
        (arms[0].rows, arms[1].rows),
        (arms[0].mean, arms[1].mean),
        average_effect,
        overlap.randomised,
        overlap.auc,
        overlap.thin,
        heterogeneity,
        quality,
        tuple(s.column for s in prepared.suspects if not s.excluded),
        found.ended_early,
    )
    return Card(
        table=request.table.name,
        source=source,
        treatment=prepared.arms.name,
        target=prepared.outcome.name,
        positive=prepared.outcome.positive,
        binary=prepared.outcome.binary,
        rows=len(arm),
        rows_left_out=int((~prepared.kept).sum()),
        treated=arms[0],
        control=arms[1],
        difference=arms[0].mean - arms[1].mean,
        average_effect=average_effect,
        overlap=overlap,
        heterogeneity=heterogeneity,
        quality=quality,
        policy=policy(judged),
        deciles=groups(judged, 10),
        drivers=drivers(prepared.frame, prepared.schema, judged),
        learners=_learners(found),
        slope=found.ensemble.stack.slope,
        columns_used=tuple(
            UsedColumn(one.name, one.kind, prepared.moves[one.name])
            for one in prepared.schema.columns
        ),
        columns_dropped=tuple(LeftOut(one.name, one.reason) for one in prepared.schema.dropped),
        leakage_suspects=tuple(
            LeakageSuspect(one.column, one.evidence, one.excluded) for one in prepared.suspects
        ),
        validation=f"{found.plan.folds} folds, {found.plan.repeats} times, pairs of folds left out",
        seconds=request.seconds,
        ended_early=found.ended_early,
        seed=request.seed,
        said=say(reading),
        warnings=(*prepared.notes, *warn(reading)),
    )


def _overlap(chance: Propensity) -> Overlap:
    low, high = np.quantile(chance.raw, [0.01, 0.99])
    share = float(chance.chance.mean())
    below, above = min(0.05, share / 3), max(0.95, 1 - (1 - share) / 3)
    thin = float(np.mean((chance.raw < below) | (chance.raw > above)))
    return Overlap(
        chance.area,
        chance.p_value,
        chance.randomised,
        float(low),
        float(high),
        0.0 if chance.randomised else thin,
    )


def _learners(found: Found) -> tuple[LearnerShare, ...]:
    ensemble = found.ensemble
    total = sum(found.shares.values()) or 1.0
    return tuple(
        LearnerShare(name, found.shares[name] / total, found.judged.by_learner[name].t)
        for name in ensemble.learners
    )


def to_json(card: Card) -> str:
    """The card as JSON; what is not a number is null."""
    return json.dumps(_plain(asdict(card)), ensure_ascii=False, indent=1)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, float):
        return round(value, 7) if np.isfinite(value) else None
    return value
