"""Learners that are fitted to pseudo-outcomes, cross-fitted: each fold judged by the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from decision_models.tabular.learners.model import Model
from decision_models.uplift.learners.boosting import Grown, Rows, Trees, bag, best_rounds, grow, raw
from decision_models.uplift.learners.lines import (
    fit_joint,
    mean_line,
    odds_matrix,
    ridge_path,
    risk_matrix,
)
from decision_models.uplift.learners.nuisance import Outcomes, Propensity, limited
from decision_models.uplift.learners.plan import Plan
from decision_models.uplift.learners.pseudo import doubly_robust, residual
from decision_models.uplift.learners.trial import Folds, Trial

_RIDGES = (10.0, 40.0, 150.0, 600.0, 2500.0, 10_000.0)


@dataclass(frozen=True)
class Basis:
    """What pseudo-outcomes are made of."""

    trial: Trial
    folds: Folds
    plan: Plan
    outcomes: Outcomes
    propensity: Propensity

    def parts(self, fold: int, rows: np.ndarray) -> tuple[np.ndarray, ...]:
        """Arm, outcome, expected outcomes and propensity of rows, for use with ``fold``."""
        return (
            self.trial.arm[rows],
            self.trial.outcome[rows],
            self.outcomes.control.values[fold][rows],
            self.outcomes.treated.values[fold][rows],
            self.propensity.chance[rows],
        )

    def overlap(self, rows: np.ndarray) -> np.ndarray:
        """Weights e (1 - e), mean one: rows of which the other arm has hardly any count less."""
        weights = self.propensity.chance[rows] * (1 - self.propensity.chance[rows])
        return np.asarray(weights / weights.mean())

    def judged(self) -> np.ndarray:
        """Each row's doubly robust pseudo-outcome, from models that saw nothing of its fold."""
        found = np.zeros(len(self.trial.arm))
        for fold in range(self.folds.count):
            rows = self.folds.inside(fold)
            found[rows] = doubly_robust(*self.parts(fold, rows))
        return found


@dataclass(frozen=True)
class Learned:
    """Effects of all rows from models that saw nothing of their fold, and models for new rows."""

    effect: np.ndarray
    models: Mapping[str, Model]


def _known(basis: Basis, fold: int) -> np.ndarray:
    return limited(basis.folds.outside(fold), basis.plan.rows, basis.trial.seed)


def _pseudo(basis: Basis, kind: str, fold: int, rows: np.ndarray) -> Rows:
    matrix = basis.trial.design.trees[rows]
    parts = basis.parts(fold, rows)
    if kind == "dr":
        return Rows(matrix, doubly_robust(*parts))
    values, weights = residual(*parts)
    return Rows(matrix, values, weights / weights.mean())


def by_trees(basis: Basis, kind: str, trees: Trees, name: str) -> Learned:
    """Trees on doubly robust (``dr``) or residual (``r``) pseudo-outcomes."""
    folds, design = basis.folds, basis.trial.design
    grown: list[Grown] = []
    for fold in range(folds.count):
        grown.append(
            grow(
                trees,
                "regression",
                _pseudo(basis, kind, fold, _known(basis, fold)),
                _pseudo(basis, kind, fold, folds.inside(fold)),
                categorical=design.categorical,
                seed=basis.trial.seed + folds.repeat,
            )
        )
    rounds = best_rounds(grown, [1.0] * folds.count)
    effect = np.zeros(design.rows)
    for fold, one in enumerate(grown):
        rows = folds.inside(fold)
        effect[rows] = raw(one, design.trees[rows], rounds)
    return Learned(effect, {name: bag(grown, rounds)})


