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
    """Another ensemble for rows where one of ``columns`` (numbers) lies outside what was seen."""

    columns: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    ensemble: "Ensemble"

    def rows(self, features: Features) -> np.ndarray:
        """Which rows lie beyond."""
        values = features.numbers[:, list(self.columns)]
        return np.asarray(((values < self.low) | (values > self.high)).any(axis=1))


@dataclass(frozen=True)
class Ensemble:
    """Members whose weighted log odds, calibrated, are P(positive).

    Rows outside what the members were learned from get the mean (in log odds) of this ensemble and
    ``beyond``: one is better where the future resembles the past, the other where it does not, and
    one history cannot say which it will be.
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
            found[rows] = sigmoid((_log_odds(found[rows]) + _log_odds(other)) / 2)
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
