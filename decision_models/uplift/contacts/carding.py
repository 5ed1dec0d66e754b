"""The card of a model of a contact's effect that was just trained."""

from dataclasses import dataclass

import numpy as np

from decision_models import features
from decision_models.calibration import Floats
from decision_models.cards import wording
from decision_models.catalogue.effects import EffectSpec
from decision_models.features import Feature
from decision_models.mart.warehouse import MartVersion
from decision_models.uplift.contacts.card import Driver, EffectCard, Experiment, LaterWaves
from decision_models.uplift.contacts.judging import (
    CONFIDENCE,
    bands,
    differences,
    mean_of,
    randomisation,
    side_effects,
)
from decision_models.uplift.contacts.learning import Learned
from decision_models.uplift.contacts.limits import limits
from decision_models.uplift.contacts.rows import ContactRows
from decision_models.uplift.learners.search import Judged
from decision_models.uplift.report.heterogeneity import Driver as Told
from decision_models.uplift.report.heterogeneity import drivers as find_drivers

_TOP = 8


@dataclass(frozen=True)
class Judging:
    """What a model is judged with: its rows, their features, and how the later waves went."""

    rows: ContactRows
    names: tuple[str, ...]
    matrix: Floats
    later: LaterWaves | None
    mart: MartVersion
    seed: int


def make_card(spec: EffectSpec, learned: Learned, judging: Judging, seconds: float) -> EffectCard:
    """Judge what the other folds said of each customer, and write down what must be known."""
    from importlib.metadata import version

    rows, judged, mart = judging.rows, learned.judged, judging.mart
    known = {feature.name: feature for feature in features.names()}
    apart = differences(judged)
    made = bands(judged, learned.own, rows, differ=apart.detected)
    random = randomisation(judging.matrix, rows)
    average = mean_of(judged.pseudo, rows.customer, CONFIDENCE)
    found = experiment(rows)
    return EffectCard(
        name=spec.name,
        title=spec.title,
        channel=spec.channel,
        event="购买、开立或提用活动所推的品类",
        horizon_days=spec.horizon_days,
        population=wording.bounds(spec.population, known),
        experiment=found,
        randomisation=random,
        average=average,
        differences=apart,
        later=judging.later,
        bands=made,
        drivers=_drivers(learned, judging, known),
        side=side_effects(rows),
        limits=limits(found, random, average, apart, judging.later, made, simulated=mart.demo),
        feature_set=features.feature_set_hash([known[name] for name in learned.features]),
        feature_names=learned.features,
        data_version=mart.id,
        data_as_of=mart.as_of.isoformat(),
        simulated=mart.demo,
        code_version=version("weiwo"),
        seed=judging.seed,
        seconds=round(seconds, 2),
    )


def experiment(rows: ContactRows) -> Experiment:
    """How large it was, and what became of both arms. Rates are weighed by the chance of the arm,
    so that waves with different shares of control can be put together.
    """
    campaigns = {str(wave).rsplit("/", 1)[0] for wave in np.unique(rows.wave)}
    arms = (rows.treated / rows.chance, (1 - rows.treated) / (1 - rows.chance))
    rates = [float(np.average(rows.bought, weights=weight)) for weight in arms]
    return Experiment(
        campaigns=len(campaigns),
        waves=len(np.unique(rows.wave)),
        first_day=str(rows.day.min()),
        last_day=str(rows.day.max()),
        rows=rows.size,
        customers=len(np.unique(rows.customer)),
        treated=int(rows.treated.sum()),
        control=int((1 - rows.treated).sum()),
        buyers=int(rows.bought.sum()),
        bought_treated=rates[0],
        bought_control=rates[1],
    )


def _drivers(learned: Learned, judging: Judging, known: dict[str, Feature]) -> tuple[Driver, ...]:
    """The features by which predicted effects differ most."""
    import pandas as pd

    places = [judging.names.index(name) for name in learned.features]
    frame = pd.DataFrame(judging.matrix[:, places], columns=list(learned.features))
    found = find_drivers(frame, learned.model.plan.schema, _by_model(learned))
    return tuple(_driver(one, known[one.column]) for one in found[:_TOP])


def _by_model(learned: Learned) -> Judged:
    """Effects as the model in use gives them; what was observed stays that of the other folds."""
    from dataclasses import replace

    return replace(learned.judged, effect=learned.own)


def _driver(found: Told, feature: Feature) -> Driver:
    ranges = tuple((band.label, band.predicted, band.observed) for band in found.bands)
    return Driver(name=found.column, meaning=feature.meaning, share=found.share, ranges=ranges)
