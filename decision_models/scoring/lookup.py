"""What is known of one customer, found at once: a row store beside the columns.

Parquet answers questions about a million customers in a column or two; of ten customers with all
their columns it must read a whole block for each. These are the same values in SQLite, written
once with the version and then only read, by any number of processes. Numbers of a few customers
each are packed together (``blocks``).
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from decision_models.scoring.blocks import Names, Value, find_rows
from decision_models.scoring.touch import Touch

Told: TypeAlias = str | int | float | bool | date | datetime | None

CUSTOMERS = "customers.sqlite"
REASONS = "reasons.sqlite"
SCORES = "scores.sqlite"
TOUCHES = "touches.sqlite"
_PAGE = 16_384
"""Bytes: a block of customers' features takes a few."""


@dataclass(frozen=True)
class Dealings:
    """A customer's own dealings, as offers weigh them.

    Args:
        holdings: product -> amount and the first day on which some of it matures.
        readings: theme -> how often it was read about.
        looks: categories that were looked at.
        bought: products that were bought.
        credit_card: whether they hold one.
        refused: product -> the day on which it was last refused.
        overdue_days: of the loan that is past due longest, 0 for none.
    """

    holdings: Mapping[str, tuple[float, date | None]]
    readings: Mapping[str, float]
    looks: frozenset[str]
    bought: frozenset[str]
    credit_card: bool
    refused: Mapping[str, date]
    overdue_days: int


NO_DEALINGS = Dealings({}, {}, frozenset(), frozenset(), False, {}, 0)


@contextmanager
def writing(path: Path, *tables: str) -> Iterator[sqlite3.Connection]:
    """A new file with these tables (``name: columns``); whole only when the block ends well.

    Rows come in the order of a table's key, which is therefore kept as they come: an index that
    is built at the end reads every page again.
    """
    with closing(sqlite3.connect(path)) as con:
        con.execute(f"PRAGMA page_size = {_PAGE}")
        con.execute("PRAGMA journal_mode = OFF")
        con.execute("PRAGMA synchronous = OFF")
        con.execute("CREATE TABLE columns (told TEXT)")
        for table in tables:
            con.execute(f"CREATE TABLE {table.replace(':', ' (')})")
        yield con
        con.commit()


