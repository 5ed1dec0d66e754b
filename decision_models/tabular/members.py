"""The ensemble that is left after fitting: members, weights, calibration; and how it scores."""

from dataclasses import dataclass

import numpy as np

from decision_models.tabular.calibration import Calibration
from decision_models.tabular.encoding import TargetEncoding, View, apply_encoding, view
from decision_models.tabular.features import Features
from decision_models.tabular.learners.model import Model, clipped

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

    ``beyond`` scores the rows that lie outside what the members were learned from.
    """

    encoding: TargetEncoding
    members: tuple[Member, ...]
    calibration: Calibration
    beyond: Beyond | None = None

    def score(self, features: Features) -> np.ndarray:
        """P(positive) of each row, by chunks so that memory stays bounded."""
        found = np.zeros(features.rows)
        beyond = np.zeros(features.rows, dtype=bool)
        if self.beyond is not None:
            beyond = self.beyond.rows(features)
            later = np.flatnonzero(beyond)
            for rows in np.split(later, range(_CHUNK, len(later), _CHUNK)):
                found[rows] = self.beyond.ensemble._score(features, rows)
        within = np.flatnonzero(~beyond)
        for rows in np.split(within, range(_CHUNK, len(within), _CHUNK)):
            found[rows] = self._score(features, rows)
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
