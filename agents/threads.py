"""The conversations: a LangGraph checkpointer whose stored types are ours alone."""

import dataclasses
import importlib
import inspect
import pkgutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from pydantic import BaseModel

from home.errors import NotReady

_PACKAGES = ("agents", "tools")
PATIENCE = 30.0
"""Seconds that a connection is waited for."""


@contextmanager
def open_threads(home: Path, url: str | None = None) -> Iterator[BaseCheckpointSaver[str]]:
    """The checkpointer of this home, in ``threads.db`` or in a PostgreSQL database; closed when the
    block ends.

    Raises:
        NotReady: the file is damaged, or no database; or what PostgreSQL needs is not installed.
    """
    if url is not None:
        with _postgresql(url) as saver:
            yield saver
        return
    home.mkdir(parents=True, exist_ok=True)
    path = home / "threads.db"
    connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
    try:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            saver = SqliteSaver(connection, serde=serializer())
            saver.setup()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # locked, or no room: the file may be whole
            raise NotReady(
                f"{path} must be the conversations' database, got: {error}; move it aside, and "
                "conversations begin anew"
            ) from error
        yield saver
    finally:
        connection.close()


@contextmanager
def _postgresql(url: str) -> Iterator[BaseCheckpointSaver[str]]:
    try:
        from langgraph.checkpoint.postgres import PostgresSaver
        from psycopg import OperationalError
        from psycopg.rows import dict_row
        from psycopg_pool import ConnectionPool, PoolTimeout
    except ImportError:
        raise NotReady(
            "conversations in PostgreSQL need what comes with: pip install 'weiwo[postgresql]'"
        ) from None
    settings = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with ConnectionPool(plain, kwargs=settings, min_size=1, max_size=8, timeout=PATIENCE) as pool:
        saver = PostgresSaver(pool, serde=serializer())  # type: ignore[arg-type]  # rows are dicts
        try:
            with pool.connection() as connection:
                # Two servers that start at once make the tables one after the other.
                connection.execute("SELECT pg_advisory_lock(7165302)")
                saver.setup()
                connection.execute("SELECT pg_advisory_unlock(7165302)")
        except (OperationalError, PoolTimeout) as error:
            raise NotReady(f"the conversations' database must answer, got: {error}") from None
        yield saver


def serializer() -> JsonPlusSerializer:
    """Reads back only the plain data types that the graph's state is made of.

    A checkpoint that names any other type (an edited database) is not rebuilt into an object.
    """
    return JsonPlusSerializer(allowed_msgpack_modules=tuple(_state_types()))


def _state_types() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            module = sys.modules.get(found.name)
            if module is None:
                continue  # nothing of it can be in the state of a graph that never loaded it
            for label, kind in inspect.getmembers(module, inspect.isclass):
                if kind.__module__ == found.name and _is_plain_data(kind):
                    yield found.name, label


def _is_plain_data(kind: type) -> bool:
    return dataclasses.is_dataclass(kind) or issubclass(kind, BaseModel | Enum)
