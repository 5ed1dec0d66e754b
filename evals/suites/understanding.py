"""Questions of staff and customers: intent, slots, topics, on what was not learned from.

Each held-out file has two halves: ``dev``, which was looked at while working, and ``unseen``, which
was only ever scored.
"""

from collections.abc import Iterator
from typing import Any

from agents.understanding.examples import HELD_OUT, read_examples
from agents.understanding.measuring import figures, judge
from agents.understanding.names.measuring import measure
from evals.score import Score

HALVES = ("dev", "unseen")


def run(parts: Any) -> Iterator[Score]:
    """Intent accuracy, F1 of topics and of slots, by half of the held-out examples; names."""
    judged = judge([example for name in HELD_OUT for example in read_examples(name)])
    for half in HALVES:
        for figure in figures([one for one in judged if one.example.half == half]):
            yield Score(f"{figure.name} ({half})", figure.value, figure.cases)
    names = measure()
    yield Score("names of people: precision (unseen)", names.precision, names.names)
    yield Score("names of people: recall (unseen)", names.recall, names.names)
