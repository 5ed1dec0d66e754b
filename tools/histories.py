"""Monthly amounts of one customer, of a book, and of the peers whose past errors are borrowed."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tools.access import Role
from tools.store import parameter

if TYPE_CHECKING:
    from tools.store import Store
    from tools.toolbox import Toolbox
    from tools.view import View

Amount: TypeAlias = Literal["aum", "card_spend"]
Level: TypeAlias = Literal["customer_id", "manager_id", "branch_id"]

PEERS = 3000  # customers whose past errors make an interval; more cost time and change little
MONTHS = 18
FIRST_YEAR = 2000  # months are counted from here


@dataclass(frozen=True)
class Series:
    """Values by month end, oldest first, without gaps."""

    ends: tuple[date, ...]
    values: Any


def month_end(month: int) -> date:
    """The last day of a month that is counted from January of ``FIRST_YEAR``."""
    year, index = divmod(month, 12)
    year += FIRST_YEAR
    return date(year, index + 1, calendar.monthrange(year, index + 1)[1])


def month_number(day: date) -> int:
    """The month of a day, counted from January of ``FIRST_YEAR``."""
    return (day.year - FIRST_YEAR) * 12 + day.month - 1


def own_series(
    toolbox: "Toolbox", view: "View", amount: Amount, customer_id: str | None
) -> Series | None:
    """The asker's customers' amounts together, or one customer's; None without two months."""
    import numpy as np

    def build() -> Any:
        people = view.customers()
        if customer_id is not None:
            people = people.filter(people.customer_id == parameter("customer_id"))
        rows = _amounts(toolbox.store, amount).semi_join(people, "customer_id")
        return rows.group_by("month").aggregate(value=rows.value.sum()).order_by("month")

    given = {} if customer_id is None else {"customer_id": customer_id}
    key = ("own series", amount, customer_id is not None)
    found = view.numbers(key, build, **given)
    last = _last_month(toolbox)
    by_month = {
        int(month): float(value)
        for month, value in zip(found["month"], found["value"], strict=True)
        if month <= last
    }
    if not by_month:
        return None
    # Spending may be nought in a month; a balance that is missing was not yet there.
    first = max(min(by_month), last - MONTHS + 1)
    months = range(first, last + 1)
    if len(months) < 2:
        return None
    return Series(
        tuple(month_end(m) for m in months), np.array([by_month.get(m, 0.0) for m in months])
    )


def peers_of(toolbox: "Toolbox", view: "View", amount: Amount, own: Series, alone: bool) -> Any:
    """Series that develop like ``own``: customers of its size, or the books of its kind.

    Figures of the whole bank without names: what they are used for is the size of errors.
    """
    import numpy as np

    level: Level = "customer_id"
    if not alone:
        level = "manager_id" if view.scope.role is Role.RM else "branch_id"
    matrix = toolbox.store.remembered(
        ("peers", amount, level), lambda: _matrix(toolbox, amount, level)
    )
    if not alone or not len(matrix):
        return matrix
    # Sizes as they were at the beginning: chosen by a later one, errors would look too small.
    size, sizes = own.values[:6].mean() + 1.0, matrix[:, :6].mean(axis=1) + 1.0
    alike = matrix[np.abs(np.log(sizes / size)) < np.log(4.0)]
    return alike if len(alike) >= 50 else matrix


def _matrix(toolbox: "Toolbox", amount: Amount, level: Level) -> Any:
    import numpy as np

    store, last = toolbox.store, _last_month(toolbox)

    def build() -> Any:
        who = store.table("prospects").select("customer_id", "manager_id", "branch_id")
        if level == "customer_id":
            who = who.order_by(who.customer_id.hash()).limit(PEERS)
        rows = _amounts(store, amount).inner_join(who, "customer_id")
        rows = rows.filter((rows.month <= last) & (rows.month > last - MONTHS))
        return rows.group_by(level, "month").aggregate(value=rows.value.sum())

    found = store.numbers(("peers", amount, level), build)
    months = found["month"].astype(int)
    if not len(months):
        return np.empty((0, 0))
    _, row = np.unique(found[level].astype(str), return_inverse=True)
    first = int(months.min())
    matrix = np.full((row.max() + 1, last - first + 1), np.nan)
    matrix[row, months - first] = found["value"].astype(float)
    if amount == "card_spend":
        return np.nan_to_num(matrix)
    return matrix[~np.isnan(matrix).any(axis=1)]


def _amounts(store: "Store", amount: Amount) -> Any:
    """customer_id, month, value: month-end balances, or consumption of the month."""
    if amount == "aum":
        rows = store.table("balances")
        month = (rows.as_of.year() - FIRST_YEAR) * 12 + rows.as_of.month() - 1
        return rows.select("customer_id", month=month.cast("int64"), value=rows.balance)
    rows = store.table("transactions")
    rows = rows.filter((rows.kind == "consumption") & (rows.direction == "out"))
    local = (rows["at"].epoch_seconds() + 8 * 3600).as_timestamp("s")  # Asia/Shanghai has no DST
    month = (local.year() - FIRST_YEAR) * 12 + local.month() - 1
    return rows.select("customer_id", month=month.cast("int64"), value=rows.amount)


def _last_month(toolbox: "Toolbox") -> int:
    """The last month that had ended by the as-of day."""
    day = toolbox.as_of
    month = month_number(day)
    return month if day == month_end(month) else month - 1
