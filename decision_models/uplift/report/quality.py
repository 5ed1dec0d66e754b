"""The figures of a fitted model, all on effects of rows that were left out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from decision_models.uplift.learners.nuisance import Propensity
from decision_models.uplift.learners.search import Judged
from decision_models.uplift.report import qini
from decision_models.uplift.report.qini import Curve, Interval

SHARES = (0.1, 0.2, 0.3)
_Z = 1.645  # a two-sided interval of 90 %
_POINTS = 20


@dataclass(frozen=True)
class Quality:
    """How well effects rank.

    Attributes:
        auuc: area under the gain curve. auuc_random: of treating at random. qini: area between
            Radcliffe's curve and random.
        uplift_at: by share of rows: what was observed among those with the largest effects.
        gain_at: share times (uplift there less the average): gained over a random choice.
        curve: (share of rows, gain, gain at random) from the largest effect on.
    """

    auuc: Interval
    auuc_random: float
    qini: Interval
    uplift_at: dict[str, Interval]
    gain_at: dict[str, Interval]
    curve: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Policy:
    """What each rule yields per row over treating nobody (doubly robust), 90 % intervals."""

    treat_all: Interval
    treat_positive: Interval
    share_positive: float


def average(values: np.ndarray, weights: np.ndarray | None = None) -> Interval:
    """A mean with its normal interval."""
    case = np.ones(len(values)) if weights is None else weights
    mean = float(np.average(values, weights=case))
    error = float(np.sqrt(((case * (values - mean)) ** 2).sum())) / float(case.sum())
    return Interval(mean, mean - _Z * error, mean + _Z * error)


def cases(arm: np.ndarray, chance: Propensity) -> np.ndarray | None:
    """One over the chance of the arm that a row is in; None where treatment was at random."""
    if chance.randomised:
        return None
    return np.asarray(np.where(arm > 0.5, 1 / chance.chance, 1 / (1 - chance.chance)))


def measure(
    judged: Judged, arm: np.ndarray, outcome: np.ndarray, chance: Propensity, seed: int
) -> Quality:
    """Curves and figures, with intervals over resamples of each arm."""
    ranking = qini.rank(judged.effect, arm, outcome, cases(arm, chance))
    figures: dict[str, Callable[[Curve], float]] = {
        "auuc": qini.auuc,
        "qini": qini.qini_coefficient,
    }
    for share in SHARES:
        figures[f"{share:.0%}"] = partial(qini.uplift_at, share=share)
        figures[f"gain {share:.0%}"] = partial(_gain, share=share)
    found = qini.intervals(ranking, figures, seed)
    whole = qini.curve(ranking)
    total = float(whole.gain[-1])
    points = np.linspace(0, 1, _POINTS + 1)
    gains = np.interp(points, whole.share, whole.gain)
    return Quality(
        found["auuc"],
        total / 2,
        found["qini"],
        {f"{share:.0%}": found[f"{share:.0%}"] for share in SHARES},
        {f"{share:.0%}": found[f"gain {share:.0%}"] for share in SHARES},
        tuple(
            (float(at), float(gain), float(at * total))
            for at, gain in zip(points, gains, strict=True)
        ),
    )


def _gain(found: Curve, share: float) -> float:
    return float(np.interp(share, found.share, found.gain)) - share * float(found.gain[-1])


def policy(judged: Judged) -> Policy:
    """Treat all, and treat those with an effect above nought."""
    chosen = judged.effect > 0
    return Policy(average(judged.pseudo), average(judged.pseudo * chosen), float(np.mean(chosen)))
