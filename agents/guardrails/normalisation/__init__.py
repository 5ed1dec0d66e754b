"""Seeing through disguises while keeping every position of the original text.

``normalise`` folds widths, scripts, look-alike characters and hidden characters, joins what was
pulled apart, and writes protected phrases back to their usual form where only their sound or shape
was kept (稳赚不陪, wen zhuan bu pei, 保夲). The result carries, for each character, where in the
original it came from, so that a finding always quotes what the author wrote.
"""

from agents.guardrails.normalisation.mapped import MappedText
from agents.guardrails.normalisation.pipeline import fold, normalise

__all__ = ["MappedText", "fold", "normalise"]
