"""Where the features of a range come from: the one place that knows an engine."""

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
