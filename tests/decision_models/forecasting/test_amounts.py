from calendar import monthrange
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from decision_models.features.feature import AsOf
from decision_models.forecasting.amounts import Monthly, monthly
from decision_models.forecasting.books import growths
from tests.decision_models import tiny_bank

MONTH = AsOf(tiny_bank.AS_OF).month


def test_aum_is_the_sum_of_a_month_ends_balances() -> None:
    found = tiny_bank.tables(20)
    known = monthly(tiny_bank.connect(found), "aum", MONTH - 2, MONTH)
    frame = found["balances"]
    one, day = "C0000007", tiny_bank.AS_OF
    wanted = frame[(frame.customer_id == one) & (frame.as_of == day)].balance.sum()
    assert known.basis([one, "nobody"], MONTH, 1)[0, 0] == pytest.approx(wanted)
    assert np.isnan(known.basis(["nobody"], MONTH, 1)).all()


def test_spending_is_of_calendar_months_in_shanghai_and_nought_where_there_is_none() -> None:
    found = tiny_bank.tables(20)
    moments = ["2026-08-31 15:59:59", "2026-08-31 16:00:00", "2026-09-30 15:59:59"]
    found["transactions"] = pd.DataFrame(
        {
            "transaction_id": ["T1", "T2", "T3", "T4"],
            "customer_id": "C0000001",
            "at": [np.datetime64(datetime.fromisoformat(m), "us") for m in (*moments, moments[1])],
            "amount": [1.0, 10.0, 100.0, 1_000.0],
            "direction": ["out", "out", "out", "in"],
            "kind": "consumption",
            "counterparty_kind": "merchant",
            "channel": "pos",
        }
    )
    known = monthly(tiny_bank.connect(found), "card_spend", MONTH - 2, MONTH)
    assert known.at(["C0000001"], [MONTH - 1, MONTH])[0] == pytest.approx([1.0, 110.0])
    level = known.basis(["C0000001", "C0000002"], MONTH, 1)[:, 0]
    a_day = (1.0 / 31 + 110.0 / 30) / 3  # August and September; July has none
    assert level == pytest.approx([31 * a_day, 0.0])  # October
    assert known.basis(["C0000001"], MONTH, 2)[0, 0] == pytest.approx(30 * a_day)


def test_who_spends_the_same_each_day_neither_grows_nor_is_misjudged() -> None:
    first, months = MONTH - 17, range(MONTH - 17, MONTH + 1)
    a_day = np.array([10.0, 250.0])
    days = [monthrange(month // 12, month % 12 + 1)[1] for month in months]
    known = Monthly("card_spend", first, ["C1", "C2"], np.outer(a_day, days))
    for month in months[3:-1]:
        assert known.basis(["C1", "C2"], month, 1)[:, 0] == pytest.approx(
            known.at(["C1", "C2"], [month + 1])[:, 0]
        )
    assert growths(known, 1, MONTH) == pytest.approx(np.zeros(15), abs=1e-12)


@pytest.mark.parametrize("amount", ["aum", "card_spend"])
def test_what_comes_later_changes_nothing(amount: str) -> None:
    found = tiny_bank.tables(30)
    before = monthly(tiny_bank.connect(found), amount, MONTH - 8, MONTH)  # type: ignore[arg-type]
    frame, moves = found["balances"], found["transactions"]
    later = pd.to_datetime(frame.as_of) > pd.Timestamp("2026-06-30")
    frame.loc[later, "balance"] *= 99.0
    moves.loc[moves["at"] >= pd.Timestamp("2026-06-30 16:00"), "amount"] *= 99.0
    after = monthly(tiny_bank.connect(found), amount, MONTH - 8, MONTH)  # type: ignore[arg-type]
    ids = [f"C{n:07d}" for n in range(1, 31)]
    then, now = before.basis(ids, MONTH - 3, 1), before.basis(ids, MONTH, 1)
    assert after.basis(ids, MONTH - 3, 1) == pytest.approx(then, nan_ok=True)
    assert not np.allclose(after.basis(ids, MONTH, 1), now, equal_nan=True)


def test_a_range_of_customers_reads_those_alone() -> None:
    con = tiny_bank.connect(tiny_bank.tables(30))
    part = monthly(con, "aum", MONTH, MONTH, within=("C0000005", "C0000009"))
    assert sorted(part.customer_ids) == [f"C{n:07d}" for n in range(5, 10)]
