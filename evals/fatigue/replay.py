"""Contacts of the later months, made or put off: what the learned rule keeps, and tighter caps.

The model learns from the earlier contacts and says of each later one whether the house's policy
would have put it off. A contact that is put off takes its refusal and its purchase with it, and
nothing else: that the customer is less weary at the next one, and can still be asked, is not
counted. A tighter monthly cap that is met for some customers and not for others gives any number of
purchases between two caps; the two rules are compared at the same number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from decision_models.calibration import Floats
from decision_models.catalogue.fatigue import FatigueSpec
from decision_models.fatigue.fitting import fit
from decision_models.fatigue.rows import ContactStates, read_past, require_enough
from decision_models.fatigue.training import parted
from decision_models.mart.warehouse import MartVersion, Warehouse
from decision_models.policy import ContactPolicy

DRAWS = 400


@dataclass(frozen=True)
class Later:
    """The later contacts that the caps allow, and what a model of the earlier ones says of them.

    Args:
        rows: one entry a contact. said: the chance that it is refused.
        refusal, effect: the true chance, and the true gain in chance of a purchase; nan where the
            bank does not know them (a manager's own contacts), None where it knows none.
    """

    rows: ContactStates
    said: Floats
    refusal: "Floats | None" = None
    effect: "Floats | None" = None


@dataclass(frozen=True)
class Measured:
    """A figure with its 95 % interval, customers drawn anew ``DRAWS`` times."""

    value: float
    low: float
    high: float


def later(warehouse: Warehouse, mart: MartVersion, spec: FatigueSpec, cap: int) -> Later:
    """The later contacts of a bank.

    Raises:
        TooFew: there are too few contacts or refusals.
    """
    rows = read_past(warehouse.connect(mart), spec, mart.as_of)
    require_enough(spec, rows)
    before, after = parted(rows, spec.hold_out)
    after = after.only(after.touches_30d < cap)
    said = fit(before, spec.channels).predict(after)
    known = _truth(mart, after)
    return Later(after, said, *known)


def _truth(mart: MartVersion, rows: ContactStates) -> "tuple[Floats | None, Floats | None]":
    import pandas as pd

    from decision_models.mart.warehouse import TRUTH

    path = mart.path / TRUTH
    if not path.exists():
        return None, None
    found = pd.read_parquet(path).set_index("contact_id")
    if "refusal" not in found:  # a demo bank of before
        return None, None
    there = found.reindex(rows.contact)
    return there["refusal"].to_numpy(), there["effect"].to_numpy()


def kept_by_policy(found: Later, policy: ContactPolicy) -> "np.ndarray[Any, Any]":
    """The contacts that the policy makes, where nothing is known of a customer's gain."""
    return np.asarray(found.said <= policy.most_chance(None))


def share(part: Floats, kept: "np.ndarray[Any, Any]", weight: Floats) -> float:
    """Of the sum of ``part``, how much lies in what is kept."""
    return float((part * weight)[kept].sum() / max(float((part * weight).sum()), 1e-12))


def ahead_of_caps(
    found: Later, kept: "np.ndarray[Any, Any]", caps: Sequence[int], weight: Floats
) -> float:
    """Refusals that the rule avoids beyond a tighter cap of the same purchases, as a share of all
    refusals.
    """
    refused, bought = found.rows.refused, found.rows.converted.astype(float)
    mine = share(bought, kept, weight)
    points = [(1.0, 1.0)]
    for cap in sorted(caps, reverse=True):
        under = found.rows.touches_30d < cap
        points.append((share(bought, under, weight), share(refused, under, weight)))
    purchases, refusals = zip(*sorted(points), strict=True)
    theirs = float(np.interp(mine, purchases, refusals))
    return theirs - share(refused, kept, weight)


def measured(found: Later, figure: Any, seed: int = 0) -> Measured:
    """A figure of contacts' weights, with its interval: a customer's contacts are drawn as one."""
    _, member = np.unique(found.rows.customer.astype(str), return_inverse=True)
    random = np.random.default_rng(seed)
    drawn = [
        figure(random.poisson(1.0, member.max() + 1)[member].astype(float)) for _ in range(DRAWS)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Measured(figure(np.ones(found.rows.size)), float(low), float(high))
