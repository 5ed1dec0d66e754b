"""A hosted model called with rows of features, and explained by asking it again."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from decision_models.artefact import digest
from decision_models.calibration import Calibrator, Floats
from decision_models.hosting.host import open_host
from decision_models.hosting.specification import HostedSpec
from decision_models.trained import Levels

if TYPE_CHECKING:
    import pandas as pd

_EDGE = 1e-5


@dataclass(frozen=True)
class Caller:
    """What turns rows of features into the model's probabilities.

    Args:
        spec: where it runs and what it reads.
        levels: for each text feature its values by code.
        typical: by feature the code or median that stands for "like everybody", against which a
            customer's own value is held to explain a score.
        calibrator: from its score to a calibrated probability.
    """

    spec: HostedSpec
    levels: Levels
    typical: Mapping[str, float]
    calibrator: Calibrator

    @property
    def digest(self) -> str:
        """Of all that its scores depend on, as far as this side of it can know."""
        said = (self.spec.model_dump_json(), self.calibrator.model_dump_json(), self._files)
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @cached_property
    def _files(self) -> str:
        path = getattr(self.spec.host, "path", None)
        return "" if path is None else digest(path)

    def predict(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Calibrated and raw probabilities of rows (rows x the spec's features, NaN missing).

        Raises:
            HostFailed: it could not be reached, or did not answer with probabilities.
        """
        raw = self._call(self._table(matrix)) if len(matrix) else np.empty(0)
        return self.calibrator.apply(raw), raw

    def contributions(self, matrix: Floats) -> Floats:
        """How far each value moved the score from where a typical one would have put it, in
        log-odds: rows x (features + 1), the last column what is left.

        Occlusion, one feature at a time (Zeiler and Fergus 2014): a model that is only asked
        cannot say more. It costs as many predictions as there are features.
        """
        features = self.spec.features
        own = _logit(self.predict(matrix)[0])
        found = np.zeros((len(matrix), len(features) + 1))
        for place, name in enumerate(features):
            changed = matrix.copy()
            changed[:, place] = self.typical.get(name, np.nan)
            found[:, place] = own - _logit(self.predict(changed)[0])
        found[:, -1] = own - found[:, :-1].sum(axis=1)
        return found

    @cached_property
    def _call(self) -> Any:
        return open_host(self.spec.name, self.spec.host)

    def _table(self, matrix: Floats) -> "pd.DataFrame":
        import pandas as pd

        places = {name: place for place, name in enumerate(self.spec.features)}
        columns = {}
        for theirs, ours in self.spec.inputs.items():
            values = matrix[:, places[ours]]
            columns[theirs] = _texts(values, self.levels[ours]) if ours in self.levels else values
        return pd.DataFrame(columns)


def _texts(codes: Floats, levels: Sequence[str]) -> Any:
    return np.array([None if np.isnan(code) else levels[int(code)] for code in codes], dtype=object)


def _logit(probability: Floats) -> Floats:
    inside = np.clip(probability, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(inside / (1 - inside)))
