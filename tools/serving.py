"""Models as tools use them: a few customers at a time."""

from dataclasses import fields

import numpy as np

from decision_models.calibration import Floats
from decision_models.model import Model
from decision_models.trained import TrainedModel


class FewRows(TrainedModel):
    """A model on one thread: for ten customers, waking a second one costs twenty times the work."""

    def contributions(self, matrix: Floats) -> Floats:
        """SHAP values in log-odds, rows x (features + 1); the last column is the expectation."""
        return np.asarray(self.booster.predict(matrix, pred_contrib=True, num_threads=1))


def for_few_rows(model: Model) -> Model:
    """The same model, served so; one that runs elsewhere stays as it is."""
    if not isinstance(model, TrainedModel):
        return model
    return FewRows(**{field.name: getattr(model, field.name) for field in fields(TrainedModel)})
