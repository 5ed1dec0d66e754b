"""Customers as offers see them, many at a time, from prospects, features and their dealings."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from home.clock import SHANGHAI
from tools.customers import Person
from tools.model_choice import trained
from tools.reasons import number
from tools.shelf import shelf
from tools.store import parameter

if TYPE_CHECKING:
    from decision_models.next_best import Probability, Situation
    from tools.store import Store
    from tools.toolbox import Toolbox

Row = TypeVar("Row")

MATURING_DAYS = 30
THEME_DAYS = 90
BOUGHT_DAYS = 365


class _OfCustomer(Protocol):
    @property
    def customer_id(self) -> str: ...


Owned = TypeVar("Owned", bound=_OfCustomer)


@dataclass(frozen=True)
class _Position:
    customer_id: str
    product_id: str
    amount: float
    matures_on: date | None


@dataclass(frozen=True)
class _Reading:
    customer_id: str
    theme: str
    readings: float


@dataclass(frozen=True)
class _Look:
    customer_id: str
    category: str


@dataclass(frozen=True)
class _Product:
    customer_id: str
    product_id: str


@dataclass(frozen=True)
class _Card:
    customer_id: str
    kind: str


@dataclass(frozen=True)
class _Overdue:
    customer_id: str
    overdue_days: int


@dataclass(frozen=True)
class _Refusal:
    customer_id: str
    product_id: str
    at: datetime


@dataclass(frozen=True)
class _Usual:
    customer_id: str
    usual_risk: float | None
    usual_term: float | None


@dataclass(frozen=True)
class _Rate:
    category: str
    interested: bool | None
    rate: float


@dataclass(frozen=True)
class _Dealings:
    """What is known of some customers beyond their row of prospects."""

    positions: Mapping[str, list[_Position]]
    readings: Mapping[str, list[_Reading]]
    looks: Mapping[str, list[_Look]]
    bought: Mapping[str, list[_Product]]
    cards: frozenset[str]
    overdue: Mapping[str, _Overdue]
    refused: Mapping[str, list[_Refusal]]
    usual: Mapping[str, _Usual]
    scores: Mapping[str, Mapping[str, float | None]]


def situations(toolbox: "Toolbox", people: Sequence[Person]) -> "dict[str, Situation]":
    """The situation of each of these customers, who the caller may see, on the as-of day."""
    if not people:
        return {}
    known = _read(toolbox, [one.customer_id for one in people])
    rates = toolbox.store.remembered("category rates", lambda: _rates(toolbox.store))
    return {one.customer_id: _situation(toolbox, one, known, rates) for one in people}


def _situation(
    toolbox: "Toolbox", one: Person, known: _Dealings, rates: Sequence[_Rate]
) -> "Situation":
    from decision_models.next_best import Situation

    today, key = toolbox.as_of, one.customer_id
    until = today + timedelta(days=MATURING_DAYS)
    positions = known.positions.get(key, [])
    due = [p for p in positions if p.matures_on and today < p.matures_on <= until]
    usual = known.usual.get(key)
    scores = known.scores.get(key, {})
    looked = {row.category for row in known.looks.get(key, [])}
    overdue = known.overdue.get(key)
    return Situation(
        customer=one.facts(),
        liquid=scores.get("balance_demand") or 0.0,
        maturing=sum(p.amount for p in due),
        aum=one.aum or 0.0,
        probabilities=_probabilities(toolbox, looked, scores, rates),
        rates={rate.category: rate.rate for rate in rates if rate.interested is None},
        held={p.product_id: p.amount for p in positions},
        maturing_products=frozenset(p.product_id for p in due),
        bought=frozenset(row.product_id for row in known.bought.get(key, [])),
        themes={row.theme: row.readings for row in known.readings.get(key, [])},
        usual_risk=usual.usual_risk if usual else None,
        usual_term=usual.usual_term if usual else None,
        has_credit_card=key in known.cards,
        high_risk_held=_high_risk(toolbox, positions),
        overdue_days=overdue.overdue_days if overdue else 0,
        refused={
            row.product_id: row.at.replace(tzinfo=UTC).astimezone(SHANGHAI).date()
            for row in known.refused.get(key, [])
        },
    )


def _high_risk(toolbox: "Toolbox", positions: Sequence[_Position]) -> float:
    from decision_models.policy import HIGH_RISK, product_level

    sheets = shelf(toolbox.store)
    rated = [(sheets[one.product_id].risk_level, one.amount) for one in positions]
    return sum(amount for level, amount in rated if level and product_level(level) >= HIGH_RISK)


def _probabilities(
    toolbox: "Toolbox",
    looked: set[str],
    scores: Mapping[str, float | None],
    rates: Sequence[_Rate],
) -> "dict[str, tuple[Probability, ...]]":
    """By category: this customer's models, of the largest orders first, then the rate of those
    who looked at it as they did.
    """
    from decision_models.next_best import Probability

    own = {(rate.category, rate.interested): rate.rate for rate in rates}
    found = {}
    for category in {rate.category for rate in rates}:
        models = [
            Probability(score, "model", spec.name, spec.minimum_amount)
            for spec in trained(toolbox)
            if spec.category == category and (score := scores.get(f"score_{spec.name}")) is not None
        ]
        models.sort(key=lambda one: -one.minimum_amount)
        rate = own.get((category, category in looked), own.get((category, None), 0.0))
        found[category] = (*models, Probability(rate, "rate", category))
    return found


def _read(toolbox: "Toolbox", ids: list[str]) -> _Dealings:
    store = toolbox.store
    recent = _recent(toolbox)

    def rows(row: type[Row], name: str) -> list[Row]:
        def build() -> Any:
            table = recent[name]() if name in recent else store.table(name)
            return table.filter(parameter("ids", "array<string>").contains(table.customer_id))

        return store.rows(row, ("dealings", name), build, ids=ids)

    return _Dealings(
        positions=_by_customer(rows(_Position, "holdings")),
        readings=_by_customer(rows(_Reading, "readings")),
        looks=_by_customer(rows(_Look, "looks")),
        bought=_by_customer(rows(_Product, "bought")),
        cards=frozenset(row.customer_id for row in rows(_Card, "cards") if row.kind == "credit"),
        overdue={row.customer_id: row for row in rows(_Overdue, "overdue")},
        refused=_by_customer(rows(_Refusal, "refusals")),
        usual={row.customer_id: row for row in rows(_Usual, "usual")},
        scores=_scores(store, ids),
    )


def _recent(toolbox: "Toolbox") -> dict[str, Callable[[], Any]]:
    """What customers looked at, read about and bought: counted once per version, kept small."""
    from decision_models.scoring.rates import INTEREST_DAYS

    store = toolbox.store

    def events() -> Any:
        rows = store.table("app_events")
        return rows.filter(rows["at"] >= _start(toolbox, THEME_DAYS))

    def readings() -> Any:
        rows = events()
        rows = rows.filter(rows.theme.notnull())
        found = rows.group_by("customer_id", "theme").aggregate(readings=rows.count())
        return found.mutate(readings=found.readings.cast("float64"))

    def looks() -> Any:
        rows = store.table("app_events")
        shelf = store.table("products").select("product_id", "category")
        looking = rows.event.isin(["view_product", "calculator"])
        rows = rows.filter(looking & (rows["at"] >= _start(toolbox, INTEREST_DAYS)))
        return rows.inner_join(shelf, "product_id").select("customer_id", "category").distinct()

    def bought() -> Any:
        rows = store.table("orders")
        rows = rows.filter((rows.side == "buy") & (rows["at"] >= _start(toolbox, BOUGHT_DAYS)))
        return rows.select("customer_id", "product_id").distinct()

    def usual() -> Any:
        rows = store.table("features")
        return rows.select(
            "customer_id",
            usual_risk=rows.bought_risk_mean_risk_365d,
            usual_term=rows.bought_term_mean_term_days_365d,
        )

    def holdings() -> Any:
        # Several lots of a product are one holding, due when the first of them is.
        rows = store.table("positions")
        return rows.group_by("customer_id", "product_id").aggregate(
            amount=rows.amount.sum(), matures_on=rows.matures_on.min()
        )

    def overdue() -> Any:
        rows = store.table("loans")
        rows = rows.filter(rows.overdue_days > 0)
        return rows.group_by("customer_id").aggregate(overdue_days=rows.overdue_days.max())

    def refusals() -> Any:
        rows = store.table("contacts")
        rows = rows.filter(rows.treated & (rows.outcome == "refused"))
        about = store.table("campaigns").select("campaign_id", "product_id")
        rows = rows.inner_join(about.filter(about.product_id.notnull()), "campaign_id")
        return rows.group_by("customer_id", "product_id").aggregate(at=rows["at"].max())

    return {
        "holdings": holdings,
        "overdue": overdue,
        "refusals": lambda: store.kept("product_refusals", refusals),
        "readings": lambda: store.kept("recent_readings", readings),
        "looks": lambda: store.kept("recent_looks", looks),
        "bought": lambda: store.kept("recent_bought", bought),
        "usual": usual,
    }


def _scores(store: "Store", ids: list[str]) -> dict[str, dict[str, float | None]]:
    """Money at call, and the score by each model, as columns of prospects."""

    def build() -> Any:
        rows = store.table("prospects")
        rows = rows.filter(parameter("ids", "array<string>").contains(rows.customer_id))
        return rows.select(
            "customer_id", "balance_demand", *(c for c in rows.columns if c.startswith("score_"))
        )

    found = store.numbers("scores of", build, ids=ids)
    names = [name for name in found if name != "customer_id"]
    return {
        str(key): {name: number(found[name][index]) for name in names}
        for index, key in enumerate(found["customer_id"])
    }


def _rates(store: "Store") -> list[_Rate]:
    return store.rows(_Rate, "category rates", lambda: store.table("category_rates"))


def _start(toolbox: "Toolbox", days: int) -> datetime:
    """The first moment of a window that ends with the as-of day, as the mart stores moments."""
    end = datetime.combine(toolbox.as_of + timedelta(days=1 - days), time.min, SHANGHAI)
    return end.astimezone(UTC).replace(tzinfo=None)


def _by_customer(rows: list[Owned]) -> dict[str, list[Owned]]:
    found: dict[str, list[Owned]] = defaultdict(list)
    for row in rows:
        found[row.customer_id].append(row)
    return found
