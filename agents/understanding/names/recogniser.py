"""The recogniser: how likely each candidate is a person's name. Weights lie in names.npz."""

import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from agents.understanding.names.spans import (
    Candidate,
    around,
    candidates,
    columns,
    near,
    own,
    segmented,
)

ARTEFACT = "names.npz"
THRESHOLD = 0.45
"""A little below even odds: a name that is missed is asked for again, one too many is looked up in
vain. What it gives is measured by ``weiwo eval understanding``."""


@dataclass(frozen=True)
class Weights:
    """A logistic regression over hashed features; of which examples it was learned."""

    values: NDArray[np.float32]
    bias: float
    learned_from: str


@cache
def load() -> Weights:
    """The shipped weights."""
    file = resources.files("agents.understanding.names").joinpath(ARTEFACT)
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
        return Weights(
            kept["values"].astype(np.float32), float(kept["bias"]), str(kept["learned_from"])
        )


def find_names(text: str) -> list[Candidate]:
    """Full names in ``text``, left to right, none over another: the likelier first."""
    weights, tokens = load(), segmented(text)
    likely = []
    for one in candidates(text):
        said = own(text, tokens, one) + near(text, tokens, one) + around(text, tokens, one)
        logit = float(weights.values[columns(said)].sum()) + weights.bias
        if logit > math.log(THRESHOLD / (1 - THRESHOLD)):
            likely.append((logit, one))
    found: list[Candidate] = []
    for _, one in sorted(likely, key=lambda pair: (-pair[0], pair[1].start)):
        if all(one.end <= other.start or other.end <= one.start for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)
