import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from decision_models.mart.checks import CheckReport, check
from decision_models.mart.columns import Column, Kind
from decision_models.mart.rules import SPECIAL, Rule, rules_of
from decision_models.mart.schema import TABLES
from decision_models.mart.warehouse import MartVersion
from home.errors import BadInput
from tests.decision_models.mart.small_mart import AS_OF, Rows, sound_rows, write_rows

RULES = [rule for table in TABLES.values() for rule in rules_of(table)]

# How to break the rules that no column declares; a new special rule fails the test below.
BROKEN: dict[tuple[str, str, str], Callable[[Rows], None]] = {
    ("balances", "month_end", "as_of"): lambda rows: rows["balances"][0].update(
        as_of=date(2026, 8, 30)
    ),
    ("customers", "too_old", "birth_date"): lambda rows: rows["customers"][0].update(
        birth_date=date(1901, 1, 1)
    ),
    ("customers", "unassigned", "customer_id"): lambda rows: rows["assignments"].pop(),
    ("customers", "unmasked", "phone"): lambda rows: rows["customers"][0].update(
        phone="13800001111"
    ),
    ("customers", "unmasked", "id_number"): lambda rows: rows["customers"][0].update(
        id_number="33010619800506002X"
    ),
    ("products", "unrated", "risk_level_issuer"): lambda rows: rows["products"][0].update(
        risk_level_issuer=None, risk_level_seller=None
    ),
    ("risk_assessments", "too_long_valid", "assessed_on"): lambda rows: rows["risk_assessments"][
        0
    ].update(expires_on=date(2029, 1, 1)),
    ("orders", "before_opening", "at"): lambda rows: rows["orders"][0].update(
        at=datetime(2019, 12, 31)  # noqa: DTZ001
    ),
    ("branches", "own_parent", "branch_id"): lambda rows: rows["branches"][1].update(
        parent_id="B01"
    ),
    ("contacts", "contact_converted", "treated"): lambda rows: rows["contacts"][0].update(
        treated=False
    ),
}


def spoil(rule: Rule, rows: Rows) -> None:
    special = BROKEN.get((rule.table, rule.code, rule.columns[0]))
    row = rows[rule.table][-1]
    if special is not None:
        special(rows)
    elif rule.code == "duplicate_key":
        rows[rule.table].append(dict(row))
    elif rule.code == "order":
        earlier, later = rule.columns
        row[earlier], row[later] = _apart(TABLES[rule.table].column(earlier).kind)
    else:
        row[rule.columns[0]] = _wrong(rule, TABLES[rule.table].column(rule.columns[0]))


def _wrong(rule: Rule, column: Column) -> Any:
    timed = column.kind is Kind.MOMENT
    return {
        "empty": None,
        "domain": "nonsense",
        "unknown": "nobody",
        "not_finite": math.inf,
        "too_low": (column.minimum or 0) - 1,
        "too_high": (column.maximum or 0) + 1,
        "too_early": datetime(1800, 1, 1) if timed else date(1800, 1, 1),  # noqa: DTZ001
        # Midnight in Shanghai.
        "after_as_of": datetime(2026, 9, 30, 16, 0) if timed else AS_OF + timedelta(days=1),  # noqa: DTZ001
    }[rule.code]


def _apart(kind: Kind) -> tuple[Any, Any]:
    if kind is Kind.NUMBER:
        return 0.5, 0.1
    return date(2026, 9, 2), date(2026, 9, 1)


def found(report: CheckReport, rule: Rule) -> bool:
    return any(
        (one.table, one.code, one.columns) == (rule.table, rule.code, rule.columns)
        for one in report.breaks
    )


def test_sound_rows_break_nothing(tmp_path: Path) -> None:
    write_rows(tmp_path, sound_rows())
    report = check(tmp_path, AS_OF)
    assert report.breaks == ()
    assert report.ok
    assert report.absent == ()
    assert dict(report.rows)["customers"] == 2


@pytest.mark.parametrize(
    "rule", RULES, ids=lambda rule: f"{rule.table}-{rule.code}-{'-'.join(rule.columns)}"
)
def test_each_rule_is_found_when_it_is_broken(rule: Rule, tmp_path: Path) -> None:
    rows = sound_rows()
    spoil(rule, rows)
    write_rows(tmp_path, rows)
    report = check(tmp_path, AS_OF)
    assert found(report, rule), report.breaks
    assert report.ok is not rule.blocking
    broken = next(one for one in report.breaks if one.code == rule.code)
    assert 1 <= broken.rows <= 2
    assert broken.examples
    assert "{" not in broken.meaning


def test_every_special_rule_has_a_way_to_break_it() -> None:
    assert {(rule.table, rule.code, rule.columns[0]) for rule in SPECIAL} == set(BROKEN)


def test_a_warning_does_not_block_and_an_error_does(tmp_path: Path) -> None:
    rows = sound_rows()
    rows["balances"][0]["as_of"] = date(2026, 8, 30)
    write_rows(tmp_path, rows)
    assert check(tmp_path, AS_OF).ok
    rows["balances"][0]["balance"] = -1.0
    write_rows(tmp_path, rows)
    report = check(tmp_path, AS_OF)
    assert not report.ok
    assert [one.blocking for one in report.breaks] == [True, False]
    assert report.breaks[0].examples == (
        "customer_id=C1，as_of=2026-08-30，category=demand，balance=-1.0",
    )


def test_absent_tables_are_told_apart_from_missing_ones(tmp_path: Path) -> None:
    rows = sound_rows()
    del rows["app_events"], rows["orders"]
    write_rows(tmp_path, rows)
    report = check(tmp_path, AS_OF)
    assert report.absent == ("app_events",)
    assert [(one.table, one.code) for one in report.breaks] == [("orders", "missing_table")]


def test_a_reference_into_an_absent_table_is_not_asked(tmp_path: Path) -> None:
    rows = sound_rows()
    del rows["managers"], rows["branches"]
    write_rows(tmp_path, rows)
    assert check(tmp_path, AS_OF).ok


def test_missing_extra_and_ill_typed_columns(tmp_path: Path) -> None:
    write_rows(tmp_path, sound_rows())
    orders = pq.read_table(tmp_path / "orders.parquet").drop_columns(["side"])
    orders = orders.append_column("price", pa.array([1.0]))
    orders = orders.set_column(
        orders.schema.get_field_index("amount"), "amount", pa.array(["一百元"])
    )
    pq.write_table(orders, tmp_path / "orders.parquet")
    report = check(tmp_path, AS_OF)
    by_code = {one.code: one for one in report.breaks}
    assert set(by_code) == {"missing_column", "extra_column", "type", "empty"}
    assert by_code["missing_column"].columns == ("side",)
    assert by_code["type"].examples == ("order_id=O1，amount=一百元",)
    assert not report.ok


def test_the_day_is_that_of_the_newest_balances_when_none_is_given(tmp_path: Path) -> None:
    write_rows(tmp_path, sound_rows())
    assert check(tmp_path).as_of == AS_OF


def test_the_demo_bank_breaks_nothing(demo_version: MartVersion) -> None:
    report = check(demo_version.path, demo_version.as_of)
    assert report.breaks == ()


def test_no_folder_no_tables_and_no_parquet_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        check(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="holds none"):
        check(tmp_path)
    (tmp_path / "orders.parquet").write_text("not parquet")
    with pytest.raises(BadInput, match=r"orders\.parquet must be a Parquet file"):
        check(tmp_path)
