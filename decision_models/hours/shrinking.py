"""How far hours differ: for all, for each group, and for each customer, each shrunk to the one
before by how much of what is seen is chance (an empirical Bayes estimate; Efron and Morris 1973).

Everything is about residuals: whether a contact was taken, less the rate of its group and as much
of the customer's own habit of answering as their other contacts tell. Who is easy to reach may
have been called at certain hours; that is no merit of the hour.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import norm

from decision_models.calibration import Floats

CONFIDENCE = 0.95


@dataclass(frozen=True)
class HourEffects:
    """What hours do to the chance that a contact is taken. Bands are columns.

    Args:
        rate: of all contacts. group_rate: of each group.
        overall: by band, of all. overall_var: its variance.
        group: group x band, what is added to ``overall``. group_var: its variance.
        own: variance of customers' own hours around their group's; 0: none was found.
        noise: variance of a single contact.
        habit: variance of customers' own habit of taking contacts.
    """

    rate: float
    group_rate: Floats
    overall: Floats
    overall_var: Floats
    group: Floats
    group_var: Floats
    own: float
    noise: float
    habit: float

    def of(
        self,
        group: "np.ndarray[Any, Any]",
        customer: "np.ndarray[Any, Any]",
        seen: "Seen",
    ) -> tuple[Floats, Floats]:
        """Each customer's effect of each band, and its variance: customers x bands.

        Args:
            group: of each customer, -1 where unknown. customer: their places in ``seen``'s rows.
        """
        known = group >= 0
        place = np.where(known, group, 0)
        effect = self.overall + np.where(known[:, None], self.group[place], 0.0)
        # A group never seen may differ from all as much as groups do.
        spread = self.group_var.max(initial=0.0)
        variance = self.overall_var + np.where(known[:, None], self.group_var[place], spread)
        if self.own <= 0:
            return effect, variance
        shape = (len(customer), len(self.overall))
        at = seen.place * shape[1] + seen.band
        size = np.bincount(at, minlength=shape[0] * shape[1]).reshape(shape)
        rest = seen.residual - effect[seen.place, seen.band]
        total = np.bincount(at, rest, minlength=shape[0] * shape[1]).reshape(shape)
        keep = self.own / (self.own * size + self.noise)
        # Of what own contacts add, not of what they leave open: that is chance either way.
        return effect + keep * total, variance + keep**2 * size * self.noise


@dataclass(frozen=True)
class Seen:
    """Contacts of some customers: their place among them, band, and residual."""

    place: "np.ndarray[Any, Any]"
    band: "np.ndarray[Any, Any]"
    residual: Floats


def residuals(
    taken: Floats, customer: "np.ndarray[Any, Any]", rate: Floats, habit: float
) -> Floats:
    """Taken or not, less what the rate of the group and the customer's other contacts tell."""
    _, member = np.unique(customer, return_inverse=True)
    plain = taken - rate
    others = np.bincount(member)[member] - 1
    mean = (np.bincount(member, plain)[member] - plain) / np.maximum(others, 1)
    noise = np.maximum(rate * (1 - rate), 1e-6)
    weight = others * habit / (others * habit + noise)
    return np.asarray(plain - weight * mean)


def estimate(
    taken: Floats,
    customer: "np.ndarray[Any, Any]",
    band: "np.ndarray[Any, Any]",
    group: "np.ndarray[Any, Any]",
    shape: tuple[int, int],
) -> HourEffects:
    """Learn from contacts; ``shape`` is (groups, bands), ``group`` -1 where unknown."""
    groups, bands = shape
    rate = float(taken.mean())
    counts = np.bincount(group[group >= 0], minlength=groups)
    sums = np.bincount(group[group >= 0], taken[group >= 0], minlength=groups)
    # A hundred contacts of the whole: a small group's rate is not taken at its word.
    group_rate = (sums + 100 * rate) / (counts + 100)
    own_rate = np.where(group >= 0, group_rate[np.maximum(group, 0)], rate)
    habit = max(0.0, _alike(taken - own_rate, customer)[0])
    residual = residuals(taken, customer, own_rate, habit)
    noise = float(residual.var())
    sizes = np.bincount(band, minlength=bands)
    overall = np.bincount(band, residual, minlength=bands) / np.maximum(sizes, 1)
    overall = overall - overall.mean()
    overall_var = noise / np.maximum(sizes, 1)
    rest = residual - overall[band]
    added, added_var = _groups(rest, group, band, shape, noise)
    rest = rest - np.where(group >= 0, added[np.maximum(group, 0), band], 0.0)
    return HourEffects(
        rate,
        group_rate,
        overall,
        overall_var,
        added,
        added_var,
        _own(rest, customer, band),
        noise,
        habit,
    )


