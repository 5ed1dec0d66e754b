"""How well names are found in contexts that nothing was learned from."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from agents.understanding.names.recogniser import find_names
from agents.understanding.names.training import contexts, held_out, named

_SEED = 11
_EACH = 8
"""Names that stand in each context in turn."""


@dataclass(frozen=True)
class Found:
    """Precision and recall, and of how many names."""

    precision: float
    recall: float
    names: int


def measure() -> Found:
    """Of the contexts that are held out, with made-up names."""
    generator = random.Random(_SEED)
    right = found = wanted = 0
    for context in _unseen():
        for _ in range(_EACH):
            sentence = named(context, generator)
            spans = {(one.start, one.end) for one in find_names(sentence.text)}
            right += len(spans & sentence.names)
            found += len(spans)
            wanted += len(sentence.names)
    return Found(right / found, right / wanted, wanted)


def _unseen() -> Iterator[str]:
    return (context for context in contexts() if held_out(context))
