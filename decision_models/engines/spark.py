"""Features on Spark, by the very Ibis expressions that DuckDB runs (the extra ``spark``, a JRE).

Each source's piece is written to a scratch folder before it is joined: a plan of hundreds of
columns and a dozen joins is more than Spark's planner should carry. What a cluster needs is in
``docs/decisions/0009-spark.md``.
"""

import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from decision_models.features import queries
from decision_models.features.assembling import BASE, MEDIANS, inputs_of_peers
from decision_models.features.choosing import chosen, compared, needed_for
from decision_models.features.queries import COLUMNS, ROW, LevelText
from decision_models.mart.schema import TABLES, arrow_schema
from home.errors import NotReady

SETTINGS = {
    # Times are UTC everywhere; amounts that do not parse are null, as try_cast says on DuckDB.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.caseSensitive": "true",
    # Hundreds of aggregates make methods that Java does not compile; Spark says so for each.
    "spark.sql.codegen.wholeStage": "false",
    "spark.ui.enabled": "false",
}
LOCAL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
}


def session(master: str = "local[2]") -> Any:
    """A Spark session with the settings that the features need.

    Raises:
        NotReady: pyspark or a Java runtime is absent; names what to install.
    """
    import shutil

    if shutil.which("java") is None:
        raise NotReady("Spark must have a Java runtime (java on the path), got none")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of pandas 3, which no feature passes
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise NotReady("Spark must be installed: pip install 'weiwo[spark]'") from error
        builder = SparkSession.builder.master(master).appName("weiwo features")
        for key, value in (SETTINGS | (LOCAL if master.startswith("local") else {})).items():
            builder = builder.config(key, value)
        return builder.getOrCreate()


def connect(spark: Any, folder: str | Path) -> Any:
    """An Ibis backend over a mart's Parquet files; tables that are absent are empty views.

    ``folder`` is any path that Spark reads (``hdfs://...`` too).
    """
    import ibis
    import pyarrow as pa

    for table in TABLES.values():
        path = f"{folder}/{table.name}.parquet"
        if _exists(spark, path):
            found = spark.read.parquet(path)
        else:
            empty = ", ".join(
                f"{field.name} {_type(field.type, pa)}" for field in arrow_schema(table)
            )
            found = spark.createDataFrame([], empty)
        found.createOrReplaceTempView(table.name)
    return ibis.pyspark.connect(spark)


def write_features(
    con: Any,
    as_of: date,
    path: str | Path,
    scratch: str | Path,
    wanted: Sequence[str] | None = None,
) -> None:
    """What ``features.compute`` describes, computed by Spark, as Parquet files under ``path``.

    Args:
        con: what ``connect`` gave.
        as_of: the day.
        path: where to; anything that Spark writes.
        scratch: a folder for what is made on the way; left for the caller to remove.
        wanted: names of features, all for None.

    Raises:
        BadInput: ``wanted`` has a name that is no feature's.
    """
    selected = chosen(wanted)
    peers = compared(needed_for(selected))
    everything = tuple(dict.fromkeys((*selected, *(inputs_of_peers() if peers else ()))))
    found = queries.rows(con, as_of, None, everything)
    texts, ctes = queries.texts(con, found, everything), queries.rows_ctes(con, found)
    spark = con._session
    table = _kept(spark, spark.sql(queries.base_query(ctes)), f"{scratch}/{BASE}")
    for piece in texts.pieces:
        made = _kept(
            spark, spark.sql(queries.piece_query(ctes, piece)), f"{scratch}/{piece.source}"
        )
        table = table.join(made, "customer_id", "left")
    table = _kept(spark, table, f"{scratch}/joined")
    for number, level in enumerate(texts.levels):
        table = _kept(spark, _with(spark, table, level), f"{scratch}/level_{number}")
    if texts.beside:
        _lend(table)
        medians = _kept(spark, spark.sql(texts.medians), f"{scratch}/{MEDIANS}")
        medians.createOrReplaceTempView(MEDIANS)
        table = _with(spark, table, texts.beside)
    table.select("customer_id", *selected).write.mode("overwrite").parquet(str(path))


def _with(spark: Any, table: Any, level: LevelText) -> Any:
    """``table`` with the features of a level, which are computed from its columns."""
    _lend(table)
    made = spark.sql(level.text).withColumnRenamed(ROW, "customer_id")
    return table.join(made, "customer_id", "left")


def _lend(table: Any) -> None:
    """``table`` under the name that the levels read; customers are told apart by identifier."""
    table.withColumn(ROW, table["customer_id"]).createOrReplaceTempView(COLUMNS)


def _kept(spark: Any, table: Any, path: str) -> Any:
    table.write.mode("overwrite").parquet(path)
    return spark.read.parquet(path)


def _exists(spark: Any, path: str) -> bool:
    jvm = spark._jvm
    where = jvm.org.apache.hadoop.fs.Path(path)
    return bool(where.getFileSystem(spark._jsc.hadoopConfiguration()).exists(where))


def _type(kind: Any, pa: Any) -> str:
    if pa.types.is_list(kind):
        return f"array<{_type(kind.value_type, pa)}>"
    if pa.types.is_timestamp(kind):
        return "timestamp_ntz"
    names = {"string": "string", "double": "double", "int64": "bigint", "bool": "boolean"}
    names |= {"date32[day]": "date"}
    return f"{names[str(kind)]}"
