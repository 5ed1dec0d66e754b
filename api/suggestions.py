"""Questions that the page offers: to each role at the beginning, and after an answer."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from tools.access import Role

_ABOUT_LISTED = frozenset({"find_prospects", "event_leads", "my_day"})
_BOOK = frozenset({Role.RM, Role.MANAGER})
"""Whose words speak of single customers."""


def suggestions_for(role: Role) -> tuple[str, ...]:
    """The role's questions, best first; none for a role that has none."""
    found: dict[str, list[str]] = _read("suggestions.yaml")
    return tuple(found.get(role.value, ()))


def follow_ups_for(role: Role, answer: Mapping[str, Any]) -> tuple[str, ...]:
    """What one may ask after an answer (``ask --json``); nothing where there was no answer, or
    nobody to speak of.
    """
    intent, decision = answer["intent"], answer["decision"]
    if decision.get("outcome") != "answer":
        return ()
    if intent in _ABOUT_LISTED and not _lists(decision):
        return ()
    side = "customer" if role is Role.CUSTOMER else "staff"
    of_the_house = _of_tool(decision)
    if of_the_house is not None:
        return of_the_house
    if side == "staff" and role not in _BOOK and intent != "campaign_result":
        return ()
    found: dict[str, dict[str, list[str]]] = _read("follow_ups.yaml")
    return tuple(found[side].get(intent, ()))


def _of_tool(decision: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What follows an answer on how the house itself works, whatever it was understood as."""
    found: dict[str, list[str]] = _read("follow_ups.yaml")["tools"]
    made = decision.get("tools") or ()
    return tuple(found[made[0]["tool"]]) if made and made[0]["tool"] in found else None


def _lists(decision: Mapping[str, Any]) -> bool:
    sections = decision.get("my_day", {}).get("sections") or ()
    return bool(decision.get("items") or any(one.get("items") for one in sections))


@cache
def _read(name: str) -> Any:
    import yaml

    return yaml.safe_load(resources.files("api").joinpath(name).read_text(encoding="utf-8"))
