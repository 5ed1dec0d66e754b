"""Whom a model speaks of: bounds on features, the same in training and in scoring."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from decision_models.catalogue import Range


def inside(
    population: Mapping[str, Range], column: Callable[[str], Any], size: int
) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Which of ``size`` rows lie within all bounds; an absent value lies within none.

    ``column`` gives a feature's values by name.
    """
    found = np.ones(size, dtype=bool)
    for name, bounds in population.items():
        values = np.asarray(column(name), dtype=float)
        if bounds.minimum is not None:
            found &= values >= bounds.minimum
        if bounds.maximum is not None:
            found &= values <= bounds.maximum
    return found
