"""The queries behind ``movements_report``: transactions and orders of some customers, added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from home.clock import SHANGHAI
from prompts.messages import say
from tools.segment_axes import names_of
from tools.shelf import shelf
from tools.store import Parameter, parameter

if TYPE_CHECKING:
    from tools.prospect_filters import Filter
    from tools.store import Store
    from tools.toolbox import Toolbox
    from tools.view import View

TRADES = {"bought": "buy", "redeemed": "redeem"}
"""The side of the orders of each measure that is of orders."""
CONVERTED = "bought"
"""The measure beside which conversions of contacts are told."""
_TO_ELSEWHERE = ("person", "own_account", "securities")
"""Whom money goes to that leaves: others, the customer's accounts elsewhere, a broker. What is
paid at a shop or to a lender is spent, not moved."""
_EIGHT_HOURS = 8 * 3600  # timestamps are in UTC, days are Shanghai's


@dataclass(frozen=True)
class Moved:
    """One customer's total."""

    customer_id: str
    amount: float
    count: int
    largest: float
    largest_on: date


@dataclass(frozen=True)
class Group:
    """One group's total; ``key`` is its id."""

    key: str
    amount: float
    count: int
    customers: int


@dataclass(frozen=True)
class Conversions:
    """Contacts that ended in a purchase."""

    count: int
    amount: float | None


@dataclass(frozen=True)
class _Number:
    n: int


@dataclass(frozen=True)
class _First:
    at: datetime | None


def first_day(store: "Store", table: str) -> date | None:
    """The first day on record; None of an empty table."""

    def build() -> Any:
        rows = store.table(table)
        return rows.aggregate(at=rows["at"].min())

    (found,) = store.rows(_First, ("first of", table), build)
    return found.at.astimezone(SHANGHAI).date() if found.at else None


