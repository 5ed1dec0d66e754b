"""What tools read and write, opened when first used and shared by every thread of a process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from home.clock import Clock, fixed_clock, system_clock
from tools.access import Scope
from tools.edition import Edition, open_edition, pointers
from tools.ledger import Ledger
from tools.store import Store
from tools.view import View

if TYPE_CHECKING:
    from decision_models.cards import ModelCard
    from decision_models.mart.warehouse import MartVersion
    from decision_models.model import Model
    from decision_models.next_best import OfferPolicy
    from decision_models.policy import ContactPolicy
    from decision_models.scoring.lookup import Lookup
    from knowledge.library import KnowledgeBase
    from knowledge.search.second_reading import SecondReader
    from tools.compliance_rules import RuleBook
    from tools.drafts import TextJudge


@dataclass
class _Opened:
    """The parts that were opened so far; guarded by ``lock``. ``pinned`` is each thread's own."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    pinned: threading.local = field(default_factory=threading.local)
    edition: Edition | None = None
    ledger: Ledger | None = None
    knowledge: "KnowledgeBase | None" = None


@dataclass(frozen=True)
class Toolbox:
    """The data folder as tools see it: one per process, safe from any thread.

    Args:
        home: the data folder.
        clock: what time it is; by default a demo home's own moment, else the machine's time.
        policy: the institution's limits on contact; by default ``decision_models.policy.DEFAULT``.
        offer_policy: the institution's wishes for offers; by default ``next_best.offer_policy()``.
        hotline: the customer service number that messages carry; a demo home has its own.
        second_reader: reads the best hits of a search again; by default nothing does.
        judge: the rules on texts; without them no text goes out.
        rulebook: the same rules to look them up; without it nothing is said of them.
        ledger_url: the ledger's database where it is not the home's own file.
    """

    home: Path
    clock: Clock | None = None
    policy: "ContactPolicy | None" = None
    offer_policy: "OfferPolicy | None" = None
    hotline: str | None = None
    second_reader: "SecondReader | None" = None
    judge: "TextJudge | None" = None
    rulebook: "RuleBook | None" = None
    ledger_url: str | None = None
    _opened: _Opened = field(default_factory=_Opened, init=False, repr=False, compare=False)

    @property
    def edition(self) -> Edition:
        """The current mart, scores and models; a finished rebuild is followed.

        Raises:
            NotReady: there is no mart, or no scores; names the command that makes them.
        """
        opened = self._opened
        held: Edition | None = getattr(opened.pinned, "edition", None)
        if held is not None:
            return held
        named = pointers(self.home)
        with opened.lock:
            if opened.edition is None or opened.edition.pointers != named:
                # The one before it is left to the threads that still read from it.
                opened.edition = open_edition(self.home, named)
            return opened.edition

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """What this thread asks inside is of one edition, whatever is rebuilt meanwhile."""
        local = self._opened.pinned
        outer = getattr(local, "edition", None)
        local.edition = outer or self.edition
        try:
            yield
        finally:
            local.edition = outer

    @property
    def store(self) -> Store:
        """The tables of the current edition."""
        return self.edition.store

    @property
    def lookup(self) -> "Lookup":
        """What is known of single customers, in the current edition."""
        return self.edition.lookup

    @property
    def mart(self) -> "MartVersion":
        """The version of the mart that ``store`` reads."""
        return self.edition.mart

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
                path = self.home / "ledger.db"
                head = path.with_name(path.name + ".head")
                self._opened.ledger = Ledger(self.ledger_url or path, lambda: self.now, head)
            return self._opened.ledger

    @property
    def knowledge(self) -> "KnowledgeBase":
        """The documents and their index."""
        with self._opened.lock:
            if self._opened.knowledge is None:
                from knowledge.library import KnowledgeBase

                second = self.second_reader
                self._opened.knowledge = KnowledgeBase(self.home, lambda: self.now, second=second)
            return self._opened.knowledge

    def cards(self) -> "tuple[ModelCard, ...]":
        """The cards of the trained models."""
        return self.edition.cards()

    def card(self, name: str) -> "ModelCard":
        """The card of one trained model.

        Raises:
            DamagedModel: its files are damaged, or of a later version of weiwo.
        """
        found = next((card for card in self.cards() if card.name == name), None)
        if found is None:
            from decision_models.artefact import DamagedModel

            raise DamagedModel(
                f"model {name} must be readable, its files are damaged or of another version; "
                f"train it again with: weiwo models train {name}"
            )
        return found

    def model(self, name: str) -> "Model":
        """A trained model, loaded once per edition."""
        return self.edition.model(name)

    def view(self, scope: Scope) -> View:
        """The tables as this asker sees them."""
        return View(self.store, scope)

    def close(self) -> None:
        """Let go of every file."""
        with self._opened.lock:
            if self._opened.edition is not None:
                self._opened.edition.store.close()
                self._opened.edition.lookup.close()
            if self._opened.ledger is not None:
                self._opened.ledger.close()
            self._opened.edition = self._opened.ledger = None
