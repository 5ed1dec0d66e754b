"""A mart of a few rows in every table, without a fault, that tests break one thing in."""

from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from decision_models.mart.schema import TABLES, arrow_schema

Rows: TypeAlias = dict[str, list[dict[str, Any]]]

AS_OF = date(2026, 9, 30)
_AT = datetime(2026, 9, 1, 2, 0)  # noqa: DTZ001 - the mart's times are UTC without a zone
_DAY = date(2026, 9, 1)

_ROWS: Rows = {
    "customers": [
        {
            "customer_id": "C1",
            "name": "王芳",
            "gender": "女",
            "birth_date": date(1980, 1, 1),
            "opened_on": date(2020, 1, 1),
            "phone": "120****0001",
            "id_number": "99**************07",
            "channel_preference": "sms",
        },
        {"customer_id": "C2", "name": "李强", "opened_on": date(2021, 1, 1)},
    ],
    "consents": [
        {
            "customer_id": "C1",
            "purpose": "marketing",
            "channel": "sms",
            "granted": True,
            "changed_at": _AT,
        }
    ],
    "risk_assessments": [
        {
            "customer_id": "C1",
            "level": "C3",
            "assessed_on": _DAY,
            "expires_on": date(2027, 9, 1),
        }
    ],
    "branches": [
        {"branch_id": "B00", "name": "总行", "level": 0},
        {"branch_id": "B01", "name": "支行", "parent_id": "B00", "level": 1},
    ],
    "managers": [
        {"manager_id": "M1", "name": "赵云", "branch_id": "B01", "skills": ["wealth", "fund"]}
    ],
    "assignments": [
        {"customer_id": "C1", "manager_id": "M1", "branch_id": "B01", "since": _DAY},
        {"customer_id": "C2", "manager_id": "M1", "branch_id": "B01"},
    ],
    "products": [
        {
            "product_id": "P1",
            "name": "某理财",
            "category": "wealth",
            "risk_level_issuer": "R2",
            "risk_level_seller": "R3",
            "min_amount": 1.0,
            "term_days": 90,
            "benchmark_low": 0.02,
            "benchmark_high": 0.025,
            "themes": ["债市"],
            "on_sale_from": date(2020, 1, 1),
            "on_sale_to": date(2030, 1, 1),
        }
    ],
    "balances": [
        {"customer_id": "C1", "as_of": date(2026, 8, 31), "category": "demand", "balance": 5.0},
        {"customer_id": "C1", "as_of": AS_OF, "category": "demand", "balance": 10.0},
    ],
    "positions": [
        {
            "customer_id": "C1",
            "product_id": "P1",
            "amount": 1.0,
            "opened_on": _DAY,
            "matures_on": date(2026, 11, 30),
        }
    ],
    "orders": [
        {
            "order_id": "O1",
            "customer_id": "C1",
            "product_id": "P1",
            "side": "buy",
            "amount": 1.0,
            "at": _AT,
        }
    ],
    "transactions": [
        {
            "transaction_id": "T1",
            "customer_id": "C1",
            "at": _AT,
            "amount": 5.0,
            "direction": "in",
            "kind": "salary",
        }
    ],
    "app_events": [
        {
            "event_id": "E1",
            "customer_id": "C1",
            "at": _AT,
            "event": "view_product",
            "product_id": "P1",
            "seconds": 3,
        }
    ],
    "cards": [
        {"card_id": "D1", "customer_id": "C1", "kind": "credit", "limit": 1.0, "opened_on": _DAY}
    ],
    "loans": [
        {
            "loan_id": "L1",
            "customer_id": "C1",
            "kind": "mortgage",
            "balance": 1.0,
            "rate": 0.03,
            "opened_on": _DAY,
            "matures_on": date(2040, 1, 1),
            "overdue_days": 0,
        }
    ],
    "campaigns": [
        {
            "campaign_id": "K1",
            "objective": "purchase",
            "product_id": "P1",
            "channel": "sms",
            "starts_on": _DAY,
            "ends_on": date(2026, 10, 30),
        }
    ],
    "contacts": [
        {
            "contact_id": "N1",
            "customer_id": "C1",
            "campaign_id": "K1",
            "at": _AT,
            "channel": "sms",
            "treated": True,
            "wave": 1,
            "manager_id": "M1",
            "outcome": "delivered",
            "converted_amount": 1.0,
        }
    ],
    "service_requests": [
        {"request_id": "Q1", "customer_id": "C1", "at": _AT, "kind": "question", "text": "限额"}
    ],
}


def sound_rows() -> Rows:
    """Rows of every table that break no rule."""
    return deepcopy(_ROWS)


def write_rows(folder: Path, rows: Rows) -> None:
    """Each table's Parquet file; types are the schema's, nulls are allowed everywhere."""
    for name, held in rows.items():
        fields = [field.with_nullable(True) for field in arrow_schema(TABLES[name])]
        pq.write_table(
            pa.Table.from_pylist(held, schema=pa.schema(fields)), folder / f"{name}.parquet"
        )
