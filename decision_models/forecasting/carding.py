"""The card of a forecaster that was just trained."""

from dataclasses import dataclass

import numpy as np

from decision_models import features
from decision_models.cards import TopFeature
from decision_models.forecasting.books import Book
from decision_models.forecasting.card import BooksMeasured, ForecastCard, Growing, Measured
from decision_models.forecasting.conformal import NOMINAL
from decision_models.forecasting.growing import Grown
from decision_models.forecasting.limits import limits
from decision_models.forecasting.sample import OWN
from decision_models.forecasting.specification import ForecastSpec
from decision_models.mart.warehouse import MartVersion

_TOP = 12


@dataclass(frozen=True)
class Judged:
    """How it did on the held-out months, and how customers add up in what is in use."""

    measured: tuple[Measured, ...]
    books: tuple[BooksMeasured, ...]
    book: Book | None


def make_card(
    spec: ForecastSpec, mart: MartVersion, grown: Grown, growing: Growing, judged: Judged
) -> ForecastCard:
    """Write down what a reader must know."""
    from importlib.metadata import version

    return ForecastCard(
        name=spec.name,
        title=spec.title,
        amount=spec.amount,
        horizon_days=spec.horizon_days,
        nominal=NOMINAL,
        growing=growing,
        measured=judged.measured,
        books=judged.books,
        book=judged.book,
        top_features=_top(grown),
        limits=limits(spec, judged.measured, judged.books, judged.book, mart.demo),
        feature_set=features.feature_set_hash(grown.features),
        feature_names=grown.names,
        data_version=mart.id,
        data_as_of=mart.as_of.isoformat(),
        simulated=mart.demo,
        code_version=version("weiwo"),
    )


def _top(grown: Grown) -> tuple[TopFeature, ...]:
    """By gain over all quantiles, those of the features."""
    gains = np.zeros(OWN + len(grown.features))
    for one in grown.boosters:
        gain = one.feature_importance(importance_type="gain")
        gains += gain / max(gain.sum(), 1.0) / len(grown.boosters)
    order = np.argsort(-gains[OWN:], kind="stable")[:_TOP]
    return tuple(
        TopFeature(
            name=grown.features[place].name,
            meaning=grown.features[place].meaning,
            theme=grown.features[place].theme.value,
            share=float(gains[OWN + place]),
        )
        for place in order
    )
