"""LightGBM's trees read from its own text and evaluated many rows at a time, with equal scores."""

from decision_models.forest.evaluating import Forest, compiled
from decision_models.forest.reading import Unsupported

__all__ = ["Forest", "Unsupported", "compiled"]
