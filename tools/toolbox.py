"""What tools read and write, opened when first used and shared by every thread of a process."""

import threading
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from home.clock import Clock, fixed_clock, system_clock
from tools.access import Scope
from tools.ledger import Ledger
from tools.store import Store
from tools.view import View

if TYPE_CHECKING:
    from decision_models.cards import ModelCard
    from decision_models.mart.warehouse import MartVersion
    from decision_models.policy import ContactPolicy
    from decision_models.trained import TrainedModel
    from knowledge.base import KnowledgeBase


@dataclass
class _Opened:
    """The parts that were opened so far; guarded by ``lock``."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    pointers: tuple[str, ...] = ()
    store: Store | None = None
    mart: "MartVersion | None" = None
    ledger: Ledger | None = None
    knowledge: "KnowledgeBase | None" = None
    models: dict[tuple[str, str], Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Toolbox:
    """The data folder as tools see it: one per process, safe from any thread.

    Args:
        home: the data folder.
        clock: what time it is; by default a demo home's own moment, else the machine's time.
        policy: the institution's limits on contact; by default ``decision_models.policy.DEFAULT``.
        hotline: the customer service number that messages carry; a demo home has its own.
    """

    home: Path
    clock: Clock | None = None
    policy: "ContactPolicy | None" = None
    hotline: str | None = None
    _opened: _Opened = field(default_factory=_Opened, init=False, repr=False, compare=False)

    @property
    def store(self) -> Store:
        """The current version of mart and scores; a finished rebuild is followed.

        Raises:
            NotReady: there is no mart, or no scores; names the command that makes them.
        """
        opened = self._opened
        pointers = tuple(_pointer(self.home / part) for part in ("mart", "scores", "models"))
        with opened.lock:
            if opened.store is None or opened.pointers != pointers:
                from decision_models.mart.warehouse import Warehouse
                from decision_models.scoring import ScoreStore

                opened.mart = Warehouse(self.home).current()
                # The store before this one is left to the threads that still read from it.
                backend = ScoreStore(self.home).connect()
                opened.store = Store(backend, opened.mart.absent)
                opened.pointers = pointers
                opened.models.clear()
            return opened.store

    @property
    def mart(self) -> "MartVersion":
        """The version of the mart that ``store`` reads."""
        with self._opened.lock:
            _ = self.store
            assert self._opened.mart is not None
            return self._opened.mart

    @property
    def as_of(self) -> date:
        """The last day that the data know (Asia/Shanghai)."""
        return self.mart.as_of

    @property
    def now(self) -> datetime:
        """The moment of the question, with its time zone."""
        clock = self.clock
        if clock is None:
            clock = fixed_clock(self.mart.moment) if self.mart.demo else system_clock
        return clock()

    @property
    def ledger(self) -> Ledger:
        """What must never be lost."""
        with self._opened.lock:
            if self._opened.ledger is None:
                self._opened.ledger = Ledger(self.home / "ledger.db", lambda: self.now)
            return self._opened.ledger

    @property
    def knowledge(self) -> "KnowledgeBase":
        """The documents and their index."""
        with self._opened.lock:
            if self._opened.knowledge is None:
                from knowledge.base import KnowledgeBase

                self._opened.knowledge = KnowledgeBase(self.home, lambda: self.now)
            return self._opened.knowledge

    def cards(self) -> "tuple[ModelCard, ...]":
        """The cards of the trained models."""
        from decision_models.registry import Registry

        cards: tuple[ModelCard, ...] = self._remember("cards", "", Registry(self.home).list)
        return cards

    def card(self, name: str) -> "ModelCard":
        """The card of one trained model."""
        return next(card for card in self.cards() if card.name == name)

    def model(self, name: str) -> "TrainedModel":
        """A trained model, loaded once per version."""
        from decision_models.registry import Registry

        model: TrainedModel = self._remember("model", name, lambda: Registry(self.home).load(name))
        return model

    def view(self, scope: Scope) -> View:
        """The tables as this asker sees them."""
        return View(self.store, scope)

    def close(self) -> None:
        """Let go of every file."""
        with self._opened.lock:
            if self._opened.store is not None:
                self._opened.store.close()
            if self._opened.ledger is not None:
                self._opened.ledger.close()
            self._opened.store = self._opened.ledger = None

    def _remember(self, kind: str, name: str, make: Any) -> Any:
        with self._opened.lock:
            _ = self.store  # follows the pointers, and forgets models of an older version
            if (kind, name) not in self._opened.models:
                self._opened.models[kind, name] = make()
            return self._opened.models[kind, name]


def _pointer(folder: Path) -> str:
    try:
        return (folder / "CURRENT").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
