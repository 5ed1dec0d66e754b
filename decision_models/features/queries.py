"""The SQL of the feature table: compiled once in a process, but for what reads the tables.

Only a source's rows know the as-of day; all that is made of them is the same text for every day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from decision_models.features import assembling
from decision_models.features.assembling import BASE, rows_name
from decision_models.features.choosing import compared, needed_for, sources_of
from decision_models.features.feature import AsOf, Feature
from decision_models.features.kinds.peers import PEERS
from decision_models.features.kinds.written import DERIVED
from decision_models.features.sources import (
    ANY_SPAN,
    SOURCES,
    Blank,
    Customers,
    Known,
    Moment,
    Of,
    Span,
    filled,
)


@dataclass(frozen=True)
class PieceText:
    """One source's query but for its rows: common table expressions, and the last of them."""

    source: str
    ctes: str
    last: str
    features: tuple[str, ...]


@dataclass(frozen=True)
class LevelText:
    """Features of several sources: a query over the table ``columns`` of all made before."""

    text: str
    inputs: tuple[str, ...]
    features: tuple[str, ...]


@dataclass(frozen=True)
class Texts:
    """All that makes a set of features, compiled.

    Args:
        pieces: one for each source.
        levels: what is made of several sources, in order.
        beside: the comparisons with peers, None where none is asked for.
        medians: the peers' medians of ``columns``.
    """

    pieces: tuple[PieceText, ...]
    levels: tuple[LevelText, ...]
    beside: LevelText | None
    medians: str


COLUMNS = "columns_so_far"
ROW = "customer_row"
"""The order of the customers, from nought."""


class _Compiler:
    """A connection that counts as equal to others of its dialect: the text is the same."""

    def __init__(self, con: Any) -> None:
        self.con = con

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Compiler) and self.con.name == other.con.name

    def __hash__(self) -> int:
        return hash(self.con.name)


@dataclass(frozen=True)
class RowsText:
    """One source's rows: a common table expression, and their columns."""

    cte: str
    schema: Any


def rows(con: Any, as_of: date, customer_ids: Customers, wanted: Sequence[str]) -> dict[str, Any]:
    """For each source that is needed, an expression of its rows as of the day."""
    return _rows(Of(con, customer_ids), Known(AsOf(as_of)), sources_of(needed_for(wanted)))


def rows_texts(
    con: Any, as_of: date, customer_ids: Customers, wanted: Sequence[str]
) -> dict[str, RowsText]:
    """The same as text, for DuckDB: written once in a process for everyone and for spans of
    customers, whatever the day; customers by name are in the text.
    """
    sources = sources_of(needed_for(wanted))
    if customer_ids is not None and not isinstance(customer_ids, Span):
        return _written(con, _rows(Of(con, customer_ids), Known(AsOf(as_of)), sources))
    read = dict.fromkeys(table for name in sources for table in SOURCES[name].tables)
    schemas = tuple((table, con.table(table).schema()) for table in read)
    blank = _blank_texts(_Compiler(con), schemas, sources, customer_ids is not None)
    return {
        name: RowsText(filled(one.cte, AsOf(as_of), customer_ids), one.schema)
        for name, one in blank.items()
    }


@cache
def _blank_texts(
    compiler: _Compiler,
    schemas: tuple[tuple[str, Any], ...],
    sources: tuple[str, ...],
    of_a_span: bool,
) -> dict[str, RowsText]:
    tables = Of(_Tables(dict(schemas)), ANY_SPAN if of_a_span else None)
    return _written(compiler.con, _rows(tables, Blank(), sources))


@dataclass(frozen=True)
class _Tables:
    """Tables that are known by their columns alone, in place of a connection's."""

    schemas: Mapping[str, Any]

    def table(self, name: str) -> Any:
        """One of them."""
        import ibis

        return ibis.table(self.schemas[name], name=name)


def _rows(tables: Of, moment: Moment, sources: Sequence[str]) -> dict[str, Any]:
    return {name: SOURCES[name].rows(tables, moment) for name in sources}


def _written(con: Any, found: Mapping[str, Any]) -> dict[str, RowsText]:
    return {
        name: RowsText(rows_cte(con, name, table), table.schema()) for name, table in found.items()
    }


def rows_ctes(con: Any, found: Mapping[str, Any]) -> dict[str, str]:
    """Each source's rows as a common table expression; that of the customers with ``BASE``."""
    return {name: rows_cte(con, name, table) for name, table in found.items()}


def rows_cte(con: Any, name: str, table: Any) -> str:
    """One of ``rows_ctes``."""
    made = f"{rows_name(name)} AS ({con.compile(table)})"
    if name == "customers":
        made += f", {BASE} AS (SELECT customer_id FROM {rows_name('customers')})"
    return made


def piece_query(ctes: Mapping[str, str], piece: PieceText) -> str:
    """The query of one piece, in the order of the customers' identifiers."""
    rows = ", ".join(dict.fromkeys((ctes["customers"], ctes[piece.source])))
    columns = ", ".join(("customer_id", *piece.features))
    return f"WITH {rows}, {piece.ctes} SELECT {columns} FROM {piece.last} ORDER BY customer_id"


def base_query(ctes: Mapping[str, str]) -> str:
    """The customers alone."""
    return f"WITH {ctes['customers']} SELECT customer_id FROM {BASE} ORDER BY customer_id"


def texts(con: Any, schemas: Mapping[str, Any], wanted: Sequence[str]) -> Texts:
    """What makes the features ``wanted`` of rows of these columns, in the dialect of ``con``."""
    return _texts(_Compiler(con), tuple(schemas.items()), tuple(wanted))


@cache
def _texts(
    compiler: _Compiler, schemas: tuple[tuple[str, Any], ...], wanted: tuple[str, ...]
) -> Texts:
    needed = needed_for(wanted)
    compile_ = compiler.con.compile
    pieces = []
    for piece in assembling.pieces(dict(schemas), needed):
        ctes = ", ".join(f"{one.name} AS ({compile_(one.expression)})" for one in piece.stages)
        pieces.append(PieceText(piece.source, ctes, piece.stages[-1].name, piece.features))
    home = assembling.homes(needed)
    made = {name for name, place in home.items() if place not in (DERIVED, PEERS)}
    several = [one for one in needed if home[one.name] == DERIVED]
    levels = tuple(_level(compile_, ready) for ready in assembling.levels(several, made=made))
    beside = _beside(compile_, needed) if compared(needed) else None
    keys = assembling.inputs_of_peers()
    medians = compile_(assembling.medians(_columns(keys)))
    return Texts(tuple(pieces), levels, beside, medians)


def _columns(names: Sequence[str]) -> Any:
    import ibis

    return ibis.table({ROW: "int64", **dict.fromkeys(names, "float64")}, name=COLUMNS)


def _level(compile_: Any, ready: Sequence[Feature]) -> LevelText:
    inputs = tuple(dict.fromkeys(name for one in ready for name in one.inputs))
    table = _columns(inputs)
    made = table.select(ROW, **{one.name: assembling.derive(table, one) for one in ready})
    return LevelText(compile_(made.order_by(ROW)), inputs, tuple(one.name for one in ready))


def _beside(compile_: Any, needed: Sequence[Feature]) -> LevelText:
    wanted = [one for one in needed if one.source == PEERS]
    inputs = tuple(dict.fromkeys(name for one in wanted for name in one.inputs))
    features = tuple(one.name for one in wanted)
    made = assembling.beside(_columns(inputs), wanted).select(ROW, *features)
    return LevelText(compile_(made.order_by(ROW)), inputs, features)
