"""The ledger's tables and its database: SQLite in a home, PostgreSQL by URL at scale."""

from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    select,
)
from sqlalchemy.exc import DatabaseError

from home.errors import NotReady

SCHEMA_VERSION = 1

metadata = MetaData()

about = Table("ledger_about", metadata, Column("schema_version", Integer, nullable=False))

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("kind", String(60), nullable=False, index=True),
    Column("payload", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

# One row: where the chain ends. Kept beside the chain, so that a cut tail does not go unseen.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(100), nullable=False),
    Column("customer_id", String(40), nullable=False, index=True),
    Column("product_id", String(40)),
    Column("channel", String(40)),
    Column("outcome", String(40), nullable=False),
    Column("amount", Float),
    Column("note", Text),
)

consent_changes = Table(
    "consent_changes",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(100), nullable=False),
    Column("customer_id", String(40), nullable=False, index=True),
    Column("purpose", String(40), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("granted", Boolean, nullable=False),
)


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
    engine = create_engine(url, connect_args={"timeout": 30} if url.startswith("sqlite") else {})
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
    with engine.begin() as connection:
        tables = set(inspect(connection).get_table_names())
        if not tables:
            metadata.create_all(connection)
            connection.execute(about.insert().values(schema_version=SCHEMA_VERSION))
            return
        if about.name not in tables:
            raise NotReady(
                f"{location} must be a ledger, got a database with tables {sorted(tables)}"
            )
        found = connection.execute(select(about.c.schema_version)).scalar()
        if isinstance(found, int) and found > SCHEMA_VERSION:
            raise NotReady(
                f"{location} must have ledger schema version {SCHEMA_VERSION}, got {found}, which "
                "a newer weiwo wrote; install that one again, or set WEIWO_HOME to another folder"
            )
        if found != SCHEMA_VERSION:
            raise NotReady(
                f"{location} must have ledger schema version {SCHEMA_VERSION}, got {found}; save "
                "it with the weiwo that wrote it (`weiwo audit export --out FILE`) and move the "
                "file aside"
            )
