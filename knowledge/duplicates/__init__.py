"""Which documents say the same, and which replace others."""

from knowledge.duplicates.folding import fold, signature

__all__ = ["fold", "signature"]
