"""What a customer holds of one kind, or of named products, and when it falls due."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.clock import business_day
from tools.account import Owed, my_account
from tools.account_changes import orders_of
from tools.arguments import Arguments
from tools.dealings import Holding, named_in
from tools.facts import Figure
from tools.shelf import shelf

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.account import Account
    from tools.toolbox import Toolbox


class HoldingQuery(Arguments):
    """Whose holdings, and which of them; all where nothing further is said."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人问时可不填", examples=["C0000123"]
    )
    category: str | None = Field(
        default=None, max_length=20, description="只看这一类，demand 是活期", examples=["fund"]
    )
    kind: str | None = Field(
        default=None, max_length=20, description="只看名称里有这个词的", examples=["大额存单"]
    )
    products: list[str] = Field(
        default_factory=list, max_length=20, description="只看这几只，产品编号", examples=[["P005"]]
    )
    said: str | None = Field(
        default=None,
        max_length=200,
        description="提问的原话：里面说到所持产品名称的，只看那几只",
        examples=["我那个安心180天什么时候到期"],
    )


@dataclass(frozen=True)
class OwnHoldings:
    """The holdings that were asked for. ``due`` have a day of maturity, the soonest first;
    ``open`` have none. ``balance`` is the category's at the last month end, None where there is
    none; ``bought_on`` the day of the last purchase on record, held or not.
    """

    facts_root: ClassVar[str] = "holdings"
    facts_source: ClassVar[str] = "positions"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    category: str | None
    kind: str | None
    names: Annotated[tuple[str, ...], Figure("name", "产品名称", "products")]
    due: tuple[Holding, ...]
    open: tuple[Holding, ...]
    amount: Annotated[float, Figure("yuan", "持仓金额合计")]
    count: Annotated[int, Figure("count", "持仓数")]
    balance: Annotated[float | None, Figure("yuan", "余额", "balances")]
    balance_on: Annotated[date | None, Figure("date", "余额日期", "balances")]
    bought_on: Annotated[date | None, Figure("date", "最近一次买入日期", "orders")]
    loans: tuple[Owed, ...]
    owed: Annotated[float, Figure("yuan", "贷款余额合计", "loans")]
    credit_cards: Annotated[int, Figure("count", "信用卡张数", "cards")]
    as_of: Annotated[date, Figure("date", "数据日期")]


def my_holdings(toolbox: "Toolbox", scope: "Scope", query: HoldingQuery) -> OwnHoldings:
    """The asker's holdings of a category, a kind or some products.

    Raises:
        NotFound: not the asker, nor one of the asker's customers.
        BadInput: a member of staff did not say which customer.
    """
    account = my_account(toolbox, scope, query.customer_id)
    named = named_in(account.holdings, query.said or "")
    if query.products:
        named = tuple(one for one in account.holdings if one.product_id in query.products)
    if named:  # by its name: of whatever category the words may also speak
        query = query.model_copy(update={"category": None, "kind": None})
    held = [
        one
        for one in account.holdings
        if (one in named if named else _asked(one.product_id, toolbox, query))
    ]
    due = sorted(
        (one for one in held if one.matures_on), key=lambda one: one.matures_on or date.max
    )
    balance, on = (None, None) if named else _balance(account, query)
    bought = [
        business_day(order.at)
        for order in orders_of(toolbox.view(scope), account.customer_id)
        if order.side == "buy" and _asked(order.product_id, toolbox, query)
    ]
    return OwnHoldings(
        customer_id=account.customer_id,
        category=query.category,
        kind=query.kind,
        names=tuple(one.product_name for one in named),
        due=tuple(due),
        open=tuple(one for one in held if not one.matures_on),
        amount=sum(one.amount for one in held),
        count=len(held),
        balance=balance,
        balance_on=on,
        bought_on=max(bought, default=None),
        loans=account.loans,
        owed=sum(one.balance for one in account.loans),
        credit_cards=account.credit_cards,
        as_of=account.as_of,
    )


def _asked(product_id: str, toolbox: "Toolbox", query: HoldingQuery) -> bool:
    sheet = shelf(toolbox.store).get(product_id)
    if sheet is None:
        return False
    of_kind = query.kind is None or query.kind in sheet.name
    return of_kind and query.category in (None, sheet.category)


def _balance(account: "Account", query: HoldingQuery) -> tuple[float | None, date | None]:
    """The category's balance; none of a part of it, nor of some products."""
    if query.category is None or query.kind:
        return None, None
    found = [one for one in account.balances if one.category == query.category]
    on = account.balances[0].as_of if account.balances else None
    return (found[0].balance if found else 0.0), on
