"""One training run: features once for all models, then model by model, then one new version."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from decision_models import catalogue, snapshots
from decision_models.calibration import Floats
from decision_models.cards import ModelCard, Training
from decision_models.cards.page import render
from decision_models.catalogue import ModelSpec
from decision_models.mart.warehouse import MartVersion, Warehouse
from decision_models.registry import Registry
from decision_models.runs import PartlyFailed, Progress, silent
from decision_models.snapshots import Plan
from decision_models.trained import Levels, TrainedModel
from decision_models.training import fitting
from decision_models.training import snapshots as days
from decision_models.training.carding import make_card
from decision_models.training.holding import hold
from home.errors import WeiwoError
from home.lock import writer_lock

Outcomes: TypeAlias = Mapping[date, Floats]

SEED = 20260930


@dataclass(frozen=True)
class Material:
    """What all models of a run share."""

    con: Any
    mart: MartVersion
    levels: Levels
    snapshots: Mapping[date, days.Snapshot]


def train(
    home: Path, names: Sequence[str] | None = None, progress: Progress | None = None
) -> tuple[ModelCard, ...]:
    """Train these models of the catalogue (None: all) into a new version of ``home``'s models.

    Models that are not named stay as they are.

    Raises:
        NotReady: there is no mart.
        NotFound: the catalogue has no such model.
        PartlyFailed: some could not be trained (no positives, too little history); the others
            are in the new version. Where none could, no version is made.
        HomeLocked: another process is writing to this home.
    """
    say = progress or silent
    wanted = catalogue.specifications() if names is None else [catalogue.find(n) for n in names]
    warehouse = Warehouse(home)
    mart = warehouse.current()
    with writer_lock(home, "models train"):
        con = warehouse.connect(mart)
        plans, failures = _plans(con, wanted, mart)
        material = _material(home, con, mart, plans, say)
        outcomes = {name: _outcomes(catalogue.find(name), material, plans[name]) for name in plans}
        made = _train_all(plans, material, outcomes, failures, say)
        if made:
            _write(home, mart, made)
    cards = tuple(model.card for model in made.values())
    if failures:
        raise PartlyFailed("models train", failures, cards)
    return cards


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


def _material(
    home: Path, con: Any, mart: MartVersion, plans: Mapping[str, Plan], say: Progress
) -> Material:
    hold(con, mart)
    needed = sorted({day for plan in plans.values() for day in plan.days})
    say("features", 0, len(needed))
    tables = days.read(con, needed, lambda done: say("features", done, len(needed)))
    levels = days.learn_levels(tables.values())
    return Material(
        con, mart, levels, {day: days.snapshot(tables.pop(day), day, levels) for day in needed}
    )


def _outcomes(spec: ModelSpec, material: Material, plan: Plan) -> Outcomes:
    return {day: days.outcomes(material.con, spec, material.snapshots[day]) for day in plan.days}


def _train_all(
    plans: Mapping[str, Plan],
    material: Material,
    outcomes: Mapping[str, Outcomes],
    failures: dict[str, str],
    say: Progress,
) -> dict[str, TrainedModel]:
    """The models that could be trained; what was wrong with the others goes to ``failures``."""
    made: dict[str, TrainedModel] = {}
    say("models", 0, len(plans))
    with ThreadPoolExecutor(fitting.MODELS_AT_ONCE) as pool:
        jobs = {
            name: pool.submit(_train_one, catalogue.find(name), plan, material, outcomes[name])
            for name, plan in plans.items()
        }
        for number, (name, job) in enumerate(jobs.items(), start=1):
            try:
                made[name] = job.result()
            except WeiwoError as error:
                failures[name] = str(error)
            say("models", number, len(plans))
    return made


def _train_one(spec: ModelSpec, plan: Plan, material: Material, outcomes: Outcomes) -> TrainedModel:
    start = time.perf_counter()
    rows = fitting.stack(spec, plan.fit, material.snapshots, outcomes)
    fitting.check(spec, rows, "fit", fitting.FEWEST_POSITIVES)
    held = fitting.stack(spec, plan.hold_out, material.snapshots, outcomes)
    fitting.check(spec, held, "judge", 1)
    fitted = fitting.fit(spec, rows, SEED)
    training = Training(
        fit=tuple(day.isoformat() for day in plan.fit),
        hold_out=tuple(day.isoformat() for day in plan.hold_out),
        rows=len(rows.outcome),
        positives=int(rows.outcome.sum()),
        rows_grown_on=fitted.rows_grown_on,
        trees=fitted.booster.num_trees(),
        calibration=fitted.calibrator.method,
        seed=SEED,
        seconds=round(time.perf_counter() - start, 2),
    )
    last = material.snapshots[plan.fit[-1]]
    columns = days.used(spec)
    return TrainedModel(
        card=make_card(spec, fitted, held, training, material.mart),
        trees=fitted.booster.model_to_string(num_iteration=fitted.booster.best_iteration),
        features=tuple(feature.name for feature in columns),
        levels={f.name: material.levels[f.name] for f in columns if f.is_text},
        calibrator=fitted.calibrator,
        quantiles=days.quantiles(last, last.inside(spec)),
        population=spec.population,
    )


def _write(home: Path, mart: MartVersion, made: Mapping[str, TrainedModel]) -> None:
    registry = Registry(home)
    meta: dict[str, str | int | float | bool | None] = {"mart": mart.id}
    with registry.versions.building(meta) as folder:
        registry.keep(folder, except_for=tuple(made))
        for name, model in made.items():
            model.save(folder / name)
            (folder / name / "card.html").write_text(render(model.card), encoding="utf-8")
