"""The rows to learn from, their folds, and the pairs of folds that nuisances leave out.

Everything said of a row comes from models that saw neither it nor its fold. For that to hold also
for effects that are learned from pseudo-outcomes, each nuisance model leaves out a *pair* of folds
(a, b): the pseudo-outcomes of fold a that the effect models of fold b's rows learn from come from
it, so that nothing of b's outcomes is in them.
"""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from decision_models.tabular.learners.model import logit, sigmoid
from decision_models.uplift.learners.design import Design


@dataclass(frozen=True)
class Trial:
    """A table of a treatment: its matrices, each row's arm (1.0, 0.0) and outcome.

    ``groups``: rows of one group stay in one fold (None: each row is its own).
    """

    design: Design
    arm: np.ndarray
    outcome: np.ndarray
    binary: bool
    seed: int
    groups: np.ndarray | None = None

    @property
    def share(self) -> float:
        """The share that was treated."""
        return float(self.arm.mean())

    def level(self, raw: np.ndarray) -> np.ndarray:
        """From a model's raw score to the outcome's scale."""
        return sigmoid(raw) if self.binary else np.asarray(raw)

    def risk(self, mean: np.ndarray) -> np.ndarray:
        """From an expected outcome to the scale on which lines are drawn."""
        return logit(np.clip(mean, 1e-4, 1 - 1e-4)) if self.binary else np.asarray(mean)


@dataclass(frozen=True)
class Folds:
    """One division of the rows: ``part`` (rows,) from 0 to ``count`` - 1."""

    part: np.ndarray
    count: int
    repeat: int

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Every two folds."""
        return list(combinations(range(self.count), 2))

    @property
    def ring(self) -> list[tuple[int, int]]:
        """As many pairs as folds, such that each fold is in two: enough to tune on."""
        found = sorted({tuple(sorted((a, (a + 1) % self.count))) for a in range(self.count)})
        return [(a, b) for a, b in found]

    def outside(self, *folds: int) -> np.ndarray:
        """The rows in none of ``folds``."""
        return np.flatnonzero(~np.isin(self.part, folds))

    def inside(self, *folds: int) -> np.ndarray:
        """The rows in one of ``folds``."""
        return np.flatnonzero(np.isin(self.part, folds))


def divide(trial: Trial, count: int, repeat: int) -> Folds:
    """Folds at random, each with its share of both arms, and of both outcomes within them; of
    groups, each with as many of them.
    """
    random = np.random.default_rng([trial.seed, repeat])
    if trial.groups is not None:
        known, member = np.unique(trial.groups, return_inverse=True)
        return Folds(random.permutation(np.arange(len(known)) % count)[member], count, repeat)
    high = trial.outcome > (0.5 if trial.binary else np.median(trial.outcome))
    stratum = 2 * trial.arm.astype(int) + high.astype(int)
    part = np.zeros(len(stratum), dtype=int)
    offset = 0
    for number in range(4):
        members = random.permutation(np.flatnonzero(stratum == number))
        part[members] = (np.arange(len(members)) + offset) % count
        offset += len(members)
    return Folds(part, count, repeat)


@dataclass
class Unseen:
    """What a learner says of rows, by which fold was left out besides a row's own.

    ``values[k]`` may be used by whatever is later judged on fold k: for rows of k it is the mean
    over all models that left k out, for rows of j the one that left out j and k.
    """

    folds: Folds
    values: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.values = np.zeros((self.folds.count, len(self.folds.part)))

    def put(self, pair: tuple[int, int], rows: np.ndarray, said: np.ndarray) -> None:
        """Take in what the model without ``pair`` says of ``rows``, the rows of both folds."""
        a, b = pair
        own = self.folds.part[rows]
        share = 1 / (self.folds.count - 1)
        for mine, other in ((a, b), (b, a)):
            here = own == mine
            self.values[other, rows[here]] = said[here]
            self.values[mine, rows[here]] += share * said[here]

    def judged(self) -> np.ndarray:
        """For each row what its own fold may be judged by."""
        return np.asarray(self.values[self.folds.part, np.arange(len(self.folds.part))])


def combine(first: Unseen, second: Unseen, share: float) -> Unseen:
    """The mean of two, the first with weight ``share``."""
    made = Unseen(first.folds)
    made.values = share * first.values + (1 - share) * second.values
    return made
