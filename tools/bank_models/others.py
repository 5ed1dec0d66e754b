"""The cards of effects, forecasters, hours and weariness as figures that may be said."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tools.bank_models.chances import features_of
from tools.bank_models.figures import (
    BestHours,
    ChannelRefused,
    ContactEffect,
    Covered,
    HourBand,
    Interval,
    MonthCovered,
    Wearies,
)

if TYPE_CHECKING:
    from decision_models.fatigue.card import FatigueCard
    from decision_models.forecasting.card import ForecastCard
    from decision_models.hours.card import HourCard
    from decision_models.uplift.contacts.card import EffectCard, Estimate
    from tools.access import Scope
    from tools.toolbox import Toolbox


_AVERAGE, _LATER = 0.95, 0.9
"""With what confidence the intervals of an effect's card hold."""


@dataclass(frozen=True)
class _Counted:
    model: str
    verdict: str
    customers: int


def effect(toolbox: "Toolbox", scope: "Scope", card: "EffectCard") -> ContactEffect:
    """What an experiment says of contacts by one channel, and of how many customers."""
    counted = {
        one.verdict: one.customers for one in _counts(toolbox, scope) if one.model == card.name
    }
    low, high = card.average.low, card.average.high
    return ContactEffect(
        channel=card.channel,
        verdict="lifts" if low > 0 else "lowers" if high < 0 else "unclear",
        average=_interval(card.average, _AVERAGE),
        treated=card.experiment.treated,
        control=card.experiment.control,
        campaigns=card.experiment.campaigns,
        first=date.fromisoformat(card.experiment.first_day),
        last=date.fromisoformat(card.experiment.last_day),
        bought_treated=card.experiment.bought_treated,
        bought_control=card.experiment.bought_control,
        sound=card.randomisation.sound,
        differs=card.differences.detected,
        differs_p=card.differences.p_value,
        qini=_interval(card.later.qini, _LATER) if card.later is not None else None,
        helped=counted.get("lifts", 0) if counted else None,
        put_off=counted.get("lowers", 0) if counted else None,
        unclear=counted.get("unclear", 0) if counted else None,
        refused=card.side.refused,
    )


def _counts(toolbox: "Toolbox", scope: "Scope") -> list[_Counted]:
    view = toolbox.view(scope)

    def build() -> Any:
        rows = view.aggregate("effects")
        return rows.group_by("model", "verdict").aggregate(customers=rows.count())

    return view.rows(_Counted, "effect verdicts", build)


def covered(card: "ForecastCard") -> Covered:
    """How well a forecaster's intervals kept their word."""
    ours = card.measured[0]
    trend = next((one for one in card.measured if one.method == "trend"), None)
    books = next((one for one in card.books if one.method == "model"), None)
    return Covered(
        amount=card.amount,
        nominal=card.nominal,
        coverage=ours.coverage,
        below=ours.below,
        above=ours.above,
        rows=ours.rows,
        tested=tuple(date.fromisoformat(day) for day in card.growing.hold_out),
        months=tuple(
            MonthCovered(date.fromisoformat(day), share) for day, share in ours.by_month.items()
        ),
        books=None if books is None else books.coverage,
        books_error=None if books is None else books.error,
        trend=None if trend is None else trend.coverage,
        narrower=None if trend is None else 1 - ours.width / trend.width,
        features=tuple(features_of(card.top_features)),
    )


def hours(card: "HourCard") -> BestHours:
    """When contacts by one channel are taken."""
    return BestHours(
        channel=card.channel,
        event=card.event,
        bands=tuple(HourBand(one.first, one.last, one.taken) for one in card.hours),
        proven=card.proven,
        usual=None if card.later is None else card.later.usual,
        taken=None if card.later is None else card.later.taken,
        known=sum(one.known for one in card.groups),
        groups=len(card.groups),
    )


def wearies(card: "FatigueCard") -> Wearies:
    """How contacts weary."""
    return Wearies(
        one_more=card.one_more,
        proven=card.proven,
        channels=tuple(ChannelRefused(one.channel, one.rate) for one in card.channels),
        plain_auc=card.plain_auc,
    )


def _interval(found: "Estimate", level: float) -> Interval:
    return Interval(level, found.value, found.low, found.high)
