"""A file of JSON lines that another program of the bank picks up."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.outreach.gateways.gateway import NotTaken, Outgoing, Standing


@dataclass(frozen=True)
class FileGateway:
    """Appends each message as a line, whole or not at all; the same key never twice."""

    path: Path
    name: str = "file"

    def send(self, message: Outgoing) -> str:
        """Append the message and wait until the disk has it.

        Raises:
            NotTaken: the file cannot be written; a torn line does not count as a message.
        """
        line = json.dumps(asdict(message), ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if self._has(message.key):
                    return message.key
                end = file.seek(0, os.SEEK_END)
                if end and _last_byte(file.fileno(), end) != b"\n":
                    file.write(b"\n")  # a writer died within a line
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise NotTaken(f"{self.path}: {error.strerror}") from error
        return message.key

    def ask(self, key: str) -> Standing:
        """Whether a whole line of the file has this key."""
        return "taken" if self._has(key) else "absent"

    def _has(self, key: str) -> bool:
        if not self.path.exists():
            return False
        with self.path.open("rb") as file:
            return any(_key(line) == key for line in file if key.encode() in line)


def _key(line: bytes) -> str | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    key = found.get("key") if isinstance(found, dict) else None
    return key if isinstance(key, str) else None


def _last_byte(descriptor: int, end: int) -> bytes:
    return os.pread(descriptor, 1, end - 1)
