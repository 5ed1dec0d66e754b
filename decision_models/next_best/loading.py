"""Situation and shelf from the scored mart (``ScoreStore.connect``)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from decision_models.catalogue import specifications
from decision_models.features.feature import AsOf
from decision_models.next_best.situation import Probability, Product, Situation
from decision_models.policy import CustomerFacts, ProductFacts, stricter
from decision_models.scoring.rates import INTEREST_DAYS
from home.errors import NotFound

MATURING_DAYS = 30
_THEME_DAYS = 90


def load_shelf(con: Any) -> tuple[Product, ...]:
    """Every product of the mart, by identifier, those not on sale included."""
    rows = _rows(con, "SELECT * FROM products ORDER BY product_id", [])
    return tuple(
        Product(
            facts=ProductFacts(
                product_id=row["product_id"],
                name=row["name"],
                category=row["category"],
                risk_level=stricter(row["risk_level_issuer"], row["risk_level_seller"]),
                min_amount=row["min_amount"],
                term_days=row["term_days"],
                private=bool(row["private"]),
                on_sale_from=row["on_sale_from"],
                on_sale_to=row["on_sale_to"],
            ),
            themes=tuple(row["themes"] or ()),
        )
        for row in rows
    )


def load_situation(con: Any, customer_id: str, as_of: date) -> Situation:
    """One customer's situation on the as-of day, from prospects, features and their dealings.

    Raises:
        NotFound: no such customer.
    """
    found = _rows(con, "SELECT * FROM prospects WHERE customer_id = ?", [customer_id])
    if not found:
        raise NotFound(f"customer {customer_id!r} must be one that was scored, got none")
    row = found[0]
    positions = _rows(
        con,
        "SELECT product_id, sum(amount) AS amount, min(matures_on) AS matures_on "
        "FROM positions WHERE customer_id = ? GROUP BY product_id",
        [customer_id],
    )
    until = as_of + timedelta(days=MATURING_DAYS)
    due = [p for p in positions if p["matures_on"] and as_of < p["matures_on"] <= until]
    feature_columns = "bought_risk_mean_risk_365d, bought_term_mean_term_days_365d"
    usual = _rows(
        con, f"SELECT {feature_columns} FROM features WHERE customer_id = ?", [customer_id]
    )[0]
    rates, probabilities = _probabilities(con, row, as_of)
    return Situation(
        customer=CustomerFacts(
            customer_id=customer_id,
            birth_date=row["birth_date"],
            risk_level=row["risk_level"],
            risk_expires_on=row["risk_expires_on"],
            risk_assessed_on=row["risk_assessed_on"],
        ),
        liquid=row["balance_demand"],
        maturing=sum(position["amount"] for position in due),
        aum=row["aum"],
        probabilities=probabilities,
        rates=rates,
        held={position["product_id"]: position["amount"] for position in positions},
        maturing_products=frozenset(position["product_id"] for position in due),
        bought=_bought(con, customer_id, as_of),
        themes=_themes(con, customer_id, as_of),
        usual_risk=usual["bought_risk_mean_risk_365d"],
        usual_term=usual["bought_term_mean_term_days_365d"],
        has_credit_card=bool(
            _rows(
                con,
                "SELECT 1 FROM cards WHERE customer_id = ? AND kind = 'credit' LIMIT 1",
                [customer_id],
            )
        ),
    )


def _probabilities(
    con: Any, prospect: Mapping[str, Any], as_of: date
) -> tuple[dict[str, float], dict[str, tuple[Probability, ...]]]:
    """Rates of all customers, and this one's models first, then the rate of their interest."""
    rates: dict[str, float] = {}
    by_interest: dict[tuple[str, bool], float] = {}
    for row in _rows(con, "SELECT category, interested, rate FROM category_rates", []):
        if row["interested"] is None:
            rates[row["category"]] = row["rate"]
        else:
            by_interest[row["category"], row["interested"]] = row["rate"]
    looked = _interest(con, prospect["customer_id"], as_of)
    known: dict[str, tuple[Probability, ...]] = {}
    for category, rate in rates.items():
        own = by_interest.get((category, category in looked), rate)
        known[category] = (*_scores(prospect, category), Probability(own, "rate", category))
    return rates, known


def _scores(prospect: Mapping[str, Any], category: str) -> Sequence[Probability]:
    """This customer's purchase scores for a category, the largest orders' model first."""
    found = [
        Probability(score, "model", spec.name, spec.minimum_amount)
        for spec in specifications()
        if spec.category == category and (score := prospect.get(f"score_{spec.name}")) is not None
    ]
    return sorted(found, key=lambda probability: -probability.minimum_amount)


def _interest(con: Any, customer_id: str, as_of: date) -> set[str]:
    """Categories looked at in the last ``INTEREST_DAYS``, as ``category_rates`` counts it."""
    rows = _rows(
        con,
        "SELECT DISTINCT category FROM app_events JOIN products USING (product_id) "
        "WHERE customer_id = ? AND event IN ('view_product', 'calculator') AND \"at\" >= ?",
        [customer_id, _utc(AsOf(as_of - timedelta(days=INTEREST_DAYS)))],
    )
    return {row["category"] for row in rows}


def _bought(con: Any, customer_id: str, as_of: date) -> frozenset[str]:
    rows = _rows(
        con,
        "SELECT DISTINCT product_id FROM orders "
        "WHERE customer_id = ? AND side = 'buy' AND \"at\" >= ?",
        [customer_id, _utc(AsOf(as_of - timedelta(days=365)))],
    )
    return frozenset(row["product_id"] for row in rows)


def _themes(con: Any, customer_id: str, as_of: date) -> dict[str, float]:
    rows = _rows(
        con,
        "SELECT theme, count(*)::DOUBLE AS readings FROM app_events "
        'WHERE customer_id = ? AND theme IS NOT NULL AND "at" >= ? GROUP BY theme',
        [customer_id, _utc(AsOf(as_of - timedelta(days=_THEME_DAYS)))],
    )
    return {row["theme"]: row["readings"] for row in rows}


def _utc(as_of: AsOf) -> Any:
    from datetime import UTC

    return as_of.cut.astimezone(UTC).replace(tzinfo=None)


def _rows(con: Any, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    cursor = con.raw_sql(sql, parameters=list(parameters))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
