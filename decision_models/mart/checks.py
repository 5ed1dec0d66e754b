"""Which rule each bad row of a mart breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from decision_models.mart.columns import DUCKDB_TYPES, Column, Kind, Table
from decision_models.mart.rules import Rule, rules_of
from decision_models.mart.schema import TABLES
from home.clock import SHANGHAI
from home.errors import BadInput

EXAMPLES = 3
"""How many bad rows a break shows."""


@dataclass(frozen=True)
class Break:
    """A rule that rows break: which, how many of them, and the first few by key and value."""

    table: str
    code: str
    columns: tuple[str, ...]
    meaning: str
    rows: int
    examples: tuple[str, ...]
    blocking: bool


@dataclass(frozen=True)
class CheckReport:
    """What a check found.

    Args:
        as_of: the day against which dates were judged.
        rows: how many rows each table has, in the schema's order; absent tables are not in it.
        absent: optional tables that are not there.
        breaks: rules that rows break, blocking ones first within each table.
    """

    as_of: date
    rows: tuple[tuple[str, int], ...]
    absent: tuple[str, ...]
    breaks: tuple[Break, ...]

    @property
    def ok(self) -> bool:
        """Whether the mart may be loaded: no blocking rule is broken."""
        return not any(found.blocking for found in self.breaks)


def check(folder: Path, as_of: date | None = None) -> CheckReport:
    """Check the Parquet files of ``folder`` against the schema and its rules.

    Args:
        folder: holds ``<table>.parquet`` files; a finished version or one being built.
        as_of: nothing may be dated after this day; by default the newest day in ``balances``.

    Raises:
        BadInput: the folder does not exist, holds no table, or a file is not Parquet.
    """
    import duckdb

    if not folder.is_dir():
        raise BadInput(f"{folder} must be a folder of Parquet files; there is no such folder")
    con = duckdb.connect(config={"threads": 2})
    try:
        present = _open(con, folder)
        if not present:
            names = ", ".join(f"{name}.parquet" for name in TABLES)
            raise BadInput(f"{folder} must hold tables of the mart ({names}); it holds none")
        day = as_of or newest_balance(con, present)
        breaks = [
            found for table in TABLES.values() for found in _of_table(con, table, present, day)
        ]
        rows = tuple((name, _count(con, f"SELECT count(*) FROM {name}")) for name in present)
    finally:
        con.close()
    absent = tuple(n for n, table in TABLES.items() if n not in present and not table.required)
    return CheckReport(day, rows, absent, tuple(breaks))


def newest_balance(con: Any, present: Iterable[str]) -> date:
    """The newest day in the view ``balances`` that is not in the far future, else today's date."""
    if "balances" in present:
        found = con.execute("SELECT max(as_of) FROM balances").fetchall()[0][0]
        if isinstance(found, date):
            return found
    return datetime.now(UTC).astimezone(SHANGHAI).date()


def _open(con: Any, folder: Path) -> dict[str, dict[str, str]]:
    """A typed view per file, and over which columns: table -> column -> type found."""
    import duckdb

    present: dict[str, dict[str, str]] = {}
    for table in TABLES.values():
        path = folder / f"{table.name}.parquet"
        if not path.exists():
            continue
        quoted = str(path).replace("'", "''")
        try:
            con.execute(f"CREATE VIEW raw_{table.name} AS FROM read_parquet('{quoted}')")
            described = con.execute(f"DESCRIBE raw_{table.name}").fetchall()
        except duckdb.Error as error:
            first = str(error).splitlines()[0]
            raise BadInput(f"{path} must be a Parquet file: {first}") from error
        found = {str(row[0]): str(row[1]) for row in described}
        present[table.name] = found
        typed = ", ".join(_typed(column, found) for column in table.columns)
        con.execute(f"CREATE VIEW {table.name} AS SELECT {typed} FROM raw_{table.name}")
    return present


def _typed(column: Column, found: dict[str, str]) -> str:
    kind = DUCKDB_TYPES[column.kind]
    if column.name not in found:
        return f'NULL::{kind} AS "{column.name}"'
    return f'TRY_CAST("{column.name}" AS {kind}) AS "{column.name}"'


