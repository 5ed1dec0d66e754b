"""What is handed out beside the words: the decision, citations and checks as plain JSON."""

from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from agents.composition.brief import Draft, Passage, Rejected
from agents.composition.judging import Judged
from agents.guardrails.verdicts import Verdict
from agents.state import Decision

_PLAIN = frozenset({str, int, float, bool, type(None)})


@cache
def _names_of(kind: Any) -> tuple[str, ...] | None:
    """The fields of a dataclass; None for any other kind."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


def as_plain(value: Any) -> Any:
    """A typed result as JSON: dataclasses become objects, moments ISO text."""
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if (names := _names_of(kind)) is not None:
        return {name: as_plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(key): as_plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_plain(part) for part in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value


def decision_json(decisions: Sequence[Decision]) -> dict[str, Any]:
    """The ``decision`` of ``contracts.md``: the results by tool, and the list if any."""
    first = decisions[0]
    made: dict[str, Any] = {
        "outcome": first.outcome,
        "intent": first.intent,
        "tools": [
            {"tool": call.tool, "arguments": as_plain(call.arguments)}
            for decision in decisions
            for call in decision.calls
        ],
        "products": list(first.products),
    }
    for decision in decisions:
        for call in decision.calls:
            result = as_plain(call.result)
            made[call.tool] = result
            if "items" in result and "items" not in made and call.tool in _LISTS:
                made["items"] = [_item(item) for item in result["items"]]
    return made


_LISTS = frozenset({"find_prospects", "event_leads"})


def _item(item: dict[str, Any]) -> dict[str, Any]:
    """One customer of a list, reasons as the sentences that people read."""
    reasons = item.get("reasons")
    said = [reason["text"] for reason in reasons] if reasons is not None else [item.get("why")]
    return {**item, "reasons": said}


def citations(passages: Sequence[Passage]) -> tuple[dict[str, Any], ...]:
    """The documents that the answer rests on, with the span of the quoted passage."""
    return tuple(as_plain(passage) for passage in passages)


def guard_json(
    draft: Draft, judged: Sequence[Judged], rejected: Sequence[Rejected]
) -> dict[str, Any]:
    """What the checks said: verdict, findings, figures bound, sentences written and sent back."""
    verdicts = [one.result.verdict for one in judged]
    verdict = max(verdicts, key=lambda one: one.severity, default=Verdict.PASS)
    return {
        "verdict": verdict.value,
        "pack": judged[0].result.pack if judged else "",
        "findings": [as_plain(finding) for one in judged for finding in one.result.findings],
        "bound": sum(one.bound for one in judged),
        "figures": sum(one.figures for one in judged),
        "withheld": sum(block.withheld for block in draft.blocks),
        "written": [block.text for block in draft.blocks if block.origin == "llm"],
        "rejected": [asdict(item) for item in rejected],
    }
