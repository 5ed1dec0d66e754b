"""What came of the contacts since the last business day: counted, and by whom it went well."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from home.clock import SHANGHAI, business_day
from tools.briefs.business_days import previous_business_day
from tools.customers import persons
from tools.store import parameter

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View

SHOWN = 12
_FIRST = ("converted", "interested", "follow_up", "answered", "clicked", "opened", "refused")
"""Outcomes in the order in which they matter to whoever made the contact; the rest follow."""


@dataclass(frozen=True)
class Outcome:
    """What came of one contact. Money in yuan, the moment in Asia/Shanghai."""

    customer_id: str
    name: str
    at: datetime
    channel: str | None
    outcome: str
    amount: float | None


@dataclass(frozen=True)
class Lately:
    """Contacts with the asker's customers since ``since`` (a day): how many, how each kind ended,
    and those that ended in something, what matters most first.
    """

    since: date
    contacts: int
    outcomes: tuple[tuple[str, int], ...]
    amount: float
    items: tuple[Outcome, ...]


@dataclass(frozen=True)
class _Contact:
    customer_id: str
    at: datetime
    channel: str
    outcome: str | None
    converted_amount: float | None


def lately(toolbox: "Toolbox", scope: "Scope") -> Lately:
    """What came of the contacts since the business day before the as-of day, reports of today
    included. Controls were not contacted and do not count.
    """
    view = toolbox.view(scope)
    since = previous_business_day(toolbox.as_of)
    found = [*_contacted(toolbox, view, since), *_reported(toolbox, view, since)]
    told = [one for one in found if one.outcome not in ("delivered", "no_answer")]
    told.sort(key=lambda one: (_place(one.outcome), -(one.amount or 0.0), one.customer_id))
    counts = Counter(one.outcome for one in found)
    return Lately(
        since=since,
        contacts=len(found),
        outcomes=tuple(sorted(counts.items(), key=lambda pair: (_place(pair[0]), pair[0]))),
        amount=sum(one.amount or 0.0 for one in found if one.outcome == "converted"),
        items=tuple(told[:SHOWN]),
    )


def _place(outcome: str) -> int:
    return _FIRST.index(outcome) if outcome in _FIRST else len(_FIRST)


def _contacted(toolbox: "Toolbox", view: "View", since: date) -> list[Outcome]:
    if not toolbox.store.has("contacts"):
        return []

    def build() -> Any:
        rows = view.table("contacts")
        return rows.filter(rows.treated & (rows["at"] >= parameter("first", "timestamp")))

    rows = view.rows(_Contact, "contacts lately", build, first=since.isoformat())
    rows = [row for row in rows if business_day(row.at) >= since]
    names = persons(view, list({row.customer_id for row in rows}))
    return [
        Outcome(
            customer_id=row.customer_id,
            name=names[row.customer_id].name,
            at=row.at.astimezone(SHANGHAI),
            channel=row.channel,
            outcome=row.outcome or "delivered",
            amount=row.converted_amount,
        )
        for row in rows
        if row.customer_id in names
    ]


def _reported(toolbox: "Toolbox", view: "View", since: date) -> list[Outcome]:
    """What managers reported, of customers who are the asker's."""
    reports = [r for r in toolbox.ledger.feedback() if business_day(r.at) >= since]
    names = persons(view, list({report.customer_id for report in reports}))
    return [
        Outcome(
            customer_id=report.customer_id,
            name=names[report.customer_id].name,
            at=report.at.astimezone(SHANGHAI),
            channel=report.channel,
            outcome=report.outcome,
            amount=report.amount,
        )
        for report in reports
        if report.customer_id in names
    ]
