"""What would happen treated and untreated, and who gets treated: learned out of fold."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from decision_models.tabular.learners.linear import LinearModel
from decision_models.tabular.learners.model import Model, sigmoid
from decision_models.tabular.validation.metrics import auc, log_loss
from decision_models.uplift.learners.boosting import (
    Grown,
    Objective,
    Rows,
    Trees,
    bag,
    best_rounds,
    grow,
    raw,
)
from decision_models.uplift.learners.lines import fit_joint, joint_matrix, mean_line
from decision_models.uplift.learners.plan import Plan, tuning_pairs
from decision_models.uplift.learners.trial import Folds, Trial, Unseen, combine

_PENALTIES = (3.0, 20.0, 120.0)
_GIVES = (0.1, 0.3, 1.0)


@dataclass(frozen=True)
class Outcomes:
    """Expected outcomes in the control and treated, on the outcome's scale, and their models."""

    control: Unseen
    treated: Unseen
    models: Mapping[str, Model]

    def effect(self) -> np.ndarray:
        """Treated less control, for each row from models that saw nothing of its fold."""
        return np.asarray(self.treated.judged() - self.control.judged())


def arms_by_trees(trial: Trial, folds: Folds, plan: Plan) -> Outcomes:
    """One booster for each arm (T-learner; Künzel et al. 2019)."""
    objective: Objective = "binary" if trial.binary else "regression"
    unseen, models = [], {}
    for arm, name in ((0.0, "arm.control"), (1.0, "arm.treated")):
        grown, sizes = [], []
        for pair in folds.pairs:
            known = limited(folds.outside(*pair), plan.rows, trial.seed)
            known = known[trial.arm[known] == arm]
            held = folds.inside(*pair)
            held = held[trial.arm[held] == arm]
            grown.append(_watched(trial, plan.arm, objective, known, held, folds.repeat))
            sizes.append(float(len(held)))
        rounds = best_rounds(grown, sizes)
        said = Unseen(folds)
        for pair, one in zip(folds.pairs, grown, strict=True):
            rows = folds.inside(*pair)
            said.put(pair, rows, trial.level(raw(one, trial.design.trees[rows], rounds)))
        unseen.append(said)
        models[name] = bag(grown, rounds)
    return Outcomes(unseen[0], unseen[1], models)


def _watched(
    trial: Trial, trees: Trees, objective: Objective, known: np.ndarray, held: np.ndarray, more: int
) -> Grown:
    matrix, outcome = trial.design.trees, trial.outcome
    return grow(
        trees,
        objective,
        Rows(matrix[known], outcome[known]),
        Rows(matrix[held], outcome[held]),
        categorical=trial.design.categorical,
        seed=trial.seed + more,
    )


def both_by_trees(trial: Trial, folds: Folds, plan: Plan) -> Outcomes:
    """One booster with the arm as a column (S-learner)."""
    objective: Objective = "binary" if trial.binary else "regression"
    matrix = np.column_stack([trial.design.trees, trial.arm])
    grown, sizes = [], []
    for pair in folds.pairs:
        known = limited(folds.outside(*pair), plan.rows, trial.seed)
        held = folds.inside(*pair)
        grown.append(
            grow(
                plan.joint,
                objective,
                Rows(matrix[known], trial.outcome[known]),
                Rows(matrix[held], trial.outcome[held]),
                categorical=trial.design.categorical,
                seed=trial.seed + folds.repeat,
            )
        )
        sizes.append(float(len(held)))
    rounds = best_rounds(grown, sizes)
    control, treated = Unseen(folds), Unseen(folds)
    for pair, one in zip(folds.pairs, grown, strict=True):
        rows = folds.inside(*pair)
        for said, arm in ((control, 0.0), (treated, 1.0)):
            matrix_as = np.column_stack([trial.design.trees[rows], np.full(len(rows), arm)])
            said.put(pair, rows, trial.level(raw(one, matrix_as, rounds)))
    return Outcomes(control, treated, {"both": bag(grown, rounds)})


@dataclass(frozen=True)
class JointLine:
    """The line of ``fit_joint`` and how freely its effects vary."""

    penalty: float
    give: float


def both_by_line(trial: Trial, folds: Folds, setting: JointLine) -> tuple[Outcomes, JointLine]:
    """A regularised line with interactions of the arm and every column (S-learner)."""
    control, treated = Unseen(folds), Unseen(folds)
    models: list[LinearModel] = []
    for pair in folds.pairs:
        model = _joint(trial, folds.outside(*pair), setting, models[-1] if models else None)
        rows = folds.inside(*pair)
        for said, arm in ((control, 0.0), (treated, 1.0)):
            as_if = joint_matrix(trial.design, rows, np.full(len(rows), arm), setting.give)
            said.put(pair, rows, trial.level(model.log_odds(as_if)))
        models.append(model)
    return Outcomes(control, treated, {"line": mean_line(models)}), setting


