"""An institution's own tables, mapped, read, checked, and made the current mart: all or nothing."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from decision_models.mart.checks import EXAMPLES, Break, CheckReport, check, newest_balance
from decision_models.mart.columns import DUCKDB_TYPES, Table
from decision_models.mart.mapping import ColumnMapping, Mapping, TableMapping, load_mapping
from decision_models.mart.readings import name, quote, raw_text, reading
from decision_models.mart.schema import TABLES
from decision_models.mart.sources import RawTable, Source, open_source
from decision_models.mart.warehouse import MartVersion, Warehouse
from home.errors import BadInput

Progress: TypeAlias = Callable[[str], None]
"""Called with the name of each table before it is read."""


@dataclass(frozen=True)
class TableLoad:
    """How one table of the mart was made.

    Args:
        table: its name.
        origin: the file or table that it came from.
        rows: how many.
        mapped: pairs of the mart's column and where it came from.
        left_out: columns of the source that nothing uses.
        empty: columns of the mart that the source does not give.
    """

    table: str
    origin: str
    rows: int
    mapped: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True)
class LoadReport:
    """What a load did, or would do: table by table, what broke, what will be switched off."""

    tables: tuple[TableLoad, ...]
    check: CheckReport
    as_of_given: bool
    version: MartVersion | None

    @property
    def ok(self) -> bool:
        """Whether it may be loaded."""
        return self.check.ok


def load(
    home: Path,
    source: str,
    mapping_path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Make the tables of ``source`` the current mart of ``home``, unless a rule is broken.

    The report's ``version`` is None after a dry run and where a blocking rule is broken; the mart
    is then as it was.

    Raises:
        BadInput: the source or mapping cannot be read, or a required table is not in it.
        HomeLocked: another process is writing to this home.
    """
    mapping = load_mapping(mapping_path)
    with TemporaryDirectory(prefix="weiwo-load-") as scratch_name:
        scratch, out = Path(scratch_name, "scratch"), Path(scratch_name, "out")
        scratch.mkdir()
        out.mkdir()
        tables, broken, day = _read_all(source, mapping, scratch, out, progress)
        checked = check(out, day)
        report = LoadReport(
            tables=tables,
            check=_with(checked, broken),
            as_of_given=mapping.as_of is not None,
            version=None,
        )
        if dry_run or not report.ok:
            return report
        warehouse = Warehouse(home)
        with warehouse.building(as_of=day, purpose="mart load") as folder:
            for path in sorted(out.glob("*.parquet")):
                shutil.move(path, folder / path.name)
    return replace(report, version=warehouse.current())


def _with(checked: CheckReport, broken: list[Break]) -> CheckReport:
    """The check's breaks, and before them those of reading; a value that could not be read is not
    also said to be empty.
    """
    unread = {(found.table, found.columns[0]) for found in broken}
    rest = [
        found
        for found in checked.breaks
        if not (found.code == "empty" and (found.table, found.columns[0]) in unread)
    ]
    order = list(TABLES)
    every = sorted([*broken, *rest], key=lambda found: order.index(found.table))
    return replace(checked, breaks=tuple(every))


def _read_all(
    source_name: str, mapping: Mapping, scratch: Path, out: Path, progress: Progress | None
) -> tuple[tuple[TableLoad, ...], list[Break], date]:
    import duckdb

    source = open_source(source_name, scratch, mapping.encoding)
    con = duckdb.connect(config={"threads": 2, "temp_directory": str(scratch)})
    loads, broken = [], []
    try:
        for table in TABLES.values():
            given = mapping.tables.get(table.name, TableMapping())
            raw = None if given.skip else source.find(con, table.name, given)
            if raw is None:
                continue
            if progress is not None:
                progress(table.name)
            made, unread = _read(con, table, raw, given, mapping, out)
            loads.append(made)
            broken += unread
        _require(loads, source, source_name)
        day = mapping.as_of or newest_balance(con, [made.table for made in loads])
    finally:
        con.close()
    return tuple(loads), broken, day


def _require(loads: list[TableLoad], source: Source, source_name: str) -> None:
    have = {made.table for made in loads}
    missing = [table.name for table in TABLES.values() if table.required and table.name not in have]
    if missing:
        held = ", ".join(source.names()[:20]) or "nothing that can be read"
        raise BadInput(
            f"a mart must have the tables {', '.join(missing)}, but {source_name} holds none of "
            f"these names; it holds {held}. Say in the mapping which is which: "
            f"tables.{missing[0]}.from"
        )


