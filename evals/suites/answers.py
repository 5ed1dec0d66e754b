"""Whole conversations over the demo bank: is the right tool asked, and is what it says released?"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from evals.score import Score
from tools.access import parse
from tools.store import parameter

ASKERS = {
    "rm": "rm:M001",
    "manager": "manager:B01",
    "marketer": "marketer:marketing-01",
    "compliance": "compliance:compliance-01",
}
NOT_HERE = "needs a demo home: weiwo demo makes one"


@dataclass(frozen=True)
class Turn:
    """One answered turn: whether the wanted tool or outcome came, and what the checks said."""

    right: bool
    figures: int
    bound: int
    withheld: int
    label: str


@dataclass(frozen=True)
class _Asker:
    customer_id: str


def run(parts: Any) -> Iterator[Score]:
    """Turns that were decided as wanted, figures that rest on a fact, answers shown whole."""
    text = resources.files("evals").joinpath("cases/answers.yaml").read_text(encoding="utf-8")
    cases = yaml.safe_load(text)
    for split in ("dev", "held_out"):
        chosen = [case for case in cases if case["split"] == split]
        if parts is None or not parts.demo:
            yield Score(f"turns decided as wanted ({split})", None, 0, NOT_HERE)
            continue
        turns = [turn for number, case in enumerate(chosen) for turn in _talk(parts, case, number)]
        wrong = "；".join(turn.label for turn in turns if not turn.right)
        right = sum(turn.right for turn in turns)
        yield Score(f"turns decided as wanted ({split})", right / len(turns), len(turns), wrong)
        figures, bound = sum(turn.figures for turn in turns), sum(turn.bound for turn in turns)
        yield Score(f"figures that rest on a fact ({split})", bound / max(figures, 1), figures)
        cut = "；".join(turn.label for turn in turns if turn.withheld)
        whole = sum(not turn.withheld for turn in turns)
        yield Score(f"answers shown whole ({split})", whole / len(turns), len(turns), cut)


def _talk(parts: Any, case: dict[str, Any], number: int) -> Iterator[Turn]:
    who = ASKERS.get(case["who"]) or f"customer:{some_customer(parts)}"
    for turn in case["turns"]:
        answer = parts.ask(parse(who), turn["ask"], f"eval-{case['split']}-{number}")
        asked = [made["tool"] for made in answer.decision["tools"]]
        wanted = turn.get("tool")
        right = wanted in asked if wanted else answer.decision["outcome"] == turn["outcome"]
        got = asked or [answer.decision["outcome"]]
        yield Turn(
            right,
            answer.guard["figures"],
            answer.guard["bound"],
            answer.guard["withheld"],
            f"{turn['ask']} -> {answer.intent} {'+'.join(got)}",
        )


def some_customer(parts: Any) -> str:
    """The first customer of level C2 below 60 with a valid assessment and 200,000 yuan."""
    store = parts.toolbox.store

    def build() -> Any:
        rows = store.table("prospects")
        cautious = (rows.risk_level == "C2") & (rows.age < 60) & (rows.aum > 200_000)
        valid = rows.risk_expires_on > parameter("today", "date")
        return rows.filter(cautious & valid).order_by("customer_id").limit(1)

    found = store.rows(_Asker, "evaluated customer", build, today=parts.toolbox.as_of)
    return str(found[0].customer_id)
