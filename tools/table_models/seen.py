"""What is known of a table, of the model that learned from it, and of what that scored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COLUMNS, SUMMARY = "columns.json", "summary.json"


@dataclass(frozen=True)
class Column:
    """One column. ``kind`` is number, date, category or text, empty where no model can use it, for
    the reason ``why_unused``; ``filled`` cells say something, ``distinct`` different things, which
    ``values`` are where they are few, the commonest first.
    """

    name: str
    kind: str
    why_unused: str
    filled: int
    distinct: int
    values: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class Seen:
    """A table that was read: ``source`` says how (format, encoding, delimiter)."""

    rows: int
    source: str
    columns: tuple[Column, ...]

    @property
    def targets(self) -> tuple[Column, ...]:
        """The columns that say one of two things of each row."""
        return tuple(one for one in self.columns if one.distinct == 2)


@dataclass(frozen=True)
class Summary:
    """A model's card in short. Shares are fractions; ``top`` are columns with their share of the
    gain, ``suspects`` columns that may know the answer, with the evidence and whether they were
    left out; ``forward`` whether it was judged forward in time.
    """

    target: str
    positive: str
    rows: int
    base_rate: float
    auc: float
    auc_low: float
    auc_high: float
    capture_20: float
    lift: float
    forward: bool
    used: int
    top: tuple[tuple[str, float], ...]
    suspects: tuple[tuple[str, str, bool], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Scores:
    """What was scored: rows, the mean score, and columns that the model does not know."""

    rows: int
    mean: float
    extra: tuple[str, ...]


def read_seen(folder: Path) -> Seen:
    """What ``look`` wrote."""
    known = _read(folder / COLUMNS)
    columns = (Column(**{**one, "values": tuple(one["values"])}) for one in known["columns"])
    return Seen(known["rows"], known["source"], tuple(columns))


def read_summary(folder: Path) -> Summary:
    """What ``fit`` wrote."""
    known = _read(folder / SUMMARY)
    pairs = {name: tuple(map(tuple, known[name])) for name in ("top", "suspects")}
    return Summary(**{**known, **pairs, "notes": tuple(known["notes"])})


def read_scores(folder: Path) -> Scores:
    """What ``score`` wrote."""
    known = _read(folder / SUMMARY)
    return Scores(known["rows"], known["mean"], tuple(known["extra"]))


def _read(path: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
