"""Files made once: each under a key of all that went into it, aside first and then in one step.

A run that is killed leaves finished files and at most one unfinished; the next run finds the
finished ones by their keys. What the current version holds under the same key is not made again
either, so that a night on which one model changed scores that one model.
"""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Make: TypeAlias = Callable[[Path], None]

KEYS = "keys.json"
"""In a version: which key each of its files was made under."""


def key_of(*parts: str | int | float | None) -> str:
    """A key of all these: 20 hex digits."""
    text = json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass
class Workbench:
    """Where a scoring run lays its files until all of them are there; safe from any thread.

    Args:
        folder: of this home's unfinished run.
        before: the folder of the current version, None where there is none.
        made: how many files this run has made.
        found: how many it found finished.
    """

    folder: Path
    before: Path | None
    made: int = 0
    found: int = 0
    _keys: Mapping[str, str] = field(init=False)
    _counting: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for leftover in self.folder.glob(".*"):
            leftover.unlink()
        self._keys = {} if self.before is None else read_keys(self.before)

    def file(self, place: str, key: str, make: Make) -> Path:
        """The file of this key, made by ``make`` at the path that it is given, or found.

        ``place`` is what the file is in a version, such as ``scores/wealth_30d.parquet``.
        """
        ready = self.find(place, key)
        if ready is not None:
            with self._counting:
                self.found += 1
            return ready
        path = self._path(place, key)
        aside = path.with_name(f".{path.name}")
        make(aside)
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.replace(path)
        with self._counting:
            self.made += 1
        return path

    def find(self, place: str, key: str) -> Path | None:
        """The finished file of this key, None where there is none."""
        path = self._path(place, key)
        if path.exists():
            return path
        if self.before is not None and self._keys.get(place) == key:
            kept = self.before / place
            return kept if kept.exists() else None
        return None

    def discard(self) -> None:
        """Remove the folder: its files are in a version now."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, place: str, key: str) -> Path:
        return self.folder / f"{key}-{place.replace('/', '-')}"


def put_together(files: Mapping[str, tuple[str, Path]], folder: Path) -> None:
    """Lay files, place -> (key, path), into a version's folder, and note their keys.

    They are linked, not copied, where the file system can: nobody changes them any more.
    """
    for place, (_, path) in files.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.hardlink_to(path)
        except OSError:
            shutil.copy2(path, target)
    keys = {place: key for place, (key, _) in files.items()}
    (folder / KEYS).write_text(json.dumps(keys, indent=1), encoding="utf-8")


def read_keys(folder: Path) -> Mapping[str, str]:
    """Place -> key of the files of a version; none where it notes none."""
    try:
        found = json.loads((folder / KEYS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
