"""Training the catalogue's models on month-ends whose outcome is known, judged on later ones."""

from decision_models.runs import PartlyFailed, Progress
from decision_models.training.run import switched_off, train

__all__ = ["PartlyFailed", "Progress", "switched_off", "train"]
