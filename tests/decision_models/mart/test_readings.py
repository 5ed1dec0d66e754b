from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from decision_models.mart.mapping import ColumnMapping, Mapping
from decision_models.mart.readings import quote, raw_text, reading
from decision_models.mart.schema import TABLES


def read(where: str, text: str | None, mapping: Mapping | None = None, **given: Any) -> Any:
    """What a column of the mart gets from a text of the source."""
    table, column = where.split(".")
    mapping = mapping or Mapping()
    origin = ColumnMapping(**({"from": "s"} | given) if "value" not in given else given)
    literal = "NULL" if text is None else quote(text)
    expression = reading(TABLES[table].column(column), origin, mapping, "x")
    con = duckdb.connect()
    try:
        con.execute(f"CREATE TABLE t AS SELECT {literal}::VARCHAR AS s")
        query = f"SELECT {expression} FROM (SELECT {raw_text('s', mapping)} AS x FROM t)"
        return con.execute(query).fetchall()[0][0]
    finally:
        con.close()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", 12.5),
        (" 1,234.50 ", 1234.5),
        ("1，234", 1234.0),
        ("￥88元", 88.0),
        ("-3", -3.0),
        ("1e5", 100000.0),
        ("", None),
        ("　", None),
        ("NULL", None),
        ("--", None),
        ("十万", None),
        ("1.2.3", None),
    ],
)
def test_amounts(text: str, value: float | None) -> None:
    assert read("orders.amount", text) == value


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [("万元", "1.1", 11_000.0), ("亿元", "0.5", 5e7), ("分", "199", 1.99), ("千元", "2", 2000.0)],
)
def test_units_of_money(unit: str, text: str, value: float) -> None:
    assert read("balances.balance", text, unit=unit) == value


def test_the_mappings_unit_counts_for_money_alone() -> None:
    mapping = Mapping(unit="万元")
    assert read("orders.amount", "3", mapping) == 30_000
    assert read("loans.rate", "0.03", mapping) == 0.03
    assert read("orders.amount", "3", mapping, unit="元") == 3


@pytest.mark.parametrize(
    ("text", "given", "value"),
    [("0.021", {}, 0.021), ("2.1%", {}, 0.021), ("2.1", {"unit": "%"}, 0.021)],
)
def test_rates(text: str, given: dict[str, str], value: float) -> None:
    assert read("loans.rate", text, **given) == pytest.approx(value)


def test_terms_and_whole_numbers() -> None:
    assert read("products.term_days", "6", unit="月") == 180
    assert read("products.term_days", "365.0") == 365
    assert read("products.term_days", "1.5") is None


@pytest.mark.parametrize(
    "text",
    ["2026-09-03", "2026/9/3", "20260903", "2026.09.03", "2026年9月3日", "2026-09-03 00:00:00"],
)
def test_dates_as_banks_write_them(text: str) -> None:
    assert read("orders.at", text) == datetime(2026, 9, 2, 16, 0) or " " in text  # noqa: DTZ001
    assert read("positions.opened_on", text) == date(2026, 9, 3)


def test_dates_that_are_none() -> None:
    for text in ("2026-02-30", "昨天", "99999999", "0"):
        assert read("positions.opened_on", text) is None


def test_a_month_is_its_last_day_for_balances_alone() -> None:
    for text in ("202602", "2026-02", "2026年2月"):
        assert read("balances.as_of", text) == date(2026, 2, 28)
    assert read("balances.as_of", "2026-02-27") == date(2026, 2, 27)
    assert read("balances.as_of", "02/2026", format="%m/%Y") == date(2026, 2, 28)
    assert read("positions.opened_on", "202602") is None


def test_a_format_of_ones_own() -> None:
    assert read("positions.opened_on", "03.09.26", format="%d.%m.%y") == date(2026, 9, 3)
    assert read("positions.opened_on", "2026-09-03", format="%d.%m.%y") is None


