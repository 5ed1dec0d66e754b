"""The models of a home: numbered versions of each, one champion, and what came before it."""

from decision_models.registry.admission import Comparison, Promotion, compare, waiting
from decision_models.registry.index import Entry
from decision_models.registry.registry import OtherFeatures, Registry

__all__ = [
    "Comparison",
    "Entry",
    "OtherFeatures",
    "Promotion",
    "Registry",
    "compare",
    "waiting",
]