class Lookup:
    """The row store of one version; safe from any thread.

    Args:
        folder: of the version.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._connections: dict[str, sqlite3.Connection] = {}
        self._columns: dict[str, Names] = {}
        self._kinds: tuple[tuple[str, str], ...] = ()
        self._said: tuple[tuple[str, ...], dict[str, dict[str, Value]]] = (), {}

    def features(self, customer_ids: Sequence[str]) -> dict[str, dict[str, Value]]:
        """By customer: feature -> value, None where absent. Unknown customers are left out.

        To be read only: who asks for the same customers again is given the same.
        """
        wanted = tuple(customer_ids)
        known, said = self._said
        if known == wanted:
            return said
        names, found = self._packed(CUSTOMERS, "features", wanted)
        said = {customer_id: names.said(values) for customer_id, values in found.items()}
        self._said = wanted, said
        return said

    def scores(self, customer_ids: Sequence[str]) -> dict[str, dict[str, float | None]]:
        """By customer: ``balance_demand`` and ``score_<model>`` as ``prospects`` has them."""
        names, found = self._packed(SCORES, "scores", customer_ids)
        return {customer_id: names.amounts(values) for customer_id, values in found.items()}

    def people(self, customer_ids: Sequence[str]) -> dict[str, dict[str, Told]]:
        """By customer: the columns of ``prospects`` that are neither a score nor a rank nor the
        balance of a kind. Moments are in UTC.
        """
        kinds = self._kinds_of_people()
        query = "SELECT customer_id, told FROM people WHERE customer_id"
        return {
            customer_id: {
                name: _told(kind, value)
                for (name, kind), value in zip(kinds, json.loads(told), strict=True)
            }
            for customer_id, told in self._rows(SCORES, query, customer_ids)
        }

    def at(self, places: Sequence[int]) -> list[str]:
        """Who stands at these places of ``prospects``, in the order that was asked."""
        marks = ", ".join("?" * len(places))
        query = f"SELECT place, customer_id FROM places WHERE place IN ({marks})"
        found = dict(self._run(SCORES, query, *places))
        return [found[place] for place in places]

    def dealings(self, customer_ids: Sequence[str]) -> dict[str, Dealings]:
        """By customer; those who never had any are left out."""
        rows = self._rows(CUSTOMERS, "SELECT * FROM dealings WHERE customer_id", customer_ids)
        return {customer_id: _dealings(*told) for customer_id, *told in rows}

    def touches(self, customer_ids: Sequence[str]) -> dict[str, dict[str, Touch]]:
        """By customer and channel; none where no model of effects or hours was scored."""
        if not (self._folder / TOUCHES).exists():
            return {}
        query = "SELECT customer_id, channel, told FROM touches WHERE customer_id"
        told: dict[str, dict[str, list[Any]]] = {}
        for customer_id, channel, row in self._rows(TOUCHES, query, customer_ids):
            told.setdefault(customer_id, {}).setdefault(channel, []).append(json.loads(row))
        return {
            customer_id: {channel: Touch.of(rows) for channel, rows in channels.items()}
            for customer_id, channels in told.items()
        }

    def contributions(self, model: str, customer_ids: Sequence[str]) -> dict[str, Any]:
        """By customer: SHAP values of the model's features, then the expectation, for those of
        the customers who are among the model's top.
        """
        query = "SELECT customer_id, packed FROM contributions WHERE model = ? AND customer_id"
        rows = self._rows(REASONS, query, customer_ids, model)
        return {customer_id: np.frombuffer(packed, dtype="<f8") for customer_id, packed in rows}

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            for connection in self._connections.values():
                connection.close()
            self._connections.clear()

    def _packed(
        self, file: str, table: str, customer_ids: Sequence[str]
    ) -> tuple[Names, dict[str, list[float]]]:
        names = self._names(file)
        return names, find_rows(partial(self._run, file), table, names, customer_ids)

    def _kinds_of_people(self) -> tuple[tuple[str, str], ...]:
        if not self._kinds:
            ((told,),) = self._run(SCORES, "SELECT told FROM kinds_of_people")
            self._kinds = tuple((name, kind) for name, kind in json.loads(told))
        return self._kinds

    def _names(self, file: str) -> Names:
        """What the blocks of a file are packed from."""
        if file not in self._columns:
            ((told,),) = self._run(file, "SELECT told FROM columns")
            self._columns[file] = Names.from_json(told)
        return self._columns[file]

    def _rows(
        self, file: str, query: str, customer_ids: Sequence[str], *before: str
    ) -> list[tuple[Any, ...]]:
        places = ", ".join("?" * len(customer_ids))
        return self._run(file, f"{query} IN ({places})", *before, *customer_ids)

    def _run(self, file: str, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._lock:
            if file not in self._connections:
                # Immutable: nobody writes it any more, and SQLite takes no lock.
                uri = f"{(self._folder / file).absolute().as_uri()}?immutable=1"
                self._connections[file] = sqlite3.connect(uri, uri=True, check_same_thread=False)
            return self._connections[file].execute(query, values).fetchall()


def _dealings(
    holdings: str, readings: str, looks: str, bought: str, refused: str, card: int, overdue: int
) -> Dealings:
    return Dealings(
        holdings={
            product: (amount, None if due is None else date.fromisoformat(due))
            for product, amount, due in json.loads(holdings)
        },
        readings=dict(json.loads(readings)),
        looks=frozenset(json.loads(looks)),
        bought=frozenset(json.loads(bought)),
        credit_card=bool(card),
        refused={product: date.fromisoformat(on) for product, on in json.loads(refused)},
        overdue_days=overdue,
    )


def _told(kind: str, value: Any) -> Told:
    """A value of a person's JSON as the column's type has it."""
    found: Told = value
    if isinstance(value, str):
        if kind == "DATE":
            found = date.fromisoformat(value)
        elif kind.startswith("TIMESTAMP"):
            moment = datetime.fromisoformat(value)
            found = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    elif isinstance(value, int) and kind == "DOUBLE":
        found = float(value)
    return found
