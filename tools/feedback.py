"""What came of a contact, reported by a manager: written to the ledger, in force at once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.clock import SHANGHAI, business_day
from prompts.messages import say
from tools.arguments import Arguments, Channel, Outcome
from tools.contact_policy import Contact, contact_of
from tools.customers import person, since
from tools.entities import shown
from tools.facts import Figure
from tools.ledger import Feedback
from tools.promised_days import promised_by

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


class FeedbackReport(Arguments):
    """The outcome of one contact with one customer."""

    material: ClassVar[frozenset[str]] = frozenset({"note"})
    customer_id: str = Field(description="客户编号", examples=["C0000123"])
    outcome: Outcome = Field(
        description="结果；refused 表示客户不希望再被联系，之后不再触达", examples=["interested"]
    )
    channel: Channel | None = Field(
        default=None, description="联系渠道", examples=["outbound_call"]
    )
    product_id: str | None = Field(default=None, description="谈到的产品", examples=["P003"])
    amount: float | None = Field(
        default=None, ge=0, description="成交或意向金额（元）", examples=[200000]
    )
    note: str | None = Field(default=None, max_length=500, description="备注，原话即可")


@dataclass(frozen=True)
class FeedbackReceipt:
    """What was stored, and whether the customer may still be contacted after it."""

    facts_root: ClassVar[str] = "feedback"
    facts_source: ClassVar[str] = "feedback"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    outcome: str
    channel: str | None
    product_name: Annotated[str | None, Figure("name", "产品名称")]
    amount: Annotated[float | None, Figure("yuan", "金额")]
    at: Annotated[datetime, Figure("datetime", "记录时间")]
    stored: bool
    contact: Contact
    text: str
    follow_up_on: Annotated[date | None, Figure("date", "约定的日子")] = None


def record_feedback(
    toolbox: "Toolbox", scope: "Scope", report: FeedbackReport, *, key: str
) -> FeedbackReceipt:
    """Store the outcome of a contact. The same ``key`` again changes nothing.

    Raises:
        NotFound: not one of the asker's customers, or no such product.
        BadInput: the key was used for another report.
    """
    one = person(toolbox.view(scope), report.customer_id)
    sheet = shown(toolbox.store, scope, report.product_id) if report.product_id else None
    at = toolbox.now
    stored = toolbox.ledger.record_feedback(
        Feedback(
            key=key,
            at=at,
            by=str(scope),
            customer_id=report.customer_id,
            outcome=report.outcome,
            channel=report.channel,
            product_id=report.product_id,
            amount=report.amount,
            note=report.note,
        )
    )
    known = since(toolbox, [one.customer_id])[one.customer_id]
    ending: str = report.outcome if report.outcome in ("refused", "follow_up") else "recorded"
    due = promised_by(report.outcome, report.note, business_day(at))
    if due is not None:
        ending = "follow_up_on"
    return FeedbackReceipt(
        customer_id=one.customer_id,
        name=one.name,
        outcome=report.outcome,
        channel=report.channel,
        product_name=sheet.name if sheet else None,
        amount=report.amount,
        at=at.astimezone(SHANGHAI),
        stored=stored,
        contact=contact_of(toolbox, one, known, report.channel),
        text=say(f"feedback.{ending}", outcome=report.outcome, due=due),
        follow_up_on=due,
    )
