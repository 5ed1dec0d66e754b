"""The models of hours in a home: numbered versions, one champion of each."""

from pathlib import Path

from decision_models.hours.card import HourCard
from decision_models.hours.model import HourModel, load
from decision_models.registry.carded import CardedShelf


class BestHours(CardedShelf[HourModel, HourCard]):
    """The models of hours of one home. Write under ``home.lock.writer_lock``."""

    folder_name = "hours"
    kind = "best hour"

    def render(self, card: HourCard) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.hours.page import render

        return render(card)

    def read(self, folder: Path, name: str) -> HourModel:
        """What ``HourModel.save`` wrote."""
        return load(folder, name)
