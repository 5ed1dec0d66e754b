"""From a blend's score to a probability that comes true as often as it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from decision_models.tabular.learners.linear import fit_linear
from decision_models.tabular.learners.model import sigmoid
from decision_models.tabular.validation.metrics import log_loss

_ISOTONIC_POSITIVES = 300  # below, steps follow noise
_FLATTEST = 1e-3  # of a score that says nothing: as good as flat, and still in order
_SLOPE = 1e-4  # keeps the order of scores within one step


@dataclass(frozen=True)
class Calibration:
    """A rising map of scores: a line in log odds (Platt 1999), then points if isotonic.

    Attributes:
        slope, intercept: of the line.
        points: (log odds after the line, log odds of the isotonic rate); empty for Platt alone.
    """

    slope: float
    intercept: float
    points: tuple[tuple[float, float], ...] = ()

    @property
    def kind(self) -> str:
        """``isotonic`` or ``platt``."""
        return "isotonic" if self.points else "platt"

    def chance(self, score: np.ndarray) -> np.ndarray:
        """P(positive) of each score."""
        line = self.slope * score + self.intercept
        if not self.points:
            return sigmoid(line)
        x, y = np.array(self.points).T
        bent = np.interp(line, x, y) + _SLOPE * line
        beyond = np.where(line > x[-1], line - x[-1], np.where(line < x[0], line - x[0], 0.0))
        return sigmoid(bent + 0.5 * beyond)

    def record(self) -> dict[str, object]:
        """What is written down."""
        return {
            "slope": self.slope,
            "intercept": self.intercept,
            "points": [list(p) for p in self.points],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> "Calibration":
        """Read what ``record`` gave."""
        points: Sequence[Sequence[float]] = record["points"]  # type: ignore[assignment]
        return cls(
            float(record["slope"]),  # type: ignore[arg-type]
            float(record["intercept"]),  # type: ignore[arg-type]
            tuple((float(x), float(y)) for x, y in points),
        )


def calibrate(score: np.ndarray, labels: np.ndarray, seed: int) -> Calibration:
    """The map that does best on rows it was not learned from: Platt, or isotonic above it."""
    platt = _platt(score, labels)
    if min(labels.sum(), (1 - labels).sum()) < _ISOTONIC_POSITIVES:
        return platt
    part = np.random.default_rng(seed).permutation(len(score)) % 5
    losses = np.zeros(2)
    for number in range(5):
        out = part == number
        for at, fit in enumerate((_platt, _isotonic)):
            chance = fit(score[~out], labels[~out]).chance(score[out])
            losses[at] += log_loss(labels[out], chance) * out.sum()
    return _isotonic(score, labels) if losses[1] < losses[0] - 1.0 else platt


def calibrate_forward(
    score: np.ndarray, labels: np.ndarray, blocks: np.ndarray, flattest: float = _FLATTEST
) -> Calibration:
    """A line whose slope comes from all blocks of time and whose level from the last one.

    Base rates move: how far apart scores lie is learned within blocks (each has a level of its
    own), how high they lie from the rows nearest to those that will be scored.

    Args:
        flattest: the least slope.
    """
    numbers = np.unique(blocks)
    levels = (blocks[:, None] == numbers[None, 1:]).astype("float64")
    design = np.hstack([score[:, None], levels])
    slope = max(flattest, float(fit_linear(design, labels, penalty=1e-3).weights[0]))
    last = blocks == numbers[-1]
    return Calibration(slope, _level(slope * score[last], labels[last]))


def _level(line: np.ndarray, labels: np.ndarray) -> float:
    """What to add to ``line`` so that the mean chance is the rate that occurred (half a row more
    of either class keeps it finite)."""
    rate = (labels.sum() + 0.5) / (len(labels) + 1)
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(line + middle).mean() < rate else (low, middle)
    return (low + high) / 2


def _platt(score: np.ndarray, labels: np.ndarray) -> Calibration:
    positives = labels.sum()
    # Platt's own targets, drawn in by one count, so that separable scores stay finite.
    high = (positives + 1) / (positives + 2)
    low = 1 / (len(labels) - positives + 2)
    line = fit_linear(score[:, None], np.where(labels > 0.5, high, low), penalty=1e-3)
    slope = float(line.weights[0])
    if slope <= 0:  # the score says nothing: the average for all, order kept
        mean = float(np.clip(labels.mean(), 1e-6, 1 - 1e-6))
        return Calibration(_FLATTEST, float(np.log(mean / (1 - mean))))
    return Calibration(slope, line.intercept)


def _isotonic(score: np.ndarray, labels: np.ndarray) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    platt = _platt(score, labels)
    line = platt.slope * score + platt.intercept
    steps = IsotonicRegression(y_min=0, y_max=1).fit(line, labels).predict(line)
    points = []
    for value in np.unique(steps):
        inside = steps == value
        size = inside.sum()
        rate = (value * size + sigmoid(np.array(line[inside].mean()))) / (size + 1)
        points.append((float(line[inside].mean()), float(np.log(rate / (1 - rate)))))
    rising: list[tuple[float, float]] = []
    for x, y in points:
        if not rising or (x > rising[-1][0] and y > rising[-1][1]):
            rising.append((x, y))
    return Calibration(platt.slope, platt.intercept, tuple(rising) if len(rising) > 2 else ())
