"""By what customers are told apart in groups: the column that says it, and the groups' names."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from prompts.messages import say
from tools.access import Role
from tools.tiers_and_branches import choices

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.segment_query import Axis
    from tools.store import Store
    from tools.toolbox import Toolbox

_AGES = (0, 30, 40, 50, 60, 70)
"""First years of the bands of age."""
_HELD = ("wealth", "fund", "insurance", "deposit", "gold", "bond", "pension", "forex")
_COLUMNS = {
    "branch": "branch_id",
    "manager": "manager_id",
    "tier": "tier",
    "risk": "risk_level",
    "gender": "gender",
    "city": "city",
}
_IN_ORDER = frozenset({"tier", "age", "risk"})
"""Axes whose groups have an order of their own."""
UNKNOWN = ""
"""The group of those of whom the column says nothing."""


@dataclass(frozen=True)
class _Named:
    id: str
    name: str


def grouped(store: "Store", rows: Any, axis: "Axis | None") -> Any:
    """The rows with a column ``grp`` that names each one's group; with several groups, a row for
    each (who holds funds and gold). None makes one group of all.
    """
    import ibis

    if axis is None:
        return rows.mutate(grp=ibis.literal("all"))
    if axis == "held":
        held = [_holding(rows, category) for category in _HELD]
        return ibis.union(*held)
    return rows.mutate(grp=_group(rows, axis).fill_null(UNKNOWN))


def _holding(rows: Any, category: str) -> Any:
    import ibis

    holders = rows.filter(rows[f"balance_{category}"].fill_null(0) > 0)
    return holders.mutate(grp=ibis.literal(category))


def _group(rows: Any, axis: str) -> Any:
    import ibis

    if axis == "payroll":
        return ibis.cases((rows.is_payroll, "yes"), (~rows.is_payroll, "no"))
    if axis == "age":
        bands = [(rows.age < upper, str(lower)) for lower, upper in pairwise(_AGES)]
        return ibis.cases(*bands, (rows.age >= _AGES[-1], str(_AGES[-1])))
    return rows[_COLUMNS[axis]]


def names_of(toolbox: "Toolbox", scope: "Scope", axis: "Axis | None") -> Mapping[str, str]:
    """The Chinese names of an axis's groups, in their order where they have one; of managers only
    for who leads them.
    """
    store = toolbox.store
    match axis:
        case "branch":
            return _named(store, "branches", "branch_id")
        case "manager" if scope.role in (Role.MANAGER, Role.RM):
            return _named(store, "managers", "manager_id")
        case "tier":
            return {tier: tier for tier in reversed(choices(toolbox, scope).tiers)}
        case "age":
            return {str(lower): _band(place) for place, lower in enumerate(_AGES)}
        case "risk":
            return {f"C{n}": say(f"names.C{n}") for n in range(1, 6)}
        case "payroll":
            return {"yes": say("segments.payroll"), "no": say("segments.not_payroll")}
        case "held":
            return {one: say("segments.holders", category=one) for one in _HELD}
    return {}


def in_order(axis: "Axis | None") -> bool:
    """Whether the groups of an axis have an order of their own."""
    return axis in _IN_ORDER


def _band(place: int) -> str:
    if place == 0:
        return say("segments.age_below", age=_AGES[1])
    if place == len(_AGES) - 1:
        return say("segments.age_from", age=_AGES[-1])
    return say("segments.age_between", low=_AGES[place], high=_AGES[place + 1] - 1)


def _named(store: "Store", table: str, key: str) -> dict[str, str]:
    if not store.has(table):
        return {}

    def build() -> Any:
        rows = store.table(table)
        return rows.select(id=rows[key], name=rows.name)

    return {one.id: one.name for one in store.rows(_Named, ("segment names", table), build)}
