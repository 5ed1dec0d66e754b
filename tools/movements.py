"""How customers' money has moved: out, in, into products and out of them; who moved most of it.

What has happened, from transactions and orders. Who may move their money next is a model's business
(``find_prospects``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from home.clock import business_day
from home.errors import BadInput, RefusedByPolicy
from tools.access import Role
from tools.contact_policy import Contact, contacts_of
from tools.customers import persons
from tools.facts import INLINE, Figure
from tools.movement_rows import (
    CONVERTED,
    TRADES,
    Conversions,
    Group,
    Moved,
    Movements,
    first_day,
)
from tools.prospect_filters import asked
from tools.prospect_query import ProspectConditions
from tools.shelf import shelf

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View

Measure: TypeAlias = Literal["out", "in", "net_out", "bought", "redeemed", "spent"]
By: TypeAlias = Literal["customer", "category", "product", "branch", "manager"]
DAYS = 30
MOST_PARTS = 10


class MovementQuery(ProspectConditions):
    """What has moved, of whose money, when, and told apart by what."""

    measure: Measure = Field(
        default="out",
        description="看什么：out 转出，in 转入（含工资），net_out 净流出，bought 买入产品，"
        "redeemed 赎回产品，spent 消费",
        examples=["out"],
    )
    by: By = Field(
        default="customer",
        description="怎么分：customer 客户，category 产品类别，product 产品，branch 支行，"
        "manager 客户经理；后两样只给带团队的人",
        examples=["customer"],
    )
    since: date | None = Field(
        default=None, description="从哪天起，默认近30天", examples=["2026-09-01"]
    )
    until: date | None = Field(
        default=None, description="到哪天（含），默认今天", examples=["2026-09-30"]
    )
    least: float | None = Field(
        default=None, ge=0, description="每位客户合计至少多少元", examples=[100000]
    )
    top_k: int = Field(default=10, ge=1, le=100, description="列几位或几项", examples=[10])


@dataclass(frozen=True)
class Mover:
    """One customer: what moved in all, in how many pieces, and the largest of them. In yuan."""

    facts_source: ClassVar[str] = "transactions"

    rank: Annotated[int, Figure("rank", "名次")]
    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    amount: Annotated[float, Figure("yuan", "合计金额")]
    count: Annotated[int, Figure("count", "笔数")]
    largest: Annotated[float, Figure("yuan", "最大一笔")]
    largest_on: Annotated[date, Figure("date", "最大一笔的日期")]
    aum: Annotated[float | None, Figure("yuan", "资产", "prospects")]
    contact: Contact


@dataclass(frozen=True)
class Part:
    """One group of what moved, and the same of the days before (None: not on record)."""

    facts_source: ClassVar[str] = "transactions"

    name: Annotated[str, Figure("name", "分组")]
    amount: Annotated[float, Figure("yuan", "合计金额")]
    count: Annotated[int, Figure("count", "笔数")]
    customers: Annotated[int, Figure("people", "客户数")]
    before: Annotated[float | None, Figure("yuan", "之前的合计金额")]


@dataclass(frozen=True)
class Closed:
    """What contacts brought in those days."""

    facts_source: ClassVar[str] = "contacts"

    count: Annotated[int, Figure("count", "联系后成交数")]
    amount: Annotated[float, Figure("yuan", "联系后成交金额")]


@dataclass(frozen=True)
class MovementReport:
    """What moved from ``since`` to ``until``, and in as many days before. In yuan."""

    facts_root: ClassVar[str] = "movements"
    facts_source: ClassVar[str] = "transactions"

    measure: Measure
    by: By
    since: Annotated[date, Figure("date", "起始日期")]
    until: Annotated[date, Figure("date", "截止日期")]
    amount: Annotated[float, Figure("yuan", "合计金额")]
    count: Annotated[int, Figure("count", "笔数")]
    customers: Annotated[int, Figure("people", "客户数")]
    population: Annotated[int, Figure("people", "名下客户数")]
    before: Annotated[float | None, Figure("yuan", "之前的合计金额")]
    before_since: Annotated[date, Figure("date", "之前的起始日期")]
    before_until: Annotated[date, Figure("date", "之前的截止日期")]
    change: Annotated[float | None, Figure("fraction", "变化幅度（绝对值）")]
    least: Annotated[float | None, Figure("yuan", "每位客户至少")]
    items: Annotated[tuple[Mover, ...], INLINE]
    parts: tuple[Part, ...]
    left: Annotated[int, Figure("count", "没有列出的")]
    closed: Closed | None
    narrowed: bool


def movements_report(toolbox: "Toolbox", scope: "Scope", query: MovementQuery) -> MovementReport:
    """What has moved of the asker's customers' money.

    Raises:
        RefusedByPolicy: figures of single managers for who does not lead them.
        BadInput: days that are not yet, in the wrong order, or before the records; a branch or tier
            that does not exist; products told apart of what is no purchase.
    """
    since, until = _days(toolbox, query)
    trades = query.measure in TRADES
    if query.by == "manager" and scope.role is not Role.MANAGER:
        raise RefusedByPolicy(f"{scope} must lead the managers whose figures these are")
    if query.by in ("category", "product") and not trades:
        raise BadInput(f"by must be customer, branch or manager for {query.measure}")
    with toolbox.pinned():
        view = toolbox.view(scope)
        moved = Movements(
            toolbox, view, query.measure, _products(toolbox, query), asked(toolbox, _of_whom(query))
        )
        earlier = _before(since, until)
        known = first_day(view.store, "orders" if trades else "transactions")
        on_record = known is not None and known <= earlier[0]
        now = moved.total(since, until)
        before = moved.total(*earlier) if on_record else None
        few = query.by == "customer"
        people = moved.customers(since, until, query.least or 0.0) if few else []
        groups = () if few else _parts(toolbox, moved, query, (since, until), earlier, on_record)
        return MovementReport(
            measure=query.measure,
            by=query.by,
            since=since,
            until=until,
            amount=sum(one.amount for one in people) if query.least else now.amount,
            count=sum(one.count for one in people) if query.least else now.count,
            customers=len(people) if few else now.customers,
            population=moved.population(),
            before=before.amount if before and not query.least else None,
            before_since=earlier[0],
            before_until=earlier[1],
            change=None if query.least else _change(now, before),
            least=query.least,
            items=_items(toolbox, view, people[: query.top_k]),
            parts=groups[: query.top_k],
            left=max(0, (len(people) if few else len(groups)) - query.top_k),
            closed=_closed(moved, since, until) if query.measure == CONVERTED else None,
            narrowed=bool(moved.conditions),
        )


def _days(toolbox: "Toolbox", query: MovementQuery) -> tuple[date, date]:
    today = business_day(toolbox.now)
    until = min(query.until or today, today)
    since = query.since or until - timedelta(days=DAYS - 1)
    if since > until:
        raise BadInput(f"since must not be after {until}, got {since}")
    return since, until


def _before(since: date, until: date) -> tuple[date, date]:
    """The days to compare with: of a month so far the same days of the month before; of a whole
    month that month; else as many days just before.
    """
    end = since - timedelta(days=1)
    if since.day == 1 and (since.year, since.month) == (until.year, until.month):
        whole = (until + timedelta(days=1)).month != until.month
        return end.replace(day=1), end if whole else end.replace(day=min(until.day, end.day))
    return end - (until - since), end


def _of_whom(query: MovementQuery) -> ProspectConditions:
    """The conditions on customers: a category is one of what was bought, and of nobody."""
    of_models = {"category", "goal", "model", "horizon_days"}
    stated = set(ProspectConditions.model_fields) - of_models
    return ProspectConditions.model_validate(query.model_dump(include=stated))


def _products(toolbox: "Toolbox", query: MovementQuery) -> Mapping[str, str] | None:
    """The products whose orders count, with their categories; None where orders do not."""
    if query.measure not in TRADES:
        return None
    return {
        product_id: sheet.category
        for product_id, sheet in shelf(toolbox.store).items()
        if query.category in (None, sheet.category)
    }


def _change(now: Group, before: Group | None) -> float | None:
    """How much more or less; None where one of them is no amount to compare (a net inflow)."""
    if before is None or before.amount <= 0 or now.amount <= 0:
        return None
    return abs(now.amount / before.amount - 1)


def _items(toolbox: "Toolbox", view: "View", moved: list[Moved]) -> tuple[Mover, ...]:
    people = persons(view, [one.customer_id for one in moved])
    contacts = contacts_of(toolbox, list(people.values()))
    return tuple(
        Mover(
            rank=rank,
            customer_id=one.customer_id,
            name=people[one.customer_id].name,
            amount=one.amount,
            count=one.count,
            largest=one.largest,
            largest_on=one.largest_on,
            aum=people[one.customer_id].aum,
            contact=contacts[one.customer_id],
        )
        for rank, one in enumerate((one for one in moved if one.customer_id in people), start=1)
    )


def _parts(
    toolbox: "Toolbox",
    moved: Movements,
    query: MovementQuery,
    now: tuple[date, date],
    earlier: tuple[date, date],
    on_record: bool,
) -> tuple[Part, ...]:
    names = moved.names(query.by)
    before = {one.key: one.amount for one in moved.groups(query.by, *earlier)} if on_record else {}
    found = [
        Part(
            name=names.get(one.key, one.key),
            amount=one.amount,
            count=one.count,
            customers=one.customers,
            before=before.get(one.key, 0.0) if on_record else None,
        )
        for one in moved.groups(query.by, *now)
    ]
    return tuple(sorted(found, key=lambda one: -one.amount))


def _closed(moved: Movements, since: date, until: date) -> Closed | None:
    found: Conversions | None = moved.conversions(since, until)
    return Closed(found.count, found.amount or 0.0) if found else None


__all__ = ["MovementQuery", "MovementReport", "movements_report"]
