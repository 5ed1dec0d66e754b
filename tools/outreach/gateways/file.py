"""A file of JSON lines that another program of the bank picks up, or moves away, when it likes."""

import errno
import fcntl
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tools.outreach.gateways.gateway import NotTaken, Outgoing, Standing, Unclear

_BEGUN, _DONE = "begun", "done"


class _Tail:
    """The whole lines of a growing file, each once; another file in its place is begun anew."""

    def __init__(self) -> None:
        self._end = 0
        self._inode = 0

    def lines(self, path: Path) -> Iterator[bytes]:
        if not path.exists():
            return
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_ino != self._inode or found.st_size < self._end:
                self._end, self._inode = 0, found.st_ino
            file.seek(self._end)
            for line in file:
                if not line.endswith(b"\n"):
                    return  # torn, or being written
                self._end += len(line)
                yield line


@dataclass
class _Known:
    """Whose messages were seen in the file, and what the journal says of each."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    messages: _Tail = field(default_factory=_Tail)
    journal: _Tail = field(default_factory=_Tail)
    written: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class FileGateway:
    """Appends each message as a line, whole or not at all; the same key never twice.

    Beside the file lies a journal, ``<name>.keys``, which says of each key that its line was begun
    and done: so it is known what was written also when the file has been taken away.
    """

    path: Path
    name: str = "file"
    _known: _Known = field(default_factory=_Known, repr=False, compare=False)

    def send(self, message: Outgoing) -> str:
        """Append the message and wait until the disk has it.

        Raises:
            NotTaken: nothing can be written there.
            Unclear: the line was begun before, and the file was taken away since.
        """
        line = json.dumps(asdict(message), ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._journal.open("a+b") as journal:
                fcntl.flock(journal, fcntl.LOCK_EX)
                standing = self.ask(message.key)
                if standing == "taken":
                    return message.key
                if standing == "cannot_say":
                    raise Unclear(f"{self.path} was taken away while it was written")
                _append(journal.fileno(), f"{_BEGUN} {message.key}\n")
                with self.path.open("a+b") as file:
                    _append(file.fileno(), line)
                _append(journal.fileno(), f"{_DONE} {message.key}\n")
        except OSError as error:
            raise NotTaken(f"{self.path}: {error.strerror}") from error
        return message.key

    def ask(self, key: str) -> Standing:
        """Whether a whole line with this key was written, be the file still there or not."""
        with self._known.lock:
            for line in self._known.messages.lines(self.path):
                if (found := _key(line)) is not None:
                    self._known.written.add(found)
            for line in self._known.journal.lines(self._journal):
                word, _, named = line.decode("ascii", "replace").strip().partition(" ")
                (self._known.written if word == _DONE else self._known.begun).add(named)
            if key in self._known.written:
                return "taken"
            # Begun, and not in the file: torn where the file is still the same, else unknown.
            torn = key not in self._known.begun or self._torn(key)
            return "absent" if torn else "cannot_say"

    @property
    def _journal(self) -> Path:
        return self.path.with_name(self.path.name + ".keys")

    def _torn(self, key: str) -> bool:
        """Whether the file ends, or goes on, in the middle of this message's line."""
        try:
            return key.encode() in self.path.read_bytes()
        except OSError:
            return False


def _append(descriptor: int, line: str) -> None:
    """One line, behind the end of a line, on the disk when this returns."""
    end = os.fstat(descriptor).st_size
    if end and os.pread(descriptor, 1, end - 1) != b"\n":
        line = "\n" + line  # a writer died within a line
    data = line.encode()
    if os.write(descriptor, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(descriptor)


def _key(line: bytes) -> str | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    key = found.get("key") if isinstance(found, dict) else None
    return key if isinstance(key, str) else None
