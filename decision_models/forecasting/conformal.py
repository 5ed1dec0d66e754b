"""Intervals that keep their word whatever the model: conformalised quantile regression.

Romano, Patterson and Candes (2019): on customers that the trees were not grown on, by how much
must the model's own interval be widened (or may it be narrowed) for 80 % of the outcomes to lie
inside? In bands of size, each calibrated by itself (Mondrian; Vovk et al. 2005), because small
amounts are noisier than large ones. For exchangeable rows the coverage in a band of n rows lies
between the nominal one and that plus 1 / (n + 1).
"""

import math
from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict

from decision_models.calibration import Floats

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
LEVELS = (LOW, MIDDLE, HIGH)
NOMINAL = 0.8
FEWEST_IN_BAND = 100


class Bands(BaseModel):
    """What to add to the interval of each band of size.

    Args:
        edges: the sizes at which a further band begins, ascending; one fewer than there are.
        widen: for each band what is taken off the low end and put onto the high one; may be
            negative, where the model's own interval is too wide.
        shift: for each band what is put onto the middle, so that half of the outcomes lie above.
        rows: how many rows each band was calibrated on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    edges: tuple[float, ...]
    widen: tuple[tuple[float, float], ...]
    shift: tuple[float, ...]
    rows: tuple[int, ...]

    def of(self, size: Floats) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
        """The band of each row."""
        return np.searchsorted(np.array(self.edges), size, side="right")

    def apply(self, quantiles: Floats, size: Floats) -> Floats:
        """The model's quantiles (rows x ``LEVELS``), calibrated and in order."""
        band = self.of(size)
        added = np.array(
            [(-low, shift, high) for (low, high), shift in zip(self.widen, self.shift, strict=True)]
        )
        return ordered(quantiles + added[band])


def ordered(quantiles: Floats) -> Floats:
    """Rows x (low, middle, high) that do not cross: the middle lies within the interval."""
    # An interval that was narrowed to less than nothing is its middle point.
    low, high = quantiles[:, 0], quantiles[:, -1]
    centre = (low + high) / 2
    low, high = np.minimum(low, centre), np.maximum(high, centre)
    return np.column_stack([low, np.clip(quantiles[:, 1], low, high), high])


def edges_of(size: Floats, bands: int) -> tuple[float, ...]:
    """Sizes that part rows into so many bands of equal number; equal sizes stay together."""
    most = max(1, min(bands, len(size) // FEWEST_IN_BAND))
    if most == 1:
        return ()
    found = np.unique(np.quantile(size, np.linspace(0, 1, most + 1)[1:-1]))
    return tuple(float(edge) for edge in found if edge > size.min())


def calibrate(quantiles: Floats, size: Floats, outcome: Floats, edges: Sequence[float]) -> Bands:
    """Learn what to add, from rows that the model has not seen.

    Each end by itself, for a tenth of the outcomes on either side (the asymmetric form of the
    paper): amounts leap further up than down.
    """
    band = np.searchsorted(np.array(edges), size, side="right")
    widen, shift, rows = [], [], []
    for number in range(len(edges) + 1):
        chosen = band == number
        if not chosen.any():
            chosen = np.ones(len(size), dtype=bool)
        own, happened = quantiles[chosen], outcome[chosen]
        widen.append((_rank(own[:, 0] - happened, HIGH), _rank(happened - own[:, 2], HIGH)))
        shift.append(float(np.median(happened - own[:, 1])))
        rows.append(int(chosen.sum()))
    return Bands(edges=tuple(edges), widen=tuple(widen), shift=tuple(shift), rows=tuple(rows))


def _rank(scores: Floats, share: float) -> float:
    """The ceil(share (n + 1))-th smallest score: an outcome to come lies below it that often."""
    place = min(math.ceil(share * (len(scores) + 1)), len(scores))
    return float(np.partition(scores, place - 1)[place - 1])


def covered(quantiles: Floats, outcome: Floats) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which outcomes lie inside their interval, its ends included."""
    return (outcome >= quantiles[:, 0]) & (outcome <= quantiles[:, -1])
