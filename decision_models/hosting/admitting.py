"""A bank's own model is judged like ours and takes, or waits for, the champion's place."""

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from decision_models import calibration, catalogue, snapshots
from decision_models.calibration import Calibrator, Floats
from decision_models.cards import ModelCard, Training
from decision_models.catalogue import ModelSpec
from decision_models.drift.reference import reference
from decision_models.features import Feature
from decision_models.features import names as feature_names
from decision_models.hosting.caller import Caller
from decision_models.hosting.hosted import HostedModel
from decision_models.hosting.specification import HostedSpec, read_hosted
from decision_models.mart.warehouse import Warehouse
from decision_models.registry import Comparison, Entry, Promotion, Registry, waiting
from decision_models.runs import Progress, silent
from decision_models.training.carding import Judged, Judging, make_card
from decision_models.training.comparing import beside_champion
from decision_models.training.material import Material, gather
from decision_models.training.samples import Rows, check, everyone, read_rows
from decision_models.training.snapshots import quantiles
from home.lock import writer_lock

_SHOWN = 400
"""Rows on which it is measured what the model looks at: each costs a call for each feature."""


@dataclass(frozen=True)
class Admitted:
    """What became of a hosted model: its card, its place, how it did beside the champion."""

    card: ModelCard
    entry: Entry
    comparison: Comparison | None


def host(
    home: Path, path: Path, promotion: Promotion = "auto", progress: Progress | None = None
) -> Admitted:
    """Judge the model of a file on the months that ours are judged on, and admit it.

    Its scores are calibrated on the last month before those, unless the file says otherwise.

    Raises:
        BadInput: the file, or what it names, is not what it must be; too little history.
        NotFound: the catalogue has no model of that name.
        NotReady: there is no mart.
        HostFailed: the model cannot be called, or gives no probabilities.
        HomeLocked: another process is writing to this home.
    """
    hosted = read_hosted(path)
    spec = catalogue.find(hosted.name)
    warehouse, registry = Warehouse(home), Registry(home)
    mart = warehouse.current()
    with writer_lock(home, "models host"):
        con = warehouse.connect(mart)
        plan = snapshots.plan(spec, snapshots.history(con), mart.as_of)
        days = [plan.fit[-1], *plan.hold_out]
        material = gather(con, mart, days, progress or silent)
        began = time.perf_counter()
        earlier = read_rows(con, spec, [plan.fit[-1]], material.snapshots)
        held = read_rows(con, spec, plan.hold_out, material.snapshots)
        check(spec, held, "judge", 1)
        model = _judged(hosted, spec, material, earlier, held, began)
        compared = beside_champion(registry, model, held, material.levels)
        beside = {} if compared is None else {spec.name: compared}
        waits = waiting([spec.name], beside, promotion)
        entries = registry.admit({spec.name: model}, mart.id, beside, waits)
    return Admitted(model.card, entries[spec.name], compared)


def _judged(
    hosted: HostedSpec,
    spec: ModelSpec,
    material: Material,
    earlier: Rows,
    held: Rows,
    began: float,
) -> HostedModel:
    """The model with its calibrator, its card, and what it is explained and watched by."""
    known = {feature.name: feature for feature in feature_names()}
    features = tuple(known[name] for name in hosted.features)
    last = material.snapshots[earlier.snapshots[0].day]
    inside = last.inside(spec)
    caller = Caller(
        spec=hosted,
        levels={f.name: material.levels[f.name] for f in features if f.is_text},
        typical={f.name: _typical(last.column(f.name)[inside], f) for f in features},
        calibrator=Calibrator(method="none"),
    )
    if hosted.calibrate:
        caller = replace(caller, calibrator=_calibrator(caller, earlier))
    matrix = held.take(hosted.features)
    calibrated, raw = caller.predict(matrix)
    sample = np.linspace(0, held.size - 1, min(_SHOWN, held.size)).astype(int)
    gains = np.abs(caller.contributions(matrix[sample])[:, :-1]).mean(axis=0)
    judged = Judged(features, tuple(float(gain) for gain in gains), raw, calibrated)
    training = _training(caller, earlier, held, time.perf_counter() - began)
    card = make_card(spec, judged, Judging(held, material.groups, material.mart), training)
    note = () if hosted.note is None else (hosted.note,)
    newest = np.flatnonzero(held.day == held.day.max())
    rows = everyone(spec, held.snapshots[-1].day, material.snapshots)
    scored = rows.take(hosted.features)
    columns = {f.name: scored[:, place] for place, f in enumerate(features)}
    # Calls of a guest are dear: who was judged already is not asked about again.
    chances = calibrated[newest] if len(newest) == rows.size else caller.predict(scored)[0]
    return HostedModel(
        card=card.model_copy(update={"limits": (*card.limits, *note)}),
        caller=caller,
        quantiles=quantiles(last, inside, features),
        population=spec.population,
        reference=reference(
            rows.snapshots[0].day.isoformat(), columns, set(caller.levels), chances
        ),
    )


def _calibrator(caller: Caller, rows: Rows) -> Calibrator:
    raw = caller.predict(rows.take(caller.spec.features))[1]
    return calibration.choose(raw, rows.outcome, rows.folds)


def _typical(values: Floats, feature: Feature) -> float:
    """The median, or the commonest code; NaN where there is nothing."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan")
    if feature.is_text:
        codes, counts = np.unique(known, return_counts=True)
        return float(codes[np.argmax(counts)])
    return float(np.median(known))


def _training(caller: Caller, earlier: Rows, held: Rows, seconds: float) -> Training:
    """Where the model came from, in the terms of ours: nothing of it was trained here."""
    return Training(
        fit=tuple(snapshot.day.isoformat() for snapshot in earlier.snapshots),
        hold_out=tuple(snapshot.day.isoformat() for snapshot in held.snapshots),
        rows=earlier.size,
        positives=int(earlier.outcome.sum()),
        rows_grown_on=0,
        trees=0,
        features=len(caller.spec.features),
        considered=len(caller.spec.features),
        candidates=0,
        settings=f"hosted: {caller.spec.host.kind}",
        calibration=caller.calibrator.method,
        seed=0,
        seconds=round(seconds, 2),
    )
