"""The models of contacts' effects in a home: numbered versions, one champion of each."""

from pathlib import Path

from decision_models.registry.carded import CardedShelf
from decision_models.registry.shelf import read_comparison
from decision_models.uplift.contacts.card import EffectCard
from decision_models.uplift.contacts.comparing import EffectComparison
from decision_models.uplift.contacts.model import EffectModel, load


class Effects(CardedShelf[EffectModel, EffectCard]):
    """The effects of one home. Write under ``home.lock.writer_lock``."""

    folder_name = "effects"
    kind = "effect"

    def render(self, card: EffectCard) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.uplift.contacts.page import render

        return render(card)

    def comparison(self, name: str, number: int) -> EffectComparison | None:
        """How a version did beside the champion of its day, None where no later waves told."""
        return read_comparison(self.folder(name, number), EffectComparison)

    def read(self, folder: Path, name: str) -> EffectModel:
        """What ``EffectModel.save`` wrote."""
        return load(folder, name)
