"""Folders that Spark writes: whole, or not there as far as a reader is told."""

from pathlib import Path
from typing import Any

FINISHED = "_SUCCESS"
"""What Spark's committer leaves in a folder when all of it is there."""


def location(path: str | Path) -> str:
    """A path as Spark must be told it: a local one is so whatever its default file system is."""
    text = str(path)
    return text if "://" in text or text.startswith("file:") else f"file://{Path(text).absolute()}"


def exists(spark: Any, path: str | Path) -> bool:
    """Whether there is a file or folder of that name."""
    where = spark._jvm.org.apache.hadoop.fs.Path(location(path))
    return bool(where.getFileSystem(spark._jsc.hadoopConfiguration()).exists(where))


def ready(spark: Any, path: str | Path) -> bool:
    """Whether Spark has finished writing this folder, in this run or in one before it."""
    return exists(spark, f"{path}/{FINISHED}")


def write_whole(table: Any, path: str | Path, by: str | None = None) -> None:
    """Write ``table`` as Parquet, a folder for each value of the column ``by``; what an unfinished
    run left there goes.
    """
    files = table.write.mode("overwrite")
    (files.partitionBy(by) if by else files).parquet(location(path))


def kept(spark: Any, table: Any, path: str | Path) -> Any:
    """``table`` as read from ``path``, where it is written unless it is there already."""
    if not ready(spark, path):
        write_whole(table, path)
    return spark.read.parquet(location(path))
