"""What an analyst does with a table of their own. Another's table is not there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import Field

from decision_models.tabular.table.faults import TableFault
from home.errors import NotFound
from prompts.messages import knows, say
from tools import background
from tools.access import Role
from tools.arguments import Arguments
from tools.background import Work
from tools.drafts import require
from tools.ledger.canonical import Json
from tools.table_models import storage
from tools.table_models.limits import LARGEST
from tools.table_models.seen import (
    Scores,
    Seen,
    Summary,
    read_scores,
    read_seen,
    read_summary,
)
from tools.table_models.storage import About, Place
from tools.table_models.work import SCORES

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

Found = TypeVar("Found")

ANALYSTS = frozenset({Role.ANALYST})
MOST_TABLES = 20
MOST_SCORED = 10
MOST_SECONDS = 600
AT_ONCE = 2
"""Pieces of work that run at once, everybody's together: pages and questions need the cores too."""
WISH = "wish.json"
_WORKER = "tools.table_models.work"


class FitWish(Arguments):
    """What is to be learned from a table."""

    target: str = Field(
        min_length=1, max_length=200, description="目标列，取两个值", examples=["y"]
    )
    positive: str | None = Field(default=None, max_length=200, description="哪个值算正例")
    time_column: str | None = Field(
        default=None, max_length=200, description="时间列；有则按时间向前检验"
    )
    exclude: list[str] = Field(default_factory=list, max_length=2000, description="不用的列")
    seconds: float | None = Field(
        default=None, gt=0, le=MOST_SECONDS, description="训练用多少秒；不填按表的大小定"
    )


@dataclass(frozen=True)
class ScoredTable:
    """A table that was given to the model, and what came of it once that is done."""

    about: About
    work: Work | None
    found: Scores | None


@dataclass(frozen=True)
class Table:
    """One table: what is being done with it, what its columns are, what was learned from it.

    ``wish`` is what was asked when it was last learned from; ``summary`` the model's card in short.
    """

    about: About
    reading: Work | None
    seen: Seen | None
    wish: FitWish | None
    learning: Work | None
    summary: Summary | None
    scored: tuple[ScoredTable, ...]

    @property
    def works(self) -> tuple[Work, ...]:
        """Everything that was begun."""
        every = (self.reading, self.learning, *(one.work for one in self.scored))
        return tuple(one for one in every if one is not None)

    @property
    def running(self) -> bool:
        """Whether something goes on."""
        return any(work.running for work in self.works)


def fault_said(work: Work) -> str:
    """Why a piece of work failed, for people; it names the column where one is at fault."""
    return _said(work.fault, work.given or {})


def refusal_said(error: TableFault) -> str:
    """Why a table is not taken, for people."""
    return _said(error.kind, error.given)


def _said(kind: str, given: Mapping[str, str | int]) -> str:
    key = f"table_faults.{kind}"
    return say(key, **given) if knows(key) else say("table_faults.broken")


def take_table(toolbox: "Toolbox", scope: "Scope", name: str, source: Path) -> Table:
    """Take a file, which is moved, and begin to read it.

    Raises:
        RefusedByPolicy: the role brings no tables.
        TableFault: too large, or one more than may be kept.
        Busy: something of the asker's is being worked on, or too much of everybody's.
    """
    require(scope, ANALYSTS, "bring tables")
    storage.sweep(toolbox.home)
    mine = storage.owner_folder(toolbox.home, scope)
    _require_room(source, len(storage.places(toolbox.home, scope)), MOST_TABLES)
    _require_rest(toolbox, scope)
    kept = storage.keep(mine, scope, name, source, None)
    _record(toolbox, scope, "table_taken", kept)
    _begin_or_drop(toolbox, scope, kept, kept.look, {"do": "look", "source": str(kept.source)})
    return _table(kept)


def tables(toolbox: "Toolbox", scope: "Scope") -> tuple[Table, ...]:
    """The asker's tables, the newest first; those whose days are over are deleted.

    Raises:
        RefusedByPolicy: the role brings no tables.
    """
    require(scope, ANALYSTS, "bring tables")
    storage.sweep(toolbox.home)
    return tuple(_table(one) for one in storage.places(toolbox.home, scope))


def table(toolbox: "Toolbox", scope: "Scope", number: str) -> Table:
    """One of the asker's tables.

    Raises:
        RefusedByPolicy: the role brings no tables.
        NotFound: there is none of that number, or it is another's.
    """
    return _table(_place(toolbox, scope, number))


def fit(toolbox: "Toolbox", scope: "Scope", number: str, wish: FitWish) -> Table:
    """Begin to learn from a table, as ``weiwo models fit-table`` does.

    Raises:
        NotFound: no such table of the asker's.
        TableFault: it is not read, or has no such column; names it.
        Busy: something of the asker's is being worked on, or too much of everybody's.
    """
    one = _place(toolbox, scope, number)
    _require_columns(_table(one), wish)
    order = {"do": "fit", "source": str(one.source), **wish.model_dump()}
    _require_rest(toolbox, scope)
    one.fit.mkdir(exist_ok=True, mode=0o700)
    (one.fit / WISH).write_text(wish.model_dump_json(), encoding="utf-8")
    _record(toolbox, scope, "table_learned_from", one)
    _begin(toolbox, scope, one.fit, order)
    return _table(one)


