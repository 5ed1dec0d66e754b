"""One training run: features once for all models, then model by model, then one new version."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decision_models import catalogue, snapshots
from decision_models.cards import ModelCard, Training
from decision_models.catalogue import ModelSpec
from decision_models.catalogue.listing import kind_of, listed
from decision_models.drift.reference import Reference, reference
from decision_models.mart.warehouse import MartVersion, Warehouse
from decision_models.registry import Comparison, Promotion, Registry, waiting
from decision_models.runs import PartlyFailed, Progress, silent
from decision_models.snapshots import Plan
from decision_models.trained import TrainedModel
from decision_models.training import fitting
from decision_models.training import snapshots as days
from decision_models.training.carding import Judged, Judging, make_card
from decision_models.training.comparing import beside_champion
from decision_models.training.material import Material, gather
from decision_models.training.samples import (
    FEWEST_POSITIVES,
    Rows,
    check,
    everyone,
    read_rows,
)
from home.errors import BadInput, WeiwoError
from home.lock import writer_lock

SEED = 20260930


@dataclass(frozen=True)
class _Order:
    """One model to be trained: the rows to fit on and those to judge it on."""

    spec: ModelSpec
    plan: Plan
    fit: Rows
    held: Rows


def train(
    home: Path,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
    seconds: float | None = None,
    promotion: Promotion = "auto",
) -> tuple[ModelCard, ...]:
    """Train these models of the catalogue (None: all) into a new version of ``home``'s models.

    Models that are not named stay as they are. Of all, those are left out whose label reads a
    table that the institution does not have (``switched_off``). ``seconds`` for each model is
    spent on trying more parameters; without it the same data give the same model everywhere.
    A new model takes the champion's place unless it ranks clearly worse on the months held out
    (``promotion``); then it waits as challenger. The other kinds are trained with them: effects
    are compared on waves that neither saw; forecasters, hours and weariness take their place on
    their own proof, unless none is to be taken (``never``).

    Raises:
        NotReady: there is no mart.
        NotFound: the catalogue has no such model.
        BadInput: a model that is named reads a table that the mart lacks.
        PartlyFailed: some could not be trained (no positives, too little history); the others
            are in the new version. Where none could, no version is made.
        HomeLocked: another process is writing to this home.
    """
    say = progress or silent
    # Imported here: the other kinds learn from the rows of this package.
    from decision_models.fatigue import training as fatigue
    from decision_models.forecasting import training as forecasting
    from decision_models.hours import training as hours
    from decision_models.uplift.contacts import training as contacts

    for name in names or ():
        kind_of(name)
    amounts, names = forecasting.wanted(names)
    effects, names = contacts.wanted(names)
    best_hours, names = hours.wanted(names)
    weariness, names = fatigue.wanted(names)
    named = None if names is None else [catalogue.find(name) for name in dict.fromkeys(names)]
    warehouse = Warehouse(home)
    mart = warehouse.current()
    wanted = _wanted(named, mart)
    with writer_lock(home, "models train"):
        con = warehouse.connect(mart)
        plans, failures = _plans(con, wanted, mart)
        ahead = forecasting.plans(con, amounts, mart, failures, named=named is not None)
        needed = [day for plan in (*plans.values(), *ahead.values()) for day in plan.days]
        material = gather(con, mart, needed, say)
        orders = _orders(plans, material, failures, say)
        made = _train_all(orders, material, seconds, failures, say)
        # Before the models are written: whoever finds those need not ask for these.
        forecasting.train(home, ahead, material, SEED, failures, say, promotion=promotion)
        chosen = named is not None
        contacts.train(
            home, effects, material, SEED, failures, say, named=chosen, promotion=promotion
        )
        hours.train(home, best_hours, con, mart, failures, say, named=chosen, promotion=promotion)
        fatigue.train(home, weariness, con, mart, failures, say, named=chosen, promotion=promotion)
        if made:
            _write(home, mart, made, _compared(home, made, orders, material), promotion)
    cards = tuple(model.card for model in made.values())
    if failures:
        raise PartlyFailed("models train", failures, cards)
    return cards


def switched_off(mart: MartVersion) -> dict[str, str]:
    """Models of the catalogue that a mart cannot train, and the table that each lacks."""
    return {
        one.name: missing[0]
        for one in listed()
        if (missing := [table for table in one.tables if table in mart.absent])
    }


def _wanted(named: Sequence[ModelSpec] | None, mart: MartVersion) -> Sequence[ModelSpec]:
    off = switched_off(mart)
    if named is None:
        return [spec for spec in catalogue.specifications() if spec.name not in off]
    for spec in named:
        if spec.name in off:
            raise BadInput(
                f"model {spec.name}: its label needs the table {off[spec.name]}, which the mart "
                f"must have and mart {mart.id} lacks; load it with: weiwo mart load"
            )
    return named


def _plans(
    con: Any, wanted: Sequence[ModelSpec], mart: MartVersion
) -> tuple[dict[str, Plan], dict[str, str]]:
    first = snapshots.history(con)
    plans, failures = {}, {}
    for spec in wanted:
        try:
            plans[spec.name] = snapshots.plan(spec, first, mart.as_of)
        except WeiwoError as error:
            failures[spec.name] = str(error)
    return plans, failures


def _orders(
    plans: Mapping[str, Plan], material: Material, failures: dict[str, str], say: Progress
) -> list[_Order]:
    """The rows of every model; a label that says nothing goes to ``failures``."""
    found = []
    say("labels", 0, len(plans))
    for number, (name, plan) in enumerate(plans.items(), start=1):
        spec = catalogue.find(name)
        try:
            rows = read_rows(material.con, spec, plan.fit, material.snapshots)
            check(spec, rows, "fit", FEWEST_POSITIVES)
            held = read_rows(material.con, spec, plan.hold_out, material.snapshots)
            check(spec, held, "judge", 1)
            found.append(_Order(spec, plan, rows, held))
        except WeiwoError as error:
            failures[name] = str(error)
        say("labels", number, len(plans))
    return found


def _train_all(
    orders: Sequence[_Order],
    material: Material,
    seconds: float | None,
    failures: dict[str, str],
    say: Progress,
) -> dict[str, TrainedModel]:
    """The models that could be trained; what was wrong with the others goes to ``failures``."""
    made: dict[str, TrainedModel] = {}
    say("models", 0, len(orders))
    with ThreadPoolExecutor(fitting.MODELS_AT_ONCE) as pool:
        jobs = {
            order.spec.name: pool.submit(_train_one, order, material, seconds) for order in orders
        }
        for number, (name, job) in enumerate(jobs.items(), start=1):
            try:
                made[name] = job.result()
            except WeiwoError as error:
                failures[name] = str(error)
            say("models", number, len(orders))
    return made


def _train_one(order: _Order, material: Material, seconds: float | None) -> TrainedModel:
    start = time.perf_counter()
    spec, plan, rows = order.spec, order.plan, order.fit
    fitted = fitting.fit(spec, rows, SEED, seconds)
    training = Training(
        fit=tuple(day.isoformat() for day in plan.fit),
        hold_out=tuple(day.isoformat() for day in plan.hold_out),
        rows=rows.size,
        positives=int(rows.outcome.sum()),
        rows_grown_on=fitted.rows_grown_on,
        trees=fitted.booster.best_iteration,
        features=len(fitted.features),
        considered=fitted.considered,
        candidates=fitted.candidates,
        settings=", ".join(f"{key}={value}" for key, value in fitted.settings.items()),
        calibration=fitted.calibrator.method,
        seed=SEED,
        seconds=round(time.perf_counter() - start, 2),
    )
    names = tuple(feature.name for feature in fitted.features)
    raw, calibrated = fitted.predict(order.held.take(names))
    gains = fitted.booster.feature_importance(importance_type="gain")
    judged = Judged(fitted.features, gains, raw, calibrated)
    last = material.snapshots[plan.fit[-1]]
    judging = Judging(order.held, material.groups, material.mart)
    return TrainedModel(
        card=make_card(spec, judged, judging, training),
        trees=fitted.booster.model_to_string(num_iteration=fitted.booster.best_iteration),
        features=names,
        levels={f.name: material.levels[f.name] for f in fitted.features if f.is_text},
        calibrator=fitted.calibrator,
        quantiles=days.quantiles(last, last.inside(spec), fitted.features),
        population=spec.population,
        reference=_reference(order, fitted, material),
    )


def _reference(order: _Order, fitted: fitting.Fitted, material: Material) -> Reference:
    """Of everyone whom it would have scored on the newest day that it was judged on."""
    day = order.plan.hold_out[-1]
    matrix = everyone(order.spec, day, material.snapshots).take(
        [feature.name for feature in fitted.features]
    )
    columns = {feature.name: matrix[:, place] for place, feature in enumerate(fitted.features)}
    texts = {feature.name for feature in fitted.features if feature.is_text}
    return reference(day.isoformat(), columns, texts, fitted.predict(matrix)[1])


def _compared(
    home: Path,
    made: Mapping[str, TrainedModel],
    orders: Sequence[_Order],
    material: Material,
) -> dict[str, Comparison]:
    registry, found = Registry(home), {}
    for order in orders:
        name = order.spec.name
        if name not in made:
            continue
        beside = beside_champion(registry, made[name], order.held, material.levels)
        if beside is not None:
            found[name] = beside
    return found


def _write(
    home: Path,
    mart: MartVersion,
    made: Mapping[str, TrainedModel],
    compared: Mapping[str, Comparison],
    promotion: Promotion,
) -> None:
    Registry(home).admit(made, mart.id, compared, waiting(made, compared, promotion))
