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
class Ensemble:
    """Members whose weighted log odds, calibrated, are P(positive)."""

    encoding: TargetEncoding
    members: tuple[Member, ...]
    calibration: Calibration

    def score(self, features: Features) -> np.ndarray:
        """P(positive) of each row, by chunks so that memory stays bounded."""
        found = []
        for start in range(0, features.rows, _CHUNK):
            rows = np.arange(start, min(start + _CHUNK, features.rows))
            found.append(self._score(features, rows))
        return np.concatenate(found)

    def _score(self, features: Features, rows: np.ndarray) -> np.ndarray:
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
