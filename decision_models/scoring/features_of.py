"""Where the features of a range come from: the one place that knows an engine."""

from pathlib import Path
from typing import Any, Protocol

from decision_models import features
from decision_models.features.feature import AsOf
from decision_models.scoring.ranges import CustomerRange

_THESE = "the customers of this range"


class FeatureSource(Protocol):
    """An engine that computes features."""

    def write(self, customers: CustomerRange, path: Path) -> None:
        """Write the features of a range to Parquet, by customer_id; columns as ``compute``'s."""
        ...


class DuckFeatures:
    """All features of a range of customers, to Parquet, through DuckDB.

    Args:
        con: the mart's backend.
        as_of: the day.
    """

    def __init__(self, con: Any, as_of: AsOf) -> None:
        self.con = con
        self.as_of = as_of
        self._query: str | None = None

    def write(self, customers: CustomerRange, path: Path) -> None:
        """Write the range's features, by customer_id; the columns are those of ``compute``.

        The expressions are compiled once, as for one customer (``features.compute_one``): the
        literal list of customers in them gives way to a view of the range's.
        """
        if self._query is None:
            table = features.compute(self.con, self.as_of.day, [_THESE])
            query = str(self.con.compile(table.order_by("customer_id")))
            self._query = query.replace(
                f"('{_THESE}')", "(SELECT customer_id FROM customers_of_range)"
            )
            if _THESE in self._query:
                raise LookupError(f"the customers of a range must be asked for by IN: {query}")
        first, last = (text.replace("'", "''") for text in (customers.first, customers.last))
        self.con.raw_sql(
            "CREATE OR REPLACE TEMP VIEW customers_of_range AS SELECT customer_id FROM customers"
            f" WHERE customer_id BETWEEN '{first}' AND '{last}'"
        )
        self.con.raw_sql(f"COPY ({self._query}) TO '{_quoted(path)}' (FORMAT parquet)")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
