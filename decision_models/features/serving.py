"""The features of one customer now, quickly: the very queries of ``read``, planned once.

DuckDB plans anew, at each execution, whatever reads a table: for a few rows that takes far longer
than the work. So a customer's rows are read first, and the prepared queries get them as a
parameter (JSON, which is a scalar) in place of the tables.
"""

import hashlib
import json
import math
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from decision_models.features import queries
from decision_models.features.assembling import MEDIANS
from decision_models.features.choosing import chosen, compared, needed_for
from decision_models.features.computing import peers_medians
from decision_models.features.queries import COLUMNS, ROW, LevelText
from decision_models.features.sources import SOURCES
from home.errors import BadInput, NotFound

Value: TypeAlias = float | str | None

_KEPT = 8
"""Days and sets of features whose queries are kept at hand, for each connection."""


def compute_one(
    con: Any, as_of: date, customer_id: str, wanted: Sequence[str] | None = None
) -> Mapping[str, Value]:
    """Feature name -> value, for one customer as of a day (those ``wanted``; all for None).

    The first call for a day, a set of features and a connection prepares the queries. A lean
    model's hundred features take a fraction of the time of all: only the tables that they need are
    read. May be called from several threads; those of one connection wait for each other.

    Raises:
        BadInput: an identifier that cannot be one, or ``wanted`` has a name that is no feature's.
        NotFound: the mart has no such customer on that day.
    """
    if not customer_id.isprintable() or "'" in customer_id:
        raise BadInput(f"a customer_id must be plain text, got {customer_id!r}")
    selected = chosen(wanted)
    counter = _counters.get(con.con)
    if counter is None:
        counter = _counters.setdefault(con.con, _Counter(con.con.cursor()))
    with counter.lock:
        steps = counter.steps(con, as_of, selected)
        values = counter.values(steps, customer_id)
    if values is None:
        raise NotFound(f"customer {customer_id!r} must be in the mart on {as_of}, got none")
    return {name: values[name] for name in selected}


@dataclass(frozen=True)
class _Step:
    """A prepared query: what it is called, which parameters it takes, which features it gives.

    ``tables`` are those of the mart whose rows it takes; ``inputs`` the features, for one that is
    made of features.
    """

    name: str
    tables: tuple[str, ...]
    inputs: tuple[str, ...]
    features: tuple[str, ...]
    medians: str | None = None


