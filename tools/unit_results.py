"""How contacts did by branch, or by manager within one: contacts, conversions, lift on control."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from home.errors import NotFound
from tools.access import Role, subtree
from tools.drafts import require
from tools.intervals import Cell, difference

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

Unit: TypeAlias = Literal["branch", "manager"]
BY_BRANCH = frozenset({Role.MANAGER, Role.MARKETER, Role.ANALYST})
BY_MANAGER = frozenset({Role.MANAGER})
"""Figures of single managers are for those who lead them."""


@dataclass(frozen=True)
class UnitResult:
    """One branch or manager. ``lift`` is treated minus control within campaigns and channels, with
    its 95 % interval; None without a control group. Money in yuan.
    """

    unit_id: str
    name: str
    customers: int
    contacts: int
    conversions: int
    rate: float | None
    refused: int
    amount: float
    lift: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class UnitResults:
    """The units below one, the most contacts first, and all of them together."""

    unit: Unit
    of: str
    results: tuple[UnitResult, ...]
    overall: UnitResult


@dataclass(frozen=True)
class _Stratum:
    unit_id: str
    campaign_id: str
    channel: str
    treated: bool
    size: int
    converted: int
    refused: int
    amount: float | None


@dataclass(frozen=True)
class _Named:
    id: str
    name: str


@dataclass(frozen=True)
class _Size:
    unit_id: str
    customers: int


def unit_results(toolbox: "Toolbox", scope: "Scope", branch_id: str | None = None) -> UnitResults:
    """Results of the branches that the asker sees, or of one branch's managers.

    Raises:
        RefusedByPolicy: the role does not see figures of units.
        NotFound: no such branch for this asker.
    """
    unit: Unit = "branch" if branch_id is None else "manager"
    require(scope, BY_BRANCH if branch_id is None else BY_MANAGER, "see results by unit")
    names = _names(toolbox, unit)
    of = ""
    if branch_id is not None:
        branches = _names(toolbox, "branch")
        seen = subtree(toolbox.store, scope.subject)
        if branch_id not in branches or branch_id not in seen:
            raise NotFound(f"branch must be one of {scope}'s, got {branch_id!r}")
        of = branches[branch_id]
    strata = _strata(toolbox, scope, unit, branch_id)
    sizes = _sizes(toolbox, scope, unit, branch_id)
    groups: dict[str, list[_Stratum]] = defaultdict(list)
    for one in strata:
        groups[one.unit_id].append(one)
    results = [
        _result(key, names.get(key, key), sizes.get(key, 0), found) for key, found in groups.items()
    ]
    results.sort(key=lambda one: (-one.contacts, one.unit_id))
    overall = _result("", "", sum(sizes.values()), strata)
    return UnitResults(unit, of, tuple(results), overall)


def _rows(toolbox: "Toolbox", scope: "Scope", unit: Unit, branch_id: str | None) -> Any:
    from tools.store import parameter

    view = toolbox.view(scope)
    people = view.aggregate("prospects")
    if branch_id is not None:
        people = people.filter(people.branch_id == parameter("branch"))
    return people.select("customer_id", unit_id=people[f"{unit}_id"])


def _strata(
    toolbox: "Toolbox", scope: "Scope", unit: Unit, branch_id: str | None
) -> list[_Stratum]:
    view = toolbox.view(scope)

    def build() -> Any:
        rows = view.aggregate("contacts")
        rows = rows.filter(rows.campaign_id.notnull())
        rows = rows.inner_join(_rows(toolbox, scope, unit, branch_id), "customer_id")
        return rows.group_by("unit_id", "campaign_id", "channel", "treated").aggregate(
            size=rows.count(),
            converted=(rows.outcome == "converted").sum().fill_null(0),
            refused=(rows.outcome == "refused").sum().fill_null(0),
            amount=rows.converted_amount.sum(),
        )

    given = {} if branch_id is None else {"branch": branch_id}
    return view.rows(_Stratum, ("unit strata", unit, branch_id is None), build, **given)


def _sizes(toolbox: "Toolbox", scope: "Scope", unit: Unit, branch_id: str | None) -> dict[str, int]:
    view = toolbox.view(scope)

    def build() -> Any:
        rows = _rows(toolbox, scope, unit, branch_id)
        return rows.group_by("unit_id").aggregate(customers=rows.count())

    given = {} if branch_id is None else {"branch": branch_id}
    found = view.rows(_Size, ("unit sizes", unit, branch_id is None), build, **given)
    return {one.unit_id: one.customers for one in found if one.unit_id}


def _names(toolbox: "Toolbox", unit: Unit) -> dict[str, str]:
    place, key = ("branches", "branch_id") if unit == "branch" else ("managers", "manager_id")
    store = toolbox.store
    if not store.has(place):
        return {}

    def build() -> Any:
        rows = store.table(place)
        return rows.select(id=rows[key], name=rows.name)

    return {one.id: one.name for one in store.rows(_Named, ("unit names", unit), build)}


def _result(key: str, name: str, customers: int, strata: list[_Stratum]) -> UnitResult:
    treated = [one for one in strata if one.treated]
    contacts = sum(one.size for one in treated)
    conversions = sum(one.converted for one in treated)
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in strata:
        cell = counts[one.unit_id, one.campaign_id, one.channel]
        place = 0 if one.treated else 2
        cell[place] += one.converted
        cell[place + 1] += one.size
    low, middle, high = difference([Cell(*cell) for cell in counts.values()]) or (None, None, None)
    return UnitResult(
        unit_id=key,
        name=name,
        customers=customers,
        contacts=contacts,
        conversions=conversions,
        rate=conversions / contacts if contacts else None,
        refused=sum(one.refused for one in treated),
        amount=sum(one.amount or 0.0 for one in treated),
        lift=middle,
        low=low,
        high=high,
    )
