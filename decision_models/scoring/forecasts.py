"""The stage of a scoring run that forecasts amounts, range by range."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from decision_models.forecasting.amounts import SPEND_MONTHS, monthly
from decision_models.forecasting.forecaster import Forecaster
from decision_models.forecasting.forecasters import Forecasters
from decision_models.population import inside
from decision_models.scoring.batch import read
from decision_models.scoring.predicting import FeaturePart
from decision_models.scoring.work import key_of
from home.errors import NotReady, WeiwoError

if TYPE_CHECKING:
    from decision_models.scoring.stages import Files, Run

VERSION = 2
CARDS = "forecast_cards.parquet"


def load_forecasters(home: Path, failures: dict[str, str]) -> dict[str, Forecaster]:
    """Those that were trained, none where none were; what is wrong with one is in ``failures``."""
    store, found = Forecasters(home), {}
    try:
        names = store.names()
    except NotReady as error:
        failures["forecasters"] = str(error)
        return {}
    for name in names:
        try:
            found[name] = store.load(name)
        except WeiwoError as error:
            failures[name] = str(error)
    return found


def make_forecasts(
    run: "Run",
    parts: Sequence[FeaturePart],
    forecasters: Mapping[str, Forecaster],
    failures: dict[str, str],
) -> "Files":
    """The forecasts of every forecaster that could, and their cards."""
    files: Files = {}
    for done, (name, one) in enumerate(forecasters.items()):
        run.say("forecasts", done, len(forecasters))
        keys = [key_of("forecasts", VERSION, run.mart.id, part.key, one.digest) for part in parts]
        place, key = f"forecasts/{name}.parquet", key_of("forecasts", *keys)
        make = partial(_write, run, parts, keys, one)
        try:
            files[place] = (key, run.work.file(place, key, make))
        except ValueError as error:
            failures[name] = f"forecaster {name}: {error}"
    run.say("forecasts", len(forecasters), len(forecasters))
    if files:
        made = [one for name, one in forecasters.items() if name not in failures]
        key = key_of("forecast_cards", VERSION, *(one.digest for one in made))
        files[CARDS] = (key, run.work.file(CARDS, key, partial(_write_cards, made)))
    return files


def _write(
    run: "Run", parts: Sequence[FeaturePart], keys: Sequence[str], one: Forecaster, path: Path
) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, _schema()) as writer:
        for part, key in zip(parts, keys, strict=True):
            place = f"forecasts/{one.name}-{part.customers.name}.parquet"
            done = run.work.file(place, key, partial(_write_range, run, part, one))
            writer.write_table(pq.read_table(done, partitioning=None))


def _write_range(run: "Run", part: FeaturePart, one: Forecaster, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(_of_range(run, part, one), path)


def _of_range(run: "Run", part: FeaturePart, one: Forecaster) -> Any:
    """customer_id, model, base, q10, q50, q90 of those whom the forecaster speaks of.

    Raises:
        ValueError: a column is missing or of another type, or a forecast is not a finite amount.
    """
    import pyarrow as pa

    batch = read(part.path, ("customer_id", *one.features, *one.population))
    customers, month = batch.texts("customer_id").to_pylist(), run.as_of.month
    within = (part.customers.first, part.customers.last)
    known = monthly(run.con, one.amount, month - SPEND_MONTHS + 1, month, within)
    basis = known.basis(customers, month, one.card.months)
    rows = inside(one.population, batch.number, len(batch)) & ~np.isnan(basis[:, 0])
    if not rows.any():
        return _schema().empty_table()
    chosen = batch.only(rows)
    columns = [chosen.coded(name, one.levels.get(name)) for name in one.features]
    found = one.predict(columns, basis[rows])
    if not np.isfinite(found).all():
        raise ValueError("a forecast must be a finite amount for every customer")
    ids = [customer for customer, wanted in zip(customers, rows, strict=True) if wanted]
    made = [pa.array(ids), pa.array([one.name] * len(ids)), pa.array(basis[rows][:, 0])]
    return pa.Table.from_arrays([*made, *map(pa.array, found.T)], schema=_schema())


def _write_cards(made: Sequence[Forecaster], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    cards = [json.dumps(one.card.model_dump(), ensure_ascii=False) for one in made]
    pq.write_table(pa.table({"model": [one.name for one in made], "card": cards}), path)


def _schema() -> Any:
    import pyarrow as pa

    amounts = [(name, pa.float64()) for name in ("base", "q10", "q50", "q90")]
    return pa.schema([("customer_id", pa.string()), ("model", pa.string()), *amounts])
