"""The trained forecasters of a home: numbered versions, one champion of each."""

from pathlib import Path

from decision_models.forecasting.card import ForecastCard
from decision_models.forecasting.forecaster import Forecaster, load
from decision_models.registry.carded import CardedShelf


class Forecasters(CardedShelf[Forecaster, ForecastCard]):
    """The forecasters of one home. Write under ``home.lock.writer_lock``.

    A new one takes the champion's place, unless it is asked to wait: its intervals are calibrated
    on the newest months, which no former one knows, and its card says how they held.
    """

    folder_name = "forecasters"
    schema_version = 3
    kind = "forecaster"

    def render(self, card: ForecastCard) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.forecasting.page import render

        return render(card)

    def read(self, folder: Path, name: str) -> Forecaster:
        """What ``Forecaster.save`` wrote."""
        return load(folder, name)
