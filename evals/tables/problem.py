"""A flat table with rows to learn from and rows held out."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
"""Where the UCI table lies in a working tree; elsewhere that part is not measured."""


@dataclass(frozen=True)
class Problem:
    """``learned`` and ``held`` are positions of rows; ``labels`` are 0 and 1."""

    name: str
    frame: pd.DataFrame
    labels: np.ndarray
    learned: np.ndarray
    held: np.ndarray
