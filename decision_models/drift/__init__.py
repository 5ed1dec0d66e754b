"""Has what a model sees, or what it is worth, changed since it was trained: figures, a verdict."""

from decision_models.drift.decay import Decay
from decision_models.drift.reference import Distribution, Reference, reference
from decision_models.drift.report import DriftReport, Shift, Verdict, report
from decision_models.drift.stability import psi

__all__ = [
    "Decay",
    "Distribution",
    "DriftReport",
    "Reference",
    "Shift",
    "Verdict",
    "psi",
    "reference",
    "report",
]
