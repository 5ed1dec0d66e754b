"""Learn effects by every learner that the budget allows, weigh them, and judge the whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from decision_models.tabular.deadline import Deadline
from decision_models.tabular.encoding import learn_encoding
from decision_models.tabular.features import Features
from decision_models.tabular.learners.boosting import BoostedModel
from decision_models.tabular.learners.linear import LinearModel
from decision_models.tabular.learners.model import Model
from decision_models.uplift.learners.design import learned_design
from decision_models.uplift.learners.effects import Basis, by_risk, learn
from decision_models.uplift.learners.lines import mean_line
from decision_models.uplift.learners.members import EffectEnsemble
from decision_models.uplift.learners.nuisance import (
    JointLine,
    Outcomes,
    Propensity,
    arms_by_trees,
    blended,
    both_by_line,
    both_by_trees,
    drawn_propensity,
    propensity,
    tune_line,
)
from decision_models.uplift.learners.plan import Plan, make_plan
from decision_models.uplift.learners.stacking import (
    Evidence,
    Stack,
    evidence,
    fit_stack,
    shrinkage,
)
from decision_models.uplift.learners.trial import Folds, Trial, divide

_PLANNED = 0.6  # share of the budget that the plan fills
_TRUST = {"both": 2.0, "line": 2.0, "odds": 2.0, "x": 1.5}
"""How much a learner is trusted before the data speak, against the others: those that see both arms
at once, and say that people differ only where the outcome itself says so, hold up best where data
are few. More trust than this loses where effects are bent.
"""
_KEPT = 0.02  # share of the weights below which a learner is dropped


@dataclass(frozen=True)
class Judged:
    """Effects of rows from models, weights and shrinkage that saw nothing of their fold.

    Attributes:
        effect: as said. pseudo: doubly robust pseudo-outcomes. weights: of overlap, mean one.
        control, treated: expected outcomes. evidence: of heterogeneity, in ``effect``.
        by_learner: each learner's evidence.
    """

    effect: np.ndarray
    pseudo: np.ndarray
    weights: np.ndarray
    control: np.ndarray
    treated: np.ndarray
    evidence: Evidence
    by_learner: dict[str, Evidence]


@dataclass(frozen=True)
class Found:
    """The result of a search."""

    ensemble: EffectEnsemble
    judged: Judged
    propensity: Propensity
    plan: Plan
    ended_early: bool
    shares: dict[str, float]  # of each learner in the spread of effects


@dataclass(frozen=True)
class Given:
    """What is known of an experiment beforehand, and need not be learned or planned.

    Attributes:
        groups: of each row; those of one group stay in one fold.
        chance: of being treated, as it was drawn.
        plan: what to do, whatever the size and the budget.
    """

    groups: np.ndarray
    chance: np.ndarray
    plan: Plan


@dataclass(frozen=True)
class _Round:
    """One division into folds: effects by learner, pseudo-outcomes, models."""

    effects: dict[str, np.ndarray]
    basis: Basis
    models: dict[str, Model]
    tree_share: float
    line: JointLine


def search(
    features: Features,
    arm: np.ndarray,
    outcome: np.ndarray,
    *,
    binary: bool,
    deadline: Deadline,
    seed: int,
    progress: Callable[[str], None],
    given: Given | None = None,
) -> Found:
    """The best model of the effect that the budget allows, or that ``given`` plans."""
    labels = outcome if binary else (outcome > np.median(outcome)).astype(float)
    design, columns = learned_design(features, labels, outcome, seed)
    trial = Trial(design, arm, outcome, binary, seed, None if given is None else given.groups)
    smaller = int(min(arm.sum(), len(arm) - arm.sum()))
    width = design.trees.shape[1]
    plan = (
        make_plan(len(arm), smaller, width, _PLANNED * deadline.seconds)
        if given is None
        else given.plan
    )
    drawn = None if given is None else drawn_propensity(given.chance)
    rounds, early = _rounds(trial, plan, deadline, progress, drawn)
    names = [name for name in rounds[0].effects if all(name in one.effects for one in rounds)]
    learners = np.column_stack(
        [np.mean([one.effects[name] for one in rounds], axis=0) for name in names]
    )
    judged, stack = _weigh(rounds, names, learners)
    kept = _kept(stack, learners)
    ensemble = EffectEnsemble(
        learn_encoding(features, np.arange(features.rows), labels),
        columns,
        _needed(_merged(rounds), [names[at] for at in kept]),
        tuple(names[at] for at in kept),
        Stack(stack.weights[kept], stack.centres[kept], stack.mean, stack.slope),
        binary,
        rounds[0].line.give,
        float(np.mean([one.tree_share for one in rounds])),
        trial.share,
        rounds[0].basis.propensity.floor,
    )
    spread = stack.weights * learners.std(axis=0)
    shares = {names[at]: float(spread[at]) for at in kept}
    return Found(ensemble, judged, rounds[0].basis.propensity, plan, early, shares)


def _rounds(
    trial: Trial,
    plan: Plan,
    deadline: Deadline,
    progress: Callable[[str], None],
    chance: Propensity | None,
) -> tuple[list[_Round], bool]:
    rounds: list[_Round] = []
    line: JointLine | None = None
    early = False
    for repeat in range(plan.repeats):
        before = deadline.left()
        folds = divide(trial, plan.folds, repeat)
        if chance is None:
            progress("看处理是否随机")
            chance = propensity(trial, folds, plan)
        line = line or tune_line(trial, folds)
        found, short = _round(trial, folds, plan, chance, line, deadline, progress)
        rounds.append(found)
        early = early or short
        if deadline.left() < 1.1 * (before - deadline.left()) and repeat + 1 < plan.repeats:
            return rounds, True
    return rounds, early


def _round(
    trial: Trial,
    folds: Folds,
    plan: Plan,
    chance: Propensity,
    line: JointLine,
    deadline: Deadline,
    progress: Callable[[str], None],
) -> tuple[_Round, bool]:
    progress(f"学两组各自的结果（第 {folds.repeat + 1} 轮）")
    by_arm = arms_by_trees(trial, folds, plan)
    by_line, _ = both_by_line(trial, folds, line)
    outcomes, tree_share = blended(trial, by_arm, by_line)
    levels: dict[str, Outcomes] = {"arms": by_arm, "line": by_line}
    if plan.joint_trees and deadline.left() > 0.3 * deadline.seconds:
        levels["both"] = both_by_trees(trial, folds, plan)
    effects = {name: one.effect() for name, one in levels.items()}
    models = {role: model for one in levels.values() for role, model in one.models.items()}
    basis = Basis(trial, folds, plan, outcomes, chance)
    for free in (True, False) if trial.binary else (True,):
        risk = by_risk(basis, free=free)
        effects["risk" if free else "odds"] = risk.effect
        models.update(risk.models)
    early = False
    for name in plan.effects:
        if deadline.left() < 0.12 * deadline.seconds:
            early = True
            break
        progress(f"学效果：{name}")
        one = learn(basis, name)
        effects[name] = one.effect
        models.update(one.models)
    return _Round(effects, basis, models, tree_share, line), early


def _weigh(
    rounds: Sequence[_Round], names: Sequence[str], learners: np.ndarray
) -> tuple[Judged, Stack]:
    """Weights on all rows; and, to be judged, weights for each fold from the other folds."""
    basis = rounds[0].basis
    pseudo = np.mean([one.basis.judged() for one in rounds], axis=0)
    weights = basis.overlap(np.arange(len(pseudo)))
    part = basis.folds.part
    plain = np.array([_TRUST.get(name, 1.0) for name in names])
    said = np.zeros(len(pseudo))
    for fold in range(basis.folds.count):
        out = part == fold
        said[out] = fit_stack(learners[~out], pseudo[~out], weights[~out], plain).effect(
            learners[out]
        )
    whole = fit_stack(learners, pseudo, weights, plain)
    slope = shrinkage(evidence(said, pseudo, weights))
    effect = np.zeros(len(pseudo))
    for fold in range(basis.folds.count):
        out = part == fold
        inner = shrinkage(evidence(said[~out], pseudo[~out], weights[~out]))
        mean = float(np.average(pseudo[~out], weights=weights[~out]))
        effect[out] = mean + inner * (said[out] - said[out].mean())
    control = np.mean([one.basis.outcomes.control.judged() for one in rounds], axis=0)
    treated = np.mean([one.basis.outcomes.treated.judged() for one in rounds], axis=0)
    each = {
        name: evidence(column, pseudo, weights)
        for name, column in zip(names, learners.T, strict=True)
    }
    judged = Judged(
        effect, pseudo, weights, control, treated, evidence(said, pseudo, weights), each
    )
    return judged, Stack(whole.weights, whole.centres, whole.mean, slope)


def _kept(stack: Stack, learners: np.ndarray) -> np.ndarray:
    spread = stack.weights * learners.std(axis=0)
    kept = np.flatnonzero(spread > _KEPT * spread.sum())
    return kept if kept.size else np.array([0])


def _merged(rounds: Sequence[_Round]) -> dict[str, Model]:
    """Each role's models of all rounds as one."""
    merged: dict[str, Model] = {}
    for role, first in rounds[0].models.items():
        found = [one.models[role] for one in rounds if role in one.models]
        if isinstance(first, LinearModel):
            merged[role] = mean_line([one for one in found if isinstance(one, LinearModel)])
        else:
            boosters = [one.boosters for one in found if isinstance(one, BoostedModel)]
            merged[role] = BoostedModel([booster for many in boosters for booster in many])
    chance = rounds[0].basis.propensity
    if chance.model is not None and chance.trees is not None:
        merged |= {"propensity.line": chance.model, "propensity.trees": chance.trees}
    return merged


_ROLES = {
    "arms": ("arm.control", "arm.treated"),
    "x": ("x.control", "x.treated", "propensity.line", "propensity.trees"),
    "risk": ("risk", "arm.control", "arm.treated", "line"),
    "odds": ("odds", "arm.control", "arm.treated", "line"),
}


def _needed(models: dict[str, Model], names: Sequence[str]) -> dict[str, Model]:
    roles = {role for name in names for role in _ROLES.get(name, (name,))}
    return {role: model for role, model in models.items() if role in roles}
