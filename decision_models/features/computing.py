"""The feature table of a day on DuckDB: piece by piece, laid side by side.

Each source is one query, with what needs that source alone; what needs several is computed from
the columns made before. One query for everything would spend seconds in the planner, because
each of its dozen joins carries all columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from decision_models.features import queries
from decision_models.features.assembling import MEDIANS, inputs_of_peers
from decision_models.features.choosing import chosen, compared, known, names, needed_for
from decision_models.features.queries import COLUMNS, ROW, LevelText, PieceText, Texts
from decision_models.features.sources import SOURCES, Customers


def compute(
    con: Any,
    as_of: date,
    customer_ids: Customers = None,
    wanted: Sequence[str] | None = None,
) -> Any:
    """An Ibis table: ``customer_id``, then the features ``wanted`` (all of ``names()`` for None).

    One row per customer, in the order of the identifiers: those whose account was open by the end
    of ``as_of`` in Shanghai (of ``customer_ids``, where given). Only what was known then enters.
    Numbers are doubles. A table that the mart lacks must be an empty view of the right types, as
    ``Warehouse.connect`` makes it. The values are computed here and held in memory; ``write``
    bounds that for millions of customers.

    Raises:
        BadInput: ``wanted`` has a name that is no feature's.
    """
    import ibis

    return ibis.memtable(read(con, as_of, customer_ids, wanted))


def read(
    con: Any,
    as_of: date,
    customer_ids: Customers = None,
    wanted: Sequence[str] | None = None,
) -> Any:
    """What ``compute`` describes, as an Arrow table."""
    selected = chosen(wanted)
    peers = compared(needed_for(selected))
    medians = None if customer_ids is None or not peers else peers_medians(con, as_of)
    # The peers' medians come from the very columns where those are everyone's.
    extra = inputs_of_peers() if peers and medians is None else ()
    everything = tuple(dict.fromkeys((*selected, *extra)))
    columns, texts = _run(con, _plan(con, as_of, customer_ids, everything))
    finish(columns, texts, medians)
    return columns.table(selected)


def read_days(con: Any, days: Sequence[date]) -> Iterator[tuple[date, Any]]:
    """``read`` of everyone for each day."""
    for day in days:
        yield day, read(con, day)


@dataclass(frozen=True)
class _Plan:
    """The queries of a day: the rows of each source as common table expressions, and what is made
    of them.
    """

    ctes: Mapping[str, str]
    texts: Texts


def _plan(con: Any, as_of: date, customer_ids: Customers, wanted: tuple[str, ...]) -> _Plan:
    found = queries.rows_texts(con, as_of, customer_ids, wanted)
    schemas = {name: one.schema for name, one in found.items()}
    ctes = {name: one.cte for name, one in found.items()}
    return _Plan(ctes, queries.texts(con, schemas, wanted))


def _run(con: Any, plan: _Plan) -> tuple["Columns", Texts]:
    """What each source gives, and what is still to be made of it.

    Pieces run beside each other, the longest first, each on fewer threads: one query on two
    threads takes a quarter more of their time than two queries on one thread each.
    """
    columns = Columns(con.con.cursor())
    columns.take(columns.run(queries.base_query(plan.ctes)), ())
    longest = sorted(plan.texts.pieces, key=_effort, reverse=True)
    with _beside_each_other(con) as pool:
        made = {
            piece.source: pool.submit(
                Columns(con.con.cursor()).run, queries.piece_query(plan.ctes, piece)
            )
            for piece in longest
        }
        for piece in plan.texts.pieces:
            columns.take(made[piece.source].result(), piece.features)
    return columns, plan.texts


def _effort(piece: PieceText) -> tuple[bool, int]:
    """What grows with how long a piece takes: putting several tables in order, then its text."""
    return len(SOURCES[piece.source].tables) > _FEW, len(piece.ctes)


_FEW = 2
_PIECES_AT_ONCE = 4


@contextmanager
def _beside_each_other(con: Any) -> Iterator[ThreadPoolExecutor]:
    """Workers that run a query each, on as many threads together as the connection may use."""
    cursor = con.con.cursor()
    ((threads,),) = cursor.execute("SELECT current_setting('threads')").fetchall()
    workers = min(int(threads), _PIECES_AT_ONCE)
    cursor.execute(f"SET threads = {int(threads) - workers + 1}")
    try:
        with ThreadPoolExecutor(workers) as pool:
            yield pool
    finally:
        cursor.execute(f"SET threads = {int(threads)}")


def finish(columns: "Columns", texts: Texts, medians: Any) -> None:
    """What is made of several sources, then the comparisons with peers."""
    for level in texts.levels:
        columns.derive(level)
    if texts.beside:
        found = columns.of(texts.medians, inputs_of_peers()) if medians is None else medians
        with columns.lent(MEDIANS, found):
            columns.derive(texts.beside)


def peers_medians(con: Any, as_of: date) -> Any:
    """The peers' medians on that day: an Arrow table of one row for each tier and age band.

    Kept with the connection, whose tables never change.
    """
    name = f"peers_{as_of:%Y%m%d}"
    cursor = con.con.cursor()
    kept = f"SELECT 1 FROM duckdb_tables() WHERE table_name = '{name}'"
    if not cursor.execute(kept).fetchall():
        wanted = inputs_of_peers()
        columns, texts = _run(con, _plan(con, as_of, None, wanted))
        for level in texts.levels:
            columns.derive(level)
        with lent(cursor, MEDIANS, columns.of(texts.medians, wanted)):
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM {MEDIANS}")
            cursor.fetchall()
    return cursor.sql(f"SELECT * FROM {name}").to_arrow_table()


@contextmanager
def lent(cursor: Any, name: str, table: Any) -> Iterator[None]:
    """An Arrow table under a name that the cursor's queries can read."""
    cursor.register(name, table)
    try:
        yield
    finally:
        cursor.unregister(name)


class Columns:
    """The columns made so far, all in the order of the customers' identifiers."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._made: dict[str, Any] = {}

    def run(self, query: str) -> Any:
        """What a query gives, as an Arrow table."""
        return self._cursor.sql(query).to_arrow_table()

    def take(self, found: Any, features: Sequence[str]) -> None:
        """Add the columns of a piece."""
        self._made["customer_id"] = found["customer_id"]
        self._made |= {name: found[name] for name in features}

    def put(self, customer_id: str, values: Mapping[str, Any]) -> None:
        """Add the features of the one customer that these columns are of."""
        import pyarrow as pa

        self._made["customer_id"] = pa.array([customer_id])
        for name, value in values.items():
            is_text = known()[name].is_text
            self._made[name] = pa.array([value], pa.string() if is_text else pa.float64())

    def derive(self, level: LevelText) -> None:
        """Add features of the columns that are there."""
        found = self.of(level.text, level.inputs)
        self._made |= {name: found[name] for name in level.features}

    def of(self, query: str, inputs: Sequence[str]) -> Any:
        """What a query makes of some of the columns."""
        import pyarrow as pa

        size = len(self._made["customer_id"])
        columns = {ROW: pa.array(range(size), pa.int64())}
        columns |= {name: self._made[name] for name in inputs}
        with self.lent(COLUMNS, pa.table(columns)):
            return self._cursor.sql(query).to_arrow_table()

    def lent(self, name: str, table: Any) -> Any:
        """An Arrow table under a name that the queries can read."""
        return lent(self._cursor, name, table)

    def table(self, features: Sequence[str]) -> Any:
        """The customers with these features."""
        import pyarrow as pa

        return pa.table({name: self._made[name] for name in ("customer_id", *features)})


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
