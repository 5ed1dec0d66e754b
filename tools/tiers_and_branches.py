"""The institution's tiers, branches and cities, and which of them a word means."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from home.errors import BadInput
from tools.access import Role, subtree
from tools.matching import Names

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.store import Store
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class _Tier:
    tier: str
    aum: float | None


# Words for the wealthiest that are no bank's tier, or another bank's.
_WEALTHIEST = ("高净值", "私行", "私人银行", "私钻", "黑金", "黑钻", "钻石", "至尊")


def tier_named(store: "Store", text: str, *, below: bool = False) -> str:
    """The institution's tier that a word means; a word for the wealthiest means the highest one.
    ``below`` asks for the one from which it is reached (能升白金的: 金卡).

    Raises:
        BadInput: it means none, or several; names those that there are.
    """

    found = _tiers(store)
    known = [one.tier for one in found]
    word = text.removesuffix("客户").removesuffix("级")
    meant = [tier for tier in known if tier == word] or [
        tier for tier in known if word and (word in tier or tier in word)
    ]
    if not meant and known and any(wealthy in word for wealthy in _WEALTHIEST):
        meant = known[-1:]
    if len(meant) != 1:
        raise BadInput(f"tier must be one of {', '.join(known)}, got {text!r}")
    return known[max(0, known.index(meant[0]) - below)]


def _tiers(store: "Store") -> list[_Tier]:
    """The institution's tiers, the least wealthy first."""

    def build() -> Any:
        rows = store.table("prospects")
        rows = rows.filter(rows.tier.notnull())
        return rows.group_by("tier").aggregate(aum=rows.aum.mean())

    tiers = store.remembered("tiers by aum", lambda: store.rows(_Tier, "tiers", build))
    return sorted(tiers, key=lambda one: one.aum or 0.0)


def tiers_from(store: "Store", text: str) -> list[str]:
    """The tier that a word means and those above it, the least wealthy first.

    Raises:
        BadInput: it means none, or several.
    """
    known = [one.tier for one in _tiers(store)]
    return known[known.index(tier_named(store, text)) :]


@dataclass(frozen=True)
class _Value:
    value: str


def _values(store: "Store", column: str) -> list[str]:
    """The values of a column of customers, whoever they are of."""

    def build() -> Any:
        rows = store.table("prospects")
        rows = rows.filter(rows[column].notnull())
        return rows.select(value=rows[column]).distinct()

    found = store.remembered(column, lambda: store.rows(_Value, ("values of", column), build))
    return [one.value for one in found]


def city_in(store: "Store", text: str) -> str | None:
    """The city of customers that a text names by itself, not within a branch's name; or None."""
    for branch in store.rows(_Branch, "branch names", lambda: store.table("branches")):
        text = text.replace(branch.name, "")
    named = [one for one in _values(store, "city") if one in text]
    return named[0] if len(named) == 1 else None


def occupation_in(store: "Store", text: str) -> str | None:
    """The occupation of customers that a text names, by its longest word; or None."""
    named = [one for one in _values(store, "occupation") if one in text]
    return max(named, key=len) if named else None


@dataclass(frozen=True)
class _Branch:
    branch_id: str
    name: str


def branch_named(store: "Store", text: str) -> str:
    """The name of the branch that a name or id means.

    Raises:
        BadInput: none, or several.
    """
    return branch_in(store, text)[1]


def branches_below(store: "Store", text: str) -> list[str]:
    """The branch that a name or id means, with those below it.

    Raises:
        BadInput: none, or several.
    """
    return branch_in(store, text)[0]


def branch_in(store: "Store", text: str) -> tuple[list[str], str]:
    """The branch that a name or id means, with those below it.

    Raises:
        BadInput: none, or several; names those that there are.
    """
    branches = store.rows(_Branch, "branch names", lambda: store.table("branches"))
    known = {branch.branch_id: branch.name for branch in branches}
    matches = Names({key: (name,) for key, name in known.items()}).find(text)
    ids = [text.upper()] if text.upper() in known else [match.key for match in matches]
    if len(ids) != 1:
        names = ", ".join(f"{key} {name}" for key, name in sorted(known.items()))
        raise BadInput(f"branch must be one of {names}, got {text!r}")
    return sorted(subtree(store, ids[0])), known[ids[0]]


@dataclass(frozen=True)
class Choices:
    """What a form offers: tiers, the least wealthy first; branches of the asker's, by name."""

    tiers: tuple[str, ...]
    branches: tuple[tuple[str, str], ...]


def choices(toolbox: "Toolbox", scope: "Scope") -> Choices:
    """The words that `tier` and `branch` take for this asker; a manager's own customers are all of
    one branch.
    """
    store = toolbox.store
    branches: tuple[tuple[str, str], ...] = ()
    if scope.role is not Role.RM and store.has("branches"):
        rows = store.rows(_Branch, "branch names", lambda: store.table("branches"))
        own = subtree(store, scope.subject) if scope.role is Role.MANAGER else None
        branches = tuple(
            (one.branch_id, one.name) for one in rows if own is None or one.branch_id in own
        )
    return Choices(tuple(one.tier for one in _tiers(store)), branches)
