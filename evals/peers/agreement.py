"""Whether two makers of the same features agree, customer by customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

CENT = 0.01
SMALL = 1e-6


@dataclass(frozen=True)
class Agreement:
    """Of how many features all values are equal, and which are not."""

    equal: int
    others: tuple[str, ...]


def agreement(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], yuan: frozenset[str]
) -> Agreement:
    """Money (``yuan``) to the cent, the rest to a millionth; absent where the other is absent."""
    others = tuple(name for name in theirs if not _equal(ours[name], theirs[name], name in yuan))
    return Agreement(len(theirs) - len(others), others)


def _equal(ours: Any, theirs: Any, money: bool) -> bool:
    ours, theirs = (np.asarray(one, dtype=float) for one in (ours, theirs))
    if (np.isnan(ours) != np.isnan(theirs)).any():
        return False
    gap = np.abs(ours - theirs)
    # A sum in another order may round to the cent beside it.
    allowed = CENT * 1.01 if money else SMALL * np.maximum(1.0, np.abs(theirs))
    return bool((gap[~np.isnan(gap)] <= np.broadcast_to(allowed, gap.shape)[~np.isnan(gap)]).all())
