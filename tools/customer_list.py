"""Which of the asker's customers meet conditions, by what they are and hold: no model is asked.

Who will do something is for ``find_prospects``; whom a model does not speak of stands here too.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from home.errors import NotFound
from prompts.messages import say
from tools.conditions import Chosen
from tools.contact_policy import Contact, contacts_of
from tools.customers import looked_up
from tools.facts import INLINE, Figure
from tools.prospect_filters import UNCONTACTED, Filter, asked, not_looked_at
from tools.prospect_query import ProspectConditions
from tools.prospects import FilteredOut
from tools.shelf import shelf
from tools.store import parameter

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View


class ListQuery(ProspectConditions):
    """Who is looked for, and how many of them, the wealthiest first."""

    product: str | None = Field(
        default=None, max_length=40, description="只看持有这只产品的，产品编号", examples=["P031"]
    )
    by_maturity: bool = Field(default=False, description="按最近到期金额从大到小，默认按资产")
    top_k: int = Field(default=10, ge=1, le=100, description="要几位", examples=[10])


@dataclass(frozen=True)
class Listed:
    """One customer as they are. Money in yuan; ``held`` is of the product that was asked for."""

    facts_source: ClassVar[str] = "prospects"

    rank: Annotated[int, Figure("rank", "名次")]
    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    age: Annotated[int | None, Figure("age", "年龄")]
    tier: Annotated[str | None, Figure("text", "客户等级")]
    city: Annotated[str | None, Figure("name", "城市")]
    occupation: Annotated[str | None, Figure("text", "职业")]
    aum: Annotated[float | None, Figure("yuan", "资产")]
    risk_level: Annotated[str | None, Figure("level", "风险承受能力")]
    next_maturity_on: Annotated[date | None, Figure("date", "最近到期日")]
    next_maturity_amount: Annotated[float | None, Figure("yuan", "最近到期金额")]
    held: Annotated[float | None, Figure("yuan", "持有金额", "positions")]
    contact: Contact


@dataclass(frozen=True)
class CustomerList:
    """Those who meet the conditions, and how many the others leave out."""

    facts_root: ClassVar[str] = "customers"
    facts_source: ClassVar[str] = "prospects"

    items: Annotated[tuple[Listed, ...], INLINE]
    population: Annotated[int, Figure("people", "名下客户数")]
    matching: Annotated[int, Figure("people", "符合条件的客户数")]
    product: Annotated[str, Figure("name", "产品", "products")]
    filtered: tuple[FilteredOut, ...]
    notes: tuple[str, ...]
    as_of: Annotated[date, Figure("date", "数据日期")]
    by_maturity: bool


@dataclass(frozen=True)
class _Held:
    customer_id: str
    amount: float


def customer_list(toolbox: "Toolbox", scope: "Scope", query: ListQuery) -> CustomerList:
    """The asker's customers who meet the conditions, the wealthiest first.

    Raises:
        NotFound: no such product.
        BadInput: a branch or tier that does not exist.
    """
    with toolbox.pinned():
        view = toolbox.view(scope)
        held = _holders(view, query.product) if query.product else {}
        if query.product is not None and query.product not in shelf(toolbox.store):
            raise NotFound(f"product must be one of the shelf, got {query.product!r}")
        conditions = asked(toolbox, query)
        if query.product is not None:
            conditions.append(_holds(held))
        order = "next_maturity_amount" if query.by_maturity else "aum"
        found = Chosen(view, conditions).narrow(order, query.top_k, most=True)
        people = looked_up(view, toolbox.lookup, toolbox.lookup.at(found.first))
        contacts = contacts_of(toolbox, people, query.channel)
        return CustomerList(
            items=tuple(
                Listed(
                    rank=rank,
                    customer_id=one.customer_id,
                    name=one.name,
                    age=one.age,
                    tier=one.tier,
                    city=one.city,
                    occupation=one.occupation,
                    aum=one.aum,
                    risk_level=one.risk_level,
                    next_maturity_on=one.next_maturity_on,
                    next_maturity_amount=one.next_maturity_amount,
                    held=held.get(one.customer_id),
                    contact=contacts[one.customer_id],
                )
                for rank, one in enumerate(people, start=1)
            ),
            population=found.everybody,
            matching=found.everybody - sum(found.left_out),
            product=shelf(toolbox.store)[query.product].name if query.product else "",
            filtered=tuple(
                FilteredOut(one.name, one.why, count)
                for one, count in zip(conditions, found.left_out, strict=True)
                if count or one.name == UNCONTACTED
            ),
            notes=tuple(say("filters.not_looked_at", category=one) for one in not_looked_at(query)),
            as_of=toolbox.as_of,
            by_maturity=query.by_maturity,
        )


def _holders(view: "View", product_id: str) -> dict[str, float]:
    """How much of a product each customer holds."""

    def build() -> Any:
        rows = view.table("positions")
        rows = rows.filter((rows.product_id == parameter("product")) & (rows.amount > 0))
        return rows.group_by("customer_id").aggregate(amount=rows.amount.sum())

    found = view.rows(_Held, "holders", build, product=product_id)
    return {one.customer_id: one.amount for one in found}


def _holds(held: dict[str, float]) -> Filter:
    return Filter(
        "product",
        say("filters.product"),
        lambda rows: parameter("holders", "array<string>").contains(rows.customer_id),
        {"holders": sorted(held)},
    )
