"""The conditions of a list of customers: from an address or a form to a tool's arguments."""

from collections.abc import Mapping
from typing import Any, get_args
from urllib.parse import urlencode

from tools.arguments import Category, Channel, Goal
from tools.prospect_query import Order, ProspectQuery

TOP = 20
_FIELDS = tuple(ProspectQuery.model_fields)
_SEVERAL = frozenset(name for name, one in ProspectQuery.model_fields.items() if one.default == ())
"""Conditions that may have several values; in an address commas stand between them."""
# A form speaks of ten thousands of yuan, a tool of yuan.
_WAN = {"min_wan": "min_aum", "max_wan": "max_aum"}

CHOICES: Mapping[str, tuple[str, ...]] = {
    "category": get_args(Category),
    "goal": get_args(Goal),
    "channel": get_args(Channel),
    "order": get_args(Order),
    "customer_risk": ("C1", "C2", "C3", "C4", "C5"),
    "product_risk": ("R1", "R2", "R3", "R4", "R5"),
}


def arguments(given: Mapping[str, str]) -> dict[str, Any]:
    """The arguments that the fields state; empty ones and unknown names are passed over. Whether
    they are right the tool says.
    """
    found: dict[str, Any] = {
        name: given[name].strip() for name in _FIELDS if given.get(name, "").strip()
    }
    for name in _SEVERAL.intersection(found):
        found[name] = [one.strip() for one in found[name].split(",")]
    for field, name in _WAN.items():
        text = given.get(field, "").strip()
        if text:
            found[name] = _yuan(text)
    found.setdefault("top_k", str(TOP))
    return found


def _yuan(wan: str) -> object:
    try:
        return float(wan) * 10_000
    except ValueError:
        return wan  # the tool says what it must be


def fields(found: Mapping[str, Any]) -> dict[str, str]:
    """The form's fields for a tool's arguments."""
    shown = {name: _said(value) for name, value in found.items() if name in _FIELDS}
    for field, name in _WAN.items():
        if name in shown:
            shown[field] = f"{float(shown.pop(name)) / 10_000:g}"
    return shown


def address(path: str, shown: Mapping[str, str]) -> str:
    """The address that shows the same list again."""
    known = {*_FIELDS, *_WAN, "words"}
    stated = {name: value for name, value in shown.items() if value and name in known}
    return f"{path}?{urlencode(stated)}" if stated else path


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
