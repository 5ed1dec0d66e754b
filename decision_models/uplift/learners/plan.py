"""How much is done for a table of what size: folds, repeats, trees, learners.

The plan follows from the size and the budget alone, never from a clock, so that the same table,
seed and budget give the same model; a clock only ends work that would overrun.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from decision_models.uplift.learners.boosting import Trees

EFFECTS = ("x", "ridge", "dr", "r", "forest")
"""Learners that are fitted to pseudo-outcomes, in the order of their use."""


@dataclass(frozen=True)
class Plan:
    """What to do.

    Attributes:
        folds, repeats: of the cross-fitting.
        arm, joint: trees of the outcome, in one arm and in both. effect, forest: of effects.
        propensity: of who is treated.
        effects: which of ``EFFECTS``. joint_trees: whether trees also see both arms together.
        rows: at most so many are learned from at a time.
    """

    folds: int
    repeats: int
    arm: Trees
    joint: Trees
    effect: Trees
    forest: Trees
    propensity: Trees
    effects: tuple[str, ...] = EFFECTS
    joint_trees: bool = True
    rows: int = 10**9


def make_plan(rows: int, smaller: int, width: int, seconds: float) -> Plan:
    """The fullest plan whose cost fits ``seconds``.

    Args:
        smaller: rows of the smaller arm. width: columns that trees read.
    """
    for plan in _plans(rows, smaller):
        if cost(plan, rows, width) <= seconds:
            return plan
    while cost(plan, rows, width) > seconds and plan.rows > 2000:
        plan = replace(plan, rows=min(plan.rows, rows) // 2)
    return plan


def _plans(rows: int, smaller: int) -> list[Plan]:
    arm = _outcome_trees(min(rows - smaller, smaller))
    joint = _outcome_trees(rows)
    leaf = max(20, min(2000, smaller // 25))
    effect = Trees(5 if rows < 20_000 else 8, 0.05, 300, leaf, ridge=20.0)
    forest = Trees(24, 0.1, 150, max(20, smaller // 40), ridge=1.0, averaged=True)
    repeats = 4 if rows < 2500 else 3 if rows < 6000 else 2 if rows < 15_000 else 1
    folds = 5 if rows < 150_000 else 4 if rows < 500_000 else 3
    chance = Trees(6, 0.08, 200, joint.leaf_rows)
    full = Plan(folds, repeats, arm, joint, effect, forest, chance)
    made = [replace(full, repeats=count) for count in range(repeats, 0, -1)]
    small = replace(full, repeats=1)
    made += [replace(small, folds=count) for count in range(folds - 1, 2, -1)]
    least = made[-1]
    made.append(replace(least, effects=("x", "ridge", "dr", "r")))
    made.append(replace(least, effects=("x", "ridge", "dr")))
    made.append(replace(least, effects=("x", "ridge"), joint_trees=False))
    return made


def _outcome_trees(rows: int) -> Trees:
    if rows < 4000:
        return Trees(5, 0.05, 400, max(10, rows // 80))
    if rows < 40_000:
        return Trees(8, 0.06, 500, 40)
    return Trees(16, 0.1, 500, 100)


def cost(plan: Plan, rows: int, width: int) -> float:
    """Roughly the seconds that a plan takes on one core."""
    rows = min(rows, plan.rows)
    pairs = plan.folds * (plan.folds - 1) // 2
    left = rows * (1 - 2 / plan.folds)
    line = _line(left, 2.5 * width)
    tuned = 6 * len(tuning_pairs([(0, 1)] * plan.folds, rows, int(2.5 * width)))
    once = tuned * line + plan.folds * (_line(left, width) + _fit(plan.propensity, left, width))
    nuisance = _fit(plan.arm, left / 2, width) * 2 + 0.5 * line
    nuisance += _fit(plan.joint, left, width) if plan.joint_trees else 0.0
    kept = rows * (1 - 1 / plan.folds)
    boosted = {"dr": 1.0, "x": 1.2, "r": 1.0}
    effects = sum(boosted.get(one, 0.0) * _fit(plan.effect, kept, width) for one in plan.effects)
    if "forest" in plan.effects:
        effects += _fit(plan.forest, kept * 0.6, width)
    return once + plan.repeats * (pairs * nuisance + plan.folds * effects)


def _line(rows: float, width: float) -> float:
    """Newton's steps on so many rows (no more than 60,000) and columns (no more than 600)."""
    return 0.01 + min(rows, 60_000) * min(width, 600.0) ** 2 * 6e-10


def tuning_pairs(
    ring: Sequence[tuple[int, int]], rows: int, width: int
) -> Sequence[tuple[int, int]]:
    """The pairs that a line is tuned on: all of ``ring`` where a fit costs little, else two."""
    return ring if rows * width**2 < 2e8 else ring[:2]


def _fit(trees: Trees, rows: float, width: int) -> float:
    typical = min(trees.rounds, 80 + rows / 400)
    each = 6e-4 + 3.5e-9 * rows * width * 0.6 + 5e-9 * trees.leaves * rows
    binned = 1.5e-7 * rows * width
    return binned + typical * each
