"""A model that somebody else made, called through one door and not trusted to answer well."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from decision_models.calibration import Floats
from decision_models.hosting.specification import Http, Mlflow, Onnx, Where
from home.errors import WeiwoError

if TYPE_CHECKING:
    import pandas as pd


class HostFailed(WeiwoError):
    """A hosted model could not be called, or did not answer with a probability for each row."""


class Host(Protocol):
    """Where a model runs."""

    def predict(self, table: "pd.DataFrame") -> Any:
        """Whatever it answers for these rows."""
        ...


def open_host(name: str, where: Where) -> Callable[["pd.DataFrame"], Floats]:
    """The model at ``where``, as a function from rows to probabilities.

    Raises:
        HostFailed: it cannot be opened; the function raises it where an answer is no probability
            for each row. Both name the model and what was wrong.
    """
    try:
        host = _opened(where)
    except Exception as error:  # whatever a foreign loader raises
        raise HostFailed(
            f"hosted model {name} ({where.kind}) must open, got {type(error).__name__}: {error}"
        ) from error

    def predict(table: "pd.DataFrame") -> Floats:
        try:
            answer = host.predict(table)
        except Exception as error:  # whatever a foreign model raises
            raise HostFailed(
                f"hosted model {name} ({where.kind}) must score {len(table)} rows, "
                f"got {type(error).__name__}: {error}"
            ) from error
        return probabilities(name, answer, len(table))

    return predict


def _opened(where: Where) -> Host:
    if isinstance(where, Onnx):
        from decision_models.hosting.onnx_host import OnnxHost

        return OnnxHost(where)
    if isinstance(where, Mlflow):
        from decision_models.hosting.mlflow_host import MlflowHost

        return MlflowHost(where)
    if isinstance(where, Http):
        from decision_models.hosting.http_host import HttpHost

        return HttpHost(where)
    from decision_models.hosting.python_host import PythonHost

    return PythonHost(where)


def probabilities(name: str, answer: Any, rows: int) -> Floats:
    """An answer as one probability a row: a column of them, or the second of two columns.

    Raises:
        HostFailed: it is of another shape, or holds what is no probability.
    """
    values = answer.to_numpy() if hasattr(answer, "to_numpy") else answer
    if isinstance(values, list) and values and isinstance(values[0], dict):
        # scikit-learn's converter to ONNX gives a dictionary of classes for each row.
        values = [list(row.values()) for row in values]
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise HostFailed(
            f"hosted model {name} must answer with numbers, got {type(answer).__name__}"
        ) from error
    shape = found.shape
    if found.ndim == 2 and found.shape[1] in (1, 2):
        found = found[:, -1]
    if found.shape != (rows,):
        raise HostFailed(
            f"hosted model {name} must answer with one probability for each of {rows} rows, "
            f"got shape {shape}"
        )
    wrong = ~((found >= 0) & (found <= 1))
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise HostFailed(
            f"hosted model {name} must answer with probabilities (0 to 1), "
            f"got {found[place]} for row {place}"
        )
    return found
