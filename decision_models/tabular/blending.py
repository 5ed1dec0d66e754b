"""Weights of the members of an ensemble, from what they said of rows they had not seen."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from decision_models.tabular.learners.model import sigmoid
from decision_models.tabular.validation.metrics import auc

# A member this much worse in AUC gets 1/e of the best one's prior weight. One history judges
# learners poorly (a regime that ends is a sample of one), hence the wider ones forward in time.
_PRIOR_AUC = {"random": 0.01, "forward": 0.05, "drifting": 0.2}
_PRIOR_ROWS = {"random": 40.0, "forward": 500.0, "drifting": 5000.0}  # strength of the prior
# Beyond what was seen a line follows a trend, and trees stop; how many of each the budget allowed
# says nothing about which is right.
_SHARES = {"straight": 0.7, "trees": 0.3}


def prior_weights(
    log_odds: np.ndarray,
    labels: np.ndarray,
    blocks: np.ndarray,
    kind: str,
    families: Sequence[str] = (),
) -> np.ndarray:
    """Weights from each member's own AUC alone: shape (members,), sum 1.

    Families of learners (``straight``, ``trees``), where given, share as ``_SHARES`` says.
    """
    areas = np.array([_block_auc(labels, column, blocks) for column in log_odds.T])
    noise = _noise(labels) if kind == "random" else 0.0
    weights = np.exp((areas - areas.max()) / max(_PRIOR_AUC[kind], noise))
    for family in dict.fromkeys(families):
        inside = np.array([one == family for one in families])
        weights[inside] *= _SHARES[family] / weights[inside].sum()
    return np.asarray(weights / weights.sum())


def _noise(labels: np.ndarray) -> float:
    """About one standard error of an AUC of .75 (Hanley and McNeil 1982): what lies closer to the
    best member than this may be as good."""
    return float(np.sqrt(0.2 / max(1.0, _rarer(labels))))


def _rarer(labels: np.ndarray) -> float:
    return float(min(labels.sum(), (1 - labels).sum()))


def _block_auc(labels: np.ndarray, scores: np.ndarray, blocks: np.ndarray) -> float:
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
    families: Sequence[str] = (),
) -> np.ndarray:
    """Non-negative weights of the members' log odds that fit the labels best.

    A logistic regression without negative weights (stacking: Wolpert 1992, Breiman 1996), drawn
    towards the prior of ``prior_weights`` so that few positives cannot crown a lucky member.
    Each block of time has an intercept of its own: a shift of the base rate is nobody's merit.

    Args:
        log_odds: shape (rows, members), of rows that the members had not seen.
        blocks: which block of time a row lies in; None: all in one.
        families: of the members, where columns drift.
    """
    rows, members = log_odds.shape
    where = (
        np.zeros(rows, dtype=int) if blocks is None else np.unique(blocks, return_inverse=True)[1]
    )
    kind = "random" if blocks is None else "drifting" if families else "forward"
    prior = prior_weights(log_odds, labels, where, kind, families)
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
