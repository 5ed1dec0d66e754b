"""The feature table of any number of customers as a Parquet file, in bounded memory."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from decision_models.features.choosing import chosen
from decision_models.features.computing import read
from decision_models.features.feature import AsOf
from decision_models.features.sources import SOURCES, Customers, Known, Span

AT_ONCE = 50_000
"""Customers computed at a time: what bounds the memory."""


def write(
    con: Any,
    as_of: date,
    path: Path,
    wanted: Sequence[str] | None = None,
    told: Callable[[int], None] | None = None,
    at_once: int = AT_ONCE,
) -> None:
    """Write what ``compute`` describes to ``path``, in row groups of ``at_once`` customers.

    Customers are taken in spans of identifiers: where the mart's files are in the order of the
    customers, each span reads its own part of them. ``told`` hears how many customers are done.

    Raises:
        BadInput: ``wanted`` has a name that is no feature's.
    """
    import pyarrow.parquet as pq

    selected = chosen(wanted)
    writer, done = None, 0
    try:
        for customers in _spans(con, as_of, at_once):
            table = read(con, as_of, customers, selected)
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
            done += len(table)
            if told:
                told(done)
    finally:
        if writer:
            writer.close()


def _spans(con: Any, as_of: date, at_once: int) -> Iterator[Customers]:
    """Everyone at once where that is few enough, else spans of the sorted identifiers."""
    customers = SOURCES["customers"].rows(con, Known(AsOf(as_of)))
    names = customers.select("customer_id").order_by("customer_id").to_pyarrow()["customer_id"]
    if len(names) <= at_once:
        yield None
        return
    for start in range(0, len(names), at_once):
        last = min(start + at_once, len(names)) - 1
        yield Span(names[start].as_py(), names[last].as_py())
