"""A small bank with the mart's tables, made by hand: who looks at wealth products buys them."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from decision_models.mart.schema import TABLES, Table, arrow_schema
from decision_models.mart.warehouse import Warehouse

START = datetime(2025, 4, 1)  # noqa: DTZ001 (the mart stores naive UTC)
END = datetime(2026, 9, 30, 9)  # noqa: DTZ001
AS_OF = date(2026, 9, 30)
CATEGORIES = ("demand", "deposit", "wealth", "fund", "insurance", "gold")

Tables = dict[str, pd.DataFrame]


def tables(customers: int = 300, seed: int = 1) -> Tables:
    """Every table of the mart for so many customers."""
    rng = np.random.default_rng(seed)
    ids = np.array([f"C{number:07d}" for number in range(1, customers + 1)])
    interest = rng.beta(1.2, 4, customers)
    wealth = rng.lognormal(11, 1.2, customers)
    events = _events(rng, ids, interest)
    return {
        "customers": _customers(rng, ids),
        "products": _products(),
        "balances": _balances(rng, ids, wealth),
        "orders": _orders(rng, ids, interest, wealth),
        "transactions": _transactions(rng, ids, wealth),
        "app_events": events,
        "contacts": _contacts(rng, ids),
        "service_requests": _service(rng, ids),
        "risk_assessments": _assessments(rng, ids),
        "cards": _cards(rng, ids),
        "loans": _loans(rng, ids),
        "consents": _consents(rng, ids),
        "positions": _positions(rng, ids),
        "assignments": _assignments(rng, ids),
    }


def connect(found: Tables) -> Any:
    """An Ibis connection with every table of the schema, as the warehouse gives."""
    con = ibis.duckdb.connect(threads=2)
    for table in TABLES.values():
        con.create_table(table.name, _arrow(table, found))
    return con


def write(found: Tables, folder: Path) -> None:
    """Each given table as a Parquet file."""
    for name in found:
        pq.write_table(_arrow(TABLES[name], found), folder / f"{name}.parquet")


def home_with(found: Tables, home: Path) -> None:
    """A home whose mart is this bank."""
    with Warehouse(home).building(as_of=AS_OF, purpose="test") as folder:
        write(found, folder)


def _arrow(table: Table, found: Tables) -> Any:
    schema = arrow_schema(table)
    frame = found.get(table.name, pd.DataFrame(columns=list(table.names)))
    columns = [
        pa.array(frame[field.name], type=field.type, from_pandas=True)
        if field.name in frame
        else pa.nulls(len(frame), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, names=list(table.names))


def _moments(rng: np.random.Generator, size: int) -> Any:
    span = int((END - START).total_seconds())
    return np.datetime64(START, "us") + rng.integers(0, span, size).astype("timedelta64[s]")


def _days(rng: np.random.Generator, size: int, first: date, last: date) -> list[date]:
    offsets = rng.integers(0, (last - first).days, size)
    return [first + timedelta(days=int(offset)) for offset in offsets]


def _customers(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    size = len(ids)
    return pd.DataFrame(
        {
            "customer_id": ids,
            "name": [f"客户{n}" for n in range(size)],
            "gender": rng.choice(["男", "女"], size),
            "birth_date": _days(rng, size, date(1945, 1, 1), date(2004, 1, 1)),
            "city": rng.choice(["上海", "杭州", "苏州"], size),
            "occupation": rng.choice(["教师", "工程师", "退休", "个体户"], size),
            "education": rng.choice(["本科", "大专", "硕士"], size),
            "is_payroll": rng.random(size) < 0.4,
            "opened_on": _days(rng, size, date(2010, 1, 1), date(2026, 6, 1)),
            "channel_preference": rng.choice(["sms", "wecom", "outbound_call"], size),
            "tier": rng.choice(["普通", "金卡"], size),
        }
    )


def _products() -> pd.DataFrame:
    kinds = [
        ("wealth", "R2", 90),
        ("wealth", "R3", 180),
        ("fund", "R3", None),
        ("fund", "R4", None),
    ]
    kinds += [("deposit", "R1", 365), ("insurance", "R2", 1825), ("gold", "R3", None)]
    kinds += [("wealth", "R1", None), ("loan", None, 365)]
    return pd.DataFrame(
        [
            {
                "product_id": f"P{number:03d}",
                "name": f"示范产品{number}号",
                "category": category,
                "issuer": "示范理财",
                "risk_level_issuer": level,
                "risk_level_seller": level,
                "min_amount": 200_000.0 if category == "deposit" else 100.0,
                "term_days": term,
                "themes": ["债市"],
                "private": False,
                "on_sale_from": date(2024, 1, 1),
                "on_sale_to": date(2028, 12, 31),
            }
            for number, (category, level, term) in enumerate(kinds, start=1)
        ]
    ).astype({"term_days": "Int64"})


def _balances(rng: np.random.Generator, ids: Any, wealth: Any) -> pd.DataFrame:
    ends = pd.date_range("2025-04-30", "2026-09-30", freq="ME")
    level = wealth[:, None] * np.exp(np.cumsum(rng.normal(0, 0.15, (len(ids), len(ends))), axis=1))
    split = rng.dirichlet([4, 2, 2, 1, 0.5, 0.3], len(ids))
    amounts = (level[:, :, None] * split[:, None, :]).round(2)
    grid = np.indices(amounts.shape).reshape(3, -1)
    return pd.DataFrame(
        {
            "customer_id": ids[grid[0]],
            "as_of": ends.date[grid[1]],
            "category": np.array(CATEGORIES)[grid[2]],
            "balance": amounts.ravel(),
        }
    )


def _orders(rng: np.random.Generator, ids: Any, interest: Any, wealth: Any) -> pd.DataFrame:
    who = np.repeat(np.arange(len(ids)), rng.poisson(1 + 10 * interest))
    size = len(who)
    return pd.DataFrame(
        {
            "order_id": [f"O{n}" for n in range(size)],
            "customer_id": ids[who],
            "product_id": [f"P{n:03d}" for n in rng.choice([1, 1, 2, 3, 4, 5, 6, 7, 8], size)],
            "side": rng.choice(["buy", "redeem"], size, p=[0.8, 0.2]),
            "amount": (wealth[who] * rng.uniform(0.05, 0.5, size)).round(2),
            "at": _moments(rng, size),
            "channel": "app",
        }
    )


def _transactions(rng: np.random.Generator, ids: Any, wealth: Any) -> pd.DataFrame:
    who = np.repeat(np.arange(len(ids)), 180)
    size = len(who)
    kinds = ["salary", "transfer", "consumption", "repayment", "third_party_payment", "fee"]
    kind = rng.choice(kinds, size, p=[0.1, 0.2, 0.4, 0.05, 0.2, 0.05])
    into = (kind == "salary") | ((kind == "transfer") & (rng.random(size) < 0.5))
    return pd.DataFrame(
        {
            "transaction_id": [f"T{n}" for n in range(size)],
            "customer_id": ids[who],
            "at": _moments(rng, size),
            "amount": (wealth[who] * rng.exponential(0.03, size)).round(2),
            "direction": np.where(into, "in", "out"),
            "kind": kind,
            "counterparty_kind": "merchant",
            "channel": rng.choice(["app", "counter", "pos"], size),
        }
    )


def _events(rng: np.random.Generator, ids: Any, interest: Any) -> pd.DataFrame:
    who = np.repeat(np.arange(len(ids)), rng.poisson(30 + 200 * interest))
    size = len(who)
    names = ["login", "search", "view_product", "view_news", "calculator", "click_banner"]
    event = rng.choice(names, size, p=[0.4, 0.1, 0.25, 0.15, 0.05, 0.05])
    product = np.array([f"P{n:03d}" for n in rng.integers(1, 9, size)], dtype=object)
    product[event != "view_product"] = None
    return pd.DataFrame(
        {
            "event_id": [f"E{n}" for n in range(size)],
            "customer_id": ids[who],
            "at": _moments(rng, size),
            "event": event,
            "product_id": product,
            "theme": rng.choice(["黄金", "债市", "股市"], size),
            "seconds": rng.integers(1, 300, size),
        }
    )


def _contacts(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    who = np.repeat(np.arange(len(ids)), rng.poisson(3, len(ids)))
    size = len(who)
    outcomes = ["delivered", "opened", "clicked", "answered", "refused", "converted"]
    return pd.DataFrame(
        {
            "contact_id": [f"C{n}" for n in range(size)],
            "customer_id": ids[who],
            "campaign_id": "K01",
            "at": _moments(rng, size),
            "channel": rng.choice(["sms", "outbound_call"], size),
            "treated": rng.random(size) < 0.8,
            "outcome": rng.choice(outcomes, size, p=[0.6, 0.2, 0.1, 0.05, 0.02, 0.03]),
            "converted_amount": 0.0,
        }
    )


def _service(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    size = len(ids) // 2
    return pd.DataFrame(
        {
            "request_id": [f"R{n}" for n in range(size)],
            "customer_id": rng.choice(ids, size),
            "at": _moments(rng, size),
            "kind": rng.choice(["complaint", "question"], size),
            "text": "",
        }
    )


def _assessments(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    who = rng.choice(ids, int(len(ids) * 1.4))
    made = _days(rng, len(who), date(2024, 6, 1), date(2026, 9, 1))
    return pd.DataFrame(
        {
            "customer_id": who,
            "level": rng.choice(["C1", "C2", "C3", "C4", "C5"], len(who)),
            "assessed_on": made,
            "expires_on": [day + timedelta(days=365) for day in made],
        }
    )


def _cards(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    size = len(ids)
    return pd.DataFrame(
        {
            "card_id": [f"C{n}" for n in range(size)],
            "customer_id": rng.choice(ids, size),
            "kind": rng.choice(["debit", "credit"], size),
            "limit": rng.choice([10_000.0, 50_000.0], size),
            "opened_on": _days(rng, size, date(2015, 1, 1), date(2026, 9, 1)),
        }
    )


def _loans(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    size = len(ids) // 4
    opened = _days(rng, size, date(2023, 1, 1), date(2026, 9, 1))
    return pd.DataFrame(
        {
            "loan_id": [f"L{n}" for n in range(size)],
            "customer_id": rng.choice(ids, size),
            "kind": "consumer",
            "balance": rng.uniform(1e4, 1e6, size).round(2),
            "rate": rng.uniform(0.03, 0.08, size).round(4),
            "opened_on": opened,
            "matures_on": [day + timedelta(days=1095) for day in opened],
            "overdue_days": 0,
        }
    )


def _consents(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    rows = [
        (customer, purpose, channel, bool(rng.random() < 0.8))
        for customer in ids
        for purpose, channel in (
            ("marketing", "sms"),
            ("marketing", "wecom"),
            ("marketing", "outbound_call"),
            ("profiling", "all"),
        )
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "purpose", "channel", "granted"])
    return frame.assign(changed_at=np.datetime64("2025-05-01T00:00:00", "us"))


def _positions(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    size = len(ids)
    opened = _days(rng, size, date(2026, 5, 1), date(2026, 9, 29))
    return pd.DataFrame(
        {
            "customer_id": rng.choice(ids, size),
            "product_id": rng.choice(["P001", "P002", "P005"], size),
            "amount": rng.uniform(1e4, 1e5, size).round(2),
            "opened_on": opened,
            "matures_on": [day + timedelta(days=180) for day in opened],
        }
    )


def _assignments(rng: np.random.Generator, ids: Any) -> pd.DataFrame:
    manager = rng.choice(["M001", "M002", "M003"], len(ids))
    return pd.DataFrame(
        {
            "customer_id": ids,
            "manager_id": manager,
            "branch_id": np.where(manager == "M001", "B01", "B02"),
            "since": date(2025, 1, 1),
        }
    )
