"""What stands in a table that its model cannot read, or has not met."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from decision_models.tabular.table.faults import TableFault
from decision_models.tabular.table.kinds import Column, parse
from decision_models.tabular.table.numbers import is_missing
from decision_models.tabular.table.target import cell_words

_CHANGED = 10
"""Cells of which none can be read that make a column one of another type; fewer may be slips."""


@dataclass(frozen=True)
class Strange:
    """Cells of a column that count as missing (``unreadable``) or as none of its levels.

    Args:
        column: its name.
        unreadable: they are no number or date, as the column was; else they are values that the
            model did not learn one by one.
        rows: how many.
        example: one of them, as it is written.
    """

    column: str
    unreadable: bool
    rows: int
    example: str


def strangers(frame: pd.DataFrame, columns: Sequence[Column]) -> tuple[Strange, ...]:
    """What each of these columns holds that the model cannot use as it is.

    Raises:
        TableFault: nothing of a column of numbers or dates can be read: its type has changed.
    """
    found = (_strange(frame[column.name], column) for column in columns)
    return tuple(one for one in found if one is not None)


def _strange(cells: pd.Series, column: Column) -> Strange | None:
    if column.kind == "text" or (column.kind == "number" and _numeric(cells)):
        return None
    values = parse(cells, column)
    words = cell_words(cells).astype(str).to_numpy(dtype=object)
    if column.kind == "category":
        strange = values == len(column.levels)
    else:
        strange = np.isnan(values)
        strange[strange] = [not is_missing(word) for word in words[strange]]
    if not strange.any():
        return None
    example = str(words[int(np.argmax(strange))])[:40]
    unreadable = column.kind != "category"
    if unreadable and strange.sum() >= _CHANGED and np.isnan(values).all():
        what = "numbers" if column.kind == "number" else "dates"
        raise TableFault(
            f"no_{what}",
            f"column {column.name} must hold {what}, as the table that the model was fitted on "
            f"did, got {example!r}",
            column=column.name,
            example=example,
        )
    return Strange(column.name, unreadable, int(strange.sum()), example)


def _numeric(cells: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(cells.dtype))
