"""Personal data in Chinese text: found after folding, masked with stable placeholders, restored."""

from agents.guardrails.personal_data.finding import Kind, PersonalDatum, find
from agents.guardrails.personal_data.masking import Masked, mask, unmask

__all__ = ["Kind", "Masked", "PersonalDatum", "find", "mask", "unmask"]
