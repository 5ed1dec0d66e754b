"""The ensemble that is left after fitting: members, weights, calibration; and how it scores."""

from dataclasses import dataclass

import numpy as np

from decision_models.tabular.calibration import Calibration
from decision_models.tabular.encoding import TargetEncoding, View, apply_encoding, view
from decision_models.tabular.features import Features
from decision_models.tabular.learners.model import Model, clipped, sigmoid

_CHUNK = 100_000


@dataclass(frozen=True)
class Member:
    """One model of the ensemble, the columns it reads, and the weight of its log odds."""

    name: str
    view: View
    model: Model
    weight: float
    columns: tuple[int, ...] | None = None  # of the view; None: all


@dataclass(frozen=True)
class Beyond:
    """Another ensemble with a say on rows of a time to come.

    Attributes:
        columns: the numbers that drift. A row is of a time to come where one of them lies outside
            what was seen, or where the last learned rows had it: such rows need scores like those
            just beyond, or the order breaks at the edge.
        low, high: what was seen of each.
        late: the stretches of each at which the learned rows end.
        share: the say of ``ensemble`` on such rows, in log odds.
    """

    columns: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    late: tuple[tuple[tuple[float, float], ...], ...]
    share: float
    ensemble: "Ensemble"

    def rows(self, features: Features) -> np.ndarray:
        """Which rows are of a time to come."""
        values = features.numbers[:, list(self.columns)]
        found = ((values < self.low) | (values > self.high)).any(axis=1)
        for column, stretches in zip(values.T, self.late, strict=True):
            for start, end in stretches:
                found |= (column >= start) & (column <= end)
        return np.asarray(found)


@dataclass(frozen=True)
class Ensemble:
    """Members whose weighted log odds, calibrated, are P(positive).

    Rows of a time to come are scored by this ensemble and ``beyond`` together: one is better where
    the future resembles the past, the other where it does not.
    """

    encoding: TargetEncoding
    members: tuple[Member, ...]
    calibration: Calibration
    beyond: Beyond | None = None

    def score(self, features: Features) -> np.ndarray:
        """P(positive) of each row, by chunks so that memory stays bounded."""
        found = np.zeros(features.rows)
        every = np.arange(features.rows)
        for rows in np.split(every, range(_CHUNK, len(every), _CHUNK)):
            found[rows] = self._score(features, rows)
        if self.beyond is None:
            return found
        later = np.flatnonzero(self.beyond.rows(features))
        for rows in np.split(later, range(_CHUNK, len(later), _CHUNK)):
            other = self.beyond.ensemble._score(features, rows)
            mine = (1 - self.beyond.share) * _log_odds(found[rows])
            found[rows] = sigmoid(mine + self.beyond.share * _log_odds(other))
        return found

    def _score(self, features: Features, rows: np.ndarray) -> np.ndarray:
        if len(rows) == 0:
            return np.empty(0)
        encoded = apply_encoding(features, rows, self.encoding)
        views: dict[View, np.ndarray] = {}
        total = np.zeros(len(rows))
        for member in self.members:
            if member.view not in views:
                views[member.view] = view(features, rows, encoded, member.view)
            matrix = views[member.view]
            if member.columns is not None:
                matrix = matrix[:, list(member.columns)]
            total += member.weight * clipped(member.model.log_odds(matrix))
        return self.calibration.chance(total)


def _log_odds(chance: np.ndarray) -> np.ndarray:
    kept = np.clip(chance, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(kept / (1 - kept)))
