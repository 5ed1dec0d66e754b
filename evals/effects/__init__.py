"""Simulated experiments with known effects: those looked at while building, and those not."""

from evals.effects.process import Drawn, Process
from evals.effects.seen import SEEN
from evals.effects.unseen import UNSEEN

__all__ = ["SEEN", "UNSEEN", "Drawn", "Process"]
