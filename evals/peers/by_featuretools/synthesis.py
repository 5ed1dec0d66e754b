"""Deep feature synthesis of the mart's tables, with a cutoff time and training windows.

A program of its own, run by the Python of the environment that holds featuretools (which needs an
older pandas), so it imports nothing of the house:
``python synthesis.py FOLDER DAY OUT.parquet`` writes a row for each customer and prints the
seconds taken as JSON.
"""

import importlib
import json
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

YEAR = 365
WINDOWS = (30, 90)
SYNTHESIS = {
    "agg_primitives": ["count", "sum", "max", "mean", "num_unique", "time_since_last"],
    "where_primitives": ["count", "sum", "max", "mean", "num_unique", "time_since_last"],
}
MONEY = {
    "salary": "kind = salary",
    "transfer_in": "kind_way = transfer in",
    "transfer_out": "kind_way = transfer out",
    "own_in": "party_way = own_account in",
    "own_out": "party_way = own_account out",
    "person_out": "party_way = person out",
    "securities": "party_way = securities out",
    "money_in": "direction = in",
    "moves_app": "channel = app",
    "moves": "",
}
EVENTS = {
    "app": "",
    "login": "event = login",
    "search": "event = search",
    "calculator": "event = calculator",
    "news": "event = view_news",
    "view": "event = view_product",
    "view_wealth": "event_of = view_product wealth",
    "view_fund": "event_of = view_product fund",
    "calculator_wealth": "event_of = calculator wealth",
}
ORDERS = {
    "buy": "side = buy",
    "redeem": "side = redeem",
    "matured": "side = mature",
    "buy_wealth": "side_of = buy wealth",
    "buy_fund": "side_of = buy fund",
    "buy_deposit": "side_of = buy deposit",
    "redeem_fund": "side_of = redeem fund",
    "buy_by_app": "side_by = buy app",
}
SINCE = ("salary", "login", "buy", "redeem")
"""Of the youngest of a kind: it looks over the whole year, which costs the most."""
HELD = ("deposit", "wealth", "fund", "insurance", "gold", "pension", "bond", "forex")


def names() -> Iterator[tuple[str, int, str]]:
    """Our name of a feature, its window in days, featuretools' name of it."""
    for table, kinds, column in (
        ("transactions", MONEY, "amount"),
        ("app_events", EVENTS, "seconds"),
        ("orders", ORDERS, "amount"),
    ):
        for key, condition in kinds.items():
            where = f" WHERE {condition}" if condition else ""
            for days in WINDOWS:
                yield f"{key}_count_{days}d", days, f"COUNT({table}{where})"
                yield f"{key}_total_{column}_{days}d", days, f"SUM({table}.{column}{where})"
                yield f"{key}_largest_{column}_{days}d", days, f"MAX({table}.{column}{where})"
                yield f"{key}_mean_{column}_{days}d", days, f"MEAN({table}.{column}{where})"
            last = f"TIME_SINCE_LAST({table}.at{where}, unit=days)"
            if key in SINCE:
                yield f"{key}_since", YEAR, last
    yield "buy_distinct_category_90d", 90, "NUM_UNIQUE(orders.category WHERE side = buy)"
    yield "aum", 1, "SUM(balances.balance)"
    for kind in HELD:
        yield f"balance_{kind}", 1, f"SUM(balances.balance WHERE category = {kind})"


def entities(ft: Any, folder: Path) -> Any:
    """The tables and how they hang together; conditions of two columns are a column of their own,
    because a WHERE of featuretools compares one.
    """
    found = ft.EntitySet("bank")
    persons = pd.read_parquet(folder / "customers.parquet", columns=["customer_id"])
    found.add_dataframe(dataframe_name="customers", dataframe=persons, index="customer_id")
    products = pd.read_parquet(folder / "products.parquet", columns=["product_id", "category"])
    for name, (index, at, columns) in TABLES.items():
        rows = pd.read_parquet(folder / f"{name}.parquet", columns=[*columns, at, "customer_id"])
        rows[at] = pd.to_datetime(rows[at])
        if "product_id" in rows:
            rows = rows.merge(products, on="product_id", how="left").drop(columns="product_id")
        rows = _combined(rows)
        rows[index] = range(len(rows))
        words = [str(one) for one in rows if one not in (at, index, "customer_id", *AMOUNTS)]
        found.add_dataframe(
            dataframe_name=name,
            dataframe=rows,
            index=index,
            time_index=at,
            logical_types=dict.fromkeys(words, "Categorical"),
        )
        found.add_relationship("customers", "customer_id", name, "customer_id")
        values = {one: rows[one].dropna().unique().tolist() for one in words if _asked(one)}
        found.add_interesting_values(dataframe_name=name, values=values)
    return found


