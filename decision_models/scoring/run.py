"""One scoring run: features of today, every model's probabilities, the wide table of prospects."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from decision_models import catalogue, features
from decision_models.features.feature import AsOf
from decision_models.labels import month_end
from decision_models.mart.warehouse import MartVersion, Warehouse
from decision_models.registry import Registry
from decision_models.runs import PartlyFailed, Progress, silent
from decision_models.scoring.predicting import predict, ranked, scores_schema
from decision_models.scoring.prospects import prospects
from decision_models.scoring.rates import category_rates
from decision_models.scoring.store import ScoreStore, ScoreVersion
from decision_models.trained import TrainedModel
from home.errors import BadInput, NotFound, NotReady, WeiwoError
from home.lock import writer_lock


def score(
    home: Path, names: Sequence[str] | None = None, progress: Progress | None = None
) -> ScoreVersion:
    """Score every customer by these models (None: all that were trained) into a new version.

    The version holds these models alone: naming some leaves the others out of it, unless the
    current version was made from the same mart, whose scores are then kept.

    Raises:
        NotReady: there is no mart, or no model was trained yet; names the command.
        NotFound: no such trained model.
        BadInput: the mart lacks the balances of the last month-end.
        PartlyFailed: some models could not score (damaged, of other features); the others are in
            the new version. Where none could, no version is made.
        HomeLocked: another process is writing to this home.
    """
    say = progress or silent
    warehouse, registry, store = Warehouse(home), Registry(home), ScoreStore(home)
    mart = warehouse.current()
    wanted = _wanted(registry, names)
    with writer_lock(home, "models score"):
        con = warehouse.connect(mart)
        _check_balances(con, mart)
        models, failures = _load(registry, wanted)
        if not models:
            raise PartlyFailed("models score", failures, ())
        meta: dict[str, str | int | float | bool | None] = {}
        with store.versions.building(meta) as folder:
            kept = _kept_scores(store, mart, tuple(wanted)) if names is not None else None
            say("features", 0, 1)
            features.write(con, mart.as_of, folder / "features.parquet")
            say("features", 1, 1)
            _write_scores(con, folder, models, kept, say)
            con.to_parquet(category_rates(con, mart.as_of), folder / "category_rates.parquet")
            scored = _write_prospects(con, folder, mart)
            meta |= {
                "as_of": mart.as_of.isoformat(),
                "mart": mart.id,
                "models_version": str(registry.meta()["version"]),
                "models": ",".join(scored),
                "customers": mart.customers,
            }
        version = store.current()
    if failures:
        raise PartlyFailed("models score", failures, tuple(m.card for m in models.values()))
    return version


def _wanted(registry: Registry, names: Sequence[str] | None) -> Sequence[str]:
    trained = registry.names()
    if not trained:
        registry.versions.current()
        raise NotReady("there must be a trained model, got none: weiwo models train --all")
    for name in names or ():
        if name not in trained:
            catalogue.find(name)
            raise NotFound(f"model {name!r} must be trained first: weiwo models train {name}")
    return trained if names is None else list(dict.fromkeys(names))


def _check_balances(con: Any, mart: MartVersion) -> None:
    expected = month_end(AsOf(mart.as_of).month)
    balances = con.table("balances")
    found = balances.filter(balances.as_of == expected).count().to_pyarrow().as_py()
    if not found:
        raise BadInput(
            f"balances must have rows of the last month-end before {mart.as_of}, {expected}, "
            f"got none; load them with: weiwo mart load"
        )


def _load(
    registry: Registry, wanted: Sequence[str]
) -> tuple[dict[str, TrainedModel], dict[str, str]]:
    models, failures = {}, {}
    for name in wanted:
        try:
            models[name] = registry.load(name)
        except WeiwoError as error:
            failures[name] = str(error)
    return models, failures


def _kept_scores(store: ScoreStore, mart: MartVersion, named: tuple[str, ...]) -> Any:
    """The other models' scores of the same mart, None where there are none."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    version = store.find()
    if version is None or version.mart != mart.id:
        return None
    table = pq.read_table(version.path / "scores.parquet")
    return table.filter(pc.invert(pc.is_in(table["model"], value_set=_strings(named))))


def _strings(values: Sequence[str]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.string())


def _write_scores(
    con: Any, folder: Path, models: Mapping[str, TrainedModel], kept: Any, say: Progress
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    predicted = predict(folder / "features.parquet", models, say)
    parts = [] if kept is None else [kept.cast(scores_schema())]
    for name, model in models.items():
        parts.append(ranked(name, predicted[name], model.card.base_rate))
    pq.write_table(pa.concat_tables(parts), folder / "scores.parquet")


def _write_prospects(con: Any, folder: Path, mart: MartVersion) -> tuple[str, ...]:
    """The wide table, with one ``score_<model>`` column for each model of the version."""
    scores = con.read_parquet(folder / "scores.parquet", table_name="scores_now")
    found = scores.select("model").distinct().to_pyarrow()["model"].to_pylist()
    wide = prospects(con, AsOf(mart.as_of), mart.moment)
    by_model = scores.group_by("customer_id").aggregate(
        **{f"score_{name}": scores.score.max(where=scores.model == name) for name in sorted(found)}
    )
    table = wide.left_join(by_model, "customer_id").drop("customer_id_right")
    con.to_parquet(table.order_by("customer_id"), folder / "prospects.parquet")
    return tuple(sorted(found))