def _read(
    con: Any, table: Table, raw: RawTable, given: TableMapping, mapping: Mapping, out: Path
) -> tuple[TableLoad, list[Break]]:
    import duckdb

    rows, columns = _long(table, raw, given, mapping)
    origins = _origins(table, columns, given)
    texts = ", ".join(
        f"{raw_text(origin.source, mapping)} AS {name('raw_' + column)}"
        for column, origin in origins.items()
        if origin.source is not None
    )
    values = ", ".join(
        f"{_value(table, column, origins, mapping)} AS {name(column)}" for column in table.names
    )
    try:
        con.execute(
            f"CREATE TABLE read_{table.name} AS SELECT *, {values} "
            f"FROM (SELECT {texts or 'NULL AS nothing'} FROM {rows})"
        )
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise BadInput(f"{raw.origin} ({table.name}) must be a readable table: {said}") from error
    target = quote(str(out / f"{table.name}.parquet"))
    names = ", ".join(name(column) for column in table.names)
    con.execute(f"COPY (SELECT {names} FROM read_{table.name}) TO {target} (FORMAT parquet)")
    con.execute(f"CREATE VIEW {table.name} AS SELECT {names} FROM read_{table.name}")
    broken = _unread(con, table, origins)
    used = {origin.source for origin in origins.values()}
    made = TableLoad(
        table=table.name,
        origin=raw.origin,
        rows=int(con.execute(f"SELECT count(*) FROM {table.name}").fetchall()[0][0]),
        mapped=tuple((column, _say(origin)) for column, origin in origins.items()),
        left_out=tuple(column for column in columns if column not in used),
        empty=tuple(column for column in table.names if column not in origins),
    )
    return made, broken


def _long(
    table: Table, raw: RawTable, given: TableMapping, mapping: Mapping
) -> tuple[str, tuple[str, ...]]:
    """The rows to read: those of the source, or side-by-side columns turned into rows (an empty
    one is no row).
    """
    if given.unpivot is None:
        return raw.view, raw.columns
    spread = given.unpivot
    absent = [column for column in spread.columns.values() if column not in raw.columns]
    if absent:
        raise _no_column(f"tables.{table.name}.unpivot.columns", absent[0], raw.columns)
    kept = [column for column in raw.columns if column not in spread.columns.values()]
    parts = [
        f"SELECT {', '.join([*(name(k) for k in kept), ''])}{quote(word)} AS {name(spread.name)}, "
        f"{name(column)}::VARCHAR AS {name(spread.value)} FROM {raw.view} "
        f"WHERE {raw_text(column, mapping)} IS NOT NULL"
        for word, column in spread.columns.items()
    ]
    return f"({' UNION ALL '.join(parts)})", (*kept, spread.name, spread.value)


def _origins(
    table: Table, columns: tuple[str, ...], given: TableMapping
) -> dict[str, ColumnMapping]:
    """Where each of the mart's columns comes from: as mapped, or by the same name."""
    by_lower = {column.lower(): column for column in columns}
    origins = {}
    for column in table.names:
        origin = given.columns.get(column)
        if origin is None:
            if column in by_lower:
                origins[column] = ColumnMapping(source=by_lower[column])
            continue
        if origin.source is not None and origin.source not in columns:
            raise _no_column(f"tables.{table.name}.columns.{column}", origin.source, columns)
        origins[column] = origin
    return origins


def _no_column(where: str, wanted: str, columns: tuple[str, ...]) -> BadInput:
    return BadInput(
        f"{where} must be a column of the source, got {wanted!r}; it has " + ", ".join(columns)
    )


def _value(table: Table, column: str, origins: dict[str, ColumnMapping], mapping: Mapping) -> str:
    declared = table.column(column)
    if column not in origins:
        return f"NULL::{DUCKDB_TYPES[declared.kind]}"
    return reading(declared, origins[column], mapping, name("raw_" + column))


def _unread(con: Any, table: Table, origins: dict[str, ColumnMapping]) -> list[Break]:
    """Columns with values that say something and could not be read."""
    found = []
    for column, origin in origins.items():
        if origin.source is None:
            continue
        bad = f"{name('raw_' + column)} IS NOT NULL AND {name(column)} IS NULL"
        if None in origin.codes.values():  # a code that means nothing is known
            nothing = ", ".join(quote(c) for c, value in origin.codes.items() if value is None)
            bad += f" AND {name('raw_' + column)} NOT IN ({nothing})"
        count = int(
            con.execute(f"SELECT count(*) FROM read_{table.name} WHERE {bad}").fetchall()[0][0]
        )
        if not count:
            continue
        values = con.execute(
            f"SELECT {name('raw_' + column)}, count(*) FROM read_{table.name} WHERE {bad} "
            f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {EXAMPLES}"
        ).fetchall()
        examples = tuple(f"{origin.source}={text}（{often}行）" for text, often in values)
        word = table.column(column).meaning
        meaning = (
            f"{origin.source} 的这些代码没有对应 {column}（{word}）的写法，请补充 codes"
            if origin.codes
            else f"{origin.source} 的这些值读不成 {column}（{word}）"
        )
        found.append(Break(table.name, "unreadable", (column,), meaning, count, examples, True))
    return found


def _say(origin: ColumnMapping) -> str:
    if origin.source is None:
        return f"固定值 {origin.value}"
    extra = [
        *([f"单位{origin.unit}"] if origin.unit else []),
        *([f"{len(origin.codes)}个代码"] if origin.codes else []),
        *([f"格式{origin.format}"] if origin.format else []),
    ]
    return origin.source + (f"（{'，'.join(extra)}）" if extra else "")