def crossed(basis: Basis) -> Learned:
    """X-learner (Künzel et al. 2019): what each arm did beyond what the other would have."""
    trial, folds = basis.trial, basis.folds
    found, models = [], {}
    for arm, name in ((1.0, "x.treated"), (0.0, "x.control")):
        grown = []
        for fold in range(folds.count):
            sides = []
            for rows in (_known(basis, fold), folds.inside(fold)):
                rows = rows[trial.arm[rows] == arm]
                _, outcome, control, treated, _ = basis.parts(fold, rows)
                beyond = outcome - control if arm > 0.5 else treated - outcome
                sides.append(Rows(trial.design.trees[rows], beyond))
            grown.append(
                grow(
                    basis.plan.effect,
                    "regression",
                    sides[0],
                    sides[1],
                    categorical=trial.design.categorical,
                    seed=trial.seed + folds.repeat,
                )
            )
        rounds = best_rounds(grown, [1.0] * folds.count)
        effect = np.zeros(trial.design.rows)
        for fold, one in enumerate(grown):
            rows = folds.inside(fold)
            effect[rows] = raw(one, trial.design.trees[rows], rounds)
        found.append(effect)
        models[name] = bag(grown, rounds)
    chance = basis.propensity.chance
    return Learned(chance * found[1] + (1 - chance) * found[0], models)


def by_ridge(basis: Basis) -> Learned:
    """Ridge on doubly robust pseudo-outcomes, weighted by overlap; the penalty by its loss."""
    folds, design = basis.folds, basis.trial.design
    effects = np.zeros((len(_RIDGES), design.rows))
    paths = []
    for fold in range(folds.count):
        known, rows = _known(basis, fold), folds.inside(fold)
        values = doubly_robust(*basis.parts(fold, known))
        path = ridge_path(design.effect[known], values, basis.overlap(known), _RIDGES)
        for at, model in enumerate(path):
            effects[at, rows] = model.log_odds(design.effect[rows])
        paths.append(path)
    every = np.arange(design.rows)
    judged, weights = basis.judged(), basis.overlap(every)
    best = int(np.argmin([np.mean(weights * (judged - effect) ** 2) for effect in effects]))
    return Learned(effects[best], {"ridge": mean_line([path[best] for path in paths])})


def by_risk(basis: Basis, *, free: bool) -> Learned:
    """The effect as a function of the expected outcome alone.

    ``free``: the treatment shifts and tilts the line of the risk, four numbers to learn. Else it
    multiplies everyone's odds by the same factor, three numbers: who is likely to buy is moved by
    more, in points, which is what to expect where data say little.
    """
    trial, folds = basis.trial, basis.folds
    name, matrix = ("risk", risk_matrix) if free else ("odds", odds_matrix)
    effect, models = np.zeros(trial.design.rows), []
    for fold in range(folds.count):
        known, rows = folds.outside(fold), folds.inside(fold)
        model = fit_joint(
            matrix(_risk(basis, fold, known), trial.arm[known]),
            trial.outcome[known],
            1.0,
            binary=trial.binary,
            seed=trial.seed,
        )
        effect[rows] = risk_effect(trial.level, model, _risk(basis, fold, rows), matrix)
        models.append(model)
    return Learned(effect, {name: mean_line(models)})


def _risk(basis: Basis, fold: int, rows: np.ndarray) -> np.ndarray:
    share = basis.trial.share
    control = basis.outcomes.control.values[fold][rows]
    treated = basis.outcomes.treated.values[fold][rows]
    return basis.trial.risk(share * treated + (1 - share) * control)


def risk_effect(
    level: Callable[[np.ndarray], np.ndarray],
    model: Model,
    risk: np.ndarray,
    matrix: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> np.ndarray:
    """Treated less control under a line of ``by_risk``."""
    ones = np.ones(len(risk))
    treated = level(model.log_odds(matrix(risk, ones)))
    return np.asarray(treated - level(model.log_odds(matrix(risk, 0 * ones))))


def learn(basis: Basis, name: str) -> Learned:
    """One of ``plan.EFFECTS``."""
    if name == "x":
        return crossed(basis)
    if name == "ridge":
        return by_ridge(basis)
    if name == "forest":
        return by_trees(basis, "r", basis.plan.forest, name)
    return by_trees(basis, name, basis.plan.effect, name)
