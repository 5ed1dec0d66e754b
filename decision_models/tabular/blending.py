"""Weights of the members of an ensemble, from what they said of rows they had not seen."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from decision_models.tabular.learners.model import sigmoid
from decision_models.tabular.validation.metrics import auc

# A member this much worse in AUC gets 1/e of the best one's prior weight, ...
_PRIOR_AUC = 0.01
# ... more where chance makes larger differences: so much of an AUC's standard error. Forward in
# time half of it, since members are compared on the same rows.
_OF_NOISE = {"random": 1.0, "forward": 0.5}
_PRIOR_ROWS = {"random": 40.0, "forward": 5000.0}  # strength of the prior


def prior_weights(
    log_odds: np.ndarray, labels: np.ndarray, blocks: np.ndarray, kind: str
) -> np.ndarray:
    """Weights from each member's own AUC alone: shape (members,), sum 1."""
    areas = np.array([block_auc(labels, column, blocks) for column in log_odds.T])
    weights = np.exp((areas - areas.max()) / max(_PRIOR_AUC, _OF_NOISE[kind] * _noise(labels)))
    return np.asarray(weights / weights.sum())


def share_forward(chosen: float, other: float, labels: np.ndarray) -> float:
    """The say, in log odds, of an ensemble chosen forward in time beside one chosen at random.

    Half where both ranked past blocks of time alike, nearly all where the other one ranked them
    worse: what looks best at random may only know the rows beside those it is asked about.

    Args:
        chosen, other: AUC of both over the blocks. labels: of the rows in them.
    """
    tolerance = max(_PRIOR_AUC, _OF_NOISE["forward"] * _noise(labels))
    return float(1 / (1 + np.exp((other - chosen) / tolerance)))


def _noise(labels: np.ndarray) -> float:
    """About one standard error of an AUC of .75 (Hanley and McNeil 1982): what lies closer to the
    best member than this may be as good."""
    return float(np.sqrt(0.2 / max(1.0, _rarer(labels))))


def _rarer(labels: np.ndarray) -> float:
    return float(min(labels.sum(), (1 - labels).sum()))


def block_auc(labels: np.ndarray, scores: np.ndarray, blocks: np.ndarray) -> float:
    """The mean AUC within blocks; later ones and those with more positives count more."""
    found, sizes = [], []
    for block in np.unique(blocks):
        inside = blocks == block
        value = auc(labels[inside], scores[inside])
        if value == value:
            found.append(value)
            sizes.append((1 + block) * np.sqrt(_rarer(labels[inside])))
    return float(np.average(found, weights=sizes)) if found else 0.5


def blend_weights(
    log_odds: np.ndarray,
    labels: np.ndarray,
    blocks: np.ndarray | None = None,
) -> np.ndarray:
    """Non-negative weights of the members' log odds that fit the labels best.

    A logistic regression without negative weights (stacking: Wolpert 1992, Breiman 1996), drawn
    towards the prior of ``prior_weights`` so that few positives cannot crown a lucky member.
    Each block of time has an intercept of its own: a shift of the base rate is nobody's merit.

    Args:
        log_odds: shape (rows, members), of rows that the members had not seen.
        blocks: which block of time a row lies in; None: all in one.
    """
    rows, members = log_odds.shape
    where = (
        np.zeros(rows, dtype=int) if blocks is None else np.unique(blocks, return_inverse=True)[1]
    )
    kind = "random" if blocks is None else "forward"
    prior = prior_weights(log_odds, labels, where, kind)
    if members == 1:
        return prior
    centre = log_odds.mean(axis=0)
    centred = log_odds - centre
    intercepts = where.max() + 1
    spread = float(np.var(centred @ prior)) + 1e-9
    strength = _PRIOR_ROWS[kind] * spread
    if kind == "random":  # few positives say little about which member is best
        strength *= max(1.0, 250 / max(1.0, _rarer(labels)))

    def objective(values: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = values[:members], values[members:]
        score = centred @ weights + bias[where]
        loss = (np.logaddexp(0, score) - labels * score).sum()
        # Forward in time the prior holds as it is: where all learners rank at chance for a while,
        # weights that may shrink together would leave the choice among them to noise.
        scale = max(float(weights.sum()), 1e-6) if kind == "random" else 1.0
        away = weights - prior * scale
        error = sigmoid(score) - labels
        pull = away - (away @ prior) if kind == "random" else away
        gradient = centred.T @ error + strength * pull
        slopes = np.bincount(where, weights=error, minlength=intercepts)
        return float(loss + 0.5 * strength * away @ away), np.append(gradient, slopes)

    mean = np.clip(np.bincount(where, labels) / np.bincount(where), 1e-4, 1 - 1e-4)
    start = np.append(prior, np.log(mean / (1 - mean)))
    bounds = [(0.0, None)] * members + [(None, None)] * intercepts
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds)
    weights = np.asarray(found.x[:members])
    if not np.isfinite(weights).all() or weights.sum() <= 0:
        return prior
    weights[weights < 0.02 * weights.sum()] = 0.0
    return weights


def blend(log_odds: np.ndarray, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """The weighted sum of the members' log odds."""
    return np.asarray(log_odds @ np.asarray(weights))
