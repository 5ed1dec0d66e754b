"""Where the features of a range come from: the one place that knows an engine."""

from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from decision_models import features
from decision_models.features.feature import AsOf
from decision_models.features.sources import Span
from decision_models.scoring.ranges import CustomerRange


class FeatureSource(Protocol):
    """An engine that computes features; its name is part of what they were made under."""

    @property
    def name(self) -> str:
        """What the engine is called."""
        ...

    def write(self, customers: CustomerRange, path: Path) -> None:
        """Write the features of a range to Parquet, by customer_id; columns as ``compute``'s."""
        ...


class DuckFeatures:
    """All features of a range of customers, to Parquet, through DuckDB.

    Args:
        con: the mart's backend.
        as_of: the day.
    """

    name = "duckdb"

    def __init__(self, con: Any, as_of: AsOf) -> None:
        self.con = con
        self.as_of = as_of

    def write(self, customers: CustomerRange, path: Path) -> None:
        """Write the range's features, by customer_id; the columns are those of ``compute``."""
        import pyarrow.parquet as pq

        span = Span(customers.first, customers.last)
        pq.write_table(features.read(self.con, self.as_of.day, span), path)


class SparkFeatures:
    """All features of everyone by Spark, once, and then cut into ranges.

    Args:
        mart: the folder of the mart's Parquet files.
        as_of: the day.
        scratch: an empty folder for what is made on the way.
    """

    name = "spark"

    def __init__(self, mart: Path, as_of: AsOf, scratch: Path) -> None:
        self.mart = mart
        self.as_of = as_of
        self.scratch = scratch

    @cached_property
    def _everyone(self) -> Path:
        from decision_models.engines import spark

        found, made = spark.session(), self.scratch / "features"
        try:
            con = spark.connect(found, self.mart.absolute())
            spark.write_features(con, self.as_of.day, made.absolute(), self.scratch.absolute())
        finally:
            found.stop()
        return made

    def write(self, customers: CustomerRange, path: Path) -> None:
        """Write the range's features, by customer_id; the columns are those of ``compute``.

        Raises:
            NotReady: pyspark or a Java runtime is absent; names what to install.
        """
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        column = pc.field("customer_id")
        chosen = (column >= customers.first) & (column <= customers.last)
        table = pq.read_table(self._everyone, filters=chosen)
        wanted = ["customer_id", *(feature.name for feature in features.names())]
        pq.write_table(table.select(wanted).sort_by("customer_id"), path)
