"""The customers of a day, the columns made for them, and what all tables share."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

Rows: TypeAlias = Any
"""A data frame; its columns are chosen by name, which the stubs of pandas cannot follow."""
DAY = 86_400
YEAR = 365


class Customers:
    """Columns by name, each of one value for a customer."""

    def __init__(self, folder: Path, day: date, persons: Rows) -> None:
        self.folder, self.day, self.persons = folder, day, persons
        self.ids = persons.index
        self.columns: dict[str, Any] = {}

    @classmethod
    def read(cls, folder: Path, day: date) -> "Customers":
        """Those whose account was open on the day."""
        columns = ["customer_id", "birth_date", "opened_on"]
        rows = pd.read_parquet(folder / "customers.parquet", columns=columns)
        rows = rows[pd.to_datetime(rows["opened_on"]) <= pd.Timestamp(day)]
        return cls(folder, day, rows.set_index("customer_id").sort_index())

    def table(self, name: str, columns: Sequence[str]) -> Rows:
        """Some columns of a table of the mart."""
        rows: Rows = pd.read_parquet(self.folder / f"{name}.parquet", columns=list(columns))
        if "customer_id" in columns:  # grouping numbers is many times faster than grouping texts
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

    def sum_up(
        self,
        rows: Rows,
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
        """Add what is asked of these rows over windows of so many days."""
        for days in sorted({*count, *total, *largest, *mean, *distinct}):
            recent = rows if days >= YEAR else rows[rows["days_ago"] < days]
            by = recent.groupby("customer_id", observed=True)[column]
            if days in count:
                self.put(f"{key}_count_{days}d", by.size(), 0.0)
            if days in total:
                self.put(f"{key}_total_{column}_{days}d", by.sum(), 0.0)
            if days in largest:
                self.put(f"{key}_largest_{column}_{days}d", by.max())
            if days in mean:
                self.put(f"{key}_mean_{column}_{days}d", by.mean())
            if days in distinct:
                self.put(f"{key}_distinct_{column}_{days}d", by.nunique(), 0.0)
        if since:
            self.put(f"{key}_since", rows.groupby("customer_id", observed=True)["days_ago"].min())

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
