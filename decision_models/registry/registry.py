"""The trained models of a home that give probabilities: ours, and those that a bank brought."""

from contextlib import suppress
from pathlib import Path

from decision_models.artefact import DamagedModel
from decision_models.cards import ModelCard
from decision_models.model import Model
from decision_models.registry.admission import Comparison
from decision_models.registry.shelf import COMPARISON, OtherFeatures, Shelf, read_comparison
from decision_models.trained import load

__all__ = ["COMPARISON", "HOSTED", "SCHEMA_VERSION", "OtherFeatures", "Registry"]

SCHEMA_VERSION = 2
HOSTED = "hosted.json"
"""What tells the folder of a hosted model."""


class Registry(Shelf[Model]):
    """The models of one home. Write under ``home.lock.writer_lock``."""

    folder_name = "models"
    schema_version = SCHEMA_VERSION

    def list(self) -> tuple[ModelCard, ...]:
        """The champions' cards, by name, as far as they are whole; none where there are none."""
        found = []
        for name in self.names():
            with suppress(DamagedModel):
                found.append(self.card(name))
        return tuple(found)

    def card(self, name: str, number: int | None = None) -> ModelCard:
        """The card of a model; raises as ``load``, but for models of other features."""
        return self._read(name, number).card

    def page(self, name: str, number: int | None = None) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.cards.page import render

        return render(self.card(name, number))

    def comparison(self, name: str, number: int) -> Comparison | None:
        """How a version did beside the champion of its day, None where there was none."""
        return read_comparison(self.folder(name, number), Comparison)

    def read(self, folder: Path, name: str) -> Model:
        """One of ours, or one that a bank brought."""
        if (folder / HOSTED).exists():
            from decision_models.hosting.stored import load as load_hosted

            return load_hosted(folder, name)
        return load(folder, name)
