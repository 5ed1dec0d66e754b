"""Features on Spark, by the very Ibis expressions that DuckDB runs.

Each source's piece is written to a scratch folder before it is joined: a plan of hundreds of
columns and a dozen joins is more than Spark's planner should carry. What is finished there is not
made again, so that a run that was killed goes on with the piece that it was at.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from decision_models.engines.spark import files
from decision_models.engines.spark.files import kept
from decision_models.features import queries
from decision_models.features.assembling import BASE, MEDIANS, inputs_of_peers
from decision_models.features.choosing import chosen, compared, needed_for
from decision_models.features.queries import COLUMNS, ROW, LevelText

RANGE = "customers_range"
"""The number of a customer's range; the features of one lie in the folder of that name."""


def write_features(
    con: Any,
    as_of: date,
    path: str | Path,
    scratch: str | Path,
    wanted: Sequence[str] | None = None,
    lasts: Sequence[str] | None = None,
) -> None:
    """What ``features.compute`` describes, computed by Spark, as Parquet files under ``path``.

    Args:
        con: what ``mart.connect`` gave.
        as_of: the day.
        path: where to; anything that Spark writes.
        scratch: a folder for what is made on the way, of these very features alone; left for the
            caller to remove.
        wanted: names of features, all for None.
        lasts: the last customer of each range of customers, in order. Each range is then one file,
            by customer_id, in a folder of its own (``RANGE=0``, ``RANGE=1`` ...); the workers
            need Python and PyArrow for it. None: files in no order.

    Raises:
        BadInput: ``wanted`` has a name that is no feature's.
    """
    if files.ready(con._session, path):
        return
    selected = chosen(wanted)
    peers = compared(needed_for(selected))
    everything = tuple(dict.fromkeys((*selected, *(inputs_of_peers() if peers else ()))))
    found = queries.rows(con, as_of, None, everything)
    ctes = queries.rows_ctes(con, found)
    schemas = {name: table.schema() for name, table in found.items()}
    texts = queries.texts(con, schemas, everything)
    spark = con._session
    base = spark.sql(queries.base_query(ctes))
    if lasts is not None:
        base = _placed(base, tuple(lasts))
    table = kept(spark, base, f"{scratch}/{BASE}")
    for piece in texts.pieces:
        made = kept(spark, spark.sql(queries.piece_query(ctes, piece)), f"{scratch}/{piece.source}")
        table = table.join(made, "customer_id", "left")
    table = kept(spark, table, f"{scratch}/joined")
    for number, level in enumerate(texts.levels):
        table = kept(spark, _with(spark, table, level), f"{scratch}/level_{number}")
    if texts.beside:
        _lend(table)
        medians = kept(spark, spark.sql(texts.medians), f"{scratch}/{MEDIANS}")
        medians.createOrReplaceTempView(MEDIANS)
        table = _with(spark, table, texts.beside)
    _write(table, selected, path, None if lasts is None else len(lasts))


def _write(table: Any, selected: Sequence[str], path: str | Path, ranges: int | None) -> None:
    if ranges is None:
        files.write_whole(table.select("customer_id", *selected), path)
        return
    # All of a range in one task, in order: one file, which nobody needs to write again.
    placed = table.select("customer_id", *selected, RANGE).repartition(ranges, RANGE)
    files.write_whole(placed.sortWithinPartitions(RANGE, "customer_id"), path, by=RANGE)


def _placed(base: Any, lasts: tuple[str, ...]) -> Any:
    """``base`` with the number of each customer's range."""
    from pyspark.sql.types import IntegerType, StructType

    schema = StructType([*base.schema.fields]).add(RANGE, IntegerType())
    return base.mapInArrow(_placing(lasts), schema)


def _placing(lasts: tuple[str, ...]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def place(batches: Iterator[Any]) -> Iterator[Any]:
        from bisect import bisect_left

        import pyarrow as pa

        for batch in batches:
            ids = batch.column("customer_id").to_pylist()
            numbers = pa.array([bisect_left(lasts, one) for one in ids], pa.int32())
            yield batch.append_column(RANGE, numbers)

    return place


def _with(spark: Any, table: Any, level: LevelText) -> Any:
    """``table`` with the features of a level, which are computed from its columns."""
    _lend(table)
    made = spark.sql(level.text).withColumnRenamed(ROW, "customer_id")
    return table.join(made, "customer_id", "left")


def _lend(table: Any) -> None:
    """``table`` under the name that the levels read; customers are told apart by identifier."""
    table.withColumn(ROW, table["customer_id"]).createOrReplaceTempView(COLUMNS)
