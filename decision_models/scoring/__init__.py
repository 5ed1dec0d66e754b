"""Scoring everybody, and reading what was scored."""

from decision_models.scoring.run import score
from decision_models.scoring.store import ScoreStore, ScoreVersion

__all__ = ["ScoreStore", "ScoreVersion", "score"]
