"""Pseudo-outcomes: per row a noisy value whose mean, given the columns, is the effect."""

import numpy as np


def doubly_robust(
    arm: np.ndarray,
    outcome: np.ndarray,
    control: np.ndarray,
    treated: np.ndarray,
    chance: np.ndarray,
) -> np.ndarray:
    """mu1 - mu0 + w (y - mu1) / e - (1 - w) (y - mu0) / (1 - e)  (Kennedy 2023, eq. 2).

    Its conditional mean is the effect where either the outcomes or the propensity are right.
    """
    return np.asarray(
        treated
        - control
        + arm * (outcome - treated) / chance
        - (1 - arm) * (outcome - control) / (1 - chance)
    )


def residual(
    arm: np.ndarray,
    outcome: np.ndarray,
    control: np.ndarray,
    treated: np.ndarray,
    chance: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """(y - m) / (w - e), and the weights (w - e) squared, where m = e mu1 + (1 - e) mu0.

    The weighted squared error of an effect against it is the R-loss (Nie and Wager 2021, eq. 4).
    """
    mean = chance * treated + (1 - chance) * control
    gap = arm - chance
    return np.asarray((outcome - mean) / gap), np.asarray(gap**2)
