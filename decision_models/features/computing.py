"""The feature table of a day: as a view, as an Arrow table, as a Parquet file."""

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from decision_models.features.assembling import (
    MEDIANS,
    inputs_of_peers,
    medians,
    rows_name,
    stages,
)
from decision_models.features.choosing import chosen, compared, names, needed_for, sources_of
from decision_models.features.feature import AsOf
from decision_models.features.sources import SOURCES, Of


def compute(
    con: Any,
    as_of: date,
    customer_ids: Sequence[str] | None = None,
    wanted: Sequence[str] | None = None,
) -> Any:
    """An Ibis table: ``customer_id``, then the features ``wanted`` (all of ``names()`` for None).

    One row per customer: those whose account was open by the end of ``as_of`` in Shanghai (of
    ``customer_ids``, where given). Only what was known then enters. Numbers are doubles. A table
    that the mart lacks must be an empty view of the right types, as ``Warehouse.connect`` makes it.

    The table is a temporary view of ``con``; nothing is computed before it is read, but for the
    peers' medians, which are of everyone and kept with the connection.

    Raises:
        BadInput: ``wanted`` has a name that is no feature's.
    """
    return _view(con, query(con, as_of, customer_ids, wanted))


def _view(con: Any, text: str) -> Any:
    name = f"features_{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    con.raw_sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {text}")
    return con.table(name)


def read(
    con: Any,
    as_of: date,
    customer_ids: Sequence[str] | None = None,
    wanted: Sequence[str] | None = None,
) -> Any:
    """What ``compute`` describes, as an Arrow table in the order of the customers' identifiers."""
    text = query(con, as_of, customer_ids, wanted)
    return con.con.sql(f"{text} ORDER BY customer_id").to_arrow_table()


def query(
    con: Any,
    as_of: date,
    customer_ids: Sequence[str] | None = None,
    wanted: Sequence[str] | None = None,
) -> str:
    """The SQL of ``compute`` in the dialect of ``con``. Only what reads the tables is compiled for
    the day; the rest is compiled once in a process.
    """
    selected = chosen(wanted)
    return _query(con, as_of, customer_ids, selected)


def _query(
    con: Any, as_of: date, customer_ids: Sequence[str] | None, selected: tuple[str, ...]
) -> str:
    needed = needed_for(selected)
    parts, schemas = [], []
    tables = Of(con, customer_ids)
    for name in sources_of(needed):
        rows = SOURCES[name].rows(tables, AsOf(as_of))
        schemas.append((name, rows.schema()))
        parts.append(f"{rows_name(name)} AS ({con.compile(rows)})")
    if compared(needed):
        parts.append(f"{MEDIANS} AS (SELECT * FROM {_medians(con, as_of)})")
    return f"WITH {', '.join(parts)}, {_compiled(_Compiler(con), tuple(schemas), selected)}"


class _Compiler:
    """A connection that counts as equal to others of its dialect: the text is the same."""

    def __init__(self, con: Any) -> None:
        self.con = con

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Compiler) and self.con.name == other.con.name

    def __hash__(self) -> int:
        return hash(self.con.name)


@cache
def _compiled(
    compiler: _Compiler, schemas: tuple[tuple[str, Any], ...], wanted: tuple[str, ...]
) -> str:
    *made, result = stages(dict(schemas), wanted)
    parts = [f"{stage.name} AS ({compiler.con.compile(stage.expression)})" for stage in made]
    return f"{', '.join(parts)} {compiler.con.compile(result.expression)}"


def _medians(con: Any, as_of: date) -> str:
    """The name of the table of the peers' medians on that day, made where it is not there yet."""
    name = f"peers_{as_of:%Y%m%d}"
    found = con.raw_sql(f"SELECT 1 FROM duckdb_tables() WHERE table_name = '{name}'").fetchall()
    if not found:
        everyone = _view(con, _query(con, as_of, None, inputs_of_peers()))
        text = con.compile(medians(everyone))
        con.raw_sql(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} AS {text}")
    return name


def breaches(table: Any) -> dict[str, int]:
    """How many rows of a computed table lie outside a feature's check, where any do."""
    counts = {}
    for feature in names():
        low, high = feature.check
        column = table[feature.name]
        if low is not None or high is not None:
            outside = (column < low) if low is not None else (column > high)
            if low is not None and high is not None:
                outside = outside | (column > high)
            counts[feature.name] = outside.sum()
    found = table.aggregate(**counts).to_pyarrow().to_pylist()[0]
    return {name: count for name, count in found.items() if count}
