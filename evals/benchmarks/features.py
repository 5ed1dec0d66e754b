"""``weiwo bench features``: all features of every customer, beside pandas for a few of them.

The pandas side is the straightforward way: read the tables, filter, group, sum. It makes 6 of the
features from two tables, ours all of them from ten; values must be equal where both speak.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

CUSTOMERS = 20_000
TWIN = 0.98
"""Correlation above which two features say the same."""
SAMPLE = (
    "aum",
    "liquid",
    "app_count_30d",
    "view_count_30d",
    "login_count_90d",
    "search_count_90d",
)


def run(customers: int = CUSTOMERS) -> Iterator[dict[str, str | int | float | None]]:
    """Seconds of both sides, seconds a feature, their ratio, and the largest difference."""
    from decision_models import features
    from decision_models.mart import demo_bank
    from decision_models.mart.warehouse import Warehouse

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        mart = demo_bank.build(home, customers=customers, seed=7)
        con = Warehouse(home).connect(mart)
        began = time.perf_counter()
        table = features.read(con, mart.as_of)
        ours = time.perf_counter() - began
        began = time.perf_counter()
        plain = _with_pandas(con, mart.as_of)
        theirs = time.perf_counter() - began
    gaps = [_gap(table[name].to_numpy(zero_copy_only=False), plain[name]) for name in SAMPLE]
    count = len(features.names())
    yield {
        "customers": customers,
        "weiwo features": count,
        "weiwo s": round(ours, 2),
        "pandas features": len(SAMPLE),
        "pandas s": round(theirs, 2),
        "ms a feature, weiwo": round(1000 * ours / count, 2),
        "ms a feature, pandas": round(1000 * theirs / len(SAMPLE), 2),
        "times faster a feature": round(theirs / len(SAMPLE) / (ours / count), 2),
        "largest difference": float(max(gaps)),
    }
    yield _worth(table)


def _worth(table: Any) -> dict[str, str | int | float | None]:
    """Which share of the features says nothing (constant) or what another says (correlated)."""
    from decision_models.features import names

    numbers = [feature.name for feature in names() if not feature.is_text]
    matrix = np.column_stack([table[name].to_numpy(zero_copy_only=False) for name in numbers])
    middle = np.nanmedian(matrix, axis=0)
    matrix = np.where(np.isnan(matrix), middle, matrix)
    constant = np.ptp(matrix, axis=0) == 0
    links = np.abs(np.corrcoef(matrix[:, ~constant], rowvar=False))
    np.fill_diagonal(links, 0.0)
    twins = int((links.max(axis=0) > TWIN).sum())
    return {
        "number features": len(numbers),
        "constant": int(constant.sum()),
        "share constant": round(float(constant.mean()), 3),
        "correlated": twins,
        "share correlated": round(twins / len(numbers), 3),
    }


def _gap(ours: np.ndarray, theirs: pd.Series) -> float:
    """Of money to the cent, as both sum in another order."""
    values = np.nan_to_num(ours.astype(float))
    return float(np.round(np.abs(values - theirs.to_numpy(dtype=float)), 2).max())


def _with_pandas(con: Any, day: Any) -> pd.DataFrame:
    from decision_models.features.feature import AsOf
    from decision_models.labels import month_end

    customers = con.table("customers").to_pandas()
    opened = pd.to_datetime(customers["opened_on"]) <= pd.Timestamp(day)
    ids = np.sort(customers.loc[opened, "customer_id"].to_numpy(dtype=object))
    balances = con.table("balances").to_pandas()
    last = pd.Timestamp(month_end(AsOf(day).month))
    now = balances[pd.to_datetime(balances["as_of"]) == last]
    demand = now[now["category"] == "demand"]
    events = con.table("app_events").to_pandas()
    moments = pd.to_datetime(events["at"], utc=True)
    age = pd.Timestamp(AsOf(day).cut) - moments
    known = age > pd.Timedelta(0)
    recent, quarter = (known & (age <= pd.Timedelta(days=days)) for days in (30, 90))

    def count(chosen: pd.Series) -> Any:
        return events[chosen].groupby("customer_id").size()

    found = {
        "aum": now.groupby("customer_id")["balance"].sum(),
        "liquid": demand.groupby("customer_id")["balance"].sum(),
        "app_count_30d": count(recent),
        "view_count_30d": count(recent & (events["event"] == "view_product")),
        "login_count_90d": count(quarter & (events["event"] == "login")),
        "search_count_90d": count(quarter & (events["event"] == "search")),
    }
    return pd.DataFrame({name: one.reindex(ids).fillna(0) for name, one in found.items()})
