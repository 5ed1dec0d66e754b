"""What a customer's own holdings cost, where the orders say, beside what they are worth."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.clock import business_day
from tools.account_changes import orders_of
from tools.arguments import Arguments
from tools.consents import themself
from tools.customers import person
from tools.dealings import Holding, holdings, named_in
from tools.facts import Figure

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


class GainQuery(Arguments):
    """Whose holdings, and of which category."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人问时可不填", examples=["C0000123"]
    )
    category: str | None = Field(
        default=None, max_length=20, description="只看这一类", examples=["fund"]
    )
    said: str | None = Field(
        default=None,
        max_length=200,
        description="提问的原话：里面说到所持产品名称的，只看那几只",
        examples=["我那个短债基金亏了没"],
    )


@dataclass(frozen=True)
class Gain:
    """One holding. ``paid`` is what was bought less what was redeemed, None where the orders do not
    reach back to the beginning; ``difference`` is below 0 for a loss.
    """

    facts_source: ClassVar[str] = "positions"

    product_id: Annotated[str, Figure("id", "产品编号")]
    product_name: Annotated[str, Figure("name", "产品名称")]
    category: str
    amount: Annotated[float, Figure("yuan", "持仓金额")]
    opened_on: Annotated[date, Figure("date", "买入日期")]
    paid: Annotated[float | None, Figure("yuan", "净买入金额", "orders")]
    difference: Annotated[float | None, Figure("yuan", "差额", "orders")]


@dataclass(frozen=True)
class Gains:
    """The holdings of the category with their cost, and the sum of those whose cost is known."""

    facts_root: ClassVar[str] = "gains"
    facts_source: ClassVar[str] = "positions"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    category: str | None
    names: Annotated[tuple[str, ...], Figure("name", "产品名称", "products")]
    items: tuple[Gain, ...]
    amount: Annotated[float, Figure("yuan", "持仓金额合计")]
    paid: Annotated[float, Figure("yuan", "净买入金额合计", "orders")]
    difference: Annotated[float, Figure("yuan", "差额合计", "orders")]
    known: Annotated[int, Figure("count", "有完整买入记录的持仓数")]
    as_of: Annotated[date, Figure("date", "数据日期")]


def my_gains(toolbox: "Toolbox", scope: "Scope", query: GainQuery) -> Gains:
    """What the holdings are worth beside what was paid for them, as far as orders tell.

    Raises:
        NotFound: not the asker, nor one of the asker's customers.
        BadInput: a member of staff did not say which customer.
    """
    view = toolbox.view(scope)
    customer_id = person(view, themself(scope, query.customer_id)).customer_id
    everything = holdings(toolbox, view, customer_id)
    named = named_in(everything, query.said or "")
    held = named or tuple(one for one in everything if query.category in (None, one.category))
    paid: dict[str, float] = {}
    begun: dict[str, date] = {}
    for order in orders_of(view, customer_id):
        begun.setdefault(order.product_id, business_day(order.at))
        signed = order.amount if order.side == "buy" else -order.amount
        paid[order.product_id] = paid.get(order.product_id, 0.0) + signed
    items = tuple(_gain(one, paid, begun) for one in held)
    known = [one for one in items if one.paid is not None]
    amount = sum(one.amount for one in known)
    cost = sum(one.paid or 0.0 for one in known)
    return Gains(
        customer_id=customer_id,
        category=query.category,
        names=tuple(one.product_name for one in named),
        items=items,
        amount=round(amount, 2),
        paid=round(cost, 2),
        difference=round(amount - cost, 2),
        known=len(known),
        as_of=toolbox.as_of,
    )


def _gain(one: Holding, paid: dict[str, float], begun: dict[str, date]) -> Gain:
    """A holding that was bought before the first order on record has no known cost; nor has one
    that was sold out and bought again, of which the earlier round would count.
    """
    complete = begun.get(one.product_id) == one.opened_on
    cost = round(paid[one.product_id], 2) if complete else None
    return Gain(
        product_id=one.product_id,
        product_name=one.product_name,
        category=one.category,
        amount=one.amount,
        opened_on=one.opened_on,
        paid=cost,
        difference=None if cost is None else round(one.amount - cost, 2),
    )
