"""Who waits for a person: customers who asked for one, complained, or must not be left alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.clock import SHANGHAI
from prompts.messages import first, say
from tools.arguments import Arguments
from tools.customers import persons
from tools.facts import INLINE, Figure
from tools.ledger.handoffs import Handoff

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View

DAYS = 30
MOST = 5000
_URGENT = frozenset(
    {"distress", "in_danger", "elderly_fraud", "elderly_defrauded", "scam_demand", "defrauded"}
)
_NOT_REACHED = "no_answer"


class WaitingQuery(Arguments):
    """How many are wanted."""

    top_k: int = Field(default=50, ge=1, le=MOST, description="最多几位", examples=[50])


@dataclass(frozen=True)
class Waiting:
    """A customer who waits for a person, since when and why; ``note`` is what they said. ``key`` is
    the request's number, by which a notice of it is known (``tools.handoff_notices``).
    """

    facts_source: ClassVar[str] = "handoffs"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    at: Annotated[datetime, Figure("datetime", "提出时间")]
    reason: str
    urgent: bool
    text: Annotated[str, Figure("text", "事项")]
    note: str | None
    thread: str
    key: str


@dataclass(frozen=True)
class WaitingList:
    """Those who wait, the urgent first, then the longest."""

    facts_root: ClassVar[str] = "waiting"
    facts_source: ClassVar[str] = "handoffs"

    items: Annotated[tuple[Waiting, ...], INLINE]
    count: Annotated[int, Figure("count", "合计")]


def waiting_customers(toolbox: "Toolbox", scope: "Scope", query: WaitingQuery) -> WaitingList:
    """The asker's customers who wait for a person. Who was reached, by a report of it
    (``record_feedback``) other than that nobody answered, waits no longer.
    """
    found = waiting(toolbox, toolbox.view(scope))
    return WaitingList(tuple(found[: query.top_k]), len(found))


def waiting(toolbox: "Toolbox", view: "View") -> list[Waiting]:
    """As ``waiting_customers``, in a view: one request a customer and reason, the first of them."""
    since = toolbox.now - timedelta(days=DAYS)
    asked = toolbox.ledger.handoffs.since(since)
    if not asked:
        return []
    people = persons(view, list(dict.fromkeys(one.customer_id for one in asked)))
    mine = [one for one in asked if one.customer_id in people]
    reports = toolbox.ledger.feedback(list(people), since=since) if people else ()
    # Oldest first: of each customer the last time that they were reached stays.
    reached = {one.customer_id: one.at for one in reports if one.outcome != _NOT_REACHED}
    found: dict[tuple[str, str], Handoff] = {}
    for one in mine:
        if one.customer_id not in reached or reached[one.customer_id] < one.at:
            found.setdefault((one.customer_id, one.reason), one)
    waits = [
        Waiting(
            customer_id=one.customer_id,
            name=people[one.customer_id].name,
            at=one.at.astimezone(SHANGHAI),
            reason=one.reason,
            urgent=one.reason in _URGENT,
            text=say(first(f"handoff.waits_{one.reason}", "handoff.waits_person"), at=one.at),
            note=one.note,
            thread=one.thread,
            key=one.key,
        )
        for one in found.values()
    ]
    return sorted(waits, key=lambda one: (not one.urgent, one.at, one.customer_id, one.reason))
