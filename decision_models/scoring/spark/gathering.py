"""What Spark wrote, read on this machine: range by range, each customer of it once."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.scoring.contributions import Tops, contributions_schema
from decision_models.scoring.predicting import FeaturePart, part_key, part_place
from decision_models.scoring.predicting import write as write_predictions
from decision_models.scoring.ranges import CustomerRange
from decision_models.scoring.scorers import Scorer
from decision_models.scoring.spark import workers
from decision_models.scoring.work import Workbench
from home.errors import WeiwoError


def holds(file: Path, customers: CustomerRange) -> bool:
    """Whether a file has the customers of a range, in order and each once."""
    import pyarrow.parquet as pq

    found = pq.read_table(file, columns=["customer_id"], partitioning=None)["customer_id"]
    ids = found.to_numpy(zero_copy_only=False)
    ends = (customers.size, customers.first, customers.last)
    return (len(ids), ids[0], ids[-1]) == ends and bool(np.all(ids[1:] > ids[:-1]))


def failures_in(folder: Path) -> dict[str, str]:
    """Model -> what was wrong with it, of all that the workers said."""
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    said = ds.dataset(sorted(folder.rglob("*.parquet")), format="parquet").to_table(
        columns=[workers.FAILURES], filter=pc.field(workers.FAILURES).is_valid()
    )[workers.FAILURES]
    found: dict[str, str] = {}
    for text in said.unique().to_pylist():
        found |= {name: f"model {name}: {why}" for name, why in json.loads(text).items()}
    return found


def keep_predictions(
    work: Workbench, part: FeaturePart, scorers: Sequence[Scorer], folder: Path
) -> None:
    """Lay the predictions of a range aside as those that this machine makes.

    Raises:
        WeiwoError: they are not of the range's customers, each once.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = pq.read_table(part.path, columns=[workers.CUSTOMER], partitioning=None)
    ids = found[workers.CUSTOMER].cast(pa.string())
    table = _range_of(folder, part)
    if table is None or not table[workers.CUSTOMER].equals(ids):
        raise _others(folder, part, "predictions", len(ids), table)
    for scorer in scorers:
        place, key = part_place(part, scorer), part_key(part, scorer)
        found = _of_model(table, scorer)
        work.file(place, key, partial(write_predictions, found))


def _of_model(table: Any, scorer: Scorer) -> Any:
    """What ``predicting.predictions`` gives, of columns that are absent where it has no row."""
    columns = [table[workers.output(scorer.name, name)] for name in scorer.outputs]
    rows = columns[0].is_valid().to_numpy(zero_copy_only=False)
    kinds = [("place", "<i4"), *((name, "<f8") for name in scorer.outputs)]
    found = np.empty(int(rows.sum()), dtype=kinds)
    found["place"] = np.flatnonzero(rows)
    for name, column in zip(scorer.outputs, columns, strict=True):
        found[name] = column.to_numpy()[rows]
    return found


def write_asked(parts: Sequence[FeaturePart], tops: Sequence[Tops], path: Path) -> None:
    """Write who is explained, and by which models: a row a customer."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(workers.CUSTOMER, pa.string()), (workers.MODELS, pa.list_(pa.string()))])
    with pq.ParquetWriter(path, schema) as writer:
        for part in parts:
            by: dict[str, list[str]] = {}
            for one in tops:
                for customer in one.of(part).to_pylist():
                    by.setdefault(customer, []).append(one.scorer.name)
            writer.write_table(pa.table([list(by), list(by.values())], schema=schema))


def keep_contributions(
    work: Workbench, part: FeaturePart, tops: Sequence[Tops], folder: Path
) -> None:
    """Lay the contributions of a range aside as those that this machine makes.

    Raises:
        WeiwoError: they are not of those who were to be explained, each once.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = _range_of(folder, part)
    for one in tops:
        wanted = one.of(part)
        found = contributions_schema().empty_table()
        if table is not None:
            mine = table.filter(pc.equal(table["model"], one.scorer.name))
            found = mine.select(found.column_names).cast(contributions_schema())
        if found[workers.CUSTOMER].to_pylist() != wanted.to_pylist():
            raise _others(folder, part, f"reasons of {one.scorer.name}", len(wanted), found)
        place, key = one.part_place(part), one.part_key(part)
        work.file(place, key, partial(pq.write_table, found))


def _range_of(folder: Path, part: FeaturePart) -> Any:
    """What a folder has of a range, by customer; None for nothing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted((folder / f"{workers.RANGE}={part.customers.index}").glob("*.parquet"))
    if not files:
        return None
    tables = [pq.read_table(one, partitioning=None) for one in files]
    return pa.concat_tables(tables).sort_by(workers.CUSTOMER)


def _others(folder: Path, part: FeaturePart, what: str, size: int, found: Any) -> WeiwoError:
    return WeiwoError(
        f"Spark must give {what} of {size} customers of range {part.customers.name}, each once, "
        f"got {0 if found is None else len(found)} rows; remove {folder} and score again"
    )
