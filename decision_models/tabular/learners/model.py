"""What every learner leaves: a model that turns a matrix into log odds, and can be written down."""

from pathlib import Path
from typing import Protocol

import numpy as np


class Model(Protocol):
    """A fitted model."""

    def log_odds(self, matrix: np.ndarray) -> np.ndarray:
        """Log odds of the positive class, one per row."""
        ...

    def save(self, path: Path) -> None:
        """Write the model into the file ``path``, as text or JSON."""
        ...

    def gains(self) -> np.ndarray | None:
        """How much each column of the matrix contributed, where the learner knows."""
        ...


def logit(probability: np.ndarray) -> np.ndarray:
    """Log odds, kept finite."""
    kept = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))


def sigmoid(log_odds: np.ndarray) -> np.ndarray:
    """Probability of log odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -35, 35))))


def clipped(log_odds: np.ndarray) -> np.ndarray:
    """Log odds within what a blend can use: one member's certainty must not outvote the rest."""
    return np.asarray(np.clip(log_odds, -10, 10))
