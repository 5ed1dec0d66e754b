"""How a customer's own money moved between two month ends, and what is on record of why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from home.clock import business_day
from tools.arguments import Arguments
from tools.consents import themself
from tools.customers import person
from tools.facts import INLINE, Figure
from tools.histories import MONTHS, month_end, month_number
from tools.shelf import shelf
from tools.store import parameter

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View

_ORDERS = 8


class ChangeQuery(Arguments):
    """Whose money, and against which month end."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人问时可不填", examples=["C0000123"]
    )
    months: int = Field(
        default=1, ge=1, le=MONTHS - 1, description="与几个月前的月末相比", examples=[1]
    )
    category: str | None = Field(
        default=None, max_length=20, description="只看这一类", examples=["fund"]
    )


@dataclass(frozen=True)
class CategoryChange:
    """One category at both month ends, in yuan."""

    facts_source: ClassVar[str] = "balances"

    category: str
    now: Annotated[float, Figure("yuan", "余额")]
    before: Annotated[float, Figure("yuan", "之前的余额")]
    difference: Annotated[float, Figure("yuan", "变动")]


@dataclass(frozen=True)
class Trade:
    """An order of the time between: bought, redeemed, or paid back at maturity."""

    facts_source: ClassVar[str] = "orders"

    product_id: Annotated[str, Figure("id", "产品编号")]
    product_name: Annotated[str, Figure("name", "产品名称")]
    category: str
    side: str
    amount: Annotated[float, Figure("yuan", "金额")]
    on: Annotated[date, Figure("date", "日期")]


@dataclass(frozen=True)
class Flow:
    """What came in or went out of one kind in the time between."""

    facts_source: ClassVar[str] = "transactions"

    kind: str
    direction: str
    amount: Annotated[float, Figure("yuan", "合计金额")]
    count: Annotated[int, Figure("count", "笔数")]


@dataclass(frozen=True)
class AccountChange:
    """Two month ends beside each other. ``before`` is None where there is no earlier one."""

    facts_root: ClassVar[str] = "own_months"
    facts_source: ClassVar[str] = "balances"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    category: str | None
    as_of: Annotated[date | None, Figure("date", "月末")]
    before: Annotated[date | None, Figure("date", "之前的月末")]
    months: Annotated[int, Figure("number", "相隔月数")]
    total: Annotated[float, Figure("yuan", "合计")]
    total_before: Annotated[float, Figure("yuan", "之前的合计")]
    difference: Annotated[float, Figure("yuan", "变动")]
    changes: Annotated[tuple[CategoryChange, ...], INLINE]
    trades: tuple[Trade, ...]
    flows: tuple[Flow, ...]


@dataclass(frozen=True)
class _Balance:
    as_of: date
    category: str
    balance: float


@dataclass(frozen=True)
class _Order:
    product_id: str
    side: str
    amount: float
    at: datetime


@dataclass(frozen=True)
class _Transaction:
    kind: str
    direction: str
    amount: float
    at: datetime


def my_changes(toolbox: "Toolbox", scope: "Scope", query: ChangeQuery) -> AccountChange:
    """What became more or less since an earlier month end, the largest change first.

    Raises:
        NotFound: not the asker, nor one of the asker's customers.
        BadInput: a member of staff did not say which customer.
    """
    view = toolbox.view(scope)
    customer_id = person(view, themself(scope, query.customer_id)).customer_id
    rows = [
        row
        for row in _balances(view, customer_id)
        if query.category is None or row.category == query.category
    ]
    ends = {row.as_of for row in rows}
    last = max(ends, default=None)
    earlier = month_end(month_number(last) - query.months) if last else None
    earlier = earlier if earlier in ends else None
    changes = _changes(rows, last, earlier) if earlier else ()
    total = sum(row.balance for row in rows if row.as_of == last)
    before = sum(row.balance for row in rows if row.as_of == earlier)
    trades: tuple[Trade, ...] = ()
    flows: tuple[Flow, ...] = ()
    if last and earlier:
        trades = tuple(_trades(toolbox, view, customer_id, query.category, earlier, last))
        flows = () if query.category else tuple(_flows(view, customer_id, earlier, last))
    return AccountChange(
        customer_id=customer_id,
        category=query.category,
        as_of=last,
        before=earlier,
        months=query.months,
        total=round(total, 2),
        total_before=round(before, 2),
        difference=round(total - before, 2),
        changes=changes,
        trades=trades,
        flows=flows,
    )


def _changes(
    rows: Sequence[_Balance], last: date | None, earlier: date
) -> tuple[CategoryChange, ...]:
    now = {row.category: row.balance for row in rows if row.as_of == last}
    before = {row.category: row.balance for row in rows if row.as_of == earlier}
    found = []
    for category in dict.fromkeys((*now, *before)):
        have, had = now.get(category, 0.0), before.get(category, 0.0)
        if moved := round(have - had, 2):
            found.append(CategoryChange(category, have, had, moved))
    return tuple(sorted(found, key=lambda one: -abs(one.difference)))


def _balances(view: "View", customer_id: str) -> list[_Balance]:
    def build() -> Any:
        rows = view.table("balances")
        rows = rows.filter(rows.customer_id == parameter("customer_id"))
        return rows.order_by("as_of", "category")

    return view.rows(_Balance, "balances by month", build, customer_id=customer_id)


def orders_of(view: "View", customer_id: str) -> list[_Order]:
    """Every order of one customer, the oldest first."""

    def build() -> Any:
        rows = view.table("orders")
        rows = rows.filter(rows.customer_id == parameter("customer_id"))
        return rows.order_by("at")

    return view.rows(_Order, "orders of one", build, customer_id=customer_id)


def _trades(
    toolbox: "Toolbox",
    view: "View",
    customer_id: str,
    category: str | None,
    after: date,
    until: date,
) -> list[Trade]:
    products = shelf(toolbox.store)
    found = [
        Trade(
            product_id=one.product_id,
            product_name=products[one.product_id].name,
            category=products[one.product_id].category,
            side=one.side,
            amount=one.amount,
            on=business_day(one.at),
        )
        for one in orders_of(view, customer_id)
        if one.product_id in products and after < business_day(one.at) <= until
    ]
    found = [one for one in found if category is None or one.category == category]
    return sorted(found, key=lambda one: -one.amount)[:_ORDERS]


def transactions_of(view: "View", customer_id: str) -> list[_Transaction]:
    """Every movement of one customer's account, the oldest first."""

    def build() -> Any:
        rows = view.table("transactions")
        rows = rows.filter(rows.customer_id == parameter("customer_id"))
        return rows.order_by("at")

    return view.rows(_Transaction, "transactions of one", build, customer_id=customer_id)


def _flows(view: "View", customer_id: str, after: date, until: date) -> list[Flow]:
    """Sums by kind and direction, the largest first."""
    sums: dict[tuple[str, str], list[float]] = {}
    for one in transactions_of(view, customer_id):
        if after < business_day(one.at) <= until:
            sums.setdefault((one.kind, one.direction), []).append(one.amount)
    found = [Flow(*key, round(sum(amounts), 2), len(amounts)) for key, amounts in sums.items()]
    return sorted(found, key=lambda one: -one.amount)
