"""What a bank's own package would hold: functions that score a table."""

import numpy as np
import pandas as pd


def score(table: pd.DataFrame) -> np.ndarray:
    """More assets, and a name for a city, make a purchase likelier."""
    wealth = np.log1p(table["assets"].fillna(0.0).to_numpy(dtype=float))
    known = table["town"].notna().to_numpy(dtype=float)
    table["assets"] = 0.0  # its own copy
    return np.asarray(1 / (1 + np.exp(6.0 - 0.3 * wealth - 0.5 * known)))


def too_few(table: pd.DataFrame) -> list[float]:
    """One score less than there are rows."""
    return [0.5] * (len(table) - 1)


def too_high(table: pd.DataFrame) -> list[float]:
    """No probability."""
    return [0.5] * (len(table) - 1) + [1.5]


def absent(table: pd.DataFrame) -> list[float | None]:
    """A score that is not there."""
    return [None] * len(table)


def failing(table: pd.DataFrame) -> None:
    """What any program may do."""
    raise ZeroDivisionError("their own fault")
