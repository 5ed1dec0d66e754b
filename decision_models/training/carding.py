"""The card of a model that was just trained: judged on the months that were held out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from decision_models import evaluation, features
from decision_models.calibration import Floats
from decision_models.cards import ModelCard, TopFeature, Training, wording
from decision_models.catalogue import ModelSpec
from decision_models.features import Feature
from decision_models.mart.warehouse import MartVersion
from decision_models.training.grouping import Groups
from decision_models.training.samples import Rows, thin

_TOP = 12
_FEWEST_ALONE = 6_000


@dataclass(frozen=True)
class Judging:
    """What a model is judged with: rows of months that it has not seen, and the groups."""

    held: Rows
    groups: Groups
    mart: MartVersion


@dataclass(frozen=True)
class Judged:
    """A model's answer for the rows held out.

    Args:
        features: what it reads, in order.
        gains: how much each of them did, in any unit.
        raw: its probabilities of the rows; ``calibrated`` those after calibration.
    """

    features: tuple[Feature, ...]
    gains: Sequence[float]
    raw: Floats
    calibrated: Floats


def make_card(spec: ModelSpec, judged: Judged, judging: Judging, training: Training) -> ModelCard:
    """Evaluate on the months held out and write down what a reader must know."""
    from importlib.metadata import version

    held, mart = judging.held, judging.mart
    names = tuple(feature.name for feature in judged.features)
    single, single_auc = _strongest(judged.features, held, training.seed)
    groups = judging.groups.of(held)
    found = evaluation.evaluate(judged.raw, judged.calibrated, held.outcome, held.days, groups)
    known = {feature.name: feature for feature in features.names()}
    return ModelCard(
        name=spec.name,
        title=spec.title,
        event=spec.event,
        category=spec.category,
        objective=spec.objective,
        horizon_days=spec.horizon_days,
        population=wording.population(spec, known),
        label=wording.label(spec),
        training=training,
        evaluation=found,
        strongest_single_feature=_top(single, 1.0),
        strongest_single_auc=single_auc,
        top_features=_top_features(judged),
        limits=(
            *wording.limits(spec, mart.demo),
            *wording.doubts(found, single.meaning, single_auc),
        ),
        feature_set=features.feature_set_hash(judged.features),
        feature_names=names,
        data_version=mart.id,
        data_as_of=mart.as_of.isoformat(),
        simulated=mart.demo,
        code_version=version("weiwo"),
    )


def _strongest(lean: tuple[Feature, ...], held: Rows, seed: int) -> tuple[Feature, float]:
    """The number feature that ranks best alone, either way round; absent values rank lowest.

    On all positives and some of the negatives, which leaves the AUC what it is.
    """
    chosen, _ = thin(held.outcome, np.arange(held.size), 3, _FEWEST_ALONE, seed)
    outcome = held.outcome[chosen]
    best, best_auc = lean[0], 0.5
    for feature in lean:
        if feature.is_text:
            continue
        values = np.nan_to_num(held.take([feature.name], chosen)[:, 0], nan=-1e12)
        found = evaluation.auc(values, outcome)
        if found is not None and max(found, 1 - found) > best_auc:
            best, best_auc = feature, max(found, 1 - found)
    return best, best_auc


def _top_features(judged: Judged) -> tuple[TopFeature, ...]:
    gains, lean = judged.gains, judged.features
    total = float(sum(gains)) or 1.0
    order = sorted(range(len(gains)), key=lambda place: -gains[place])[:_TOP]
    return tuple(_top(lean[i], float(gains[i]) / total) for i in order if gains[i] > 0)


def _top(feature: Feature, share: float) -> TopFeature:
    return TopFeature(
        name=feature.name, meaning=feature.meaning, theme=feature.theme, share=round(share, 4)
    )
