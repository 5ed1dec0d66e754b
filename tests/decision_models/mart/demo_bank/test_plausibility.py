"""Rates and difficulty at a size where they can be measured. The demo itself is four times that."""

from pathlib import Path
from typing import Any

import pytest

from decision_models.mart.demo_bank.build import write
from decision_models.mart.demo_bank.difficulty import Difficulty, measure
from decision_models.mart.schema import CATEGORIES
from decision_models.mart.warehouse import open_tables

CUSTOMERS = 4_000
MONTHS = 18


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plausible")
    write(path, customers=CUSTOMERS, seed=7)
    return path


@pytest.fixture(scope="module")
def con(folder: Path) -> Any:
    return open_tables(folder).con


@pytest.fixture(scope="module")
def difficulties(folder: Path) -> dict[str, Difficulty]:
    return {found.label: found for found in measure(folder)}


def one(con: Any, query: str) -> tuple[float, ...]:
    return tuple(float(value) for value in con.execute(query).fetchall()[0])


@pytest.mark.parametrize("label", ["wealth", "fund", "large_deposit"])
def test_a_model_learns_what_no_single_feature_tells(
    difficulties: dict[str, Difficulty], label: str
) -> None:
    found = difficulties[label]
    assert 0.68 < found.model_auc < 0.85
    assert found.feature_auc < 0.65, found.feature
    assert 0.01 < found.rate < 0.05


@pytest.mark.parametrize("category", sorted(set(CATEGORIES) - {"bond", "forex"} - {"deposit"}))
def test_purchases_a_month_are_plausible(con: Any, category: str) -> None:
    query = {
        "credit_card": """SELECT count(*) FROM cards WHERE kind = 'credit'
            AND opened_on >= DATE '2025-04-01'""",
        "loan": "SELECT count(*) FROM loans WHERE opened_on >= DATE '2025-04-01'",
    }.get(
        category,
        f"""SELECT count(*) FROM orders JOIN products USING (product_id)
        WHERE category = '{category}' AND side = 'buy' AND "at" >= TIMESTAMP '2025-04-01'""",
    )
    (count,) = one(con, query)
    lowest = 0.01 if category in ("wealth", "fund") else 0.004
    assert lowest < count / MONTHS / CUSTOMERS < 0.05


def test_contacts_convert_one_to_three_in_a_hundred_and_less_often_among_controls(
    con: Any,
) -> None:
    treated, control, share = one(
        con,
        """SELECT avg((outcome IS NOT DISTINCT FROM 'converted')::INT) FILTER (treated),
        avg((outcome IS NOT DISTINCT FROM 'converted')::INT) FILTER (NOT treated),
        avg(treated::INT) FROM contacts WHERE campaign_id IS NOT NULL""",
    )
    assert 0.01 < treated < 0.03
    assert control < treated
    assert 0.6 < share < 0.75


def test_true_effects_are_positive_on_average_and_negative_for_many(con: Any, folder: Path) -> None:
    mean, negative, low, high = one(
        con,
        f"""SELECT avg(effect), avg((effect < 0)::INT), min(effect), max(effect)
        FROM read_parquet('{folder}/truth.parquet')""",
    )
    assert 0.001 < mean < 0.01
    assert 0.25 < negative < 0.5
    assert -1 < low < -0.01
    assert 0.05 < high < 1


def test_the_measured_effect_is_the_true_one_within_chance(con: Any, folder: Path) -> None:
    """Conversions treated less control, against the truth that was kept apart (which does not ask
    whether means and suitability allow the purchase, so it is the larger one)."""
    measured, true, noise = one(
        con,
        f"""SELECT avg(c) FILTER (treated) - avg(c) FILTER (NOT treated), avg(effect),
        sqrt(var_pop(c) / count(*) FILTER (treated) + var_pop(c) / count(*) FILTER (NOT treated))
        FROM (SELECT *, (outcome IS NOT DISTINCT FROM 'converted')::INT AS c FROM contacts
        JOIN read_parquet('{folder}/truth.parquet') USING (contact_id))""",
    )
    assert abs(measured - true) < 0.4 * true + 3 * noise


def test_attrition_tier_up_and_tiers(con: Any) -> None:
    left, small = one(
        con,
        """WITH a AS (SELECT customer_id, as_of, sum(balance) AS aum FROM balances GROUP BY ALL),
        n AS (SELECT *, lead(aum, 2) OVER (PARTITION BY customer_id ORDER BY as_of) AS later FROM a)
        SELECT avg((later < 0.7 * aum)::INT), avg((later < 0.7 * aum)::INT)
        FILTER (aum > 50000) FROM n WHERE later IS NOT NULL""",
    )
    assert 0.04 < left < 0.08  # two to four in a hundred a month
    assert 0.02 < small < left
    ((up,),) = con.execute(
        """WITH a AS (SELECT customer_id, as_of, CASE WHEN sum(balance) >= 6e6 THEN 4
        WHEN sum(balance) >= 2e6 THEN 3 WHEN sum(balance) >= 5e5 THEN 2
        WHEN sum(balance) >= 5e4 THEN 1 ELSE 0 END AS tier FROM balances GROUP BY ALL),
        n AS (SELECT *, lead(tier, 3) OVER (PARTITION BY customer_id ORDER BY as_of) AS later
        FROM a) SELECT avg((later > tier)::INT) FROM n WHERE later IS NOT NULL"""
    ).fetchall()
    assert 0.03 < up < 0.12
    tiers = dict(con.execute("SELECT tier, count(*) FROM customers GROUP BY 1").fetchall())
    assert set(tiers) == {"大众", "金卡", "白金", "钻石", "私行"}


def test_how_much_there_is_a_customer_and_year(con: Any) -> None:
    for table, expected in (("transactions", 120), ("app_events", 60)):
        (count,) = one(con, f"SELECT count(*) FROM {table}")
        assert count / CUSTOMERS / 1.5 == pytest.approx(expected, rel=0.15)


def test_sales_are_suitable_with_few_exceptions(con: Any) -> None:
    (above,) = one(
        con,
        """WITH sold AS (
            SELECT o.*, greatest(risk_level_issuer, risk_level_seller)[2]::INT AS risk FROM orders o
            JOIN products p USING (product_id) WHERE side = 'buy'
            AND "at" >= TIMESTAMP '2025-04-01' AND category <> 'deposit'),
        known AS (
            SELECT sold.order_id, any_value(risk) AS risk,
            max_by(level, assessed_on)[2]::INT AS level
            FROM sold JOIN risk_assessments r ON r.customer_id = sold.customer_id
            AND r.assessed_on <= (sold."at" + INTERVAL 8 HOUR)::DATE GROUP BY 1)
        SELECT avg((risk > level)::INT) FROM known""",
    )
    assert above < 0.02


def test_refusals_come_as_often_as_their_true_chances_say(con: Any, folder: Path) -> None:
    """Kept apart for each campaign contact; of who bought it is not known whether they refused."""
    expected, found, calls, texts, none = one(
        con,
        f"""SELECT sum(refusal), sum((outcome IS NOT DISTINCT FROM 'refused')::INT),
        avg(refusal) FILTER (channel = 'outbound_call'), avg(refusal) FILTER (channel = 'sms'),
        max(refusal) FILTER (channel = 'push')
        FROM contacts JOIN read_parquet('{folder}/truth.parquet') USING (contact_id, channel)
        WHERE treated""",
    )
    assert abs(found - expected) < 4 * expected**0.5
    assert calls > 2 * texts > 0
    assert none == 0
