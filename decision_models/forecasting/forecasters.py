"""The trained forecasters of a home: numbered versions, one champion of each."""

from contextlib import suppress
from pathlib import Path

from decision_models.artefact import DamagedModel
from decision_models.forecasting.card import ForecastCard
from decision_models.forecasting.forecaster import Forecaster, load
from decision_models.registry.shelf import Shelf


class Forecasters(Shelf[Forecaster]):
    """The forecasters of one home. Write under ``home.lock.writer_lock``.

    A new one takes the champion's place: its intervals are calibrated on the newest months, which
    no former one knows, and its card says how they held.
    """

    folder_name = "forecasters"
    schema_version = 3
    kind = "forecaster"

    def cards(self) -> tuple[ForecastCard, ...]:
        """The champions' cards, by name, as far as they are whole."""
        found = []
        for name in self.names():
            with suppress(DamagedModel):
                found.append(self.card(name))
        return tuple(found)

    def card(self, name: str, number: int | None = None) -> ForecastCard:
        """The card of one; raises as ``load``, but for those of other features."""
        return self._read(name, number).card

    def page(self, name: str, number: int | None = None) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.forecasting.page import render

        return render(self.card(name, number))

    def read(self, folder: Path, name: str) -> Forecaster:
        """What ``Forecaster.save`` wrote."""
        return load(folder, name)
