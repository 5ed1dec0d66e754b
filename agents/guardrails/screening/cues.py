"""What rules see of a request, as features for the model: frame, acts and signs, and act by frame."""

import numpy as np
from numpy.typing import NDArray

from agents.guardrails.screening.frames import Frame, frame_of
from agents.guardrails.screening.rules import rules
from agents.guardrails.screening.signs import sign

LEARNED = ("distress", "elderly_fraud", "complaint", "injection", "abuse")
"""The signs that the model was taught with; a sign added since is none of its features."""


def cues_of(text: str) -> NDArray[np.float32]:
    """The cues of a normalised request, each 0 or 1."""
    here = frame_of(text)
    frames = [float(here is frame) for frame in Frame]
    acts = [float(patterns.find(text) is not None) for patterns in rules().acts.values()]
    signs = [float(sign(category, text) is not None) for category in LEARNED]
    named = max(acts)
    by_frame = [named * frame for frame in frames]
    return np.array([*frames, *acts, *signs, *by_frame, named, max(signs)], dtype=np.float32)
