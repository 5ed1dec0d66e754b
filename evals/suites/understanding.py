"""Questions of staff and customers: intent, slots, topics, on what was not learned from.

Each held-out file has two halves: ``dev``, which was looked at while working, and ``unseen``, which
was only ever scored.
"""

from collections.abc import Iterator
from typing import Any

from agents.understanding.examples import FOLLOW_UPS_HELD_OUT, HELD_OUT, read_examples
from agents.understanding.measuring import figures, judge, subject_figures
from agents.understanding.names.measuring import measure
from agents.understanding.understanding import understand
from evals.guardrails.examined import rows
from evals.score import Score

HALVES = ("dev", "unseen")


def run(parts: Any) -> Iterator[Score]:
    """Intents, topics and slots by half of the held-out examples; subjects; names of people."""
    judged = judge([example for name in HELD_OUT for example in read_examples(name)])
    for half in HALVES:
        for figure in figures([one for one in judged if one.example.half == half]):
            yield Score(f"{figure.name} ({half})", figure.value, figure.cases)
    yield from _doubts()
    yield from _follow_ups()
    for one in subject_figures():
        yield Score(one.name, one.value, one.cases)
    names = measure()
    yield Score("names of people: precision (unseen)", names.precision, names.names)
    yield Score("names of people: recall (unseen)", names.recall, names.names)


_RELATED = {
    "change": "changed requests",
    "about": "what goes on about somebody",
    "fresh": "new subjects",
    "react": "comments on an answer",
}


def _follow_ups() -> Iterator[Score]:
    """What is said within a conversation: the intent in its context, by how it relates to it."""
    judged = judge([one for name in FOLLOW_UPS_HELD_OUT for one in read_examples(name)])
    for half in HALVES:
        told = [one for one in judged if one.example.half == half]
        for relation, name in _RELATED.items():
            right = [
                one.found.intent == one.example.intent
                for one in told
                if one.example.relation == relation
            ]
            yield Score(f"intent of {name} ({half})", sum(right) / len(right), len(right))
        changed = [one for one in told if one.example.relation == "change"]
        slots = next(one for one in figures(changed) if one.name == "slot F1")
        yield Score(f"slot F1 of changed requests ({half})", slots.value, slots.cases)


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
