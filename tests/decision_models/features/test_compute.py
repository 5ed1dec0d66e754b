import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models import features
from decision_models.features.feature import AsOf
from home.errors import BadInput, NotFound
from tests.decision_models import tiny_bank

DAYS = (date(2026, 9, 30), date(2026, 3, 17), date(2025, 12, 31))
TIMES = {
    "customers": "opened_on",
    "balances": "as_of",
    "orders": "at",
    "transactions": "at",
    "app_events": "at",
    "contacts": "at",
    "service_requests": "at",
    "risk_assessments": "assessed_on",
    "cards": "opened_on",
    "loans": "opened_on",
    "positions": "opened_on",
}


@pytest.fixture(scope="module")
def bank() -> tiny_bank.Tables:
    return tiny_bank.tables(60)


def computed(bank: tiny_bank.Tables, day: date) -> pd.DataFrame:
    return pd.DataFrame(features.read(tiny_bank.connect(bank), day).to_pandas())


def known(frame: pd.DataFrame, column: str, day: date) -> Any:
    if column == "at":
        return frame[column] < pd.Timestamp(AsOf(day).cut.astimezone(UTC).replace(tzinfo=None))
    return frame[column] <= day


@pytest.mark.parametrize("day", DAYS)
def test_nothing_after_the_as_of_moment_enters(bank: tiny_bank.Tables, day: date) -> None:
    without, altered = dict(bank), dict(bank)
    for name, column in TIMES.items():
        past = known(bank[name], column, day)
        without[name] = bank[name][past]
        future = bank[name][~past]
        amounts = future.select_dtypes("number").columns
        altered[name] = pd.concat(
            [bank[name][past], future.assign(**{c: future[c] * 7 + 1 for c in amounts})]
        )
    expected = computed(bank, day)
    pd.testing.assert_frame_equal(computed(without, day), expected)
    pd.testing.assert_frame_equal(computed(altered, day), expected)


def test_what_has_no_date_and_what_may_still_change_is_not_read(bank: tiny_bank.Tables) -> None:
    day = date(2026, 3, 31)
    changed = dict(bank)
    changed["customers"] = bank["customers"].assign(tier="私行", is_payroll=True)
    changed["loans"] = bank["loans"].assign(balance=0.0, overdue_days=90)
    changed["positions"] = bank["positions"].iloc[:0]
    contacts = bank["contacts"]
    since = pd.Timestamp(day) - timedelta(days=28)
    young = (contacts["at"] > since) & (contacts.outcome != "refused")
    changed["contacts"] = contacts.assign(outcome=contacts.outcome.mask(young, "converted"))
    assert young.any()
    pd.testing.assert_frame_equal(computed(changed, day), computed(bank, day))


def test_values_are_those_that_one_counts_by_hand(bank: tiny_bank.Tables) -> None:
    day = date(2026, 9, 30)
    found = computed(bank, day).set_index("customer_id")
    ago = (
        pd.Timestamp(datetime(2026, 9, 30, 16))  # noqa: DTZ001
        - bank["transactions"]["at"]
    ).dt.total_seconds() / 86_400
    moves = bank["transactions"].assign(ago=ago)
    salary = moves[(moves.kind == "salary") & (moves.ago <= 90)].groupby("customer_id").amount
    expect(found.salary_total_amount_90d, salary.sum(), 0.0)
    expect(found.salary_mean_amount_90d, salary.mean(), np.nan)
    out = moves[(moves.kind == "transfer") & (moves.direction == "out") & (moves.ago <= 30)]
    expect(found.transfer_out_largest_amount_30d, out.groupby("customer_id").amount.max(), np.nan)

    balances = bank["balances"]
    now = balances[balances.as_of == day].groupby("customer_id").balance.sum()
    before = balances[balances.as_of == date(2026, 6, 30)].groupby("customer_id").balance.sum()
    expect(found.aum, now, 0.0)
    expect(found.aum_change_3m, ((now - before) / before).clip(-1, 5), np.nan)

    bought = bank["orders"].merge(bank["products"][["product_id", "category", "term_days"]])
    bought = bought[bought.side == "buy"]
    shanghai_days = (bought["at"] + timedelta(hours=8)).dt.date
    bought = bought.assign(ago=[(day - d).days for d in shanghai_days])
    funds = bought[(bought.category == "fund") & (bought.ago < 365)]
    expect(found.buy_fund_since, funds.groupby("customer_id").ago.min(), np.nan)
    left = bought.term_days.astype("float") - bought.ago
    soon = bought[(left > 0) & (left <= 30)]
    expect(found.maturing_30d, soon.groupby("customer_id").amount.sum(), 0.0)


def expect(found: Any, by_hand: Any, absent: float) -> None:
    expected = by_hand.reindex(found.index)
    if not np.isnan(absent):
        expected = expected.fillna(absent)
    assert expected.nunique() > 2
    np.testing.assert_allclose(
        found.to_numpy(float), expected.to_numpy(float), rtol=1e-9, atol=0.0051
    )  # to the cent


def test_an_account_that_is_not_open_yet_is_no_customer(bank: tiny_bank.Tables) -> None:
    day = date(2018, 6, 30)
    opened = bank["customers"].opened_on <= day
    assert set(computed(bank, day).customer_id) == set(bank["customers"].customer_id[opened])


