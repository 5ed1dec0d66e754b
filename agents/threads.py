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


@contextmanager
def open_threads(home: Path) -> Iterator[BaseCheckpointSaver[str]]:
    """The checkpointer of this home, in ``threads.db``; closed when the block ends.

    Raises:
        NotReady: the file is damaged, or no database.
    """
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