def score(
    toolbox: "Toolbox",
    scope: "Scope",
    number: str,
    name: str | None = None,
    source: Path | None = None,
) -> Table:
    """Begin to score a further file, which is moved, or the table itself where none is given.

    Raises:
        NotFound: no such table of the asker's, or nothing was learned from it.
        TableFault: the file is too large, or one more than may be kept.
        Busy: something of the asker's is being worked on, or too much of everybody's.
    """
    one = _place(toolbox, scope, number)
    _require_rest(toolbox, scope)
    if _table(one).summary is None:
        raise NotFound(f"table {number} must have a model to score with, got none")
    _require_room(source, len(one.scored()), MOST_SCORED)
    if source is None:
        source = one.path / "again"
        source.write_bytes(one.source.read_bytes())
    about = one.about
    given = storage.keep(one.path / "scores", scope, name or about.name, source, about.until)
    order = {"do": "score", "source": str(given.source), "model": str(one.model)}
    _record(toolbox, scope, "table_scored", given)
    _begin_or_drop(toolbox, scope, given, given.path / "score", order)
    return _table(one)


def cancel(toolbox: "Toolbox", scope: "Scope", number: str) -> Table:
    """End what is being done with a table; what was made before stays.

    Raises:
        NotFound: no such table of the asker's.
    """
    one = _place(toolbox, scope, number)
    for work in (one.look, one.fit, *(found.path / "score" for found in one.scored())):
        background.cancel(work)
    return _table(one)


def delete(toolbox: "Toolbox", scope: "Scope", number: str) -> None:
    """Delete a table and everything that was made of it.

    Raises:
        NotFound: no such table of the asker's.
    """
    one = _place(toolbox, scope, number)
    _record(toolbox, scope, "table_deleted", one)
    storage.remove(one)


def card(toolbox: "Toolbox", scope: "Scope", number: str) -> str:
    """The model's card as a web page that needs nothing else.

    Raises:
        NotFound: no such table of the asker's, or nothing was learned from it.
    """
    one = _place(toolbox, scope, number)
    if _table(one).summary is None:
        raise NotFound(f"table {number} must have a model to show the card of, got none")
    return (one.model / "card.html").read_text(encoding="utf-8")


def scored_file(toolbox: "Toolbox", scope: "Scope", number: str, scored: str) -> Path:
    """A scored table as CSV: its columns as they came, its scores and ranks. Nobody has yet looked
    for formulas among its cells.

    Raises:
        NotFound: no such table of the asker's, or it is not scored.
    """
    one = _place(toolbox, scope, number)
    found = next((given for given in one.scored() if given.path.name == scored), None)
    if found is None or _scored(found).found is None:
        raise NotFound(f"table {number} must have a scored table {scored[:40]!r}, got none")
    _record(toolbox, scope, "table_scores_exported", found)
    return found.path / "score" / SCORES


def _place(toolbox: "Toolbox", scope: "Scope", number: str) -> Place:
    require(scope, ANALYSTS, "bring tables")
    return storage.place(toolbox.home, scope, number)


def _table(one: Place) -> Table:
    reading, learning = background.look(one.look), background.look(one.fit)
    done = reading is not None and reading.state == "done"
    return Table(
        about=one.about,
        reading=reading,
        seen=_as_written(read_seen, one.look) if done else None,
        wish=_as_written(_read_wish, one.fit),
        learning=learning,
        summary=_as_written(read_summary, one.fit),  # also while it is learned from anew
        scored=tuple(map(_scored, one.scored())),
    )


def _scored(one: Place) -> ScoredTable:
    work = background.look(one.path / "score")
    done = work is not None and work.state == "done"
    found = _as_written(read_scores, one.path / "score") if done else None
    return ScoredTable(one.about, work, found)


def _read_wish(folder: Path) -> FitWish:
    return FitWish.model_validate_json((folder / WISH).read_bytes())


def _as_written(read: Callable[[Path], Found], folder: Path) -> Found | None:
    """What a file says; None where it is not there, or another version of this code wrote it."""
    try:
        return read(folder)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _begin_or_drop(
    toolbox: "Toolbox", scope: "Scope", one: Place, folder: Path, order: Mapping[str, object]
) -> None:
    """Begin work on what has just come in; where that cannot be, it is not kept."""
    try:
        _begin(toolbox, scope, folder, order)
    except background.Busy:
        storage.remove(one)
        raise


def _begin(toolbox: "Toolbox", scope: "Scope", folder: Path, order: Mapping[str, object]) -> None:
    beside = [storage.owner_folder(toolbox.home, scope) / background.LOCK]
    slots = [toolbox.home / storage.FOLDER / f"slot-{slot}.lock" for slot in range(AT_ONCE)]
    background.begin(folder, _WORKER, order, [*beside, background.free_one(slots)])


def _require_rest(toolbox: "Toolbox", scope: "Scope") -> None:
    if any(_table(one).running for one in storage.places(toolbox.home, scope)):
        raise background.Busy(f"one table of {scope} is worked on at a time, asked for another")


def _require_room(source: Path | None, kept: int, most: int) -> None:
    if source is not None and (size := source.stat().st_size) > LARGEST:
        raise TableFault("too_large", f"a table must have at most {LARGEST} bytes, got {size}")
    if kept >= most:
        raise TableFault(
            "too_many", f"at most {most} tables are kept at once, got one more", most=most
        )


def _require_columns(one: Table, wish: FitWish) -> None:
    if one.seen is None:
        raise TableFault("not_read", f"table {one.about.number} must be read before it is used")
    names = {column.name for column in one.seen.columns}
    for name in (wish.target, wish.time_column, *wish.exclude):
        if name is not None and name not in names:
            raise TableFault(
                "no_such_column", f"table must have a column {name!r}, got none", column=name
            )


def _record(toolbox: "Toolbox", scope: "Scope", kind: str, one: Place) -> None:
    """By its hash: what a table or its file is called may name a person."""
    said: dict[str, Json] = {"by": str(scope), "table": one.path.name, "sha256": one.about.sha256}
    toolbox.ledger.append(kind, said)
