"""What the trained forecasters say of one customer, or of all whom the asker sees."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tools.histories import Amount
from tools.store import parameter

if TYPE_CHECKING:
    from decision_models.forecasting.card import ForecastCard
    from tools.toolbox import Toolbox
    from tools.view import View

Quantiles: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True)
class Modelled:
    """Low, middle and high for each further month, and the share of past months that lay inside.

    ``coverage`` was measured on held-out months: of customers, or of managers' books;
    ``between`` says that some months lie between two forecasters'.
    """

    points: tuple[Quantiles, ...]
    coverage: float
    between: bool


def modelled(
    toolbox: "Toolbox", view: "View", amount: Amount, months: int, customer_id: str | None
) -> Modelled | None:
    """The next ``months`` by the forecasters; None where they do not reach so far, were not
    trained, or do not speak of these customers.
    """
    cards = {card.months: card for card in _cards(toolbox) if card.amount == amount}
    if not cards or months > max(cards) or min(cards) > 1:
        return None
    known: dict[int, Quantiles] = {}
    for ahead, card in cards.items():
        found = _of(view, card, customer_id)
        if found is None:
            return None
        known[ahead] = found
    needed = min(ahead for ahead in cards if ahead >= months)
    card = cards[needed]
    coverage = card.coverage if customer_id is not None else card.book_coverage
    if coverage is None:
        return None
    asked = range(1, months + 1)
    points = tuple(_between(known, ahead) for ahead in asked)
    return Modelled(points, coverage, between=any(ahead not in known for ahead in asked))


def _between(known: dict[int, Quantiles], month: int) -> Quantiles:
    """A month's quantiles: a forecaster's own, or between those of its neighbours, in logarithms
    (amounts grow by shares).
    """
    import numpy as np

    months = sorted(known)
    found = [
        float(np.expm1(np.interp(month, months, np.log1p([known[m][place] for m in months]))))
        for place in range(3)
    ]
    return found[0], found[1], found[2]


@dataclass(frozen=True)
class _Row:
    card: str


@dataclass(frozen=True)
class _Sums:
    customers: int
    low: float | None
    middle: float | None
    high: float | None
    spread: float | None


def _cards(toolbox: "Toolbox") -> "tuple[ForecastCard, ...]":
    store = toolbox.store

    def make() -> "tuple[ForecastCard, ...]":
        from decision_models.forecasting.card import ForecastCard

        rows = store.rows(_Row, "forecast cards", lambda: store.table("forecast_cards"))
        return tuple(ForecastCard.model_validate_json(row.card) for row in rows)

    return store.remembered("forecast cards", make)


def _of(view: "View", card: "ForecastCard", customer_id: str | None) -> Quantiles | None:
    """The quantiles of one customer, or of the sum over the view's."""
    book = card.book

    def build() -> Any:
        rows = view.table("forecasts")
        rows = rows.filter(rows.model == parameter("model"))
        if customer_id is not None:
            rows = rows.filter(rows.customer_id == parameter("customer_id"))
        return rows.aggregate(
            customers=rows.count(),
            low=rows.q10.sum(),
            middle=rows.q50.sum(),
            high=rows.q90.sum(),
            spread=(rows.q50 if book is None else book.spread(rows.q10, rows.q90)).sum(),
        )

    given = {"model": card.name}
    if customer_id is not None:
        given["customer_id"] = customer_id
    shape = ("forecasts", customer_id is not None, book.power if book else None)
    (sums,) = view.rows(_Sums, shape, build, **given)
    if not sums.customers or sums.low is None or sums.middle is None or sums.high is None:
        return None
    if customer_id is not None:
        return sums.low, sums.middle, sums.high
    if book is None or sums.spread is None:
        return None
    import numpy as np

    low, middle, high = book.interval(np.array([sums.middle]), np.array([sums.spread]))[0]
    return float(low), float(middle), float(high)
