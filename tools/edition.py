"""One consistent state of a home: mart, scores and models that belong together."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tools.store import Store

if TYPE_CHECKING:
    from decision_models.cards import ModelCard
    from decision_models.mart.warehouse import MartVersion
    from decision_models.model import Model
    from decision_models.scoring.lookup import Lookup

Made = TypeVar("Made")

SMALL = 120_000
"""Up to so many customers the tables below fit in a few hundred MB, and answer twice as fast."""
_KEPT = ("prospects", "scores", "positions", "contacts", "consents")
_POINTERS = ("mart", "scores", "models")


@dataclass(frozen=True)
class Edition:
    """A mart with its scores, opened; cards and models are read when first asked for."""

    home: Path
    pointers: tuple[str, ...]
    mart: "MartVersion"
    store: Store
    lookup: "Lookup"
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    def cards(self) -> "tuple[ModelCard, ...]":
        """The cards of the trained models."""
        from decision_models.registry import Registry

        return self._once("cards", lambda: Registry(self.home).list())

    def model(self, name: str) -> "Model":
        """A trained model, ready to explain a few customers."""
        from decision_models.registry import Registry

        return self._once(f"model {name}", lambda: Registry(self.home).load(name))

    def _once(self, key: str, make: Callable[[], Made]) -> Made:
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            found: Made = self._made[key]
            return found


def pointers(home: Path) -> tuple[str, ...]:
    """What the home's pointers name now; another value is another edition."""
    return tuple(_read(home / part / "CURRENT") for part in _POINTERS)


def open_edition(home: Path, named: tuple[str, ...]) -> Edition:
    """Open what the pointers name.

    Raises:
        NotReady: there is no mart, or no scores of it; names the command that makes them.
    """
    from decision_models.mart.warehouse import Warehouse
    from decision_models.scoring import ScoreStore

    mart = Warehouse(home).current()
    scores = ScoreStore(home)
    kept = _KEPT if mart.customers <= SMALL else ()
    store = Store(scores.connect(), mart.absent, in_memory=kept)
    return Edition(home, named, mart, store, scores.lookup())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
