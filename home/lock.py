"""One writer per home: an advisory lock that names its holder."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from home.errors import BadInput, HomeLocked

_held: set[Path] = set()


@contextmanager
def writer_lock(home: Path, purpose: str) -> Iterator[None]:
    """Hold the home's writer lock while the block runs; nested use in one process is allowed.

    ``purpose`` is what a second writer is told (``models train``, ``knowledge ingest``). The
    kernel drops the lock when the process dies, so a killed writer never blocks the next one.

    Raises:
        HomeLocked: another process holds it; the message names its purpose, process and start.
        BadInput: the home cannot be a folder.
    """
    home = home.resolve()
    if home in _held:
        yield
        return
    try:
        home.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, FileNotFoundError, NotADirectoryError) as error:
        raise BadInput(f"the home must be a folder, got {home}: {error.strerror}") from error
    path = home / "writer.lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeLocked(f"home {home} has a writer already: {_holder(path)}") from None
        file.seek(0)
        file.truncate()
        since = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump({"purpose": purpose, "pid": os.getpid(), "since": since}, file)
        file.flush()
        _held.add(home)
        try:
            yield
        finally:
            _held.discard(home)
            file.seek(0)
            file.truncate()


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"'{holder['purpose']}', process {holder['pid']}, since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "a process that has just started"
