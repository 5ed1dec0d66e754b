"""The stage of a scoring run that says what a contact does to each customer, when it is taken, and
how likely it is refused.

Effects, hours and weariness lie in files of their own, a row a customer and model (and channel),
and together in a row store (``touches.sqlite``), in which a few customers' are found at once.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

from decision_models.fatigue.model import FatigueModel
from decision_models.fatigue.rows import read_today
from decision_models.fatigue.shelf import Fatigues
from decision_models.features.sources import Span
from decision_models.hours.model import HourModel
from decision_models.hours.rows import read_rows
from decision_models.hours.shelf import BestHours
from decision_models.population import inside
from decision_models.registry.shelf import Kept, Shelf
from decision_models.scoring.batch import read
from decision_models.scoring.lookup import TOUCHES
from decision_models.scoring.predicting import FeaturePart
from decision_models.scoring.work import key_of
from decision_models.uplift.contacts.model import EffectModel
from decision_models.uplift.contacts.shelf import Effects
from home.errors import NotReady, WeiwoError

if TYPE_CHECKING:
    from decision_models.scoring.stages import Files, Run

VERSION = 1
BATCH = 10_000
M = TypeVar("M", bound=Kept)
TouchModel: TypeAlias = EffectModel | HourModel | FatigueModel


def load_touches(home: Path, failures: dict[str, str]) -> tuple[TouchModel, ...]:
    """Those that were trained, none where none were; what is wrong with one is in ``failures``."""
    effects, hours = _load(Effects(home), failures), _load(BestHours(home), failures)
    return (*effects.values(), *hours.values(), *_load(Fatigues(home), failures).values())


def _load(shelf: Shelf[M], failures: dict[str, str]) -> dict[str, M]:
    found: dict[str, M] = {}
    try:
        names = shelf.names()
    except NotReady as error:
        failures[shelf.folder_name] = str(error)
        return found
    for name in names:
        try:
            found[name] = shelf.load(name)
        except WeiwoError as error:
            failures[name] = str(error)
    return found


def make_touches(
    run: "Run",
    parts: Sequence[FeaturePart],
    every: Sequence[TouchModel],
    failures: dict[str, str],
) -> "Files":
    """What every model that could says of contacts, and the row store of all of them."""
    files: Files = {}
    for done, one in enumerate(every):
        run.say("touches", done, len(every))
        folder = _folder(one)
        keys = [key_of(folder, VERSION, run.mart.id, part.key, one.digest) for part in parts]
        place, key = f"{folder}/{one.name}.parquet", key_of(folder, *keys)
        try:
            files[place] = (key, run.work.file(place, key, partial(_write, run, parts, keys, one)))
        except ValueError as error:
            failures[one.name] = f"{one.name}: {error}"
    run.say("touches", len(every), len(every))
    if files:
        made = sorted(files.items())
        channels = {one.name: one.channel for one in every if not isinstance(one, FatigueModel)}
        key = key_of("touches", VERSION, *(key for _, (key, _) in made))
        paths = [path for _, (_, path) in made]
        make = partial(_write_rows, paths, channels)
        files[TOUCHES] = (key, run.work.file(TOUCHES, key, make))
    return files


def _write(
    run: "Run",
    parts: Sequence[FeaturePart],
    keys: Sequence[str],
    one: TouchModel,
    path: Path,
) -> None:
    import pyarrow.parquet as pq

    folder = _folder(one)
    with pq.ParquetWriter(path, _SCHEMAS[folder]()) as writer:
        for part, key in zip(parts, keys, strict=True):
            place = f"{folder}/{one.name}-{part.customers.name}.parquet"
            done = run.work.file(place, key, partial(_write_range, run, part, one))
            writer.write_table(pq.read_table(done, partitioning=None))


def _write_range(run: "Run", part: FeaturePart, one: TouchModel, path: Path) -> None:
    import pyarrow.parquet as pq

    if isinstance(one, EffectModel):
        made = _effects(part, one)
    elif isinstance(one, HourModel):
        made = _hours(run, part, one)
    else:
        made = _weariness(run, part, one)
    pq.write_table(made, path)


def _folder(one: TouchModel) -> str:
    """Where its files lie in a version."""
    if isinstance(one, EffectModel):
        return "effects"
    return "hours" if isinstance(one, HourModel) else "fatigue"


def _effects(part: FeaturePart, one: EffectModel) -> Any:
    """customer_id, model, uplift, band, verdict of those whom the model speaks of.

    Raises:
        ValueError: a column is missing or of another type, or an effect is no finite number.
    """
    batch = read(part.path, ("customer_id", *one.features, *one.population))
    rows = inside(one.population, batch.number, len(batch))
    if not rows.any():
        return _effect_schema().empty_table()
    chosen = batch.only(rows)
    matrix = np.column_stack([chosen.coded(name, None) for name in one.features])
    uplift = one.predict(matrix.astype(float))
    if not np.isfinite(uplift).all():
        raise ValueError("an effect must be a finite number for every customer")
    band = one.bands(uplift)
    verdicts = np.array(one.verdicts(), dtype=object)[band]
    ids = chosen.texts("customer_id").to_pylist()
    columns = [ids, [one.name] * len(ids), uplift, band, verdicts.tolist()]
    return _table(columns, _effect_schema())


def _hours(run: "Run", part: FeaturePart, one: HourModel) -> Any:
    """customer_id, model, first, last, expected, usual, known."""
    from decision_models.catalogue import hours as catalogue

    batch = read(part.path, ("customer_id", one.group_by))
    ids = batch.texts("customer_id").to_pylist()
    groups = batch.texts(one.group_by).to_pylist()
    span = Span(part.customers.first, part.customers.last)
    rows = read_rows(run.con, catalogue.find(one.name), run.as_of.day, span)
    named = one.name_hours(ids, groups, rows)
    edges = np.array(one.bands)
    columns = [
        ids,
        [one.name] * len(ids),
        edges[named.band],
        edges[named.band + 1],
        named.expected,
        named.usual,
        named.known,
    ]
    return _table(columns, _hour_schema())


def _weariness(run: "Run", part: FeaturePart, one: FatigueModel) -> Any:
    """customer_id, model, channel, and what ``Weariness`` is made of; nothing that is unproven."""
    from decision_models.catalogue import fatigue as catalogue

    if not one.card.proven:
        return _fatigue_schema().empty_table()
    moment = run.mart.moment.astimezone(UTC)
    span = Span(part.customers.first, part.customers.last)
    spec = catalogue.find(one.name)
    rows = read_today(run.con, spec, moment.replace(tzinfo=None), span)
    usual = one.usual
    columns = [
        rows.customer.tolist(),
        [one.name] * rows.size,
        rows.channel.tolist(),
        [int(moment.timestamp())] * rows.size,
        one.learned.fixed(rows).round(5),
        one.learned.worn(rows).round(5).tolist(),
        [one.learned.of_load.round(5).tolist()] * rows.size,
        [usual[channel] for channel in rows.channel],
    ]
    return _table(columns, _fatigue_schema())


def _table(columns: Sequence[Any], schema: Any) -> Any:
    import pyarrow as pa

    made = [pa.array(one, field.type) for one, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(made, schema=schema)


def _write_rows(files: Sequence[Path], channels: Mapping[str, str], path: Path) -> None:
    """A row for each customer and model: the channel, and what is known, as JSON."""
    import pyarrow.parquet as pq

    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA journal_mode = OFF")
        store.execute("PRAGMA synchronous = OFF")
        store.execute("CREATE TABLE touches (customer_id TEXT, channel TEXT, told TEXT)")
        for source in files:
            with pq.ParquetFile(source) as opened:
                for batch in opened.iter_batches(BATCH):
                    rows = (
                        (row.pop("customer_id"), _channel(row, channels), json.dumps(row))
                        for row in batch.to_pylist()
                    )
                    store.executemany("INSERT INTO touches VALUES (?, ?, ?)", rows)
        store.execute("CREATE INDEX touches_by_customer ON touches (customer_id)")
        store.commit()


def _channel(row: dict[str, Any], channels: Mapping[str, str]) -> str:
    """Take model and channel out of a row; a model of several channels names it in the row."""
    model = row.pop("model")
    found: str = row.pop("channel") if "channel" in row else channels[model]
    return found


def _effect_schema() -> Any:
    import pyarrow as pa

    return pa.schema(
        [
            ("customer_id", pa.string()),
            ("model", pa.string()),
            ("uplift", pa.float64()),
            ("band", pa.int32()),
            ("verdict", pa.string()),
        ]
    )


def _hour_schema() -> Any:
    import pyarrow as pa

    return pa.schema(
        [
            ("customer_id", pa.string()),
            ("model", pa.string()),
            ("first", pa.int32()),
            ("last", pa.int32()),
            ("expected", pa.float64()),
            ("usual", pa.float64()),
            ("known", pa.bool_()),
        ]
    )


def _fatigue_schema() -> Any:
    import pyarrow as pa

    return pa.schema(
        [
            ("customer_id", pa.string()),
            ("model", pa.string()),
            ("channel", pa.string()),
            ("at", pa.int64()),
            ("fixed", pa.float64()),
            ("worn", pa.list_(pa.float64())),
            ("step", pa.list_(pa.float64())),
            ("refused", pa.float64()),
        ]
    )


_SCHEMAS = {"effects": _effect_schema, "hours": _hour_schema, "fatigue": _fatigue_schema}
