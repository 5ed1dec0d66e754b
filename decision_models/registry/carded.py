"""A shelf of models that carry their card with them, of whatever kind."""

from abc import abstractmethod
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

from decision_models.artefact import DamagedModel
from decision_models.registry.shelf import Kept, Shelf


class _Carrying(Kept, Protocol):
    @property
    def card(self) -> Any:
        """What it is and how good it was."""
        ...


M = TypeVar("M", bound=_Carrying)
C = TypeVar("C")


class CardedShelf(Shelf[M], Generic[M, C]):
    """Models whose cards, of kind ``C``, are read with them."""

    @abstractmethod
    def render(self, card: C) -> str:
        """A card as a web page that needs nothing else."""

    def cards(self) -> tuple[C, ...]:
        """The champions' cards, by name, as far as they are whole."""
        found = []
        for name in self.names():
            with suppress(DamagedModel):
                found.append(self.card(name))
        return tuple(found)

    def card(self, name: str, number: int | None = None) -> C:
        """The card of one; raises as ``load``, but for models of other features."""
        card: C = self._read(name, number).card
        return card

    def page(self, name: str, number: int | None = None) -> str:
        """The card as a web page that needs nothing else."""
        return self.render(self.card(name, number))
