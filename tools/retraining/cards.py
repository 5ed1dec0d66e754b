"""A challenger's card beside its champion's, of kinds whose versions share no rows to be judged on.

What is in use was made of everything up to its day; a forecaster's or an hour's proof is on the
months before that, which no other version of another day shares. So each is shown with its own
proof, and nothing says which is better.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from home.errors import WeiwoError
from tools.model_shelf import model_line

if TYPE_CHECKING:
    from decision_models.fatigue.card import FatigueCard
    from decision_models.forecasting.card import ForecastCard
    from decision_models.hours.card import HourCard
    from decision_models.uplift.contacts.card import EffectCard, Estimate
    from tools.access import Scope
    from tools.toolbox import Toolbox

Unit: TypeAlias = Literal["count", "points", "share", "figure", "yes"]
"""How many · percentage points · a share · a plain figure · whether or not."""


@dataclass(frozen=True)
class Figure:
    """One figure of a card, with the interval that holds it where the card has one."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Measure:
    """One line: what is measured (``model_measures`` has the words), of either version; None where
    its card does not tell.
    """

    name: str
    unit: Unit
    champion: Figure | None
    challenger: Figure | None


@dataclass(frozen=True)
class CardsBeside:
    """Both versions, until which day each knows the data, and what their cards say."""

    champion: int
    challenger: int
    champion_as_of: str
    challenger_as_of: str
    measures: tuple[Measure, ...]


_Told: TypeAlias = dict[tuple[str, Unit], Figure | None]


def cards_beside(toolbox: "Toolbox", scope: "Scope", name: str) -> CardsBeside | None:
    """The cards of the champion and the waiting challenger; None for models of chances, which are
    judged on the same rows, and where none waits or a card is damaged.

    Raises:
        RefusedByPolicy: the role does not see models.
        NotFound: the catalogue has no such model.
    """
    from decision_models.shelves import shelf_of

    line = model_line(toolbox, scope, name)
    tell = _TELLS.get(line.kind)
    if tell is None or line.champion is None or line.challenger is None:
        return None
    shelf = shelf_of(toolbox.home, name)
    try:
        ours, theirs = shelf.card(name, line.champion), shelf.card(name, line.challenger)
    except WeiwoError:
        return None
    first, second = tell(ours), tell(theirs)
    return CardsBeside(
        champion=line.champion,
        challenger=line.challenger,
        champion_as_of=ours.data_as_of,
        challenger_as_of=theirs.data_as_of,
        measures=tuple(
            Measure(what, unit, first[what, unit], second[what, unit]) for what, unit in first
        ),
    )


def _effect(card: "EffectCard") -> _Told:
    later = card.later
    return {
        ("rows", "count"): Figure(card.experiment.rows),
        ("average_effect", "points"): _estimate(card.average),
        ("qini", "figure"): None if later is None else _estimate(later.qini),
        ("randomised", "yes"): Figure(card.randomisation.sound),
        ("differs", "yes"): Figure(card.differences.detected),
    }


def _hour(card: "HourCard") -> _Told:
    later = card.later
    return {
        ("rows", "count"): Figure(card.rows),
        ("best_hour", "points"): None if later is None else _estimate(later.difference),
        ("proven", "yes"): Figure(card.proven),
    }


def _fatigue(card: "FatigueCard") -> _Told:
    found = card.evaluation
    auc = None if found is None else Figure(found.auc, found.auc_low, found.auc_high)
    return {
        ("rows", "count"): Figure(card.rows),
        ("auc", "figure"): auc,
        ("proven", "yes"): Figure(card.proven),
    }


def _amount(card: "ForecastCard") -> _Told:
    ours = card.measured[0]
    books = next((one for one in card.books if one.method == "model"), None)
    return {
        ("rows", "count"): Figure(ours.rows),
        ("coverage", "share"): Figure(ours.coverage),
        ("interval_score", "figure"): Figure(ours.score),
        ("book_coverage", "share"): None if books is None else Figure(books.coverage),
        ("book_error", "share"): None if books is None else Figure(books.error),
    }


def _estimate(found: "Estimate") -> Figure:
    return Figure(found.value, found.low, found.high)


_TELLS: dict[str, Callable[[Any], _Told]] = {
    "effect": _effect,
    "hour": _hour,
    "fatigue": _fatigue,
    "amount": _amount,
}
