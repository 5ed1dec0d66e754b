"""What a customer spent by card, month by month: the consumption of their account."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.clock import business_day
from tools.account import my_account
from tools.account_changes import transactions_of
from tools.arguments import Arguments
from tools.facts import INLINE, Figure
from tools.histories import MONTHS, month_end, month_number

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


class SpendingQuery(Arguments):
    """Whose spending, and of which months."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人问时可不填", examples=["C0000123"]
    )
    months: int = Field(default=1, ge=1, le=MONTHS, description="看几个月", examples=[1])
    ago: int = Field(
        default=0, ge=0, le=MONTHS, description="到几个月前为止，0 是数据的最后一个月", examples=[0]
    )


@dataclass(frozen=True)
class MonthSpent:
    """One calendar month, in yuan; ``month`` is its last day."""

    facts_source: ClassVar[str] = "transactions"

    month: Annotated[date, Figure("date", "月份")]
    amount: Annotated[float, Figure("yuan", "消费金额")]
    count: Annotated[int, Figure("count", "笔数")]


@dataclass(frozen=True)
class Spending:
    """Consumption of the asked months, the latest first. There are no statements of credit cards
    in the mart: what left the account as consumption stands for it.
    """

    facts_root: ClassVar[str] = "spending"
    facts_source: ClassVar[str] = "transactions"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    since: Annotated[date, Figure("date", "起始日")]
    until: Annotated[date, Figure("date", "截止日")]
    total: Annotated[float, Figure("yuan", "消费合计")]
    count: Annotated[int, Figure("count", "笔数")]
    months: Annotated[tuple[MonthSpent, ...], INLINE]
    credit_cards: Annotated[int, Figure("count", "信用卡张数", "cards")]
    recorded: bool


def my_spending(toolbox: "Toolbox", scope: "Scope", query: SpendingQuery) -> Spending:
    """What left the account as consumption in the asked months.

    Raises:
        NotFound: not the asker, nor one of the asker's customers.
        BadInput: a member of staff did not say which customer.
    """
    account = my_account(toolbox, scope, query.customer_id)
    last = month_number(toolbox.as_of) - query.ago
    months = [last - back for back in range(query.months)]
    spent: dict[int, list[float]] = {month: [] for month in months}
    for one in transactions_of(toolbox.view(scope), account.customer_id):
        if one.kind == "consumption" and one.direction == "out":
            month = month_number(business_day(one.at))
            if month in spent:
                spent[month].append(one.amount)
    return Spending(
        customer_id=account.customer_id,
        since=month_end(months[-1]).replace(day=1),
        until=min(month_end(last), toolbox.as_of),
        total=round(sum(map(sum, spent.values())), 2),
        count=sum(map(len, spent.values())),
        months=tuple(
            MonthSpent(month_end(month), round(sum(amounts), 2), len(amounts))
            for month, amounts in spent.items()
        ),
        credit_cards=account.credit_cards,
        recorded=toolbox.store.has("transactions"),
    )
