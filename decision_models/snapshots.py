"""Which as-of days a model may learn from, and which it is judged on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from decision_models.catalogue import ModelSpec
from decision_models.features.feature import AsOf
from decision_models.labels import month_end, window_end
from home.errors import BadInput

HISTORY_DAYS = 90
"""Days of history that an as-of day needs before it, for its features to mean something."""


@dataclass(frozen=True)
class Plan:
    """As-of days, oldest first: those to fit on, and the later ones that are held out."""

    fit: tuple[date, ...]
    hold_out: tuple[date, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """All of them, oldest first."""
        return (*self.fit, *self.hold_out)


def history(con: Any) -> date:
    """The first day of which the mart knows balances.

    Raises:
        BadInput: there are none.
    """
    first = con.table("balances").as_of.min().to_pyarrow().as_py()
    if first is None:
        raise BadInput("balances must have rows, got none; check with: weiwo mart check")
    return date.fromisoformat(str(first)[:10])


def plan(spec: ModelSpec, first: date, today: date) -> Plan:
    """The month-ends to learn from, when balances begin on ``first`` and end on ``today``.

    The label windows of all have closed by ``today``; those of ``fit`` have closed by the first
    day that is held out, so that nothing of the test months was seen.

    Raises:
        BadInput: the data begin too late for that; says how many months are lacking.
    """
    month, days = AsOf(today).month, []
    while (day := month_end(month)) >= first + timedelta(days=HISTORY_DAYS):
        if window_end(spec, day) <= today:
            days.append(day)
        month -= 1
    held = sorted(days[: spec.as_of.hold_out])
    earlier = [day for day in days if held and window_end(spec, day) <= held[0]]
    fit = sorted(earlier[: spec.as_of.fit])
    if not fit or len(held) < spec.as_of.hold_out:
        raise BadInput(
            f"model {spec.name}: balances must begin {HISTORY_DAYS} days before the first of "
            f"{spec.as_of.hold_out} months to judge it on and 1 to fit it on, each followed by "
            f"{spec.horizon_days} days; got {first} to {today}"
        )
    return Plan(tuple(fit), tuple(held))
