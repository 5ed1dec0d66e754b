"""Where an institution's tables come from: a folder of CSV or Parquet files, a DuckDB file, or a
database behind a SQLAlchemy URL. Each becomes a DuckDB view over which a mapping is read.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from decision_models.mart.mapping import TableMapping
from decision_models.mart.readings import name as quoted
from decision_models.mart.readings import quote
from home.errors import BadInput

TEXT_SUFFIXES = (".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".tsv.gz")
SUFFIXES = (".parquet", *TEXT_SUFFIXES)
_DELIMITERS = (",", "\t", "|", ";", "\x01", "^")
_ENCODINGS = ("utf-8-sig", "gb18030")
_SAMPLE = 64 * 1024
_BATCH = 20_000


@dataclass(frozen=True)
class RawTable:
    """A table as the source has it: the view over it, its columns, and where it is, in words."""

    view: str
    columns: tuple[str, ...]
    origin: str


class Source(Protocol):
    """Something that tables can be found in by name."""

    def find(self, con: Any, table: str, given: TableMapping) -> RawTable | None:
        """A view ``source_<table>`` over the table that ``given`` names (or that bears the mart's
        name), None where there is none and ``given`` names none.

        Raises:
            BadInput: ``given`` names what is not there, or it cannot be read.
        """

    def names(self) -> tuple[str, ...]:
        """What it holds, to be named when something is missing."""


def open_source(text: str, scratch: Path, encoding: str | None = None) -> Source:
    """The source that ``text`` names: a folder, a ``.duckdb`` file, or a database URL.

    ``scratch`` is an empty folder that copies may be written to.

    Raises:
        BadInput: there is no such thing.
    """
    if "://" in text:
        return DatabaseSource(text)
    path = Path(text)
    if path.is_dir():
        return FolderSource(path, scratch, encoding)
    if path.is_file() and path.suffix in (".duckdb", ".ddb"):
        return DuckdbSource(path)
    raise BadInput(
        f"source {text} must be a folder of CSV or Parquet files, a .duckdb file, "
        "or a database URL such as postgresql://host/bank; there is no such thing"
    )


class FolderSource:
    """A folder of files; one may lie in a subfolder, and ``*`` takes several of one kind."""

    def __init__(self, folder: Path, scratch: Path, encoding: str | None) -> None:
        self.folder, self.scratch, self.encoding = folder, scratch, encoding

    def names(self) -> tuple[str, ...]:
        """The files of a kind that can be read."""
        return tuple(
            str(path.relative_to(self.folder))
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name.endswith(SUFFIXES)
        )

    def find(self, con: Any, table: str, given: TableMapping) -> RawTable | None:
        """The files behind a table; text files are turned into UTF-8 on the way."""
        files = self._files(given.source or table)
        if not files:
            if given.source is None:
                return None
            held = ", ".join(self.names()[:12]) or "no CSV or Parquet file"
            raise BadInput(
                f"tables.{table}.from must be a file in {self.folder}, got {given.source!r}; "
                f"it holds {held}. A table that you do not have is to be deleted from the mapping"
            )
        view = f"source_{table}"
        if all(path.suffix == ".parquet" for path in files):
            query = f"FROM read_parquet([{', '.join(quote(str(path)) for path in files)}])"
            return _view(con, view, query, _origin(files))
        readable = [
            read_text_file(path, self.scratch / f"{table}-{number}.csv", given, self.encoding)
            for number, path in enumerate(files)
        ]
        query = " UNION ALL BY NAME ".join(f"(FROM {_read_csv(*file)})" for file in readable)
        return _view(con, view, query, _origin(files))

    def _files(self, wanted: str) -> list[Path]:
        root = self.folder.resolve()
        if Path(wanted).is_absolute() or ".." in Path(wanted).parts:
            raise BadInput(f"from must be inside the source folder {self.folder}, got {wanted!r}")
        candidates = [wanted, *(wanted + suffix for suffix in SUFFIXES)]
        for candidate in candidates:
            found = sorted(root.glob(candidate)) if "*" in candidate else [root / candidate]
            if len(found) == 1 and found[0].is_dir():
                found = sorted(found[0].iterdir())
            files = [path for path in found if path.is_file() and path.name.endswith(SUFFIXES)]
            if files:
                return files
        return []


class DuckdbSource:
    """Another DuckDB file, opened read only."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> tuple[str, ...]:
        """Its tables and views."""
        import duckdb

        con = duckdb.connect(str(self.path), read_only=True)
        try:
            return tuple(str(row[0]) for row in con.execute("SHOW TABLES").fetchall())
        finally:
            con.close()

    def find(self, con: Any, table: str, given: TableMapping) -> RawTable | None:
        """The table of that name."""
        wanted = given.source or table
        if wanted not in self.names():
            return _absent(table, given, str(self.path), self.names())
        con.execute(f"ATTACH IF NOT EXISTS {quote(str(self.path))} AS source (READ_ONLY)")
        return _view(con, f"source_{table}", f"FROM source.{quoted(wanted)}", wanted)


