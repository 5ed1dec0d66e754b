import re

import pyarrow as pa
import pytest

from decision_models.mart.schema import (
    BALANCE_CATEGORIES,
    CATEGORIES,
    TABLES,
    TIERS,
    Column,
    Kind,
    Table,
    arrow_schema,
)

CHINESE = re.compile(r"[\u4e00-\u9fff]")
COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns
]

# Copied from the design's data model, so that a renamed or dropped column fails here.
DESIGN = {
    "customers": "customer_id, name, gender, birth_date, city, occupation, industry, education, "
    "marital_status, is_payroll, opened_on, phone, id_number, channel_preference, tier",
    "consents": "customer_id, purpose, channel, granted, changed_at",
    "risk_assessments": "customer_id, level, assessed_on, expires_on",
    "branches": "branch_id, name, parent_id, level",
    "managers": "manager_id, name, branch_id, skills",
    "assignments": "customer_id, manager_id, branch_id, since",
    "products": "product_id, name, category, issuer, risk_level_issuer, risk_level_seller, "
    "min_amount, term_days, open_rule, benchmark_low, benchmark_high, benchmark_basis, fees, "
    "themes, private, on_sale_from, on_sale_to",
    "balances": "customer_id, as_of, category, balance",
    "positions": "customer_id, product_id, amount, opened_on, matures_on",
    "orders": "order_id, customer_id, product_id, side, amount, at, channel",
    "transactions": "transaction_id, customer_id, at, amount, direction, kind, "
    "counterparty_kind, channel",
    "app_events": "event_id, customer_id, at, event, product_id, theme, seconds",
    "cards": "card_id, customer_id, kind, limit, opened_on",
    "loans": "loan_id, customer_id, kind, balance, rate, opened_on, matures_on, overdue_days",
    "campaigns": "campaign_id, objective, product_id, channel, starts_on, ends_on",
    "contacts": "contact_id, customer_id, campaign_id, at, channel, treated, wave, content_id, "
    "manager_id, outcome, converted_amount",
    "service_requests": "request_id, customer_id, at, kind, text",
}


def test_tables_and_columns_are_those_of_the_data_model() -> None:
    assert {name: ", ".join(table.names) for name, table in TABLES.items()} == DESIGN


def test_the_five_required_tables() -> None:
    required = {name for name, table in TABLES.items() if table.required}
    assert required == {"customers", "products", "balances", "orders", "assignments"}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_says_what_it_is_and_what_its_absence_costs(table: Table) -> None:
    assert CHINESE.search(table.meaning)
    assert bool(CHINESE.search(table.switches_off)) is not table.required


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_keys_and_orders_name_columns_and_keys_are_never_empty(table: Table) -> None:
    for name in table.key:
        assert not table.column(name).nullable
    for rule in table.orders:
        assert table.column(rule.earlier).kind == table.column(rule.later).kind


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_has_a_chinese_meaning_and_points_at_a_single_key(
    table: Table, column: Column
) -> None:
    assert CHINESE.search(column.meaning)
    if column.refers_to is not None:
        target = TABLES[column.refers_to]
        assert len(target.key) == 1


def test_unknown_column_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        TABLES["orders"].column("price")


def test_arrow_types_follow_the_kinds() -> None:
    schema = arrow_schema(TABLES["products"])
    assert schema.field("themes").type == pa.list_(pa.string())
    assert schema.field("on_sale_from").type == pa.date32()
    assert schema.field("private").type == pa.bool_()
    orders = arrow_schema(TABLES["orders"])
    assert orders.field("at").type == pa.timestamp("us")
    assert not orders.field("order_id").nullable
    assert {kind for table in TABLES.values() for kind in (c.kind for c in table.columns)} == set(
        Kind
    )


def test_categories_and_tiers() -> None:
    assert set(BALANCE_CATEGORIES) - {"demand"} <= set(CATEGORIES)
    starts = [start for _, start in TIERS]
    assert starts == sorted(starts)
    assert starts[0] == 0
