"""The models of contacts' effects in a home: numbered versions, one champion of each."""

from contextlib import suppress
from pathlib import Path

from decision_models.artefact import DamagedModel
from decision_models.registry.shelf import Shelf
from decision_models.uplift.contacts.card import EffectCard
from decision_models.uplift.contacts.model import EffectModel, load


class Effects(Shelf[EffectModel]):
    """The effects of one home. Write under ``home.lock.writer_lock``."""

    folder_name = "effects"
    kind = "effect"

    def cards(self) -> tuple[EffectCard, ...]:
        """The champions' cards, by name, as far as they are whole."""
        found = []
        for name in self.names():
            with suppress(DamagedModel):
                found.append(self.card(name))
        return tuple(found)

    def card(self, name: str, number: int | None = None) -> EffectCard:
        """The card of one; raises as ``load``, but for models of other features."""
        return self._read(name, number).card

    def page(self, name: str, number: int | None = None) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.uplift.contacts.page import render

        return render(self.card(name, number))

    def read(self, folder: Path, name: str) -> EffectModel:
        """What ``EffectModel.save`` wrote."""
        return load(folder, name)
