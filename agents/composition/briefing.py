"""Makes the briefs of a turn: one for each decision, with its facts and what the rules look at."""

from dataclasses import replace
from typing import Any

from agents.composition import wording
from agents.composition.brief import Brief, Passage
from agents.guardrails.context import CheckContext
from agents.state import Decision
from home.clock import business_day
from tools.access import Scope
from tools.facts import Fact, facts_of
from tools.toolbox import Toolbox


def brief_for(
    decision: Decision,
    question: str,
    passages: tuple[Passage, ...],
    scope: Scope,
    toolbox: Toolbox,
) -> Brief:
    """The brief of one decision."""
    facts = tuple(fact for made in decision.calls for fact in facts_of(made.result))
    return Brief(
        purpose=decision.template,
        audience=str(scope.role),
        question=question,
        results={made.tool: made.result for made in decision.calls},
        facts=(*facts, *_counts(decision)),
        passages=passages,
        context=CheckContext(date=business_day(toolbox.now)),
        say=decision.say,
        refused=decision.refused,
        aspect=decision.aspect,
    )


def _counts(decision: Decision) -> list[Fact]:
    """How many items a list has: a figure that is said, though no field holds it."""
    counts = []
    for made in decision.calls:
        for name in ("items", "sheets", "offers", "results", "news"):
            parts: Any = getattr(made.result, name, None)
            if isinstance(parts, tuple | list):
                counts.append(Fact(f"{made.tool}.{name}.count", len(parts), "count", "", made.tool))
    return counts


def with_facts(brief: Brief, *facts: Fact, **changes: Any) -> Brief:
    """The brief with further facts."""
    return replace(brief, facts=(*brief.facts, *facts), **changes)


def shown(fact: Fact) -> str:
    """A fact's value as a reader would write it."""
    value = fact.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    match fact.unit:
        case "yuan":
            return wording.money(value)
        case "fraction" | "%":
            return wording.percent(value)
        case "times":
            return f"{value:.1f}倍"
        case "days":
            return wording.term(int(value))
        case "people":
            return f"{value}位"
        case "rank":
            return f"第{value}"
    return f"{value:g}" if isinstance(value, float) else str(value)
