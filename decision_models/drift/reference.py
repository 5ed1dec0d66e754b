"""How what a model reads and says was distributed when it was trained: kept with the model."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from decision_models.calibration import Floats
from decision_models.drift.stability import by_accident, psi

BINS = 10
_SAMPLE = 100_000


class Distribution(BaseModel):
    """Shares of rows by bin, absent values last.

    Args:
        edges: where bins meet, rising; a value on an edge lies below it. For a text feature its
            codes have bins of their own.
        shares: one more than there are bins between and beyond the edges; they add up to 1.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    edges: tuple[float, ...]
    shares: tuple[float, ...]

    def moved(self, values: Floats) -> float:
        """The population stability index of these values against this distribution."""
        return psi(self.shares, _shares(values, self.edges))

    def moves_by_accident(self, before: int, now: int) -> float:
        """How large the index of so many rows may be without anything having moved."""
        return by_accident(sum(share > 0 for share in self.shares), before, now)


class Reference(BaseModel):
    """Everything that drift is measured against, of one model.

    Args:
        day: the as-of day, ISO text.
        rows: how many there were.
        features: by name.
        score: of its calibrated probabilities.
        everyone: whether the rows are all whom the model scores. Models trained before this was
            kept hold those of whom the outcome could be known: the contacted, where it is about
            contacts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: str
    rows: int
    features: Mapping[str, Distribution]
    score: Distribution
    everyone: bool = False


def reference(day: str, columns: Mapping[str, Floats], texts: Any, score: Floats) -> Reference:
    """The reference of these rows, which are everyone whom the model scores on that day.

    Args:
        day: the as-of day, ISO text.
        columns: values by feature, NaN where absent, texts as codes.
        texts: the names of those that are codes.
        score: the model's calibrated probabilities of the rows.
    """
    return Reference(
        day=day,
        rows=len(score),
        features={
            name: distribution(values, coded=name in texts) for name, values in columns.items()
        },
        score=distribution(score),
        everyone=True,
    )


def distribution(values: Floats, *, coded: bool = False) -> Distribution:
    """Bins of about equal share (fewer where many values are equal), or one for each code."""
    known = values[~np.isnan(values)][:_SAMPLE]
    if not len(known):
        edges: tuple[float, ...] = ()
    elif coded:
        edges = tuple(float(code) for code in np.unique(known)[:-1])
    else:
        cuts = np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])
        edges = tuple(float(cut) for cut in np.unique(cuts) if cut < known.max())
    return Distribution(edges=edges, shares=tuple(_shares(values, edges)))


def _shares(values: Floats, edges: tuple[float, ...]) -> list[float]:
    absent = np.isnan(values)
    bins = np.searchsorted(np.asarray(edges), values[~absent], side="left")
    counts = np.bincount(bins, minlength=len(edges) + 1)
    total = max(len(values), 1)
    return [*(float(count) / total for count in counts), float(absent.sum()) / total]
