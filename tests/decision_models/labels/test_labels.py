"""Each kind of label, by what a made-up event does: it turns exactly its customer positive, and
only where it lies after the as-of moment and within the horizon.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models import catalogue, labels
from decision_models.catalogue import ModelSpec
from decision_models.labels import month_end, window_end
from tests.decision_models import tiny_bank

AS_OF = date(2026, 3, 31)
SHANGHAI = timedelta(hours=8)
NOVICE = "C0000900"
"""A customer of whom nothing is known but that they are here."""
Event = Callable[[Any, datetime], None]


@pytest.fixture(scope="module")
def con() -> Any:
    found = tiny_bank.connect(tiny_bank.tables(customers=40))
    found.raw_sql(
        f"INSERT INTO customers (customer_id, opened_on) VALUES ('{NOVICE}', '2020-01-01')"
    )
    return found


@contextmanager
def undone(con: Any) -> Iterator[None]:
    """What is written inside is gone afterwards."""
    con.raw_sql("BEGIN")
    try:
        yield
    finally:
        con.raw_sql("ROLLBACK")


def utc(day: date, hour: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(hours=hour) - SHANGHAI


def order(product: str, side: str = "buy", amount: float = 300_000) -> Event:
    def make(con: Any, at: datetime) -> None:
        con.raw_sql(
            'INSERT INTO orders (order_id, customer_id, product_id, side, amount, "at") '
            f"VALUES ('made-up {at}', '{NOVICE}', '{product}', '{side}', {amount}, '{at}')"
        )

    return make


def transaction(direction: str, kind: str, party: str) -> Event:
    def make(con: Any, at: datetime) -> None:
        con.raw_sql(
            'INSERT INTO transactions (transaction_id, customer_id, "at", amount, direction, kind, '
            f"counterparty_kind) VALUES ('made-up', '{NOVICE}', '{at}', 80000, '{direction}', "
            f"'{kind}', '{party}')"
        )

    return make


def app_event(con: Any, at: datetime) -> None:
    con.raw_sql(
        'INSERT INTO app_events (event_id, customer_id, "at", event) '
        f"VALUES ('made-up', '{NOVICE}', '{at}', 'login')"
    )


def contact(channel: str, outcome: str) -> Event:
    def make(con: Any, at: datetime) -> None:
        con.raw_sql(
            'INSERT INTO contacts (contact_id, customer_id, "at", channel, treated, outcome) '
            f"VALUES ('made-up', '{NOVICE}', '{at}', '{channel}', true, '{outcome}')"
        )

    return make


def complaint(con: Any, at: datetime) -> None:
    con.raw_sql(
        'INSERT INTO service_requests (request_id, customer_id, "at", kind) '
        f"VALUES ('made-up', '{NOVICE}', '{at}', 'complaint')"
    )


def card(con: Any, at: datetime) -> None:
    con.raw_sql(
        "INSERT INTO cards (card_id, customer_id, kind, opened_on) "
        f"VALUES ('made-up', '{NOVICE}', 'credit', '{(at + SHANGHAI).date()}')"
    )


def loan(kind: str) -> Event:
    def make(con: Any, at: datetime) -> None:
        con.raw_sql(
            "INSERT INTO loans (loan_id, customer_id, kind, balance, rate, opened_on) "
            f"VALUES ('made-up', '{NOVICE}', '{kind}', 1, 0.1, '{(at + SHANGHAI).date()}')"
        )

    return make


def after(first: Event, at: datetime, then: Event) -> Event:
    """An event, with another at a fixed moment before it."""

    def make(con: Any, moment: datetime) -> None:
        first(con, at)
        then(con, moment)

    return make


LONG_AGO = utc(date(2025, 6, 1), 12)
EVENTS: dict[str, Event] = {
    "wealth_30d": order("P001"),
    "fund_30d": order("P003"),
    "insurance_30d": order("P006"),
    "gold_30d": order("P007"),
    "deposit_30d": order("P005"),
    "first_purchase_30d": order("P001"),
    "cross_purchase_30d": after(order("P003"), LONG_AGO, order("P001")),
    "wealth_again_30d": after(order("P002"), LONG_AGO, order("P001")),
    "fund_redemption_30d": order("P003", side="redeem"),
    "credit_card_30d": card,
    "loan_30d": loan("consumer"),
    "instalment_30d": loan("instalment"),
    "app_active_30d": app_event,
    "complaint_30d": complaint,
    "refusal_30d": contact("sms", "refused"),
    "call_answered_30d": contact("outbound_call", "answered"),
    "wecom_opened_30d": contact("wecom", "opened"),
    "banner_clicked_30d": contact("app_banner", "clicked"),
    "large_outflow_30d": transaction("out", "transfer", "person"),
    "big_spending_30d": transaction("out", "consumption", "merchant"),
    "securities_out_30d": transaction("out", "third_party_payment", "securities"),
    "money_in_30d": transaction("in", "transfer", "own_account"),
}


def positives(con: Any, spec: ModelSpec) -> set[str]:
    return set(labels.positives(con, spec, AS_OF).to_pyarrow()["customer_id"].to_pylist())


@pytest.mark.parametrize("name", sorted(EVENTS))
@settings(max_examples=4, deadline=None)
@given(days=st.integers(-3, 33), hour=st.floats(0, 23.9))
def test_an_event_counts_for_its_customer_within_the_window_alone(
    con: Any, name: str, days: int, hour: float
) -> None:
    spec = catalogue.find(name)
    before = positives(con, spec)
    with undone(con):
        EVENTS[name](con, utc(AS_OF + timedelta(days=days), hour))
        now = positives(con, spec)
    inside = 1 <= days <= spec.horizon_days
    assert now - before == ({NOVICE} if inside else set())
    assert before <= now


@pytest.mark.parametrize("name", sorted(EVENTS))
@pytest.mark.parametrize(
    ("days", "hour", "counts"),
    [(0, 23.99, False), (1, 0.0, True), (30, 23.99, True), (31, 0.0, False)],
)
def test_the_window_begins_and_ends_at_midnight_in_shanghai(
    con: Any, name: str, days: int, hour: float, counts: bool
) -> None:
    with undone(con):
        EVENTS[name](con, utc(AS_OF + timedelta(days=days), hour))
        assert (NOVICE in positives(con, catalogue.find(name))) is counts


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("app_lost_30d", app_event),
        ("payroll_loss_60d", transaction("in", "salary", "employer")),
    ],
)
@settings(max_examples=6, deadline=None)
@given(days=st.integers(-3, 63))
def test_silence_ends_with_an_event_in_the_window(
    con: Any, name: str, event: Event, days: int
) -> None:
    spec = catalogue.find(name)
    before = positives(con, spec)
    assert NOVICE in before
    with undone(con):
        event(con, utc(AS_OF + timedelta(days=days), 12))
        now = positives(con, spec)
    assert before - now == ({NOVICE} if 1 <= days <= spec.horizon_days else set())


@settings(max_examples=12, deadline=None)
@given(matures=st.integers(-5, 40), again=st.integers(-5, 50))
def test_matured_money_is_placed_again_within_its_days(con: Any, matures: int, again: int) -> None:
    spec = catalogue.find("maturity_44d")
    bought = AS_OF + timedelta(days=matures - 90)  # P001 has a term of 90 days
    with undone(con):
        order("P001")(con, utc(bought, 10))
        order("P003")(con, utc(AS_OF + timedelta(days=again), 15))
        found = positives(con, spec)
        known = labels.asked(con, spec, AS_OF)
        assert known is not None
        asked = set(known.to_pyarrow()["customer_id"].to_pylist())
    due = 1 <= matures <= 30
    assert (NOVICE in asked) is due
    assert (NOVICE in found) is (due and again >= 1 and 0 <= again - matures <= 14)


@pytest.mark.parametrize(
    ("name", "factor"),
    [("attrition_60d", 0.6), ("asset_up_60d", 1.3), ("tier_up_90d", 200.0), ("tier_down_90d", 0.0)],
)
@settings(max_examples=4, deadline=None)
@given(months=st.integers(-1, 5))
def test_assets_count_at_the_month_ends_of_the_window(
    con: Any, name: str, factor: float, months: int
) -> None:
    spec = catalogue.find(name)
    now = AS_OF.year * 12 + AS_OF.month - 1
    rows = [
        f"('{NOVICE}', DATE '{month_end(month)}', 'demand', "
        f"{60_000.0 * (factor if month - now == months else 1.0)})"
        for month in range(now - 2, now + 6)
    ]
    with undone(con):
        con.raw_sql(
            f"INSERT INTO balances (customer_id, as_of, category, balance) VALUES {','.join(rows)}"
        )
        found = NOVICE in positives(con, spec)
    last = spec.horizon_days // 30
    counts = 1 <= months <= last if name == "tier_up_90d" else months == last
    assert found is counts


@pytest.mark.parametrize("spec", catalogue.specifications(), ids=lambda spec: spec.name)
def test_what_comes_after_the_last_day_of_the_window_changes_nothing(
    con: Any, spec: ModelSpec
) -> None:
    before = positives(con, spec)
    cut = utc(window_end(spec, AS_OF) + timedelta(days=1), 0)
    day = (cut + SHANGHAI).date()
    with undone(con):
        for table in ("orders", "transactions", "app_events", "contacts", "service_requests"):
            con.raw_sql(f"DELETE FROM {table} WHERE \"at\" >= '{cut}'")
        for table in ("cards", "loans"):
            con.raw_sql(f"DELETE FROM {table} WHERE opened_on >= '{day}'")
        con.raw_sql(f"DELETE FROM balances WHERE as_of >= '{day}'")
        assert positives(con, spec) == before
