"""The outcome: yes or no, or an amount."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from decision_models.tabular.table.numbers import is_missing, parse_numbers
from decision_models.tabular.table.target import cell_words, read_target
from home.errors import BadInput


@dataclass(frozen=True)
class Outcome:
    """What happened in each row.

    Attributes:
        name: the column.
        values: 1.0 and 0.0, or amounts; NaN where the table says nothing.
        binary: whether it is yes or no; an effect is then a difference of chances, else of means.
        positive: the value that counts as yes; empty for amounts.
    """

    name: str
    values: np.ndarray
    binary: bool
    positive: str = ""


def read_outcome(frame: pd.DataFrame, name: str) -> Outcome:
    """The outcome of each row: two values, or numbers.

    Raises:
        BadInput: constant, empty, or more than two words.
    """
    words = cell_words(frame[name])
    known = ~words.map(is_missing)
    distinct = words[known].nunique()
    if distinct > 2:
        values = parse_numbers(frame[name])
        if np.isnan(values[known]).mean() <= 0.02:
            return Outcome(name, np.where(known, values, np.nan), binary=False)
        shown = ", ".join(repr(value) for value in words[known].value_counts().index[:6])
        raise BadInput(
            f"target {name} must have two classes or hold numbers, got {distinct} values: {shown}"
        )
    found = read_target(frame, name, None)
    return Outcome(name, found.labels, binary=True, positive=found.positive)