def _of_table(
    con: Any, table: Table, present: dict[str, dict[str, str]], day: date
) -> Iterator[Break]:
    if table.name not in present:
        if table.required:
            meaning = f"必须有{table.meaning}表"
            yield Break(table.name, "missing_table", (), meaning, 0, (), True)
        return
    found = present[table.name]
    shape = [*_missing(table, found), *_unreadable(con, table, found)]
    missing = {found.columns[0] for found in shape if found.code == "missing_column"}
    rules = [
        rule
        for rule in rules_of(table)
        if set(rule.needs) <= present.keys() and not missing & set(rule.columns)
    ]
    yield from sorted([*shape, *_broken(con, table, rules, day)], key=lambda b: not b.blocking)


def _missing(table: Table, found: dict[str, str]) -> Iterator[Break]:
    for column in table.columns:
        if column.name not in found and not column.nullable:
            meaning = f"必须有列 {column.name}（{column.meaning}）"
            yield Break(table.name, "missing_column", (column.name,), meaning, 0, (), True)
    for name in found:
        if name not in table.names:
            meaning = f"多余的列 {name}，不会被读取"
            yield Break(table.name, "extra_column", (name,), meaning, 0, (), False)


def _unreadable(con: Any, table: Table, found: dict[str, str]) -> Iterator[Break]:
    """Columns of another type: the file's type must be the schema's, and each value of it."""
    for column in table.columns:
        wanted = DUCKDB_TYPES[column.kind]
        actual = found.get(column.name, wanted)
        if actual == wanted or (column.kind is Kind.TEXT and actual.startswith("ENUM")):
            continue
        raw = f'"{column.name}"'
        bad = f"{raw} IS NOT NULL AND TRY_CAST({raw} AS {wanted}) IS NULL"
        meaning = f"{column.name}（{column.meaning}）的类型必须是 {wanted}，现在是 {actual}"
        rule = Rule("type", table.name, (column.name,), meaning, bad)
        rows = _count(con, f"SELECT count(*) FROM raw_{table.name} WHERE {bad}")
        examples = _examples(con, table, rule, bad, f"raw_{table.name}") if rows else ()
        yield Break(table.name, "type", (column.name,), meaning, rows, examples, True)


def _broken(con: Any, table: Table, rules: list[Rule], day: date) -> Iterator[Break]:
    conditions = [_fill(rule.bad, day) for rule in rules]
    here = [i for i, rule in enumerate(rules) if not rule.looks_around]
    counts = dict.fromkeys(range(len(rules)), 0)
    if here:
        parts = ", ".join(f"count(*) FILTER (WHERE {conditions[i]})" for i in here)
        row = con.execute(f"SELECT {parts} FROM {table.name}").fetchall()[0]
        counts |= dict(zip(here, row, strict=True))
    for i, rule in enumerate(rules):
        if rule.looks_around:
            counts[i] = _count(con, f"SELECT count(*) FROM {table.name} WHERE {conditions[i]}")
        if counts[i]:
            examples = _examples(con, table, rule, conditions[i], table.name)
            meaning = rule.meaning.replace("{as_of}", day.isoformat())
            yield Break(
                table.name, rule.code, rule.columns, meaning, counts[i], examples, rule.blocking
            )


def _fill(condition: str, day: date) -> str:
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI)
    cut = midnight.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return condition.format(day=f"DATE '{day}'", cut=f"TIMESTAMP '{cut}'")


def _examples(con: Any, table: Table, rule: Rule, bad: str, source: str) -> tuple[str, ...]:
    names = list(dict.fromkeys([*table.key, *rule.columns]))
    shown = ", ".join(f'"{name}"' for name in names)
    query = f"SELECT {shown} FROM {source} WHERE {bad} LIMIT {EXAMPLES}"
    rows = con.execute(query).fetchall()
    return tuple(
        "，".join(f"{name}={_say(value)}" for name, value in zip(names, row, strict=True))
        for row in rows
    )


def _say(value: Any) -> str:
    return "空" if value is None else str(value)


def _count(con: Any, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
