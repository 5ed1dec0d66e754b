"""The customers of a day, the columns made for them, and what all tables share."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

Rows: TypeAlias = Any
"""A data frame; its columns are chosen by name, which the stubs of pandas cannot follow."""
Where: TypeAlias = Callable[[Rows], Rows] | None
"""Which rows of a table are meant: True or False for each; None for all of them."""
DAY = 86_400
YEAR = 365


class Customers:
    """Columns by name, each of one value for a customer.

    Args:
        shared: whether features share groupings, of identifiers as categoricals.
    """

    def __init__(self, folder: Path, day: date, persons: Rows, *, shared: bool) -> None:
        self.folder, self.day, self.persons, self.shared = folder, day, persons, shared
        self.ids = persons.index
        self.columns: dict[str, Any] = {}

    @classmethod
    def read(cls, folder: Path, day: date, *, shared: bool) -> "Customers":
        """Those whose account was open on the day."""
        columns = ["customer_id", "birth_date", "opened_on"]
        rows = pd.read_parquet(folder / "customers.parquet", columns=columns)
        rows = rows[pd.to_datetime(rows["opened_on"]) <= pd.Timestamp(day)]
        return cls(folder, day, rows.set_index("customer_id").sort_index(), shared=shared)

    def table(self, name: str, columns: Sequence[str]) -> Rows:
        """Some columns of a table of the mart."""
        rows: Rows = pd.read_parquet(self.folder / f"{name}.parquet", columns=list(columns))
        if self.shared and "customer_id" in columns:
            rows["customer_id"] = pd.Categorical(rows["customer_id"], categories=self.ids)
        return rows

    def dated(self, name: str, columns: Sequence[str], days: int | None = YEAR) -> Rows:
        """Rows of a table that were known at the end of the day in Shanghai and are at most
        ``days`` old, with ``ago`` (seconds before the last second of the day) and ``days_ago``.
        """
        rows = self.table(name, ["customer_id", "at", *columns])
        cut = pd.Timestamp(self.day + timedelta(days=1), tz="Asia/Shanghai")
        at = pd.to_datetime(rows["at"], utc=True)
        known = at < cut
        if days is not None:
            known &= at >= cut - pd.Timedelta(days=days)
        rows = rows[known]
        rows["ago"] = ((cut - at[known]).dt.total_seconds() - 1).astype("int64")
        rows["days_ago"] = rows["ago"] // DAY
        return rows

    def days_before(self, dates: Rows) -> Rows:
        """Days from a date to the day."""
        dates = pd.to_datetime(dates)
        return -(dates - pd.Timestamp(self.day)).dt.days

    def put(self, name: str, found: Rows, fill: float | None = None) -> None:
        """Add a feature; ``fill`` stands where there is no row for a customer."""
        column = found.reindex(self.ids)
        self.columns[name] = column if fill is None else column.fillna(fill)

    def grouped(self, rows: Rows) -> Callable[[], Rows]:
        """Gives the grouping of these rows by customer: one for all features that ask, or one for
        each that does.
        """
        if not self.shared:
            return lambda: rows.groupby("customer_id", observed=True)
        by = rows.groupby("customer_id", observed=True)
        return lambda: by

    def recent(self, rows: Rows, where: Where, days: int) -> Callable[[], Rows]:
        """The same of the rows that are meant and less than ``days`` old."""
        if self.shared:
            return self.grouped(_chosen(rows, where, days))
        return lambda: _chosen(rows, where, days).groupby("customer_id", observed=True)

    def sum_up(
        self,
        rows: Rows,
        where: Where,
        key: str,
        column: str,
        *,
        count: Sequence[int] = (),
        total: Sequence[int] = (),
        largest: Sequence[int] = (),
        mean: Sequence[int] = (),
        distinct: Sequence[int] = (),
        since: bool = True,
    ) -> None:
        """Add what is asked of the rows that are meant, over windows of so many days."""
        if self.shared and where is not None:
            rows, where = rows[where(rows)], None
        for days in sorted({*count, *total, *largest, *mean, *distinct}):
            by = self.recent(rows, where, days)
            if days in count:
                self.put(f"{key}_count_{days}d", by()[column].size(), 0.0)
            if days in total:
                self.put(f"{key}_total_{column}_{days}d", by()[column].sum(), 0.0)
            if days in largest:
                self.put(f"{key}_largest_{column}_{days}d", by()[column].max())
            if days in mean:
                self.put(f"{key}_mean_{column}_{days}d", by()[column].mean())
            if days in distinct:
                self.put(f"{key}_distinct_{column}_{days}d", by()[column].nunique(), 0.0)
        if since:
            by = self.recent(rows, where, YEAR)
            self.put(f"{key}_since", by()["days_ago"].min())

    def divide(
        self, name: str, part: str, whole: str, most: float = 20.0, scale: float = 1.0
    ) -> None:
        """Add a ratio, absent where the whole is nought."""
        above, below = self.columns[part] * scale, self.columns[whole]
        self.columns[name] = (above / below.where(below > 0)).clip(upper=most)

    def share(self, name: str, part: str, whole: str) -> None:
        """Add a ratio of at most one."""
        self.divide(name, part, whole, most=1.0)

    def trends(self, key: str, measure: str, pairs: Sequence[tuple[int, int]]) -> None:
        """Add a window's usual size beside a longer one's."""
        for short, long in pairs:
            name = f"{key}_trend" if short == 30 else f"{key}_trend_{short}d"
            parts = f"{key}_{measure}_{short}d", f"{key}_{measure}_{long}d"
            self.divide(name, *parts, scale=long / short)

    def evenness(self, name: str, parts: Sequence[str]) -> None:
        """Add the entropy of parts, over that of equal ones."""
        table = np.column_stack([self.columns[part] for part in parts])
        whole = table.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = table / whole[:, None]
            entropy = -np.where(shares > 0, shares * np.log(shares), 0.0).sum(axis=1)
        even = np.where(whole > 0, entropy / np.log(len(parts)), np.nan)
        self.columns[name] = pd.Series(even, index=self.ids)

    def own_past(self, key: str, blocks: Rows) -> None:
        """Add the last of a customer's blocks of 30 days beside those before it.

        ``blocks`` has a row for each customer and a column for each block, the newest first.
        """
        table = blocks.reindex(index=self.ids, columns=range(12), fill_value=0.0).fillna(0.0)
        last, past = table[0], table.drop(columns=0)
        usual = past.mean(axis=1)
        known = usual > 0
        spread = past.std(axis=1).clip(lower=1e-9)
        self.columns[f"{key}_deviation"] = ((last - usual) / spread).clip(-10, 10).where(known)
        self.columns[f"{key}_of_own"] = (last / usual).clip(upper=20).where(known)
        mean = table.mean(axis=1)
        varied = (table.std(axis=1, ddof=0) / mean).clip(upper=20)
        self.columns[f"{key}_variation"] = varied.where(mean > 0)
        self.columns[f"{key}_active_months"] = (table > 0).sum(axis=1)

    def frame(self) -> pd.DataFrame:
        """All columns."""
        return pd.DataFrame(self.columns, index=self.ids)


def _chosen(rows: Rows, where: Where, days: int) -> Rows:
    """The rows that are meant and less than ``days`` old; none is older than a year."""
    if days >= YEAR:
        return rows if where is None else rows[where(rows)]
    recent = rows["days_ago"] < days
    return rows[recent if where is None else where(rows) & recent]


def equal(column: str, value: str) -> Where:
    """Those rows whose column has that value."""
    return lambda rows: rows[column] == value


def one_of(column: str, values: Sequence[str]) -> Where:
    """Those rows whose column has one of the values."""
    return lambda rows: rows[column].isin(values)


def both(*them: Where) -> Where:
    """Those rows that all of these mean."""

    def where(rows: Rows) -> Rows:
        found = [one(rows) for one in them if one is not None]
        return found[0] if len(found) == 1 else np.logical_and.reduce(found)

    return where
