"""Holds the conversations of ``cases/conversations.yaml``, and writes them down as a document."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml

from tools.access import parse

MOST_LINES = 26
"""Of an answer in the document; a long list says the same again."""


@dataclass(frozen=True)
class Conversation:
    """One conversation: who asks what, and what a person thought of the answers."""

    name: str
    who: str
    turns: tuple[dict[str, str], ...]
    judged: str = ""
    objections: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Turn:
    """One answered turn. ``right`` is None where the case leaves open what it must come to."""

    ask: str
    answer: str
    intent: str
    came_to: str
    right: bool | None
    figures: int
    bound: int
    withheld: int


def conversations() -> tuple[Conversation, ...]:
    """Every conversation of the file, in its order."""
    text = resources.files("evals").joinpath("cases/conversations.yaml").read_text("utf-8")
    return tuple(
        Conversation(
            one["name"],
            one["who"],
            tuple(one["turns"]),
            one.get("judged", ""),
            tuple(one.get("objections", ())),
        )
        for one in yaml.safe_load(text)
    )


def held(parts: Any, one: Conversation, run: str) -> Iterator[Turn]:
    """Ask every turn of ``one`` in a thread of this ``run``."""
    for turn in one.turns:
        answer = parts.ask(parse(one.who), turn["ask"], f"{run}-{one.name}")
        asked = [made["tool"] for made in answer.decision["tools"]]
        outcome = answer.decision["outcome"]
        right = None
        if "tool" in turn:
            right = turn["tool"] in asked
        elif "outcome" in turn:
            right = outcome == turn["outcome"]
        yield Turn(
            ask=turn["ask"],
            answer=answer.answer,
            intent=answer.intent,
            came_to="+".join(asked) or outcome,
            right=right,
            figures=answer.guard["figures"],
            bound=answer.guard["bound"],
            withheld=answer.guard["withheld"],
        )


def written(one: Conversation, turns: list[Turn]) -> str:
    """The conversation as Markdown, what was thought of it at the end."""
    lines = [f"## {one.name}", "", f"`{one.who}`", ""]
    for turn in turns:
        lines += [f"**{turn.ask}**", "", f"`{turn.intent}` · {turn.came_to}", ""]
        lines += [f"> {line}".rstrip() for line in _shortened(turn.answer)]
        lines.append("")
    lines += [f"*Judged:* {one.judged}", ""] if one.judged else []
    lines += [f"- Objection: {objection}" for objection in one.objections]
    return "\n".join([*lines, ""]) if one.objections else "\n".join(lines)


def _shortened(answer: str) -> list[str]:
    lines = answer.split("\n")
    if len(lines) <= MOST_LINES:
        return lines
    head, tail = MOST_LINES - 6, 4
    left = len(lines) - head - tail
    return [*lines[:head], f"……（中间{left}行略）", *lines[-tail:]]
