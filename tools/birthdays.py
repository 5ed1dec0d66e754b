"""Whose birthday it is in the days to come: an occasion to be in touch, and nothing to sell by."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from prompts.messages import say
from tools.customers import people
from tools.recent_contacts import Draft
from tools.store import parameter

if TYPE_CHECKING:
    from tools.toolbox import Toolbox
    from tools.view import View

DAYS = 7


@dataclass(frozen=True)
class _Born:
    customer_id: str
    birth_date: date


def birthdays(toolbox: "Toolbox", view: "View") -> list[Draft]:
    """Customers whose birthday is today or in the six days after it, the nearest first."""
    days = _coming(toolbox.as_of)

    def build() -> Any:
        rows = people(view)
        of_year = rows.birth_date.month() * 100 + rows.birth_date.day()
        wanted = parameter("days", "array<int64>").contains(of_year.cast("int64"))
        return rows.filter(wanted).select("customer_id", "birth_date")

    found = view.rows(_Born, "birthdays", build, days=list(days))
    drafts = []
    for one in found:
        on = days[one.birth_date.month * 100 + one.birth_date.day]
        drafts.append(Draft(one.customer_id, say("agenda.birthday", on=on), due_on=on))
    return sorted(drafts, key=lambda draft: (draft.due_on or date.max, draft.customer_id))


def _coming(today: date) -> dict[int, date]:
    """Month and day as one number, by the day that it is kept on; the 29th of February is kept on
    the 28th where there is none.
    """
    days: dict[int, date] = {}
    for number in range(DAYS):
        day = today + timedelta(days=number)
        days[day.month * 100 + day.day] = day
        leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
        if (day.month, day.day) == (2, 28) and not leap:
            days[229] = day
    return days
