"""Questions of staff and customers: intent, slots, topics, on what was not learned from.

Each held-out file has two halves: ``dev``, which was looked at while working, and ``unseen``, which
was only ever scored.
"""

from collections.abc import Iterator
from typing import Any

from agents.understanding.examples import HELD_OUT, read_examples
from agents.understanding.measuring import figures, judge
from agents.understanding.names.measuring import measure
from agents.understanding.understanding import understand
from evals.guardrails.examined import rows
from evals.score import Score

HALVES = ("dev", "unseen")


def run(parts: Any) -> Iterator[Score]:
    """Intent accuracy, F1 of topics and of slots, by half of the held-out examples; names."""
    judged = judge([example for name in HELD_OUT for example in read_examples(name)])
    for half in HALVES:
        for figure in figures([one for one in judged if one.example.half == half]):
            yield Score(f"{figure.name} ({half})", figure.value, figure.cases)
    yield from _doubts()
    names = measure()
    yield Score("names of people: precision (unseen)", names.precision, names.names)
    yield Score("names of people: recall (unseen)", names.recall, names.names)


def _doubts() -> Iterator[Score]:
    """Sceptical questions that sound like complaints, and complaints that sound like questions."""
    asked = [
        (row["intent"], understand(row["text"], row["persona"]).intent)
        for row in rows("understand_doubts")
    ]
    right = sum(wanted == found for wanted, found in asked) / len(asked)
    yield Score("intent accuracy (doubts and complaints)", right, len(asked))
    others = [found for wanted, found in asked if wanted != "complaint"]
    taken = sum(found == "complaint" for found in others) / len(others)
    yield Score("doubts taken for complaints", taken, len(others), higher_is_better=False)
