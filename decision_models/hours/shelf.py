"""The models of hours in a home: numbered versions, one champion of each."""

from contextlib import suppress
from pathlib import Path

from decision_models.artefact import DamagedModel
from decision_models.hours.card import HourCard
from decision_models.hours.model import HourModel, load
from decision_models.registry.shelf import Shelf


class BestHours(Shelf[HourModel]):
    """The models of hours of one home. Write under ``home.lock.writer_lock``."""

    folder_name = "hours"
    kind = "best hour"

    def cards(self) -> tuple[HourCard, ...]:
        """The champions' cards, by name, as far as they are whole."""
        found = []
        for name in self.names():
            with suppress(DamagedModel):
                found.append(self.card(name))
        return tuple(found)

    def card(self, name: str, number: int | None = None) -> HourCard:
        """The card of one; raises as ``load``, but for models of other features."""
        return self._read(name, number).card

    def page(self, name: str, number: int | None = None) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.hours.page import render

        return render(self.card(name, number))

    def read(self, folder: Path, name: str) -> HourModel:
        """What ``HourModel.save`` wrote."""
        return load(folder, name)
