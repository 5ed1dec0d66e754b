"""The mart's tables on Spark."""

from pathlib import Path
from typing import Any

from decision_models.engines.spark.files import exists, location
from decision_models.mart.schema import TABLES, arrow_schema


def connect(spark: Any, folder: str | Path) -> Any:
    """An Ibis backend over a mart's Parquet files; tables that are absent are empty views.

    ``folder`` is any path that Spark reads (``hdfs://...`` too).
    """
    import ibis
    import pyarrow as pa

    for table in TABLES.values():
        path = f"{folder}/{table.name}.parquet"
        if exists(spark, path):
            found = spark.read.parquet(location(path))
        else:
            empty = ", ".join(
                f"{field.name} {_type(field.type, pa)}" for field in arrow_schema(table)
            )
            found = spark.createDataFrame([], empty)
        found.createOrReplaceTempView(table.name)
    return ibis.pyspark.connect(spark)


def _type(kind: Any, pa: Any) -> str:
    if pa.types.is_list(kind):
        return f"array<{_type(kind.value_type, pa)}>"
    if pa.types.is_timestamp(kind):
        return "timestamp_ntz"
    names = {"string": "string", "double": "double", "int64": "bigint", "bool": "boolean"}
    names |= {"date32[day]": "date"}
    return f"{names[str(kind)]}"
