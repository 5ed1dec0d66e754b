"""Probabilities that mean what they say: a monotone map from raw scores to observed rates.

Platt (a logistic curve on the raw log-odds; Platt 1999) or isotonic (the best non-decreasing
steps; Zadrozny and Elkan 2002), whichever has the lower cross-fitted log loss on rows that the
trees were not grown on.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.floating[Any]]]"

_EDGE = 1e-5
_FOLDS = 3


class Calibrator(BaseModel):
    """A map from raw probability to calibrated probability: straight between its knots.

    The knots are (x, y) in log-odds for Platt and in probability for isotonic.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: Literal["none", "platt", "isotonic"]
    slope: float = 1.0
    intercept: float = 0.0
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()

    def apply(self, raw: Floats) -> Floats:
        """Calibrated probabilities, in the order of ``raw``; never 0 or 1."""
        inside = np.clip(np.asarray(raw, dtype=float), _EDGE, 1 - _EDGE)
        if self.method == "platt":
            return _expit(self.slope * _logit(inside) + self.intercept)
        if self.method == "isotonic":
            return np.asarray(np.clip(np.interp(inside, self.x, self.y), _EDGE, 1 - _EDGE))
        return np.asarray(inside)


def fit_platt(raw: Floats, outcome: Floats) -> Calibrator:
    """Slope and intercept of a logistic regression on the raw log-odds."""
    from sklearn.linear_model import LogisticRegression

    logits = _logit(np.clip(raw, _EDGE, 1 - _EDGE)).reshape(-1, 1)
    model = LogisticRegression(C=1e6).fit(logits, outcome)
    slope = float(model.coef_[0, 0])
    if slope <= 0:  # would turn the ranking around
        return Calibrator(method="none")
    return Calibrator(method="platt", slope=slope, intercept=float(model.intercept_[0]))


def fit_isotonic(raw: Floats, outcome: Floats) -> Calibrator:
    """Non-decreasing steps by pool-adjacent-violators."""
    from sklearn.isotonic import IsotonicRegression

    inside = np.clip(np.asarray(raw, dtype=float), _EDGE, 1 - _EDGE)
    model = IsotonicRegression(out_of_bounds="clip").fit(inside, outcome)
    return Calibrator(
        method="isotonic",
        x=tuple(float(value) for value in model.X_thresholds_),
        y=tuple(float(value) for value in model.y_thresholds_),
    )


_METHODS: Mapping[str, Callable[[Floats, Floats], Calibrator]] = {
    "platt": fit_platt,
    "isotonic": fit_isotonic,
}


def choose(raw: Floats, outcome: Floats, group: "np.ndarray[Any, Any]") -> Calibrator:
    """The best method by cross-fitted log loss, fitted on all rows; none where a part of the rows
    has one outcome alone.

    ``group`` (whole numbers) keeps the rows of one customer in one fold.
    """
    losses = {}
    folds = group % _FOLDS
    for name, method in _METHODS.items():
        calibrated = np.empty(len(raw))
        for fold in range(_FOLDS):
            inside = folds == fold
            rest = ~inside
            if not 0 < outcome[rest].sum() < rest.sum():
                return Calibrator(method="none")
            calibrated[inside] = method(raw[rest], outcome[rest]).apply(raw[inside])
        losses[name] = log_loss(calibrated, outcome)
    best = min(losses, key=lambda name: losses[name])
    return _METHODS[best](raw, outcome)


def log_loss(probability: Floats, outcome: Floats) -> float:
    """Mean negative log likelihood."""
    inside = np.clip(probability, _EDGE, 1 - _EDGE)
    return float(-np.mean(np.where(outcome > 0, np.log(inside), np.log1p(-inside))))


def _logit(probability: Floats) -> Floats:
    return np.asarray(np.log(probability / (1 - probability)))


def _expit(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)))
