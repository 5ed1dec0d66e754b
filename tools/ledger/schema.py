"""The ledger's database: SQLite in a home, PostgreSQL by URL at scale; its schema version."""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.exc import DatabaseError

from home.errors import NotReady
from tools.ledger.tables import about, audit_head, metadata

SCHEMA_VERSION = 5
"""1: audit, feedback, consent changes. 2: texts, reviews, outbox; the head row is there from the
start, so that two first writers of a database without a file lock meet at it. 3: model changes,
ratings. 4: handoffs. 5: notices of them."""

GENESIS = "0" * 64
_MIGRATED_FROM = frozenset({1, 2, 3, 4})


def open_database(location: Path | str) -> Engine:
    """The database at a file or URL, with its tables made where there are none.

    Raises:
        NotReady: another schema version, or a file that is no ledger; nothing was changed.
    """
    if isinstance(location, Path):
        location.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{location}"
    else:
        url = location
    waits = {"timeout": 30} if url.startswith("sqlite") else {}
    # No cap: whoever holds the writers' turn must get a second connection to read with.
    engine = create_engine(url, connect_args=waits, max_overflow=-1)
    if engine.dialect.name == "sqlite":
        _let_writers_queue(engine)
    try:
        _check_version(engine, str(location))
    except DatabaseError as error:
        engine.dispose()
        raise NotReady(f"{location} must be a ledger database: {error.orig}") from error
    except NotReady:
        engine.dispose()
        raise
    return engine


def _let_writers_queue(engine: Engine) -> None:
    """WAL, full sync, and BEGIN IMMEDIATE: a second writer waits instead of failing midway."""

    @event.listens_for(engine, "connect")
    def configure(connection: object, record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: object) -> None:
        options = connection.get_execution_options()  # type: ignore[attr-defined]
        reading = options.get("ledger_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")  # type: ignore[attr-defined]


def _check_version(engine: Engine, location: str) -> None:
    if _version(engine, location) == SCHEMA_VERSION:
        return  # read, not written: opening a ledger waits for no writer
    with engine.begin() as connection:
        _take_turns(connection)
        # Another process may have made the tables meanwhile.
        found = _found(connection, location)
        if found is None:
            metadata.create_all(connection)
            connection.execute(about.insert().values(schema_version=SCHEMA_VERSION))
            connection.execute(audit_head.insert().values(id=1, seq=0, hash=GENESIS))
        elif found in _MIGRATED_FROM:
            _migrate(connection)
        elif found != SCHEMA_VERSION:
            raise NotReady(_other_version(found, location))


def _version(engine: Engine, location: str) -> object:
    with engine.connect().execution_options(ledger_reading=True) as connection, connection.begin():
        return _found(connection, location)


def _take_turns(connection: Connection) -> None:
    """SQLite's writers queue by themselves; PostgreSQL's wait here for who makes the tables."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7165301)")


def _found(connection: Connection, location: str) -> object:
    """The schema version that is there, None for an empty database."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if about.name not in tables:
        raise NotReady(f"{location} must be a ledger, got a database with tables {sorted(tables)}")
    return connection.execute(select(about.c.schema_version)).scalar()


def _migrate(connection: Connection) -> None:
    """What was written stays as it is; the new tables, and from 1 the head row, are added."""
    metadata.create_all(connection)
    if connection.execute(select(audit_head.c.id)).first() is None:
        connection.execute(audit_head.insert().values(id=1, seq=0, hash=GENESIS))
    connection.execute(about.update().values(schema_version=SCHEMA_VERSION))


def _other_version(found: object, location: str) -> str:
    wanted = f"{location} must have ledger schema version {SCHEMA_VERSION}, got {found}"
    if isinstance(found, int) and found > SCHEMA_VERSION:
        return (
            f"{wanted}, which a newer weiwo wrote; install that one again, or set WEIWO_HOME to "
            "another folder"
        )
    return (
        f"{wanted}; save it with the weiwo that wrote it (`weiwo audit export --out FILE`) and "
        "move the file aside"
    )
