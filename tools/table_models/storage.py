"""Where an analyst's tables lie: a folder each, under their owner, for so many days.

``tables/<owner>/<table>/``: ``about.json``, ``source/`` (the file as it came), ``look/`` (its
columns), ``fit/`` (the model and its card), ``scores/<number>/`` (a table and its scores).
"""

import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from home.clock import system_clock
from home.errors import NotFound
from tools import background

if TYPE_CHECKING:
    from tools.access import Scope

FOLDER = "tables"
KEPT = timedelta(days=7)
"""How long a table and all that was made of it are kept, by the machine's clock."""
_HALF_DONE = timedelta(days=1)
_NUMBER = re.compile(r"[0-9a-f]{12}")
_UNSAFE = re.compile(r"[^\w.()-]+")
_LONGEST_NAME = 80
ABOUT = "about.json"


@dataclass(frozen=True)
class About:
    """A file that came in: whose it is, what it was called, until when it is kept."""

    number: str
    owner: str
    name: str
    size: int
    sha256: str
    at: datetime
    until: datetime


@dataclass(frozen=True)
class Place:
    """The folder of one table, or of one that its model scores."""

    path: Path

    @property
    def about(self) -> About:
        """What came in."""
        known = json.loads((self.path / ABOUT).read_text(encoding="utf-8"))
        moments = {name: datetime.fromisoformat(known[name]) for name in ("at", "until")}
        return About(**{**known, **moments})

    @property
    def source(self) -> Path:
        """The file as it came."""
        return self.path / "source" / self.about.name

    @property
    def look(self) -> Path:
        """The work of reading it."""
        return self.path / "look"

    @property
    def fit(self) -> Path:
        """The work of learning from it."""
        return self.path / "fit"

    @property
    def model(self) -> Path:
        """What was learned."""
        return self.fit / "model"

    def scored(self) -> "tuple[Place, ...]":
        """The tables that its model was asked to score, the first first."""
        return tuple(sorted(_places(self.path / "scores"), key=lambda one: one.about.at))


def incoming(home: Path, scope: "Scope") -> Path:
    """A file to write what comes in to; where it is not taken, it is swept away."""
    folder = owner_folder(home, scope) / f".incoming-{uuid.uuid4().hex[:12]}"
    folder.mkdir(parents=True, mode=0o700)
    return folder / "file"


def owner_folder(home: Path, scope: "Scope") -> Path:
    """What one asker has; a hash, so that a name never is a path."""
    return home / FOLDER / hashlib.sha256(str(scope).encode()).hexdigest()[:16]


def places(home: Path, scope: "Scope") -> tuple[Place, ...]:
    """The asker's tables, the newest first."""
    found = _places(owner_folder(home, scope))
    return tuple(sorted(found, key=lambda one: one.about.at, reverse=True))


def place(home: Path, scope: "Scope", number: str) -> Place:
    """One of the asker's tables.

    Raises:
        NotFound: there is none of that number, or it is another's, or its days are over.
    """
    path = owner_folder(home, scope) / number
    if not _NUMBER.fullmatch(number) or not (path / ABOUT).is_file():
        raise NotFound(f"table must be one of {scope}'s, got {number[:40]!r}")
    return Place(path)


def keep(folder: Path, scope: "Scope", name: str, source: Path, until: datetime | None) -> Place:
    """Move a file that came in to a place of its own under ``folder``."""
    number, now = uuid.uuid4().hex[:12], system_clock()
    aside = folder / f".{number}"
    (aside / "source").mkdir(parents=True, mode=0o700)
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    about = About(
        number=number,
        owner=str(scope),
        name=_safe(name),
        size=source.stat().st_size,
        sha256=digest,
        at=now,
        until=until or now + KEPT,
    )
    shutil.move(source, aside / "source" / about.name)
    said = {**asdict(about), "at": about.at.isoformat(), "until": about.until.isoformat()}
    (aside / ABOUT).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    aside.rename(folder / number)
    return Place(folder / number)


def remove(one: Place) -> None:
    """End what is worked on in a place, and delete everything of it."""
    works = (one.look, one.fit, *(found.path / "score" for found in one.scored()))
    for work in works:
        background.cancel(work)
    gone = one.path.with_name(f".gone-{one.path.name}")
    one.path.rename(gone)  # at once for whoever looks, however long deleting takes
    shutil.rmtree(gone)


def sweep(home: Path, now: datetime | None = None) -> int:
    """Delete every table whose days are over, and what a stopped process left half there.

    Returns:
        How many tables were deleted.
    """
    now, swept = now or system_clock(), 0
    for owner in _folders(home / FOLDER):
        for one in _places(owner):
            if one.about.until <= now:
                remove(one)
                swept += 1
        for left in (path for path in _folders(owner) if path.name.startswith(".")):
            if now.timestamp() - left.stat().st_mtime > _HALF_DONE.total_seconds():
                shutil.rmtree(left, ignore_errors=True)
    return swept


def _safe(name: str) -> str:
    """A file's name without anything that is a path, at the end of which its kind stands."""
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    return plain[-_LONGEST_NAME:].lstrip(".") or "table"


def _places(folder: Path) -> Iterator[Place]:
    found = (path for path in _folders(folder) if _NUMBER.fullmatch(path.name))
    return (Place(path) for path in found if (path / ABOUT).is_file())


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
