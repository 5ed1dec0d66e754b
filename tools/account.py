"""What a customer may see of themself: assets by category, holdings, assessment, what falls due."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from tools.arguments import Arguments
from tools.consents import themself
from tools.customers import assessment_holds, holds_until, person
from tools.dealings import Holding, holdings
from tools.facts import INLINE, Figure
from tools.senders import SenderQuery, names_of, sender
from tools.store import parameter

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View


class AccountQuery(Arguments):
    """Whose account."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人问时可不填", examples=["C0000123"]
    )


@dataclass(frozen=True)
class CategoryBalance:
    """What lies in one category at the last month end, in yuan."""

    facts_source: ClassVar[str] = "balances"

    category: str
    balance: Annotated[float, Figure("yuan", "余额")]
    as_of: Annotated[date, Figure("date", "余额日期")]


@dataclass(frozen=True)
class Owed:
    """A loan that is being paid back."""

    facts_source: ClassVar[str] = "loans"

    kind: Annotated[str | None, Figure("text", "贷款种类")]
    balance: Annotated[float, Figure("yuan", "贷款余额")]
    matures_on: Annotated[date | None, Figure("date", "贷款到期日")]


@dataclass(frozen=True)
class _Card:
    card_id: str


@dataclass(frozen=True)
class Account:
    """The customer's own figures. Money in yuan; no score and no label is among them."""

    facts_root: ClassVar[str] = "account"
    facts_source: ClassVar[str] = "prospects"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    aum: Annotated[float | None, Figure("yuan", "资产")]
    tier: Annotated[str | None, Figure("text", "客户等级")]
    risk_level: Annotated[str | None, Figure("level", "风险承受能力")]
    risk_assessed_on: Annotated[date | None, Figure("date", "测评日期")]
    risk_expires_on: Annotated[date | None, Figure("date", "测评失效日期")]
    risk_valid: bool
    balances: Annotated[tuple[CategoryBalance, ...], INLINE]
    holdings: tuple[Holding, ...]
    loans: tuple[Owed, ...]
    next_maturity_on: Annotated[date | None, Figure("date", "最近到期日")]
    next_maturity_amount: Annotated[float | None, Figure("yuan", "最近到期金额")]
    as_of: Annotated[date, Figure("date", "数据日期")]
    manager: Annotated[str | None, Figure("name", "客户经理", "managers")] = None
    branch: Annotated[str | None, Figure("name", "所属网点", "branches")] = None
    hotline: Annotated[str | None, Figure("text", "客服热线", "managers")] = None
    credit_cards: Annotated[int, Figure("count", "信用卡张数", "cards")] = 0


def my_account(toolbox: "Toolbox", scope: "Scope", customer_id: str | None = None) -> Account:
    """The account of the asker, or of one of the asker's customers.

    Raises:
        NotFound: not the asker, nor one of the asker's customers.
        BadInput: a member of staff did not say which customer.
    """
    view = toolbox.view(scope)
    one = person(view, themself(scope, customer_id))
    return Account(
        customer_id=one.customer_id,
        name=one.name,
        aum=one.aum,
        tier=one.tier,
        risk_level=one.risk_level,
        risk_assessed_on=one.risk_assessed_on,
        risk_expires_on=holds_until(one),
        risk_valid=assessment_holds(toolbox, one),
        balances=_balances(view, one.customer_id),
        holdings=holdings(toolbox, view, one.customer_id),
        loans=_loans(view, one.customer_id),
        next_maturity_on=one.next_maturity_on,
        next_maturity_amount=one.next_maturity_amount,
        as_of=toolbox.as_of,
        manager=names_of(toolbox.store, "managers").get(one.manager_id or ""),
        branch=names_of(toolbox.store, "branches").get(one.branch_id or ""),
        hotline=sender(toolbox, scope, SenderQuery()).hotline,
        credit_cards=_credit_cards(view, one.customer_id),
    )


def _loans(view: "View", customer_id: str) -> tuple[Owed, ...]:
    """What is still to be paid back, the largest first."""

    def build() -> Any:
        rows = view.table("loans")
        rows = rows.filter((rows.customer_id == parameter("customer_id")) & (rows.balance > 0))
        return rows.order_by(rows.balance.desc())

    return tuple(view.rows(Owed, "loans now", build, customer_id=customer_id))


def _credit_cards(view: "View", customer_id: str) -> int:
    def build() -> Any:
        rows = view.table("cards")
        return rows.filter((rows.customer_id == parameter("customer_id")) & (rows.kind == "credit"))

    return len(view.rows(_Card, "credit cards", build, customer_id=customer_id))


def _balances(view: "View", customer_id: str) -> tuple[CategoryBalance, ...]:
    """The balances of the last month end, the largest first, empty categories left out."""

    def build() -> Any:
        rows = view.table("balances")
        rows = rows.filter(rows.customer_id == parameter("customer_id"))
        last = rows.filter((rows.as_of == rows.as_of.max()) & (rows.balance > 0))
        return last.order_by(last.balance.desc())

    return tuple(view.rows(CategoryBalance, "balances now", build, customer_id=customer_id))