@pytest.mark.parametrize(
    ("text", "given", "value"),
    [
        ("2026-09-01 08:00:00", {}, datetime(2026, 9, 1, 0, 0)),  # noqa: DTZ001
        ("2026/9/1 8:00", {}, datetime(2026, 9, 1, 0, 0)),  # noqa: DTZ001
        ("20260901080000", {}, datetime(2026, 9, 1, 0, 0)),  # noqa: DTZ001
        ("2026-09-01T08:00:00+08:00", {}, datetime(2026, 9, 1, 0, 0)),  # noqa: DTZ001
        ("2026-09-01T00:00:00Z", {}, datetime(2026, 9, 1, 0, 0)),  # noqa: DTZ001
        ("2026-09-01 08:00:00", {"time_zone": "UTC"}, datetime(2026, 9, 1, 8, 0)),  # noqa: DTZ001
        ("01/09/2026 08h00", {"format": "%d/%m/%Y %Hh%M"}, datetime(2026, 9, 1, 0, 0)),  # noqa: DTZ001
        ("soon", {}, None),
    ],
)
def test_times_become_utc(text: str, given: dict[str, str], value: datetime | None) -> None:
    assert read("orders.at", text, **given) == value


def test_yes_and_no() -> None:
    assert [read("customers.is_payroll", text) for text in ("Y", "是", "1", "true")] == [True] * 4
    assert [read("customers.is_payroll", text) for text in ("N", "否", "0", "F")] == [False] * 4
    assert read("customers.is_payroll", "也许") is None


def test_codes_and_what_is_otherwise() -> None:
    codes = {"codes": {1: "男", 2: "女"}}
    assert read("customers.gender", "2", **codes) == "女"
    assert read("customers.gender", "2.0", **codes) == "女"
    assert read("customers.gender", "9", **codes) is None
    assert read("customers.gender", None, **codes) is None
    assert read("orders.side", "申购", codes={"赎回": "redeem"}, otherwise="buy") == "buy"
    assert read("consents.granted", "T", codes={"T": True, "F": False}) is True


def test_nothing_stays_nothing_even_with_otherwise() -> None:
    assert read("orders.side", "", codes={"赎回": "redeem"}, otherwise="buy") is None


def test_constants() -> None:
    assert read("orders.channel", None, value="branch") == "branch"
    assert read("consents.granted", None, value=True) is True
    assert read("orders.amount", None, value=5, unit="万元") == 50_000


def test_identifiers_keep_their_noughts_and_lose_a_files_decimals() -> None:
    assert read("orders.customer_id", "0001") == "0001"
    assert read("orders.customer_id", "10001.0") == "10001"
    assert read("orders.channel", "1.0") == "1.0"


@pytest.mark.parametrize(
    ("where", "text", "value"),
    [
        ("customers.phone", "13812345678", "138****5678"),
        ("customers.phone", "+8613812345678", "138****5678"),
        ("customers.phone", "138****5678", "138****5678"),
        ("customers.id_number", "33010619800506002X", "33**************2X"),
        ("customers.id_number", "330106800506002", "33***********02"),
        ("customers.id_number", "33**************2X", "33**************2X"),
    ],
)
def test_personal_numbers_are_masked_on_the_way_in(where: str, text: str, value: str) -> None:
    assert read(where, text) == value


def test_lists() -> None:
    assert read("products.themes", "债市、降息") == ["债市", "降息"]
    assert read("products.themes", "[债市, '降息']") == ["债市", "降息"]
    assert read("products.themes", "债市/降息", separator="/") == ["债市", "降息"]
    assert read("products.themes", "债市") == ["债市"]


def test_a_quote_in_a_value_is_no_sql() -> None:
    assert read("orders.channel", "o'hara'); DROP TABLE t; --") == "o'hara'); DROP TABLE t; --"
    assert read("orders.channel", "a'b", codes={"a'b": "it's"}) == "it's"
