"""How well effects rank: gain and Qini curves, uplift at the top, intervals by bootstrap."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_DRAWS = 200
_FEW_DRAWS = 60  # of tables so large that their intervals hardly need more


@dataclass(frozen=True)
class Ranking:
    """Rows from the largest effect to the smallest, of one table.

    Attributes:
        order: positions of rows. ends: for each group of equal effects, its last place.
        arm, outcome, case: in that order; ``case`` weighs rows (1, or one over the chance of the
            arm that they are in, where treatment was not at random).
    """

    order: np.ndarray
    ends: np.ndarray
    arm: np.ndarray
    outcome: np.ndarray
    case: np.ndarray


def rank(
    effect: np.ndarray, arm: np.ndarray, outcome: np.ndarray, case: np.ndarray | None = None
) -> Ranking:
    """Order rows by effect; equal effects stand together."""
    order = np.argsort(-effect, kind="stable")
    said = effect[order]
    ends = np.append(np.flatnonzero(np.diff(said) != 0), len(said) - 1)
    weights = np.ones(len(effect)) if case is None else case
    return Ranking(order, ends, arm[order], outcome[order], weights[order])


@dataclass(frozen=True)
class Curve:
    """At each share of rows treated, best first: what is gained.

    Attributes:
        share: from 0 to 1. uplift: outcome of the treated less that of the control among them.
        gain: share times uplift: the gain per row of the whole table (its area is the AUUC).
        qini: treated outcomes less control outcomes scaled to as many treated, per treated row of
            the whole table (Radcliffe 2007).
    """

    share: np.ndarray
    uplift: np.ndarray
    gain: np.ndarray
    qini: np.ndarray


def curve(ranking: Ranking, counts: np.ndarray | None = None) -> Curve:
    """The curves; ``counts``: how often each row was drawn, in the order of the ranking."""
    case = ranking.case if counts is None else ranking.case * counts
    many = np.ones(len(case)) if counts is None else counts
    treated, control = case * ranking.arm, case * (1 - ranking.arm)

    def summed(values: np.ndarray) -> np.ndarray:
        return np.asarray(np.cumsum(values)[ranking.ends])

    size_t, size_c = summed(treated), summed(control)
    sum_t, sum_c = summed(treated * ranking.outcome), summed(control * ranking.outcome)
    both = (size_t > 0) & (size_c > 0)
    safe_t, safe_c = np.where(size_t > 0, size_t, 1), np.where(size_c > 0, size_c, 1)
    share = summed(many) / many.sum()
    uplift = np.where(both, sum_t / safe_t - sum_c / safe_c, 0.0)
    qini = np.where(both, sum_t - sum_c * size_t / safe_c, 0.0) / size_t[-1]
    return Curve(
        np.append(0.0, share),
        np.append(uplift[0], uplift),
        np.append(0.0, share * uplift),
        np.append(0.0, qini),
    )


def area(x: np.ndarray, y: np.ndarray) -> float:
    """By trapezoids."""
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def auuc(found: Curve) -> float:
    """Area under the gain curve: the mean gain per row over all shares."""
    return area(found.share, found.gain)


def qini_coefficient(found: Curve) -> float:
    """Area between Radcliffe's curve and the straight line of treating at random."""
    return area(found.share, found.qini) - float(found.qini[-1]) / 2


def uplift_at(found: Curve, share: float) -> float:
    """Outcome of the treated less that of the control among the top ``share`` of rows."""
    return float(np.interp(share, found.share, found.gain)) / share


@dataclass(frozen=True)
class Interval:
    """A figure with the 5 % and 95 % quantiles over resamples of each arm (bootstrap)."""

    value: float
    low: float
    high: float


def intervals(
    ranking: Ranking, figures: dict[str, Callable[[Curve], float]], seed: int
) -> dict[str, Interval]:
    """Each figure of the curve, with its interval."""
    random = np.random.default_rng(seed)
    arms = [np.flatnonzero(ranking.arm > 0.5), np.flatnonzero(ranking.arm < 0.5)]
    draws = _DRAWS if len(ranking.arm) <= 60_000 else _FEW_DRAWS
    drawn: dict[str, list[float]] = {name: [] for name in figures}
    for _ in range(draws):
        counts = np.zeros(len(ranking.arm))
        for rows in arms:
            taken = random.integers(0, len(rows), len(rows))
            counts[rows] = np.bincount(taken, minlength=len(rows))
        found = curve(ranking, counts)
        for name, figure in figures.items():
            drawn[name].append(figure(found))
    whole = curve(ranking)
    return {
        name: Interval(
            figure(whole),
            float(np.quantile(drawn[name], 0.05)),
            float(np.quantile(drawn[name], 0.95)),
        )
        for name, figure in figures.items()
    }