AMOUNTS = ("amount", "seconds", "balance")
TABLES: Mapping[str, tuple[str, str, list[str]]] = {
    "transactions": (
        "move",
        "at",
        ["amount", "direction", "kind", "counterparty_kind", "channel"],
    ),
    "app_events": ("event_number", "at", ["event", "product_id", "seconds"]),
    "orders": ("order_number", "at", ["product_id", "side", "amount", "channel"]),
    "balances": ("balance_number", "as_of", ["category", "balance"]),
}


def _combined(rows: pd.DataFrame) -> pd.DataFrame:
    for name, first, second in (
        ("kind_way", "kind", "direction"),
        ("party_way", "counterparty_kind", "direction"),
        ("event_of", "event", "category"),
        ("side_of", "side", "category"),
        ("side_by", "side", "channel"),
    ):
        if first in rows and second in rows:
            rows[name] = rows[first] + " " + rows[second]
    return rows


def _asked(column: str) -> bool:
    conditions = [*MONEY.values(), *EVENTS.values(), *ORDERS.values(), "category = x"]
    return column in {one.split(" = ")[0] for one in conditions if one}


def main(folder: Path, day: date, known: frozenset[str], out: Path) -> dict[str, float]:
    """Synthesise, keep what is ``known``, calculate, write; seconds by step."""
    ft = importlib.import_module("featuretools")
    warnings.simplefilter("ignore")
    clock = [time.perf_counter()]
    bank = entities(ft, folder)
    clock.append(time.perf_counter())
    every = ft.dfs(
        entityset=bank,
        target_dataframe_name="customers",
        trans_primitives=[],
        max_depth=1,
        features_only=True,
        **SYNTHESIS,
    )
    synthesised = {feature.get_name(): feature for feature in every}
    primitive = importlib.import_module("featuretools.primitives").TimeSinceLast(unit="days")
    for feature in every:
        if feature.get_name().startswith("TIME_SINCE_LAST("):
            same = ft.Feature(
                feature.base_features[0],
                parent_dataframe_name="customers",
                primitive=primitive,
                where=feature.where,
            )
            synthesised[f"{feature.get_name()[:-1]}, unit=days)"] = same
    clock.append(time.perf_counter())
    found = _calculated(ft, bank, day, known, synthesised)
    clock.append(time.perf_counter())
    found.to_parquet(out)
    return {
        "read": clock[1] - clock[0],
        "synthesise": clock[2] - clock[1],
        "calculate": clock[3] - clock[2],
    }


def _calculated(
    ft: Any, bank: Any, day: date, known: frozenset[str], synthesised: Mapping[str, Any]
) -> pd.DataFrame:
    # The last second of the day in Shanghai, in UTC.
    cutoff = pd.Timestamp(day) + timedelta(hours=16) - timedelta(seconds=1)
    by_window: dict[int, dict[str, str]] = defaultdict(dict)
    for ours, days, theirs in names():
        if ours in known:
            by_window[days][theirs] = ours
    parts = []
    for days, wanted in by_window.items():
        part = ft.calculate_feature_matrix(
            [synthesised[name] for name in wanted],
            bank,
            cutoff_time=cutoff,
            training_window=ft.Timedelta(days, "d"),
        )
        parts.append(part[list(wanted)].rename(columns=wanted))
    return _as_ours(pd.concat(parts, axis=1).sort_index())


def _as_ours(found: pd.DataFrame) -> pd.DataFrame:
    """Days that are over, and nought different ones where there are none."""
    for name in found:
        if str(name).endswith("_since"):
            found[name] = found[name].astype("float64") // 1
        elif "_distinct_" in str(name):
            found[name] = found[name].fillna(0.0)
    return found


if __name__ == "__main__":
    source, asked, target = sys.argv[1:4]
    listed = frozenset(sys.stdin.read().split())
    taken = main(Path(source), date.fromisoformat(asked), listed, Path(target))
    sys.stdout.write(json.dumps(taken))