class DatabaseSource:
    """A database behind a SQLAlchemy URL. Values are carried over as text and read like a file's;
    the driver must be installed.
    """

    def __init__(self, url: str) -> None:
        import sqlalchemy as sa
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError

        try:
            # Nothing stays open: a load reads each table once and is done.
            self._engine = sa.create_engine(url, poolclass=sa.NullPool)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise BadInput(f"source must be a database URL that can be opened: {error}") from error
        self._where = self._engine.url.render_as_string(hide_password=True)

    def names(self) -> tuple[str, ...]:
        """Its tables and views."""
        import sqlalchemy as sa
        from sqlalchemy.exc import SQLAlchemyError

        try:
            found = sa.inspect(self._engine)
            return tuple(sorted({*found.get_table_names(), *found.get_view_names()}))
        except SQLAlchemyError as error:
            first = str(error).splitlines()[0]
            raise BadInput(f"source {self._where} must answer: {first}") from error

    def find(self, con: Any, table: str, given: TableMapping) -> RawTable | None:
        """The table of that name (``schema.name`` for another schema), copied as text."""
        wanted = given.source or table
        names = self.names()
        if wanted not in names and "." not in wanted:
            return _absent(table, given, self._where, names)
        batches = self._batches(wanted)
        columns = next(batches)
        declared = ", ".join(f"{quoted(column)} VARCHAR" for column in columns)
        con.execute(f"CREATE TABLE source_{table} ({declared})")
        for batch in batches:
            con.register("batch", batch)
            con.execute(f"INSERT INTO source_{table} FROM batch")
            con.unregister("batch")
        return RawTable(f"source_{table}", tuple(columns), wanted)

    def _batches(self, wanted: str) -> Iterator[Any]:
        """First the columns' names, then Arrow tables of text."""
        import pyarrow as pa
        import sqlalchemy as sa
        from sqlalchemy.exc import SQLAlchemyError

        schema, _, bare = wanted.rpartition(".")
        table = sa.table(bare, schema=schema or None)
        try:
            with self._engine.connect().execution_options(stream_results=True) as connection:
                result = connection.execute(sa.select(sa.text("*")).select_from(table))
                columns = list(result.keys())
                yield columns
                while rows := result.fetchmany(_BATCH):
                    held = [
                        pa.array([_as_text(row[i]) for row in rows], pa.string())
                        for i in range(len(columns))
                    ]
                    yield pa.Table.from_arrays(held, names=columns)
        except SQLAlchemyError as error:
            first = str(error).splitlines()[0]
            raise BadInput(f"table {wanted} of {self._where} must be readable: {first}") from error


def _origin(files: list[Path]) -> str:
    return files[0].name + (f" 等 {len(files)} 个文件" if len(files) > 1 else "")


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)


def _absent(table: str, given: TableMapping, where: str, names: tuple[str, ...]) -> RawTable | None:
    if given.source is None:
        return None
    held = ", ".join(names[:12]) or "no table"
    raise BadInput(
        f"tables.{table}.from must be a table of {where}, got {given.source!r}; it holds {held}"
    )


def _view(con: Any, view: str, query: str, origin: str) -> RawTable:
    import duckdb

    try:
        con.execute(f"CREATE VIEW {view} AS {query}")
        columns = tuple(str(row[0]) for row in con.execute(f"DESCRIBE {view}").fetchall())
    except duckdb.Error as error:
        said = " ".join(line for line in str(error).splitlines()[:2])
        raise BadInput(f"{origin} must be a readable table: {said}") from error
    return RawTable(view, columns, origin)


def read_text_file(
    path: Path, copy: Path, given: TableMapping, encoding: str | None
) -> tuple[Path, str]:
    """A UTF-8 copy of a text file, and its delimiter.

    Raises:
        BadInput: it is empty, in no encoding that is known, or has no delimiter to be seen.
    """
    wanted = given.encoding or encoding
    for candidate in (wanted,) if wanted else _ENCODINGS:
        try:
            with _open(path, candidate) as text, copy.open("w", encoding="utf-8") as out:
                first = text.read(_SAMPLE)
                out.write(first)
                while chunk := text.read(1 << 20):
                    out.write(chunk)
        except (UnicodeDecodeError, LookupError):
            continue
        except OSError as error:
            raise BadInput(f"{path} must be readable: {error}") from error
        if not first.strip():
            raise BadInput(f"{path} must have a header line and rows, got an empty file")
        return copy, given.delimiter or sniff_delimiter(first, path)
    raise BadInput(
        f"{path} must be text in {wanted or 'UTF-8 or GBK (GB18030)'}; it is not. "
        "Name another encoding with 'encoding' in the mapping"
    )


def _open(path: Path, encoding: str) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")


def sniff_delimiter(sample: str, path: Path) -> str:
    """The delimiter that parts the header into most columns, equally in the lines after it."""
    lines = [line for line in sample.splitlines() if line.strip()][:20]
    best, score = "", (False, 1)
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        alike = Counter(widths)[widths[0]] / len(widths)
        if widths[0] > 1 and (alike > 0.6, widths[0]) > score:
            best, score = delimiter, (alike > 0.6, widths[0])
    if not best:
        raise BadInput(
            f"{path} must have at least two columns parted by one of , tab | ; ^; "
            f"its header is {lines[0][:80]!r}. Name another with 'delimiter' in the mapping"
        )
    return best


def _read_csv(path: Path, delimiter: str) -> str:
    return (
        f"read_csv({quote(str(path))}, delim={quote(delimiter)}, header=true, all_varchar=true, "
        "quote='\"', escape='\"', auto_detect=false, columns=" + _columns(path, delimiter) + ")"
    )


def _columns(path: Path, delimiter: str) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file, delimiter=delimiter))
    names = [column.strip().lstrip("\ufeff") for column in header]
    doubled = [column for column, often in Counter(names).items() if often > 1 or not column]
    if doubled:
        raise BadInput(f"{path.name} must have a name of its own per column, got {doubled[:3]!r}")
    return "{" + ", ".join(f"{quote(column)}: 'VARCHAR'" for column in names) + "}"
