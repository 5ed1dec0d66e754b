"""The card of a model that was just trained: judged on the months that were held out."""

from collections.abc import Sequence
from typing import Any

from decision_models import evaluation, features
from decision_models.calibration import Floats
from decision_models.cards import ModelCard, TopFeature, Training, wording
from decision_models.catalogue import ModelSpec
from decision_models.features import Feature
from decision_models.mart.warehouse import MartVersion
from decision_models.training import fitting
from decision_models.training import snapshots as days

_TOP = 12


def make_card(
    spec: ModelSpec,
    fitted: fitting.Fitted,
    held: fitting.Rows,
    training: Training,
    mart: MartVersion,
) -> ModelCard:
    """Evaluate on ``held`` and write down what a reader must know."""
    from importlib.metadata import version

    raw = fitted.booster.predict(held.matrix, num_threads=1)
    calibrated = fitted.calibrator.apply(raw)
    single, single_auc = _strongest(spec, held)
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
        evaluation=evaluation.evaluate(raw, calibrated, held.outcome, held.days),
        strongest_single_feature=_top(single, 1.0),
        strongest_single_auc=single_auc,
        top_features=_top_features(fitted.booster, days.used(spec)),
        limits=wording.limits(spec, mart.demo),
        feature_set=features.feature_set_hash(features.names()),
        feature_names=tuple(known),
        data_version=mart.id,
        data_as_of=mart.as_of.isoformat(),
        simulated=mart.demo,
        code_version=version("weiwo"),
    )


def _strongest(spec: ModelSpec, held: fitting.Rows) -> tuple[Feature, float]:
    """The number feature that ranks best alone, either way round; absent values rank lowest.

    On every other row: it is a figure to one digit."""
    best, best_auc = days.used(spec)[0], 0.5
    for position, feature in enumerate(days.used(spec)):
        found = None if feature.is_text else _alone(held.matrix[::2, position], held.outcome[::2])
        if found is not None and max(found, 1 - found) > best_auc:
            best, best_auc = feature, max(found, 1 - found)
    return best, best_auc


def _alone(values: Floats, outcome: Floats) -> float | None:
    import numpy as np

    return evaluation.auc(np.nan_to_num(values, nan=-1e12), outcome)


def _top_features(booster: Any, columns: Sequence[Feature]) -> tuple[TopFeature, ...]:
    gains = booster.feature_importance(importance_type="gain")
    total = float(gains.sum()) or 1.0
    order = sorted(range(len(columns)), key=lambda position: -gains[position])[:_TOP]
    return tuple(_top(columns[i], float(gains[i]) / total) for i in order if gains[i] > 0)


def _top(feature: Feature, share: float) -> TopFeature:
    return TopFeature(
        name=feature.name, meaning=feature.meaning, theme=feature.theme, share=round(share, 4)
    )
