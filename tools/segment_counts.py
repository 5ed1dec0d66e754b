"""What is counted of groups of customers, one query each: sizes, chances, balances, contacts."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tools.profiling import agrees, refused_ids
from tools.segment_axes import grouped
from tools.store import Parameter, parameter

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.prospect_filters import Filter
    from tools.segment_query import Axis
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class Size:
    """How many customers a group has, their assets and what falls due next, in yuan."""

    grp: str
    customers: int
    aum: float | None
    due: float | None


@dataclass(frozen=True)
class Chance:
    """What a model says of a group: how many have a score, the sum of them, how many are among
    the ``top`` ranks of the bank.
    """

    grp: str
    scored: int
    expected: float | None
    top: int | None


@dataclass(frozen=True)
class Balance:
    """A group's balances at a month's end, in yuan."""

    grp: str
    as_of: date
    balance: float | None


@dataclass(frozen=True)
class Contacted:
    """Contacts of a group in one campaign and channel; ``treated`` False are its control."""

    grp: str
    campaign_id: str | None
    channel: str
    treated: bool
    size: int
    converted: int
    amount: float | None


@dataclass(frozen=True)
class Level:
    """How many have a level of risk tolerance, by an assessment that is ``valid`` or not."""

    risk: str | None
    valid: bool
    senior: bool
    n: int


@dataclass(frozen=True)
class Counting:
    """Whose customers are counted, under which conditions."""

    toolbox: "Toolbox"
    scope: "Scope"
    conditions: "Sequence[Filter]"

    def sizes(self, axis: "Axis | None") -> list[Size]:
        """How many, and with how much."""

        def build() -> Any:
            rows = self._customers(axis)
            return rows.group_by("grp").aggregate(
                customers=rows.count(),
                aum=rows.aum.sum(),
                due=rows.next_maturity_amount.sum(),
            )

        return self._rows(Size, ("segment sizes", axis), build)

    def chances(self, axis: "Axis | None", model: str, top: int) -> list[Chance]:
        """What a model says of them: only of whom it may speak."""
        refused = refused_ids(self.toolbox)

        def build() -> Any:
            rows = self._customers(axis)
            rows = rows.filter(rows[f"score_{model}"].notnull())
            rows = rows.filter(agrees(self.toolbox.store, rows, refused=bool(refused)))
            first = rows[f"rank_{model}"] <= parameter("top_rank", "int64")
            return rows.group_by("grp").aggregate(
                scored=rows.count(),
                expected=rows[f"score_{model}"].sum(),
                top=first.sum(),
            )

        given: dict[str, Parameter] = {"top_rank": top}
        if refused:
            given["profiling_refused"] = refused
        return self._rows(Chance, ("segment chances", axis, model, bool(refused)), build, **given)

    def balances(
        self, axis: "Axis | None", category: str | None, first: date, last: date
    ) -> list[Balance]:
        """Their balances at the ends of two months, of one category or of all."""
        view = self.toolbox.view(self.scope)

        def build() -> Any:
            rows = view.table("balances")
            ends = (rows.as_of == parameter("first_end", "date")) | (
                rows.as_of == parameter("last_end", "date")
            )
            rows = rows.filter(ends)
            if category is not None:
                rows = rows.filter(rows.category == parameter("category"))
            groups = self._customers(axis).select("customer_id", "grp")
            rows = rows.inner_join(groups, "customer_id")
            return rows.group_by("grp", "as_of").aggregate(balance=rows.balance.sum())

        given: dict[str, Parameter] = {"first_end": first, "last_end": last}
        if category is not None:
            given["category"] = category
        return self._rows(Balance, ("segment balances", axis, category is None), build, **given)

    def levels(self, on: date, senior_age: int) -> list[Level]:
        """Of which level of risk tolerance they are on a day, and whether of the age of special
        care.
        """

        def build() -> Any:
            rows = self._customers(None)
            valid = (rows.risk_expires_on >= parameter("risk_day", "date")).fill_null(False)
            senior = (rows.age >= parameter("senior_age", "int64")).fill_null(False)
            rows = rows.mutate(risk=rows.risk_level, valid=valid, senior=senior)
            return rows.group_by("risk", "valid", "senior").aggregate(n=rows.count())

        return self._rows(Level, "levels", build, risk_day=on, senior_age=senior_age)

    def contacts(self, axis: "Axis | None", since: date | None, until: date) -> list[Contacted]:
        """Contacts with them and their control, from a day on until another (Asia/Shanghai)."""
        view = self.toolbox.view(self.scope)

        def build() -> Any:
            rows = view.table("contacts")
            # Asia/Shanghai has no daylight saving time.
            on = (rows["at"].epoch_seconds() + 8 * 3600).as_timestamp("s").date()
            kept = on <= parameter("until", "date")
            if since is not None:
                kept = kept & (on >= parameter("since", "date"))
            rows = rows.filter(kept).drop("manager_id")
            groups = self._customers(axis).select("customer_id", "grp")
            rows = rows.inner_join(groups, "customer_id")
            return rows.group_by("grp", "campaign_id", "channel", "treated").aggregate(
                size=rows.count(),
                converted=(rows.outcome == "converted").sum().fill_null(0),
                amount=rows.converted_amount.sum(),
            )

        given: dict[str, Parameter] = {"until": until}
        if since is not None:
            given["since"] = since
        return self._rows(Contacted, ("segment contacts", axis, since is None), build, **given)

    def _customers(self, axis: "Axis | None") -> Any:
        rows = self.toolbox.view(self.scope).customers()
        for one in self.conditions:
            rows = rows.filter(one.keeps(rows))
        return grouped(self.toolbox.store, rows, axis)

    def _rows(self, row: Any, key: Hashable, build: Any, **given: Parameter) -> list[Any]:
        told = {name: value for one in self.conditions for name, value in one.parameters.items()}
        shapes = tuple(one.shape for one in self.conditions)
        view = self.toolbox.view(self.scope)
        return view.rows(row, (key, shapes), build, **{**told, **given})


@dataclass(frozen=True)
class _Number:
    n: int


@dataclass(frozen=True)
class _End:
    as_of: date


def scored_in_bank(toolbox: "Toolbox", model: str) -> int:
    """How many customers of the whole bank a model ranks."""
    store = toolbox.store

    def build() -> Any:
        rows = store.table("prospects")
        return rows.aggregate(n=rows[f"score_{model}"].count())

    return store.rows(_Number, ("scored in bank", model), build)[0].n


def month_ends(toolbox: "Toolbox") -> list[date]:
    """The ends of months of which there are balances, the first one first."""
    store = toolbox.store
    if not store.has("balances"):
        return []

    def build() -> Any:
        return store.table("balances").select("as_of").distinct()

    found = store.remembered("month ends", lambda: store.rows(_End, "month ends", build))
    return sorted(one.as_of for one in found)