def _groups(
    rest: Floats,
    group: "np.ndarray[Any, Any]",
    band: "np.ndarray[Any, Any]",
    shape: tuple[int, int],
    noise: float,
) -> tuple[Floats, Floats]:
    """What groups add, shrunk by how much of their spread is chance (method of moments)."""
    known = group >= 0
    at = group[known] * shape[1] + band[known]
    sizes = np.bincount(at, minlength=shape[0] * shape[1]).reshape(shape).astype(float)
    means = np.bincount(at, rest[known], minlength=shape[0] * shape[1]).reshape(shape)
    means = means / np.maximum(sizes, 1)
    whole = (sizes * means).sum(axis=1) / np.maximum(sizes.sum(axis=1), 1)
    means = np.where(sizes > 0, means - whole[:, None], 0.0)
    chance = noise / np.maximum(sizes, 1)
    weights = np.where(sizes > 0, sizes, 0.0)
    spread = float((weights * (means**2 - chance)).sum() / max(weights.sum(), 1.0))
    if spread <= 0:
        return np.zeros(shape), np.zeros(shape)
    keep = np.where(sizes > 0, spread / (spread + chance), 0.0)
    return keep * means, np.where(sizes > 0, keep * chance, spread)


def _own(rest: Floats, customer: "np.ndarray[Any, Any]", band: "np.ndarray[Any, Any]") -> float:
    """How much more alike a customer's contacts of one band are than those of different bands,
    0 where that may be chance.
    """
    _, member = np.unique(customer, return_inverse=True)
    cell = member * (int(band.max(initial=0)) + 1) + band
    within, error, pairs = _alike(rest, cell)
    every, _, all_pairs = _alike(rest, member)
    if pairs < 100 or all_pairs <= pairs:
        return 0.0
    between = (every * all_pairs - within * pairs) / (all_pairs - pairs)
    found = within - between
    return found if found > norm.ppf(CONFIDENCE) * error else 0.0


def _alike(values: Floats, member: "np.ndarray[Any, Any]") -> tuple[float, float, float]:
    """The mean product of two values of one member, its standard error, and how many pairs."""
    _, place = np.unique(member, return_inverse=True)
    sizes = np.bincount(place).astype(float)
    sums, squares = np.bincount(place, values), np.bincount(place, values**2)
    pairs = float((sizes * (sizes - 1) / 2).sum())
    if pairs < 1:
        return 0.0, float("inf"), 0.0
    products = (sums**2 - squares) / 2
    mean = float(products.sum() / pairs)
    error = float(np.sqrt(((products - mean * sizes * (sizes - 1) / 2) ** 2).sum()) / pairs)
    return mean, error, pairs


def best(effect: Floats, variance: Floats) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
    """The best band of each row, and whether it is known to be better than the mean of all: one
    of so many bands is the best by chance (Bonferroni).
    """
    bands = effect.shape[1]
    place = effect.argmax(axis=1)
    every = np.arange(len(effect))
    ahead = effect[every, place] - effect.mean(axis=1)
    spread = variance[every, place] * (1 - 2 / bands) + variance.mean(axis=1) / bands
    limit = norm.ppf(1 - (1 - CONFIDENCE) / bands)
    return place, ahead > limit * np.sqrt(np.maximum(spread, 1e-12))
