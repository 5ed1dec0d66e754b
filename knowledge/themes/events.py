"""The kinds of events and the mechanisms that hold for any kind, read from ``events.yaml``."""

from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.themes.ontology import pattern, read

Horizon = Literal["days", "weeks", "quarters", "years"]
Way = Literal["up", "down"]


class Moved(BaseModel):
    """A theme that an event moves without naming it; the file says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str
    direction: Way
    when: str = ""
    unless: str = ""
    why: str = ""

    def holds(self, levelled: str) -> bool:
        """Whether the words of the text allow it."""
        if self.unless and pattern(self.unless).search(levelled):
            return False
        return not self.when or bool(pattern(self.when).search(levelled))


class EventType(BaseModel):
    """One kind of event."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    subject: Literal["macro", "market", "company", "sector"]
    horizon: Horizon
    cues: str = ""
    tone: Literal[1, 0, -1] = 0
    moves: tuple[Moved, ...] = ()


class Mechanism(BaseModel):
    """How a shock turns what it acts on, whatever kind of event it comes with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    acts_on: Literal["commodity", "sector", "anything"]
    words: str
    why: str
    unless: str = ""
    direction: Way | None = None
    moves: tuple[Moved, ...] = ()

    def acts(self, levelled: str) -> bool:
        """Whether its words stand in the stretch."""
        if self.unless and pattern(self.unless).search(levelled):
            return False
        return bool(pattern(self.words).search(levelled))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    events: tuple[EventType, ...]
    mechanisms: tuple[Mechanism, ...]


@lru_cache(maxsize=1)
def known() -> dict[str, EventType]:
    """The kinds of events by name."""
    return {one.name: one for one in _file().events}


def mechanisms() -> tuple[Mechanism, ...]:
    """The mechanisms that hold for any kind of event."""
    return _file().mechanisms


def cued(levelled: str) -> EventType | None:
    """The kind whose own signs stand in the text, the earliest of several."""
    found = [
        (match.start(), kind)
        for kind in known().values()
        if kind.cues and (match := pattern(kind.cues).search(levelled))
    ]
    return min(found, key=lambda one: one[0])[1] if found else None


@lru_cache(maxsize=1)
def _file() -> _File:
    return _File.model_validate(read("events.yaml"))
