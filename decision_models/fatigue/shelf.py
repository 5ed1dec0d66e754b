"""The models of weariness in a home: numbered versions, one champion of each."""

from pathlib import Path

from decision_models.fatigue.card import FatigueCard
from decision_models.fatigue.model import FatigueModel, load
from decision_models.registry.carded import CardedShelf


class Fatigues(CardedShelf[FatigueModel, FatigueCard]):
    """The models of weariness of one home. Write under ``home.lock.writer_lock``."""

    folder_name = "fatigue"
    kind = "weariness"

    def render(self, card: FatigueCard) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.fatigue.page import render

        return render(card)

    def read(self, folder: Path, name: str) -> FatigueModel:
        """What ``FatigueModel.save`` wrote."""
        return load(folder, name)
