"""What a customer holds, and how they were contacted."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from home.clock import SHANGHAI
from tools.facts import Figure
from tools.matching import longest_shared, plain
from tools.shelf import shelf
from tools.store import parameter

if TYPE_CHECKING:
    from tools.toolbox import Toolbox
    from tools.view import View

SHOWN = 10


@dataclass(frozen=True)
class Holding:
    """One position. ``days_left`` counts from the as-of day, None without a day of maturity."""

    facts_source: ClassVar[str] = "positions"

    product_id: Annotated[str, Figure("id", "产品编号")]
    product_name: Annotated[str, Figure("name", "产品名称")]
    category: str
    risk_level: Annotated[str | None, Figure("level", "产品风险等级")]
    amount: Annotated[float, Figure("yuan", "持仓金额")]
    opened_on: Annotated[date, Figure("date", "买入日期")]
    matures_on: Annotated[date | None, Figure("date", "到期日")]
    days_left: Annotated[int | None, Figure("days", "距到期天数")]


@dataclass(frozen=True)
class ContactRecord:
    """One contact that was made (controls were not contacted), the latest first."""

    facts_source: ClassVar[str] = "contacts"

    at: Annotated[datetime, Figure("datetime", "时间")]
    channel: str
    outcome: str | None
    campaign_id: Annotated[str | None, Figure("id", "活动编号")]


@dataclass(frozen=True)
class _Position:
    product_id: str
    amount: float
    opened_on: date
    matures_on: date | None


@dataclass(frozen=True)
class _Contact:
    at: datetime
    channel: str
    outcome: str | None
    campaign_id: str | None


def holdings(toolbox: "Toolbox", view: "View", customer_id: str) -> tuple[Holding, ...]:
    """What the customer holds on the as-of day, the largest first."""

    def build() -> Any:
        rows = view.table("positions")
        rows = rows.filter((rows.customer_id == parameter("customer_id")) & (rows.amount > 0))
        return rows.order_by(rows.amount.desc(), rows.product_id)

    products, today = shelf(toolbox.store), toolbox.as_of
    return tuple(
        Holding(
            product_id=row.product_id,
            product_name=products[row.product_id].name,
            category=products[row.product_id].category,
            risk_level=products[row.product_id].risk_level,
            amount=row.amount,
            opened_on=row.opened_on,
            matures_on=row.matures_on,
            days_left=(row.matures_on - today).days if row.matures_on else None,
        )
        for row in view.rows(_Position, "holdings", build, customer_id=customer_id)
        if row.product_id in products
    )


def contact_history(
    toolbox: "Toolbox", view: "View", customer_id: str
) -> tuple[ContactRecord, ...]:
    """The last contacts, those that were reported since the mart's moment included."""

    def build() -> Any:
        rows = view.table("contacts")
        rows = rows.filter((rows.customer_id == parameter("customer_id")) & rows.treated)
        return rows.order_by(rows["at"].desc()).limit(SHOWN)

    found = [
        ContactRecord(row.at.astimezone(SHANGHAI), row.channel, row.outcome, row.campaign_id)
        for row in view.rows(_Contact, "contact history", build, customer_id=customer_id)
    ]
    moment = toolbox.mart.moment
    found += [
        ContactRecord(report.at.astimezone(SHANGHAI), report.channel, report.outcome, None)
        for report in toolbox.ledger.feedback([customer_id])
        if report.channel and report.at >= moment
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN])


_TELLING = 4
"""Characters of a product's name that must stand in the words for it to be meant."""


def named_in(holdings: tuple[Holding, ...], said: str) -> tuple[Holding, ...]:
    """Those whose own name stands in the words, in part (安心180天): the longest part wins."""
    words = plain(said)
    found = [
        (longest_shared(plain(one.product_name.split("·")[-1]), words), one) for one in holdings
    ]
    longest = max((length for length, _ in found), default=0)
    return tuple(one for length, one in found if length == longest >= _TELLING)


_SHORTEST_RUN = 2
_COMMON = re.compile("示范|理财|基金|产品|银行|帷幄")
"""What the names of many products share."""


def described_in(holdings: tuple[Holding, ...], said: str) -> tuple[Holding, ...]:
    """Those whose name stands in the words, whole or in pieces (青岚那个混合): most of it wins."""
    if whole := named_in(holdings, said):
        return whole
    words = plain(said)
    found = [(_pieces(plain(_COMMON.sub("", one.product_name)), words), one) for one in holdings]
    most = max((length for length, _ in found), default=0)
    return tuple(one for length, one in found if length == most >= _TELLING)


def _pieces(name: str, words: str) -> int:
    """How many characters of a name stand in the words, in runs of two or more."""
    covered: set[int] = set()
    for at in range(len(name) - _SHORTEST_RUN + 1):
        if name[at : at + _SHORTEST_RUN] in words:
            covered |= {at, at + 1}
    return len(covered)
