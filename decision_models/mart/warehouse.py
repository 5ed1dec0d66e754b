"""The mart on disk: immutable versions of one Parquet file per table, read through Ibis.

Any number of processes may read while one writes: readers follow the pointer once and then hold
files that nobody changes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from decision_models.mart.schema import (
    DUCKDB_TYPES,
    SCHEMA_VERSION,
    TABLES,
    Table,
    arrow_schema,
)
from home.clock import SHANGHAI
from home.errors import BadInput
from home.lock import writer_lock
from home.versions import Damaged, Version, VersionedFolder

CLOSING_TIME = time(17, 0)
"""The moment of the as-of day that a version stands for (Asia/Shanghai)."""

TRUTH = "truth.parquet"
"""What a simulated bank has beside its tables, and no other has: the effects it was made with."""

_REBUILD = "weiwo demo (the simulated bank) or weiwo mart load (your own data)"
_AGAIN = f"build the mart again with: {_REBUILD}"


@dataclass(frozen=True)
class MartVersion:
    """One finished mart.

    Args:
        path: the folder of its Parquet files.
        id: its name, unique within the home.
        as_of: the last day that the data know, in Shanghai.
        moment: what time it is in a demo home; 17:00 of that day (time-zone aware).
        demo: whether the bank is simulated.
        seed: what a demo bank was drawn with.
        customers: how many there are.
        absent: the optional tables that were not given.
    """

    path: Path
    id: str
    as_of: date
    moment: datetime
    demo: bool
    seed: int | None
    customers: int
    absent: tuple[str, ...] = ()

    def file(self, table: str) -> Path:
        """Where that table's Parquet file is, if it was given."""
        return self.path / f"{table}.parquet"


class Warehouse:
    """The mart of one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._versions = VersionedFolder(
            home / "mart",
            schema_version=SCHEMA_VERSION,
            rebuild_with=_REBUILD,
        )

    def find(self) -> MartVersion | None:
        """The current version, None where nothing was built yet.

        Raises:
            NotReady: it was written with another schema, or is damaged.
        """
        found = self._versions.find()
        return None if found is None else _read(found)

    def current(self) -> MartVersion:
        """The current version.

        Raises:
            NotReady: there is none; names ``weiwo demo`` and ``weiwo mart load``.
        """
        return _read(self._versions.current())

    def replaceable(self) -> bool:
        """Whether building a simulated bank here loses nothing: there is none, or such a one that
        is damaged or of an older schema.
        """
        folder = self._versions.pointed()
        if folder is None or not folder.exists():
            return True
        if not (folder / TRUTH).exists():
            return False
        try:
            version = self._versions.find_any()
        except Damaged:
            return True
        found = version.meta.get("schema_version") if version else None
        return not (isinstance(found, int) and found > SCHEMA_VERSION)

    def connect(self, version: MartVersion | None = None) -> Any:
        """An in-memory Ibis DuckDB backend with one view per table of ``version``.

        Tables that the institution did not give are empty views of the right types, so that every
        expression compiles. ``version`` defaults to the current one.

        Raises:
            Damaged: a file is no table as the schema has it: a column is gone or of another type.
        """
        return open_tables((version or self.current()).path)

    def rows(self, version: MartVersion) -> dict[str, int]:
        """How many rows each table of a version has; absent tables are left out."""
        present = [name for name in TABLES if name not in version.absent]
        return {name: _rows(version.file(name)) for name in present}

    @contextmanager
    def building(
        self,
        *,
        as_of: date,
        demo: bool = False,
        seed: int | None = None,
        purpose: str = "mart load",
    ) -> Iterator[Path]:
        """Build a version in the folder that this yields; it becomes current when all went well.

        Write ``<table>.parquet`` files there, with the columns and types of ``schema``.

        Raises:
            BadInput: a required table was not written.
            HomeLocked: another process is writing to this home.
        """
        meta: dict[str, str | int | float | bool | None] = {}
        with writer_lock(self.home, purpose), self._versions.building(meta) as folder:
            yield folder
            missing = [name for name in TABLES if not (folder / f"{name}.parquet").exists()]
            required = [name for name in missing if TABLES[name].required]
            if required:
                raise BadInput(f"a mart must have the tables {', '.join(required)}; not written")
            meta |= {
                "as_of": as_of.isoformat(),
                "moment": datetime.combine(as_of, CLOSING_TIME, SHANGHAI).isoformat(),
                "demo": demo,
                "seed": seed,
                "customers": _rows(folder / "customers.parquet"),
                "absent": ",".join(missing),
            }


def open_tables(folder: Path) -> Any:
    """An in-memory Ibis DuckDB backend over the Parquet files of ``folder``, absent ones empty."""
    import ibis

    con = ibis.duckdb.connect(threads=2)
    con.raw_sql("SET enable_progress_bar = false")  # it would print over what commands say
    for table in TABLES.values():
        con.raw_sql(f"CREATE VIEW {table.name} AS {_select(table, folder)}")
    return con


def _select(table: Table, folder: Path) -> str:
    path = folder / f"{table.name}.parquet"
    if path.exists():
        _as_declared(table, path)
        quoted = str(path).replace("'", "''")
        columns = ", ".join(f'"{name}"' for name in table.names)
        return f"SELECT {columns} FROM read_parquet('{quoted}')"
    nulls = ", ".join(f'NULL::{DUCKDB_TYPES[c.kind]} AS "{c.name}"' for c in table.columns)
    return f"SELECT {nulls} WHERE false"


def _as_declared(table: Table, path: Path) -> None:
    """Refuse a file whose columns are not those of the schema.

    Raises:
        Damaged: names the file, the column, its type and what is there.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise Damaged(f"{path} must be a Parquet file, got: {error}; {_AGAIN}") from error
    for column in arrow_schema(table):
        if column.name not in found.names:
            there = ", ".join(found.names)
            raise Damaged(f"{path} must have the column {column.name}, got {there}; {_AGAIN}")
        got = found.field(column.name).type
        if _family(got) != _family(column.type):
            raise Damaged(
                f"{path}: {column.name} must be of type {column.type}, got {got}; {_AGAIN}"
            )


def _family(kind: Any) -> str:
    """Types that read alike: widths, time units and zones do not matter."""
    import pyarrow.types as types

    families = {
        "text": (types.is_string, types.is_large_string),
        "list": (types.is_list, types.is_large_list),
        "number": (types.is_integer, types.is_floating, types.is_decimal),
        "boolean": (types.is_boolean,),
        "date": (types.is_date,),
        "moment": (types.is_timestamp,),
    }
    return next(
        (name for name, tests in families.items() if any(t(kind) for t in tests)), str(kind)
    )


def _read(version: Version) -> MartVersion:
    """The version as the mart's.

    Raises:
        Damaged: a file of it is gone (its table would else seem to be empty).
    """
    meta = version.meta
    seed = meta.get("seed")
    absent = tuple(name for name in str(meta["absent"]).split(",") if name)
    gone = [n for n in TABLES if n not in absent and not (version.path / f"{n}.parquet").exists()]
    if gone:
        raise Damaged(
            f"mart {version.id} must hold {gone[0]}.parquet, got a folder without it; "
            f"build it again with: {_REBUILD}"
        )
    return MartVersion(
        path=version.path,
        id=version.id,
        as_of=date.fromisoformat(str(meta["as_of"])),
        moment=datetime.fromisoformat(str(meta["moment"])),
        demo=bool(meta["demo"]),
        seed=None if seed is None else int(seed),
        customers=int(meta["customers"] or 0),
        absent=absent,
    )


def _rows(path: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)