def test_one_customer_gets_the_same_values(bank: tiny_bank.Tables) -> None:
    day = date(2026, 9, 30)
    con = tiny_bank.connect(bank)
    expected = computed(bank, day).set_index("customer_id")
    for customer in ("C0000003", "C0000041"):
        one = features.compute_one(con, day, customer)
        row = expected.loc[customer].to_dict()
        assert list(one) == list(row)
        for name, value in one.items():
            assert value == pytest.approx(row[name]) or (value is None and pd.isna(row[name])), name


def test_one_customer_who_is_not_there_is_not_found(bank: tiny_bank.Tables) -> None:
    con = tiny_bank.connect(bank)
    with pytest.raises(NotFound, match="C9999999"):
        features.compute_one(con, date(2026, 9, 30), "C9999999")
    with pytest.raises(BadInput, match="plain text"):
        features.compute_one(con, date(2026, 9, 30), "x' OR '1'='1")


def test_a_value_outside_its_check_is_counted(bank: tiny_bank.Tables) -> None:
    day = date(2026, 9, 30)
    assert features.breaches(features.compute(tiny_bank.connect(bank), day)) == {}
    wrong = dict(bank)
    wrong["loans"] = bank["loans"].assign(rate=3.85)
    found = features.breaches(features.compute(tiny_bank.connect(wrong), day))
    assert set(found) == {"loan_rate", "loan_rate_lowest"}


def test_values_change_only_with_the_version(bank: tiny_bank.Tables) -> None:
    """When this fails because an expression was changed on purpose, raise choosing.VERSION."""
    from decision_models.features.choosing import VERSION

    numbers = computed(bank, date(2026, 9, 30)).select_dtypes("number")
    digest = ",".join(f"{name}={numbers[name].sum():.6g}" for name in numbers)
    assert (VERSION, hashlib.sha256(digest.encode()).hexdigest()[:12]) == (2, "bb405eec318d")


def test_some_features_of_some_customers_are_the_same_as_all_of_everyone(
    bank: tiny_bank.Tables, tmp_path: Path
) -> None:
    day, con = date(2026, 9, 30), tiny_bank.connect(bank)
    wanted = ["aum_of_peers", "aum", "out_of_aum_30d", "buy_count_90d", "city"]
    everyone = computed(bank, day).set_index("customer_id")
    some = ["C0000041", "C0000003"]
    found = features.read(con, day, some, wanted).to_pandas().set_index("customer_id")
    pd.testing.assert_frame_equal(found, everyone.loc[sorted(some), wanted], check_dtype=False)
    one = features.compute_one(con, day, some[0], wanted)
    assert list(one) == wanted
    features.write(con, day, tmp_path / "features.parquet", wanted, at_once=17)
    written = pd.read_parquet(tmp_path / "features.parquet").set_index("customer_id")
    pd.testing.assert_frame_equal(written, everyone[wanted], check_dtype=False)


KINDS = {"insert", "delete", "change"}


@settings(max_examples=5, deadline=None, derandomize=True)
@given(
    day=st.dates(date(2026, 1, 1), date(2026, 9, 1)),
    kind=st.sampled_from(sorted(KINDS)),
    seed=st.integers(0, 1_000),
)
def test_no_change_of_the_future_changes_a_feature(day: date, kind: str, seed: int) -> None:
    small = tiny_bank.tables(25)
    rng = np.random.default_rng(seed)
    future = {name: ~known(small[name], column, day) for name, column in TIMES.items()}
    other = dict(small)
    for name, later in future.items():
        rows = small[name][later]
        kept = rng.random(len(rows)) < 0.5
        if kind == "delete":
            rows = rows[kept]
        elif kind == "insert":
            again = rows[kept].copy()
            again.iloc[:, 0] = [f"N{number}" for number in range(len(again))]
            rows = pd.concat([rows, rows[kept] if name == "balances" else again])
        else:
            numbers = rows.select_dtypes("number").columns
            rows = rows.assign(**{column: rows[column] * 3 + 1 for column in numbers})
        other[name] = pd.concat([small[name][~later], rows])
    pd.testing.assert_frame_equal(computed(other, day), computed(small, day))


def test_money_that_leaves_after_the_salary_is_a_sequence(bank: tiny_bank.Tables) -> None:
    day = date(2026, 9, 30)
    found = computed(bank, day).set_index("customer_id").salary_then_out_3d_count
    end = pd.Timestamp(datetime(2026, 9, 30, 16))  # noqa: DTZ001
    moves = bank["transactions"]
    moves = moves[(moves["at"] < end) & (moves["at"] >= end - timedelta(days=180))]
    salaries = moves[(moves.kind == "salary") & (moves.direction == "in")]
    out = moves[(moves.kind == "transfer") & (moves.direction == "out")]
    pairs = salaries.merge(out, on="customer_id", suffixes=("", "_out"))
    gap = (pairs.at_out - pairs["at"]).dt.total_seconds()
    followed = pairs[(gap >= 0) & (gap <= 3 * 86_400)].drop_duplicates("transaction_id")
    expect(found, followed.groupby("customer_id").size(), 0.0)
