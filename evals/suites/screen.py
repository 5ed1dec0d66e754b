"""Requests to refuse, ordinary questions like them, and people in need: is each let in or not?"""

from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from agents.guardrails import screen
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


def cases(file: str) -> Iterator[tuple[str, list[str]]]:
    """Each action of ``file`` with its texts."""
    text = resources.files("evals").joinpath(f"cases/{file}").read_text(encoding="utf-8")
    for action, groups in yaml.safe_load(text).items():
        yield action, [one for rows in groups.values() for one in rows]
