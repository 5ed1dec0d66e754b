"""What came of the last weeks' contacts: promises, interest to follow, refusals to respect."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from home.clock import business_day
from prompts.messages import say
from tools.customers import persons
from tools.promised_days import promised_by
from tools.store import parameter

if TYPE_CHECKING:
    from tools.ledger import Feedback
    from tools.toolbox import Toolbox
    from tools.view import View

FOLLOW_UP_DAYS = 14
REFUSAL_DAYS = 30
_ENGAGED = ["opened", "clicked", "answered"]


@dataclass(frozen=True)
class Draft:
    """Something to do with a customer, before the customer is looked up."""

    customer_id: str
    text: str
    due_on: date | None = None
    amount: float | None = None
    product_id: str | None = None
    model: str | None = None
    probability: float | None = None


@dataclass(frozen=True)
class _Contacted:
    customer_id: str
    at: datetime
    channel: str
    outcome: str
    product_id: str | None


def _contacted(
    toolbox: "Toolbox", view: "View", outcomes: list[str], days: int
) -> list[_Contacted]:
    """The last contact of each customer with one of these outcomes in so many days."""
    if not toolbox.store.has("contacts"):
        return []

    def build() -> Any:
        rows = view.table("contacts")
        wanted = parameter("outcomes", "array<string>").contains(rows.outcome)
        rows = rows.filter(rows.treated & wanted & (rows["at"] >= parameter("first", "timestamp")))
        about = view.store.table("campaigns").select("campaign_id", "product_id")
        rows = rows.left_join(about, "campaign_id")
        last = rows.group_by("customer_id").aggregate(
            channel=rows.channel.argmax(rows["at"]),
            outcome=rows.outcome.argmax(rows["at"]),
            product_id=rows.product_id.argmax(rows["at"]),
            at=rows["at"].max(),
        )
        return last.order_by(last["at"].desc(), last.customer_id)

    first = toolbox.as_of - timedelta(days=days)
    return view.rows(_Contacted, "contacted", build, outcomes=outcomes, first=first.isoformat())


def follow_ups(toolbox: "Toolbox", view: "View", reports: "list[Feedback]") -> list[Draft]:
    """Customers who opened, clicked, answered or asked for more, and were not followed since."""
    promised = {r.customer_id: r for r in reports if _follows(r)}
    closed = {r.customer_id for r in reports if r.customer_id not in promised}
    drafts = sorted(map(_promised, promised.values()), key=lambda one: str(one.due_on))
    bought = _bought_since(toolbox, view)
    for one in _contacted(toolbox, view, _ENGAGED, FOLLOW_UP_DAYS):
        if (
            one.customer_id in closed | promised.keys()
            or bought.get(one.customer_id, one.at) > one.at
        ):
            continue
        day = business_day(one.at)
        text = say("agenda.engaged", on=day, channel=one.channel, outcome=one.outcome)
        drafts.append(Draft(one.customer_id, text, due_on=day, product_id=one.product_id))
    return drafts


def _follows(report: "Feedback") -> bool:
    """Whether a report asks for another contact: it says so, or names the day (下周三再打)."""
    told = business_day(report.at)
    day = promised_by(report.outcome, report.note, told)
    return day is not None or report.outcome in ("follow_up", "interested")


def _promised(report: "Feedback") -> Draft:
    """What was promised, on the day that the report names, or at once."""
    told = business_day(report.at)
    on = promised_by(report.outcome, report.note, told)
    text = say("agenda.promised", on=told, outcome=report.outcome)
    if on is not None:
        text = say("agenda.promised_on", on=told, due=on)
    return Draft(report.customer_id, text, due_on=on or told, product_id=report.product_id)


@dataclass(frozen=True)
class _Bought:
    customer_id: str
    at: datetime


def _bought_since(toolbox: "Toolbox", view: "View") -> dict[str, datetime]:
    first = toolbox.as_of - timedelta(days=FOLLOW_UP_DAYS)

    def lately() -> Any:
        rows = view.store.table("orders")
        rows = rows.filter((rows.side == "buy") & (rows["at"].cast("date") >= first))
        return rows.group_by("customer_id").aggregate(at=rows["at"].max())

    def build() -> Any:
        rows = view.store.kept("bought_lately", lately)
        return rows.semi_join(view.customers().select("customer_id"), "customer_id")

    found = view.rows(_Bought, "bought since", build)
    return {row.customer_id: row.at for row in found}


def refusals(toolbox: "Toolbox", view: "View", reports: "list[Feedback]") -> list[Draft]:
    """Who said lately that they want no more contact, the latest first."""
    said = {one.customer_id: one.at for one in _contacted(toolbox, view, ["refused"], REFUSAL_DAYS)}
    said |= {r.customer_id: r.at for r in reports if r.outcome == "refused"}
    latest = sorted(said.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)
    return [
        Draft(customer_id, say("agenda.refusal", on=business_day(at)), due_on=business_day(at))
        for customer_id, at in latest
    ]


def reports_of(toolbox: "Toolbox", view: "View") -> "list[Feedback]":
    """The last report about each of the asker's customers in the days of follow-up."""
    first = toolbox.now - timedelta(days=REFUSAL_DAYS)
    last = {report.customer_id: report for report in toolbox.ledger.feedback(since=first)}
    mine = persons(view, list(last))
    return [report for customer_id, report in last.items() if customer_id in mine]