def tune_line(trial: Trial, folds: Folds) -> JointLine:
    """Penalty and give with the least error on folds left out; first the one, then the other."""
    width = trial.design.main.shape[1] + trial.design.effect.shape[1]
    pairs = tuning_pairs(folds.ring, len(trial.arm), width)
    losses: dict[JointLine, float] = {}
    near: dict[tuple[int, int], LinearModel] = {}

    def loss(setting: JointLine) -> float:
        if setting not in losses:
            losses[setting] = 0.0
            for pair in pairs:
                start = near.get(pair) if setting.give == _GIVES[1] else None
                model = _joint(trial, folds.outside(*pair), setting, start)
                near[pair] = model
                rows = folds.inside(*pair)
                matrix = joint_matrix(trial.design, rows, trial.arm[rows], setting.give)
                said = trial.level(model.log_odds(matrix))
                losses[setting] += error(trial, rows, said) * len(rows)
        return losses[setting]

    penalty = min(reversed(_PENALTIES), key=lambda one: loss(JointLine(one, _GIVES[1])))
    give = min(_GIVES, key=lambda one: loss(JointLine(penalty, one)))
    return JointLine(penalty, give)


def _joint(
    trial: Trial, rows: np.ndarray, setting: JointLine, start: LinearModel | None
) -> LinearModel:
    matrix = joint_matrix(trial.design, rows, trial.arm[rows], setting.give)
    return fit_joint(
        matrix,
        trial.outcome[rows],
        setting.penalty,
        binary=trial.binary,
        seed=trial.seed,
        start=start,
    )


def error(trial: Trial, rows: np.ndarray, mean: np.ndarray) -> float:
    """Log loss of chances, squared error of amounts."""
    if trial.binary:
        return log_loss(trial.outcome[rows], mean)
    return float(np.mean((trial.outcome[rows] - mean) ** 2))


def blended(trial: Trial, trees: Outcomes, line: Outcomes) -> tuple[Outcomes, float]:
    """Trees and line together; the share of trees that errs least on rows left out."""
    rows = np.arange(len(trial.arm))
    seen = trial.arm > 0.5
    pairs = [np.where(seen, one.treated.judged(), one.control.judged()) for one in (trees, line)]
    shares = np.linspace(0, 1, 11)
    losses = [error(trial, rows, s * pairs[0] + (1 - s) * pairs[1]) for s in shares]
    share = float(shares[int(np.argmin(losses))])
    return (
        Outcomes(
            combine(trees.control, line.control, share),
            combine(trees.treated, line.treated, share),
            {},
        ),
        share,
    )


@dataclass(frozen=True)
class Propensity:
    """The chance of being treated.

    Attributes:
        chance: for each row, from models that did not see it; within what overlap allows.
        area, p_value: how well the columns tell treated rows (AUC), and the chance of as much by
            luck. randomised: whether nothing speaks against a constant chance.
        model: for new rows; None where randomised. floor: chances are kept within it and 1 - it.
    """

    chance: np.ndarray
    raw: np.ndarray
    area: float
    p_value: float
    randomised: bool
    model: LinearModel | None
    trees: Model | None
    floor: float


def propensity(trial: Trial, folds: Folds, plan: Plan) -> Propensity:
    """Who gets treated, by a line and by trees, and whether that can be told at all."""
    said, grown = np.zeros(len(trial.arm)), []
    lines: list[LinearModel] = []
    arms = Trial(trial.design, trial.arm, trial.arm, True, trial.seed)
    for fold in range(folds.count):
        known, held = limited(folds.outside(fold), plan.rows, trial.seed), folds.inside(fold)
        line = fit_joint(
            trial.design.main[known],
            trial.arm[known],
            20.0,
            binary=True,
            seed=trial.seed,
            start=lines[-1] if lines else None,
        )
        one = _watched(arms, plan.propensity, "binary", known, held, folds.repeat)
        lines.append(line)
        grown.append(one)
    rounds = best_rounds(grown, [1.0] * len(grown))
    for fold, (line, one) in enumerate(zip(lines, grown, strict=True)):
        held = folds.inside(fold)
        by_trees = raw(one, trial.design.trees[held], rounds)
        said[held] = 0.5 * line.log_odds(trial.design.main[held]) + 0.5 * by_trees
    area = auc(trial.arm, said)
    many = float(trial.arm.sum())
    few = len(trial.arm) - many
    error_ = float(np.sqrt((many + few + 1) / (12 * many * few)))
    p_value = float(norm.sf((area - 0.5) / error_))
    share = trial.share
    floor = min(0.03, share / 4, (1 - share) / 4)
    if p_value > 0.005:
        constant = np.full(len(said), share)
        return Propensity(constant, sigmoid(said), area, p_value, True, None, None, floor)
    chance = np.clip(sigmoid(said), floor, 1 - floor)
    return Propensity(
        chance, sigmoid(said), area, p_value, False, mean_line(lines), bag(grown, rounds), floor
    )


def drawn_propensity(chance: np.ndarray) -> Propensity:
    """The chance of being treated where the experiment drew it: nothing is left to learn."""
    floor = float(min(chance.min(), 1 - chance.max()))
    return Propensity(chance, chance, 0.5, 1.0, True, None, None, floor)


def limited(rows: np.ndarray, most: int, seed: int) -> np.ndarray:
    """At most so many of ``rows``, drawn at random."""
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(seed).permutation(rows)[:most])
