"""``Idempotency-Key``: a write that is sent again answers as it did, and acts once.

What came of a write is kept for a day under asker and key. The same key with the same request gets
the same response; with another request 422; while the first still runs, 409. A write that failed
changed nothing and is forgotten: it may be sent again. Where a process died in between, the key is
free after ``LEASE`` and the tools, which are given the same key, act once for it.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, MetaData, String, Table, Text, create_engine, event
from sqlalchemy.exc import IntegrityError

from api.problems import InProgress, Unprocessable
from home.clock import Clock, system_clock

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=90)
"""Longer than any write takes."""

_metadata = MetaData()
_requests = Table(
    "idempotent_requests",
    _metadata,
    Column("owner", String(200), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("began", String(32), nullable=False),
    Column("response", Text),
)


class Once:
    """The writes of a day; one database for every worker.

    Args:
        location: the file (``home/requests.db``), or the ledger's database by URL.
        clock: the machine's time; a demo home's would keep everything for ever.
    """

    def __init__(self, location: Path | str, clock: Clock = system_clock) -> None:
        self._location = location
        self._clock = clock
        self._opened: Engine | None = None
        self._lock = threading.Lock()

    def run(
        self, owner: str, key: str, request: Mapping[str, Any], act: Callable[[], dict[str, Any]]
    ) -> tuple[dict[str, Any], bool]:
        """``act``'s result, or what it was the first time; the second says which.

        Raises:
            Unprocessable: the key was used for another request.
            InProgress: the same request is being answered now.
        """
        digest = hashlib.sha256(
            json.dumps(request, ensure_ascii=False, sort_keys=True, default=str).encode()
        ).hexdigest()
        known = self._claim(owner, key, digest)
        if known is not None:
            return known, True
        try:
            result = act()
        except BaseException:
            self._forget(owner, key)
            raise
        self._keep(owner, key, result)
        return result, False

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._opened is not None:
                self._opened.dispose()
            self._opened = None

    def _claim(self, owner: str, key: str, digest: str) -> dict[str, Any] | None:
        now = self._clock()
        mine = (_requests.c.owner == owner) & (_requests.c.key == key)
        with self._engine().begin() as connection:
            connection.execute(_requests.delete().where(_requests.c.began < _said(now - KEPT)))
            found = connection.execute(_requests.select().where(mine)).mappings().first()
            row = {"owner": owner, "key": key, "request": digest, "began": _said(now)}
            if found is None:
                try:
                    with connection.begin_nested():
                        connection.execute(_requests.insert().values(**row, response=None))
                except IntegrityError:
                    raise self._running() from None  # another worker was first
                return None
            if found["request"] != digest:
                raise Unprocessable(
                    "Idempotency-Key must be a new one for a new request, got one that was used "
                    "for another"
                )
            if found["response"] is not None:
                kept: dict[str, Any] = json.loads(found["response"])
                return kept
            late = _said(now - LEASE)
            again = _requests.update().where(mine & (_requests.c.began < late)).values(**row)
            if connection.execute(again).rowcount:
                return None
            raise self._running()

    def _keep(self, owner: str, key: str, result: dict[str, Any]) -> None:
        mine = (_requests.c.owner == owner) & (_requests.c.key == key)
        said = json.dumps(result, ensure_ascii=False)
        with self._engine().begin() as connection:
            connection.execute(_requests.update().where(mine).values(response=said))

    def _forget(self, owner: str, key: str) -> None:
        mine = (_requests.c.owner == owner) & (_requests.c.key == key)
        with self._engine().begin() as connection:
            connection.execute(_requests.delete().where(mine))

    @staticmethod
    def _running() -> InProgress:
        return InProgress("the request of this Idempotency-Key must have ended, got one under way")

    def _engine(self) -> Engine:
        with self._lock:
            if self._opened is None:
                self._opened = _open(self._location)
            return self._opened


def _said(moment: Any) -> str:
    return str(moment.isoformat(timespec="microseconds"))


def _open(location: Path | str) -> Engine:
    if isinstance(location, str):
        engine = create_engine(location)
    else:
        location.touch(mode=0o600)  # it holds what was answered
        engine = create_engine(f"sqlite:///{location}", connect_args={"timeout": 30})

        @event.listens_for(engine, "connect")
        def configure(connection: Any, _: object) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA journal_mode=WAL")

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    _metadata.create_all(engine)
    return engine