@dataclass(frozen=True)
class Movements:
    """What moved by one measure, of the customers who meet the conditions.

    ``products``: whose orders count, with their categories; None where transactions do.
    """

    toolbox: "Toolbox"
    view: "View"
    measure: str
    products: Mapping[str, str] | None
    conditions: "Sequence[Filter]"

    def total(self, since: date, until: date) -> Group:
        """All of it together."""

        def build() -> Any:
            rows = self._rows()
            return rows.aggregate(
                key=_text(""),
                amount=rows.amount.sum().fill_null(0.0),
                count=rows.count(),
                customers=rows.customer_id.nunique(),
            )

        found: list[Group] = self._run(Group, "total", build, since, until)
        return found[0]

    def customers(self, since: date, until: date, least: float) -> list[Moved]:
        """Each customer's, the largest first; those of at least so much."""

        def build() -> Any:
            rows = self._rows()
            found = rows.group_by("customer_id").aggregate(
                amount=rows.amount.sum(),
                count=rows.count(),
                largest=rows.amount.max(),
                largest_on=rows.on_day.argmax(rows.amount),
            )
            found = found.filter(
                (found.amount > 0) & (found.amount >= parameter("least", "float64"))
            )
            return found.order_by(found.amount.desc(), found.customer_id)

        return self._run(Moved, "customers", build, since, until, least=least)

    def groups(self, by: str, since: date, until: date) -> list[Group]:
        """The total of each category, product, branch or manager."""
        grouped = {"branch": "branch_id", "manager": "manager_id"}.get(by, "product_id")

        def build() -> Any:
            rows = self._rows()
            return rows.group_by(key=rows[grouped]).aggregate(
                amount=rows.amount.sum(), count=rows.count(), customers=rows.customer_id.nunique()
            )

        found = self._run(Group, ("groups", grouped), build, since, until)
        if by != "category":
            return [one for one in found if one.key]
        return self._of_categories(found)

    def _of_categories(self, found: list[Group]) -> list[Group]:
        """Products' totals added up; whoever bought two of a kind is counted with each."""
        assert self.products is not None, "only orders are told apart by category"
        sums: dict[str, Group] = {}
        for one in found:
            kind = self.products[one.key]
            old = sums.get(kind, Group(kind, 0.0, 0, 0))
            sums[kind] = Group(
                kind, old.amount + one.amount, old.count + one.count, old.customers + one.customers
            )
        return list(sums.values())

    def names(self, by: str) -> Mapping[str, str]:
        """What the groups are called, by their ids."""
        if by == "product":
            return {key: sheet.name for key, sheet in shelf(self.toolbox.store).items()}
        if by == "category":
            return {kind: say(f"names.{kind}") for kind in set((self.products or {}).values())}
        axis: Any = by
        return names_of(self.toolbox, self.view.scope, axis)

    def population(self) -> int:
        """How many customers there are to whom it might have happened."""

        def build() -> Any:
            people = self._people()
            return people.aggregate(n=people.count())

        shape = ("movers", *(one.shape for one in self.conditions))
        (found,) = self.view.rows(_Number, shape, build, **self._whom())
        return found.n

    def conversions(self, since: date, until: date) -> Conversions | None:
        """Purchases after contacts in those days; None where the bank gave no contacts."""
        if not self.view.store.has("contacts"):
            return None

        def build() -> Any:
            rows = self._within(self.view.table("contacts"))
            rows = rows.filter(rows.treated & (rows.outcome == "converted"))
            rows = rows.semi_join(self._people().select("customer_id"), "customer_id")
            return rows.aggregate(count=rows.count(), amount=rows.converted_amount.sum())

        found: list[Conversions] = self._run(Conversions, "conversions", build, since, until)
        return found[0]

    def _run(
        self, row: type[Any], key: Any, build: Any, since: date, until: date, **more: Parameter
    ) -> list[Any]:
        given: dict[str, Parameter] = {"since": since, "until": until, **self._whom(), **more}
        if self.products is not None and key != "conversions":
            given["products"] = sorted(self.products)
        return self.view.rows(row, ("movements", key, *self._shape()), build, **given)

    def _shape(self) -> tuple[Any, ...]:
        return (self.measure, *(one.shape for one in self.conditions))

    def _whom(self) -> dict[str, Parameter]:
        return {name: value for one in self.conditions for name, value in one.parameters.items()}

    def _people(self) -> Any:
        people = self.view.customers()
        for one in self.conditions:
            people = people.filter(one.keeps(people))
        return people

    def _within(self, rows: Any) -> Any:
        on = (rows["at"].epoch_seconds() + _EIGHT_HOURS).as_timestamp("s").date()
        rows = rows.mutate(on_day=on)
        return rows.filter(
            (rows.on_day >= parameter("since", "date"))
            & (rows.on_day <= parameter("until", "date"))
        )

    def _rows(self) -> Any:
        """What counts: whose, amount and on_day of each piece, and of orders product_id."""
        if self.measure in TRADES:
            rows = self._within(self.view.table("orders"))
            ids = parameter("products", "array<string>")
            rows = rows.filter((rows.side == TRADES[self.measure]) & ids.contains(rows.product_id))
        else:
            rows = _flows(self._within(self.view.table("transactions")), self.measure)
        people = self._people().select("customer_id", "branch_id", "manager_id")
        return rows.inner_join(people, "customer_id")


def _flows(rows: Any, measure: str) -> Any:
    """The transactions of a measure; what comes in counts against what goes out in ``net_out``."""
    if measure == "out":
        away = rows.counterparty_kind.isin(_TO_ELSEWHERE)
        return rows.filter((rows.direction == "out") & away)
    if measure == "in":
        return rows.filter(rows.direction == "in")
    if measure == "spent":
        to_shops = rows.kind.isin(("consumption", "third_party_payment"))
        elsewhere = rows.counterparty_kind.isin(_TO_ELSEWHERE)
        return rows.filter((rows.direction == "out") & to_shops & ~elsewhere)
    signed = (rows.direction == "out").ifelse(rows.amount, -rows.amount)
    return rows.mutate(amount=signed)


def _text(value: str) -> Any:
    import ibis

    return ibis.literal(value)
