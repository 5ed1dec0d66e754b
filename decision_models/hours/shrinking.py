"""How far hours differ: for all, for each group, and for each customer, each shrunk to the one
before by how much of what is seen is chance (an empirical Bayes estimate; Efron and Morris 1973).

Who is easy to reach may have been called at certain hours; that is no merit of the hour. Each
customer therefore has a level of their own (``contrasts``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtri, ndtri

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
        """Each customer's effect of each band beside the mean of all, and its variance: customers x
        bands.

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


@dataclass(frozen=True)
class Contrasts:
    """What bands do beside each other: effects that sum to nought, and their covariance.

    ``within``: from differences between the contacts of the same customers alone.
    """

    effect: Floats
    covariance: Floats
    within: bool


def contrasts(
    plain: Floats,
    customer: "np.ndarray[Any, Any]",
    band: "np.ndarray[Any, Any]",
    bands: int,
    habit: float,
    noise: float,
) -> Contrasts:
    """The effects of bands, apart from customers' lasting habits.

    Generalised least squares with an intercept of each customer's own; where that disagrees with
    what the same customers do at different hours (Hausman 1978), the latter alone counts: then who
    answers was called at other hours than who does not.

    Args:
        plain: taken or not, less the rate of the group.
    """
    _, place = np.unique(customer, return_inverse=True)
    at, size = place * bands + band, (int(place.max(initial=0)) + 1) * bands
    counts = np.bincount(at, minlength=size).reshape(-1, bands).astype(float)
    sums = np.bincount(at, plain, minlength=size).reshape(-1, bands)
    many = counts.sum(axis=1)
    mixed = _solve(counts, sums, many * habit / (many * habit + noise), noise)
    inside = _solve(counts, sums, np.ones(len(many)), noise)
    apart = inside[0] - mixed[0]
    spread = np.linalg.pinv(inside[1] - mixed[1], rcond=1e-6, hermitian=True)
    statistic = float(apart @ spread @ apart)
    within = habit > 0 and statistic > chdtri(bands - 1, 1 - CONFIDENCE)
    return Contrasts(*(inside if within else mixed), within)


def _solve(counts: Any, sums: Any, taken_off: Floats, noise: float) -> tuple[Floats, Floats]:
    """Effects of bands and their covariance, so much of each customer's mean taken off."""
    weighted = counts * (taken_off / np.maximum(counts.sum(axis=1), 1))[:, None]
    square = np.diag(counts.sum(axis=0)) - weighted.T @ counts
    pull = sums.sum(axis=0) - weighted.T @ sums.sum(axis=1)
    centre = np.eye(len(square)) - 1 / len(square)
    inverse = np.linalg.pinv(square, rcond=1e-9, hermitian=True)
    return centre @ inverse @ pull, noise * centre @ inverse @ centre


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
    plain = taken - own_rate
    habit = max(0.0, _alike(plain, customer)[0])
    noise = max(float(plain.var()) - habit, 1e-6)
    whole = contrasts(plain, customer, band, bands, habit, noise)
    found = []
    for number in range(groups):
        of = group == number
        found.append(contrasts(plain[of], customer[of], band[of], bands, habit, noise))
    added, added_var = _shrunk(found, whole, shape)
    rest = plain - whole.effect[band]
    rest = rest - np.where(group >= 0, added[np.maximum(group, 0), band], 0.0)
    return HourEffects(
        rate,
        group_rate,
        whole.effect,
        np.diag(whole.covariance).copy(),
        added,
        added_var,
        _own(rest, customer, band),
        noise,
        habit,
    )


def _shrunk(
    found: Sequence[Contrasts], whole: Contrasts, shape: tuple[int, int]
) -> tuple[Floats, Floats]:
    """What groups add to the whole, shrunk by how much of their spread is chance (method of
    moments, weighed by precision).
    """
    if not found:
        return np.zeros(shape), np.zeros(shape)
    apart = np.stack([one.effect for one in found]) - whole.effect
    chance = np.maximum(np.stack([np.diag(one.covariance) for one in found]), 1e-9)
    weights = 1 / chance
    spread = float((weights * (apart**2 - chance)).sum() / weights.sum())
    if spread <= 0:
        return np.zeros(shape), np.zeros(shape)
    keep = spread / (spread + chance)
    return keep * apart, keep * chance


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
    return found if found > ndtri(CONFIDENCE) * error else 0.0


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
    place = effect.argmax(axis=1)
    every = np.arange(len(effect))
    ahead = effect[every, place] - effect.mean(axis=1)
    limit = ndtri(1 - (1 - CONFIDENCE) / effect.shape[1])
    return place, ahead > limit * np.sqrt(np.maximum(variance[every, place], 1e-12))
