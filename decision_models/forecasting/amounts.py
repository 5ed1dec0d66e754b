"""What is forecast, month by month: AUM at month-ends, and consumption of calendar months.

Both as the answers count them (Asia/Shanghai): consumption is what leaves an account as such. A
month's consumption is compared with another's by the day: February has a tenth fewer days than
January, which is known and no error.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from decision_models.calibration import Floats
from decision_models.forecasting.specification import Amount

SPEND_MONTHS = 3
"""Spending now is the mean of so many months: one alone is too much of an accident."""
_SHANGHAI_SECONDS = 8 * 3600  # no daylight saving time there


@dataclass(frozen=True)
class Monthly:
    """An amount of some customers by month; months are counted from year nought (``AsOf.month``).

    Args:
        amount: which one.
        first: the month of the first column.
        customer_ids: of the rows.
        values: rows x months, NaN where the mart has none.
    """

    amount: Amount
    first: int
    customer_ids: Sequence[str]
    values: Floats

    def lengths(self, months: Sequence[int]) -> Floats:
        """What a month's amount grows with: its days, of consumption; AUM is that of one day."""
        if self.amount == "aum":
            return np.ones(len(months))
        return np.array([monthrange(month // 12, month % 12 + 1)[1] for month in months], float)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {customer: row for row, customer in enumerate(self.customer_ids)}

    def at(self, customers: Iterable[str], months: Sequence[int]) -> Floats:
        """Customers x months; AUM that is not there is NaN, spending nought."""
        rows = np.array([self._place.get(one, -1) for one in customers], dtype=np.intp)
        found = np.full((len(rows), len(months)), np.nan)
        columns = [month - self.first for month in months]
        inside = [0 <= column < self.values.shape[1] for column in columns]
        known = np.flatnonzero(rows >= 0)
        for place, column in enumerate(columns):
            if inside[place]:
                found[known, place] = self.values[rows[known], column]
        return found if self.amount == "aum" else np.nan_to_num(found)

    def basis(self, customers: Iterable[str], month: int, months: int) -> Floats:
        """What the amount is as of a month's end, looking so many ``months`` ahead: customers x
        (level, last month's, the one before's); a forecast is relative to the level. Consumption
        is that of as many days as the month ahead has.
        """
        past = range(month - SPEND_MONTHS + 1, month + 1)
        last = self.at(customers, past) * self.lengths([month + months]) / self.lengths(past)
        level = last[:, -1] if self.amount == "aum" else last.mean(axis=1)
        return np.column_stack([level, last[:, -1], last[:, -2]])


def monthly(
    con: Any, amount: Amount, first: int, last: int, within: tuple[str, str] | None = None
) -> Monthly:
    """The amount from month ``first`` to ``last``, of customers ``within`` these identifiers."""
    rows = _balances(con) if amount == "aum" else _consumption(con)
    rows = rows.filter(rows.month.between(first, last))
    if within is not None:
        rows = rows.filter(rows.customer_id.between(*within))
    found = rows.group_by("customer_id", "month").aggregate(value=rows.value.sum()).to_pyarrow()
    named = found["customer_id"].combine_chunks().dictionary_encode()
    customers = named.dictionary.to_pylist()
    values = np.full((len(customers), last - first + 1), np.nan)
    values[named.indices.to_numpy(), found["month"].to_numpy() - first] = found["value"].to_numpy()
    return Monthly(amount, first, customers, values)


def _balances(con: Any) -> Any:
    rows = con.table("balances")
    month = rows.as_of.year().cast("int64") * 12 + rows.as_of.month() - 1
    return rows.select("customer_id", month=month.cast("int64"), value=rows.balance)


def _consumption(con: Any) -> Any:
    rows = con.table("transactions")
    rows = rows.filter((rows.kind == "consumption") & (rows.direction == "out"))
    local = (rows["at"].epoch_seconds() + _SHANGHAI_SECONDS).as_timestamp("s")
    month = local.year().cast("int64") * 12 + local.month() - 1
    return rows.select("customer_id", month=month.cast("int64"), value=rows.amount)
