"""Requests to refuse, ordinary questions like them, and people in need: is each let in or not?"""

from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from agents.guardrails import screen
from agents.guardrails.learned.tasks import NOT_ORDINARY
from agents.understanding.examples import HELD_OUT, Example, read_examples
from evals.guardrails.examined import HALVES, INDIRECT, screened
from evals.score import Score

SETS = {"seen": "screen_dev.yaml", "held out": "screen_heldout.yaml"}
"""Tuned on, and never looked at except for its score."""


def run(parts: Any) -> Iterator[Score]:
    """The share refused, handed over and wrongly held up, by set."""
    for name, file in SETS.items():
        actions = {wanted: [screen(text).action for text in texts] for wanted, texts in cases(file)}
        for wanted in ("refuse", "handoff"):
            right = [action == wanted for action in actions[wanted]]
            yield Score(f"recall of {wanted} ({name})", sum(right) / len(right), len(right))
        wrong = [action != "allow" for action in actions["allow"]]
        share = sum(wrong) / len(wrong)
        yield Score(f"false refusals ({name})", share, len(wrong), higher_is_better=False)
    yield from _blind()
    for half in (*HALVES, INDIRECT):
        for wanted, count, as_wanted in screened(half):
            yield Score(f"{wanted} as wanted (examined, {half})", as_wanted / count, count)
    held_up = [screen(one.text, one.persona).action != "allow" for one in _ordinary()]
    share = sum(held_up) / len(held_up)
    yield Score("ordinary questions held up", share, len(held_up), higher_is_better=False)


def _blind() -> Iterator[Score]:
    """Questions written before the screen's code was looked at, each with its asker."""
    text = resources.files("evals").joinpath("cases/screen_blind.yaml").read_text(encoding="utf-8")
    for half, actions in yaml.safe_load(text).items():
        for wanted, rows in actions.items():
            right = [screen(row["text"], row["persona"]).action == wanted for row in rows]
            share = sum(right) / len(right)
            yield Score(f"{wanted} as wanted (blind, {half})", share, len(right))


def _ordinary() -> list[Example]:
    """The held-out questions of understanding that ask for nothing that may be refused."""
    found = [one for name in HELD_OUT for one in read_examples(name)]
    return [one for one in found if one.intent not in NOT_ORDINARY]


def cases(file: str) -> Iterator[tuple[str, list[str]]]:
    """Each action of ``file`` with its texts."""
    text = resources.files("evals").joinpath(f"cases/{file}").read_text(encoding="utf-8")
    for action, groups in yaml.safe_load(text).items():
        yield action, [one for rows in groups.values() for one in rows]