class _Counter:
    """Serves one connection: its prepared queries, and the rows that are everyone's."""

    def __init__(self, cursor: Any) -> None:
        self.lock = threading.Lock()
        self._cursor = cursor
        self._ready: dict[tuple[date, tuple[str, ...]], tuple[_Step, ...]] = {}
        self._prepared: set[str] = set()
        self._types: dict[str, dict[str, str]] = {}
        self._everyones: dict[str, str] = {}

    def steps(self, con: Any, as_of: date, selected: tuple[str, ...]) -> tuple[_Step, ...]:
        """The queries that make the features, in order."""
        key = (as_of, selected)
        if key not in self._ready:
            while len(self._ready) >= _KEPT:
                self._forget(self._ready.pop(next(iter(self._ready))))
            self._ready[key] = tuple(self._prepare_all(con, as_of, selected))
        return self._ready[key]

    def values(self, steps: Sequence[_Step], customer_id: str) -> dict[str, Value] | None:
        """The features of one customer; None where the mart does not have that one."""
        rows: dict[str, str] = {}
        found: dict[str, Value] = {}
        for step in steps:
            for table in step.tables:
                if table not in rows:
                    rows[table] = self._rows_of(table, customer_id)
            given = [rows[table] for table in step.tables]
            if step.inputs:
                given.append(_as_json({ROW: 0, **{name: found[name] for name in step.inputs}}))
            if step.medians is not None:
                given.append(step.medians)
            literals = ", ".join(f"'{_quoted(one)}'" for one in given)
            made = self._cursor.execute(f"EXECUTE {step.name}({literals})").fetchall()
            if not made:
                return None
            found |= zip(step.features, made[0][1:], strict=True)
        return found

    def _prepare_all(self, con: Any, as_of: date, selected: tuple[str, ...]) -> list[_Step]:
        found = queries.rows_texts(con, as_of, None, selected)
        ctes = {name: one.cte for name, one in found.items()}
        texts = queries.texts(con, {name: one.schema for name, one in found.items()}, selected)
        steps = []
        for piece in texts.pieces:
            tables = tuple(dict.fromkeys(("customers", *SOURCES[piece.source].tables)))
            text = queries.piece_query(ctes, piece).removeprefix("WITH ")
            given = [_given(table, self._types_of(table)) for table in tables]
            steps.append(_Step(self._prepare(text, given), tables, (), piece.features))
        for level in texts.levels:
            steps.append(self._of_features(level))
        if texts.beside and compared(needed_for(selected)):
            steps.append(self._of_features(texts.beside, peers_medians(con, as_of)))
        return steps

    def _of_features(self, level: LevelText, medians: Any = None) -> _Step:
        given = [_given(COLUMNS, {ROW: "BIGINT", **dict.fromkeys(level.inputs, "DOUBLE")})]
        rows = None
        if medians is not None:
            given.append(_given(MEDIANS, dict.fromkeys(medians.column_names, "DOUBLE")))
            rows = json.dumps(medians.to_pylist())
        columns = ", ".join((ROW, *level.features))
        name = self._prepare(f"made AS ({level.text}) SELECT {columns} FROM made", given)
        return _Step(name, (), level.inputs, level.features, rows)

    def _prepare(self, text: str, given: Sequence[str]) -> str:
        numbered = (one.replace("$n", f"${at}") for at, one in enumerate(given, start=1))
        query = f"WITH {', '.join(numbered)}, {text}"
        name = f"one_{hashlib.sha256(query.encode()).hexdigest()[:16]}"
        if name not in self._prepared:
            self._cursor.execute(f"PREPARE {name} AS {query}").fetchall()
            self._prepared.add(name)
        return name

    def _forget(self, steps: Sequence[_Step]) -> None:
        kept = {step.name for steps in self._ready.values() for step in steps}
        for step in steps:
            if step.name in self._prepared - kept:
                self._cursor.execute(f"DEALLOCATE {step.name}").fetchall()
                self._prepared.discard(step.name)

    def _types_of(self, table: str) -> dict[str, str]:
        if table not in self._types:
            rows = self._cursor.execute(f'DESCRIBE "{table}"').fetchall()
            self._types[table] = {row[0]: row[1] for row in rows}
        return self._types[table]

    def _rows_of(self, table: str, customer_id: str) -> str:
        """As JSON: the rows of the customer, or all of a table that is not of customers."""
        if "customer_id" in self._types_of(table):
            return self._read(table, f" WHERE customer_id = '{customer_id}'")
        if table not in self._everyones:
            self._everyones[table] = self._read(table, "")
        return self._everyones[table]

    def _read(self, table: str, where: str) -> str:
        query = f'SELECT to_json(list(t)) FROM (SELECT * FROM "{table}"{where}) AS t'
        return self._cursor.execute(query).fetchall()[0][0] or "[]"


_counters: "weakref.WeakKeyDictionary[Any, _Counter]" = weakref.WeakKeyDictionary()


def _given(table: str, types: Mapping[str, str]) -> str:
    """A parameter (``$n``) in place of a table."""
    shape = _quoted(json.dumps([dict(types)]))
    return f"\"{table}\" AS (SELECT unnest(from_json($n::VARCHAR, '{shape}'), recursive := true))"


def _as_json(values: Mapping[str, Value]) -> str:
    """One row; what is no number is absent, as JSON has no word for it."""
    known = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in values.items()
    }
    return json.dumps([known])


def _quoted(text: str) -> str:
    return text.replace("'", "''")
