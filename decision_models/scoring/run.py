"""One scoring run: features of today, every model's probabilities, the wide table of prospects.

Every stage works range by range of customers and lays its files aside under keys of what went into
them (``work``); when all are there, they become a version in one step.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeAlias

from decision_models.catalogue.listing import kind_of
from decision_models.features.feature import AsOf
from decision_models.labels import month_end
from decision_models.mart.warehouse import MartVersion, Warehouse
from decision_models.model import Model
from decision_models.registry import Registry
from decision_models.runs import PartlyFailed, Progress, silent
from decision_models.scoring.contributions import Explain, contributions_place, explain_later
from decision_models.scoring.features_of import DuckFeatures, FeatureSource
from decision_models.scoring.forecasts import load_forecasters, make_forecasts
from decision_models.scoring.predicting import FeaturePart, Predict, predict
from decision_models.scoring.ranges import RANGE, ranges_of
from decision_models.scoring.ranking import scores_place
from decision_models.scoring.scorers import scorer_of
from decision_models.scoring.stages import (
    Files,
    Run,
    make_contributions,
    make_features,
    make_lookup,
    make_prospects,
    make_rates,
    make_scores,
)
from decision_models.scoring.store import ScoreStore, ScoreVersion
from decision_models.scoring.touches import load_touches, make_touches
from decision_models.scoring.unmet import unmet_values
from decision_models.scoring.work import Workbench, put_together
from decision_models.shelves import shelf
from home.errors import BadInput, NotFound, NotReady, WeiwoError
from home.lock import writer_lock

Engine: TypeAlias = Literal["duckdb", "spark"]
MEMORY = "4GB"
"""What DuckDB may hold; beyond it, it spills to the home."""


def score(
    home: Path,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
    *,
    range_size: int = RANGE,
    engine: Engine = "duckdb",
    spark_master: str = "local[2]",
) -> ScoreVersion:
    """Score every customer by these models (None: all that were trained) into a new version.

    The version holds these models alone: naming some leaves the others out of it, unless the
    current version was made from the same mart, whose scores are then kept. What was made before
    from the same mart, features and models, by a finished run or by one that was killed, is not
    made again. ``range_size`` customers at a time bound the memory. ``engine`` computes the
    features, the catalogue's models on them and their reasons: this machine range by range, or
    Spark's workers at ``spark_master``; what is over the whole population is put together here.

    Raises:
        NotReady: there is no mart, no model was trained yet, or the engine is not installed; names
            what to do.
        NotFound: no such trained model.
        BadInput: the mart lacks the balances of the last month-end.
        PartlyFailed: some models could not score (damaged, of other features), or customers have
            values that no model has met; what could be scored is in the new version. Where nothing
            could, no version is made.
        HomeLocked: another process is writing to this home.
    """
    warehouse, registry, store = Warehouse(home), Registry(home), ScoreStore(home)
    mart = warehouse.current()
    wanted = _wanted(home, names)
    with writer_lock(home, "models score"):
        con = warehouse.connect(mart)
        _check_balances(con, mart)
        models, failures = _load(registry, wanted)
        scorers = {name: scorer_of(model) for name, model in models.items()}
        before = _before(store, mart)
        work = Workbench(store.versions.root / "unfinished", before.path if before else None)
        _bound_memory(con, work.folder)
        run = Run(con, mart, work, range_size, progress or silent)
        touching = load_touches(home, failures)
        forecasters = load_forecasters(home, failures)
        others = bool(forecasters or touching)
        with _engine(run, engine, spark_master) as (source, predicting, explaining):
            parts = make_features(run, source) if scorers or others else ()
            scores = make_scores(run, parts, scorers, failures, predicting)
            if not scores and (wanted or not others):
                raise PartlyFailed("models score", failures, ())
            reasons = make_contributions(run, parts, scorers, scores, explaining)
        failures |= unmet_values(parts, models.values())
        if names is not None and before is not None:
            scores |= _kept(before, parts, wanted, scores_place)
            reasons |= _kept(before, parts, wanted, contributions_place)
        files = {part.place: (part.key, part.path) for part in parts} | scores | reasons
        prospects = make_prospects(run, parts, scores)
        files |= make_forecasts(run, parts, forecasters, failures)
        files |= make_touches(run, parts, touching, failures)
        files |= make_rates(run) | prospects | make_lookup(run, parts, reasons, prospects)
        version = _switch(store, run, files, _version_of(registry))
        work.discard()
    if failures:
        cards = tuple(model.card for name, model in models.items() if name not in failures)
        raise PartlyFailed("models score", failures, cards)
    return version


@contextmanager
def _engine(
    run: Run, engine: Engine, master: str
) -> Iterator[tuple[FeatureSource, Predict, Explain]]:
    if engine == "duckdb":
        yield DuckFeatures(run.con, run.as_of), predict, explain_later
        return
    from decision_models.scoring.spark.engine import SparkEngine

    mart, ranges = run.mart, ranges_of(run.con, run.as_of, run.range_size)
    place = (mart.path, mart.id)
    with SparkEngine(place, run.as_of, ranges, run.work, master=master) as spark:
        yield spark, spark.predict, spark.explain


def _wanted(home: Path, names: Sequence[str] | None) -> Sequence[str]:
    """The models of chances among these names (None: all that were trained).

    Those of the other kinds are made anew in every run, whoever is named: of the same mart and
    models their files are found finished.
    """
    if names is None:
        registry = Registry(home)
        if not registry.names():
            registry.versions.current()
            raise NotReady("there must be a trained model, got none: weiwo models train --all")
        return registry.names()
    found = []
    for name in dict.fromkeys(names):
        kind = kind_of(name)
        if name not in shelf(home, kind).names():
            raise NotFound(f"model {name!r} must be trained first: weiwo models train {name}")
        if kind == "binary":
            found.append(name)
    return found


def _version_of(registry: Registry) -> str:
    """The version of the models of chances, empty where there are none."""
    try:
        return str(registry.meta()["version"])
    except NotReady:
        return ""


def _check_balances(con: Any, mart: MartVersion) -> None:
    expected = month_end(AsOf(mart.as_of).month)
    balances = con.table("balances")
    found = balances.filter(balances.as_of == expected).count().to_pyarrow().as_py()
    if not found:
        raise BadInput(
            f"balances must have rows of the last month-end before {mart.as_of}, {expected}, "
            f"got none; load them with: weiwo mart load"
        )


def _load(registry: Registry, wanted: Sequence[str]) -> tuple[dict[str, Model], dict[str, str]]:
    models, failures = {}, {}
    for name in wanted:
        try:
            models[name] = registry.load(name)
        except WeiwoError as error:
            failures[name] = str(error)
    return models, failures


def _before(store: ScoreStore, mart: MartVersion) -> ScoreVersion | None:
    """The current version, where it is of this mart and can be read."""
    try:
        version = store.find()
    except NotReady:
        return None
    return version if version is not None and version.mart == mart.id else None


def _bound_memory(con: Any, folder: Path) -> None:
    spill = str(folder / "spill").replace("'", "''")
    con.raw_sql(f"SET memory_limit = '{MEMORY}'")
    con.raw_sql(f"SET temp_directory = '{spill}'")


def _kept(
    before: ScoreVersion,
    parts: Sequence[FeaturePart],
    named: Sequence[str],
    place_of: Callable[[str], str],
) -> Files:
    """The other models' files of the current version, where it is of the very same features."""
    if any(before.keys.get(part.place) != part.key for part in parts):
        return {}
    places = [place_of(name) for name in before.models if name not in named]
    return {p: (before.keys[p], before.path / p) for p in places if (before.path / p).exists()}


def _switch(store: ScoreStore, run: Run, files: Files, models_version: str) -> ScoreVersion:
    """The one step by which all these files become the current version."""
    names = sorted(Path(place).stem for place in files if place.startswith("scores/"))
    meta: dict[str, str | int | float | bool | None] = {
        "as_of": run.mart.as_of.isoformat(),
        "mart": run.mart.id,
        "models_version": models_version,
        "models": ",".join(names),
        "customers": run.mart.customers,
        "files_made": run.work.made,
        "files_found": run.work.found,
    }
    with store.versions.building(meta) as folder:
        put_together(files, folder)
    return store.current()
