"""Twenty conversations over the demo bank: does each turn come to what it must, in its thread?"""

from collections.abc import Iterator
from typing import Any

from evals.conversations import conversations, held
from evals.score import Score

NOT_HERE = "needs a demo home: weiwo demo makes one"


def run(parts: Any) -> Iterator[Score]:
    """Turns that came to the wanted tool or outcome, figures that rest on a fact, shown whole."""
    if parts is None or not parts.demo:
        yield Score("turns that come to what they must", None, 0, NOT_HERE)
        return
    turns = [turn for one in conversations() for turn in held(parts, one, "eval")]
    asked = [turn for turn in turns if turn.right is not None]
    wrong = "；".join(f"{turn.ask} -> {turn.came_to}" for turn in asked if not turn.right)
    right = sum(bool(turn.right) for turn in asked)
    yield Score("turns that come to what they must", right / len(asked), len(asked), wrong)
    figures, bound = sum(turn.figures for turn in turns), sum(turn.bound for turn in turns)
    yield Score("figures that rest on a fact", bound / max(figures, 1), figures)
    whole = sum(not turn.withheld for turn in turns)
    yield Score("answers shown whole", whole / len(turns), len(turns))
