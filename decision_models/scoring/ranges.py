"""The population in ranges of customers, in the order of their identifiers: what bounds memory."""

from dataclasses import dataclass
from typing import Any

from decision_models.features.feature import AsOf

RANGE = 100_000
"""Customers at a time: a hundred columns of them take 40 MB."""


@dataclass(frozen=True)
class CustomerRange:
    """Customers from ``first`` to ``last``, both included.

    Args:
        index: its place among the ranges.
        offset: how many customers come before it.
        size: how many it holds.
    """

    index: int
    offset: int
    size: int
    first: str
    last: str

    @property
    def name(self) -> str:
        """As files are named: in order."""
        return f"{self.index:05d}"


def ranges_of(con: Any, as_of: AsOf, size: int = RANGE) -> tuple[CustomerRange, ...]:
    """The customers whom features are computed for, in ranges of ``size``."""
    rows = con.raw_sql(
        "SELECT min(n), count(*), min(customer_id), max(customer_id) FROM ("
        " SELECT customer_id, row_number() OVER (ORDER BY customer_id) - 1 AS n"
        f" FROM customers WHERE opened_on <= DATE '{as_of.day.isoformat()}'"
        f") GROUP BY n // {size} ORDER BY 1"
    ).fetchall()
    return tuple(
        CustomerRange(index, offset, count, first, last)
        for index, (offset, count, first, last) in enumerate(rows)
    )
