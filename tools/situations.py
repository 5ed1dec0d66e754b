"""Customers as offers see them, many at a time, from prospects, features and their dealings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tools.customers import Person
from tools.model_choice import trained
from tools.reasons import number
from tools.shelf import shelf

if TYPE_CHECKING:
    from decision_models.catalogue import ModelSpec
    from decision_models.next_best import Probability, Situation
    from decision_models.scoring.lookup import Dealings
    from tools.store import Store
    from tools.toolbox import Toolbox

MATURING_DAYS = 30


@dataclass(frozen=True)
class _Rate:
    category: str
    interested: bool | None
    rate: float


def situations(toolbox: "Toolbox", people: Sequence[Person]) -> "dict[str, Situation]":
    """The situation of each of these customers, who the caller may see, on the as-of day."""
    if not people:
        return {}
    ids = [one.customer_id for one in people]
    dealings, features = toolbox.lookup.dealings(ids), toolbox.lookup.features(ids)
    scores = toolbox.lookup.scores(ids)
    rates = toolbox.store.remembered("category rates", lambda: _rates(toolbox.store))
    return {
        one.customer_id: _situation(
            toolbox,
            one,
            dealings.get(one.customer_id),
            features.get(one.customer_id, {}),
            scores.get(one.customer_id, {}),
            rates,
        )
        for one in people
    }


def _situation(
    toolbox: "Toolbox",
    one: Person,
    dealings: "Dealings | None",
    features: Mapping[str, float | str | None],
    scores: Mapping[str, float | None],
    rates: Sequence[_Rate],
) -> "Situation":
    from decision_models.next_best import Situation
    from decision_models.scoring.lookup import NO_DEALINGS

    known = dealings or NO_DEALINGS
    today, held = toolbox.as_of, known.holdings
    until = today + timedelta(days=MATURING_DAYS)
    due = {key: amount for key, (amount, on) in held.items() if on and today < on <= until}
    return Situation(
        customer=one.facts(),
        liquid=scores.get("balance_demand") or 0.0,
        maturing=sum(due.values()),
        aum=one.aum or 0.0,
        probabilities=_probabilities(toolbox, known.looks, scores, rates),
        rates={rate.category: rate.rate for rate in rates if rate.interested is None},
        held={key: amount for key, (amount, _) in held.items()},
        maturing_products=frozenset(due),
        bought=known.bought,
        themes=known.readings,
        usual_risk=number(features.get("bought_risk_mean_risk_365d")),
        usual_term=number(features.get("bought_term_mean_term_days_365d")),
        has_credit_card=known.credit_card,
        high_risk_held=_high_risk(toolbox, known),
        overdue_days=known.overdue_days,
        refused=known.refused,
    )


def _high_risk(toolbox: "Toolbox", known: "Dealings") -> float:
    """Yuan held in R4 and R5."""
    from decision_models.policy import HIGH_RISK, product_level

    sheets = shelf(toolbox.store)
    rated = [(sheets[key].risk_level, amount) for key, (amount, _) in known.holdings.items()]
    return sum(amount for level, amount in rated if level and product_level(level) >= HIGH_RISK)


def _probabilities(
    toolbox: "Toolbox",
    looked: frozenset[str],
    scores: Mapping[str, float | None],
    rates: Sequence[_Rate],
) -> "dict[str, tuple[Probability, ...]]":
    """By category: this customer's models, of the largest orders first, then the rate of those
    who looked at it as they did.
    """
    from decision_models.next_best import Probability

    own = {(rate.category, rate.interested): rate.rate for rate in rates}
    models = toolbox.store.remembered("models by category", lambda: _by_category(toolbox))
    found = {}
    for category in {rate.category for rate in rates}:
        scored = [
            Probability(score, "model", spec.name, spec.minimum_amount)
            for spec in models.get(category, ())
            if (score := scores.get(f"score_{spec.name}")) is not None
        ]
        rate = own.get((category, category in looked), own.get((category, None), 0.0))
        found[category] = (*scored, Probability(rate, "rate", category))
    return found


def _by_category(toolbox: "Toolbox") -> "dict[str, tuple[ModelSpec, ...]]":
    """The models that speak of a category, those of the largest orders first."""
    found: dict[str, tuple[ModelSpec, ...]] = {}
    for spec in sorted(trained(toolbox), key=lambda one: -one.minimum_amount):
        if spec.category is not None:
            found[spec.category] = (*found.get(spec.category, ()), spec)
    return found


def _rates(store: "Store") -> list[_Rate]:
    return store.rows(_Rate, "category rates", lambda: store.table("category_rates"))
