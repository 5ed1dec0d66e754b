"""Scoring everybody (``run.score``), and reading what was scored.

Readers come in here and score nothing: what scores is imported from ``run`` by who needs it.
"""

from decision_models.scoring.store import ScoreStore, ScoreVersion

__all__ = ["ScoreStore", "ScoreVersion"]
