"""The ledger of a home: one database, one transaction for an effect and its audit record."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, select

from home.clock import Clock, system_clock
from home.errors import BadInput
from tools.ledger import agreement, chain
from tools.ledger.canonical import Json
from tools.ledger.chain import AuditRecord, Head, VerifyReport
from tools.ledger.handoffs import Handoffs
from tools.ledger.notices import Notices
from tools.ledger.outbox import Outbox
from tools.ledger.ratings import Ratings
from tools.ledger.reviews import Reviews
from tools.ledger.schema import open_database
from tools.ledger.tables import consent_changes, feedback
from tools.ledger.texts import Texts
from tools.ledger.writing import Writing, moment, stamp


@dataclass(frozen=True)
class Feedback:
    """What came of a contact, as a manager reported it. ``amount`` in yuan, where money moved."""

    key: str
    at: datetime
    by: str
    customer_id: str
    outcome: str
    channel: str | None = None
    product_id: str | None = None
    amount: float | None = None
    note: str | None = None


@dataclass(frozen=True)
class ConsentChange:
    """A customer's later word on being contacted. ``channel`` ``*`` is every channel."""

    key: str
    at: datetime
    by: str
    customer_id: str
    purpose: str
    channel: str
    granted: bool


class Ledger:
    """The audit chain of one home, and what is bound to it: feedback, consent changes, texts,
    reviews, the outbox, handoffs, ratings.

    Args:
        location: the SQLite file (``home/ledger.db``), or a database URL.
        clock: what stamps audit records.
        head: where the chain's end is remembered outside the database; beside the file by default.

    Raises:
        NotReady: the database has another schema version, or is no ledger.
    """

    def __init__(
        self, location: Path | str, clock: Clock = system_clock, head: Path | None = None
    ) -> None:
        if head is None:
            if not isinstance(location, Path):
                raise BadInput("a ledger given by URL must be given a head file too")
            head = location.with_name(location.name + ".head")
        self.location = location
        self.head = head
        self._clock = clock
        self._engine: Engine = open_database(location)

    def append(self, kind: str, payload: Json) -> AuditRecord:
        """Record that something happened. Safe from any number of threads and processes.

        Raises:
            BadInput: the payload is not plain JSON, or names people otherwise than by id.
        """
        with self.writing() as writing:
            return writing.append(kind, payload)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A transaction for effects that stand or fall with their records. Writers take turns;
        an error inside leaves nothing behind.
        """
        with self._engine.begin() as connection:
            writing = Writing(connection, self._clock)
            yield writing
        if writing.last is not None:
            chain.remember_head(self.head, writing.last)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, and waits for nobody."""
        with (
            self._engine.connect().execution_options(ledger_reading=True) as connection,
            connection.begin(),
        ):
            yield connection

    @property
    def texts(self) -> Texts:
        """Texts that somebody may send."""
        return Texts(self)

    @property
    def reviews(self) -> Reviews:
        """The review queue."""
        return Reviews(self)

    @property
    def outbox(self) -> Outbox:
        """What is to be sent, and what became of it."""
        return Outbox(self)

    @property
    def handoffs(self) -> Handoffs:
        """Customers who asked for a person."""
        return Handoffs(self)

    @property
    def notices(self) -> Notices:
        """What the call centre was told of them."""
        return Notices(self)

    @property
    def ratings(self) -> Ratings:
        """What readers said of answers."""
        return Ratings(self)

    def records(self, kind: str | None = None, after: int = 0) -> Iterator[AuditRecord]:
        """The audit records in order, as stored."""
        with self.reading() as connection:
            yield from chain.read(connection, kind, after)

    def records_about(self, name: str) -> list[AuditRecord]:
        """The records whose payload names something (a text, a review, a customer) by its id."""
        with self.reading() as connection:
            return list(chain.read(connection, naming=name))

    def verify(self, witnesses: Iterable[Head] = ()) -> VerifyReport:
        """Walk the chain: finds an edit, a deletion, a reordering and a cut tail, and a row of the
        other tables that is not as the chain says.

        Somebody who may write both the database and the head file, and recomputes every hash, is
        found by ``witnesses`` alone: ends of the chain that were kept elsewhere.
        """
        # Read before the chain: appends in between may only make the file lag.
        remembered = chain.read_head(self.head)
        with self.reading() as connection:
            report = chain.verify(connection, remembered, witnesses)
            rows = agreement.compare(connection)
        return VerifyReport(report.records, report.head, (*report.breaks, *rows))

    def end(self) -> Head:
        """Where the chain ends now: to be kept in a place of its own, as a witness."""
        with self.reading() as connection:
            return chain.stored_head(connection)

    def record_feedback(self, entry: Feedback) -> bool:
        """Store the outcome of a contact; False where its key is stored already.

        Raises:
            BadInput: the key was used for something else.
        """
        return self._effect(feedback, "feedback", asdict(entry))

    def change_consent(self, change: ConsentChange) -> bool:
        """Store a change of consent, in force from its moment; False where it is there already.

        Raises:
            BadInput: the key was used for something else.
        """
        return self._effect(consent_changes, "consent_change", asdict(change))

    def feedback(
        self, customer_ids: Iterable[str] | None = None, since: datetime | None = None
    ) -> tuple[Feedback, ...]:
        """Reported outcomes, oldest first; of these customers, or of all."""
        query = select(feedback).order_by(feedback.c.at, feedback.c.key)
        if customer_ids is not None:
            query = query.where(feedback.c.customer_id.in_(list(customer_ids)))
        if since is not None:
            query = query.where(feedback.c.at >= stamp(since))
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Feedback(**{**row, "at": moment(row["at"])}) for row in rows)

    def consent_changes(
        self, customer_ids: Iterable[str] | None = None
    ) -> tuple[ConsentChange, ...]:
        """Changes of consent, oldest first; of these customers, or of all."""
        query = select(consent_changes).order_by(consent_changes.c.at, consent_changes.c.key)
        if customer_ids is not None:
            query = query.where(consent_changes.c.customer_id.in_(list(customer_ids)))
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(ConsentChange(**{**row, "at": moment(row["at"])}) for row in rows)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _effect(self, table: Table, kind: str, entry: dict[str, object]) -> bool:
        row = {name: _plain(value) for name, value in entry.items()}
        with self.writing() as writing:
            known = writing.find(table, str(row["key"]))
            if known is not None:
                said = {name: value for name, value in row.items() if name != "at"}
                if any(known[name] != value for name, value in said.items()):
                    raise BadInput(f"key {row['key']!r} is taken by another {kind} entry")
                return False
            writing.put(table, row, kind, _without_note(row))
        return True


def _plain(value: object) -> Json:
    if isinstance(value, datetime):
        return stamp(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a ledger row takes plain values, got {value!r}")


def _without_note(row: dict[str, Json]) -> dict[str, Json]:
    """A note is free text and may name people: the chain keeps that there is one, not what."""
    noted = row.get("note") is not None
    kept = {name: value for name, value in row.items() if name != "note"}
    return {**kept, "noted": noted} if "note" in row else kept
