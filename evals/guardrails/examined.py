"""Cases of outside examiners, who read the contract and the rules and nothing of the code.

``seen`` was looked at while detectors were mended; ``kept`` was scored when that was done. Since
then its compliant texts that are held up have been read (one stands among the judged ones), and
nothing was changed for them. ``indirect`` (screen alone) says hardly a telling word, and small talk
with strong ones; it was scored before and after the model learned from others of that sort, and
what it missed was read. ``second_seen`` and ``second_kept`` are halves of what another examiner
wrote; of the kept half no text was read. ``third_seen`` and ``third_kept`` were written before the
examples that the models learn from were looked at, by who then mended the screen and the checker
and wrote more examples; so the kept half was scored before and after, its errors never listed,
but its texts were known.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

from agents.guardrails import CheckContext, check, screen
from agents.guardrails.verdicts import Verdict

HALVES = ("seen", "kept", "second_seen", "second_kept", "third_seen", "third_kept")
INDIRECT = "indirect"


@dataclass(frozen=True, slots=True)
class Judged:
    """How many texts were to be stopped and were, how many were to pass and were held up."""

    breaking: int
    caught: int
    fine: int
    held_up: int


def checked(half: str) -> Judged:
    """Texts of one half, each with its context; an advisory holds no text up."""
    stop: list[bool] = []
    let_pass: list[bool] = []
    for row in rows(f"check_{half}"):
        result = check(row["text"], CheckContext.model_validate(row.get("context") or {}))
        (stop if Verdict(row["verdict"]).blocks else let_pass).append(not result.allowed)
    return Judged(len(stop), sum(stop), len(let_pass), sum(let_pass))


def screened(half: str) -> Iterator[tuple[str, int, int]]:
    """Each wanted action, how many cases of a half, or of ``INDIRECT``, want it and got it."""
    found: dict[str, list[bool]] = {"refuse": [], "handoff": [], "allow": []}
    for row in rows(f"screen_{half}"):
        right = screen(row["text"], row["persona"]).action == row["action"]
        found[row["action"]].append(right)
    for action, rights in found.items():
        yield action, len(rights), sum(rights)


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The cases of one file."""
    path = resources.files("evals").joinpath(f"cases/examined/{name}.jsonl")
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)
