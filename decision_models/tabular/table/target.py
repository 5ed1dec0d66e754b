"""The target column: which of its two values is the positive one."""

import difflib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from decision_models.tabular.table.faults import TableFault
from decision_models.tabular.table.numbers import is_missing

POSITIVE_WORDS = frozenset({"1", "true", "yes", "y", "t", "是", "有", "真"})


@dataclass(frozen=True)
class Target:
    """The outcome of each row.

    Attributes:
        name: the column.
        labels: 1.0 positive, 0.0 negative, NaN where the table says nothing; one per row.
        positive, negative: the two values as written.
    """

    name: str
    labels: np.ndarray
    positive: str
    negative: str


def require_column(frame: pd.DataFrame, name: str, what: str) -> str:
    """The column called ``name``, forgiving spaces around it and the case of its letters.

    Raises:
        TableFault: there is none; the message lists the nearest names.
    """
    columns = [str(column) for column in frame.columns]
    if name in columns:
        return name
    folded = [column for column in columns if column.strip().lower() == name.strip().lower()]
    if len(folded) == 1:
        return folded[0]
    near = difflib.get_close_matches(name.lower(), [c.lower() for c in columns], n=3, cutoff=0.5)
    nearest = [column for word in near for column in columns if column.lower() == word]
    shown = nearest or columns[:12]
    label = "nearest" if nearest else "it has"
    raise TableFault(
        "no_such_column",
        f"{what} must be a column of the table, got {name!r} "
        f"({label}: {', '.join(dict.fromkeys(shown))})",
        column=name,
    )


def cell_words(column: pd.Series) -> pd.Series:
    """A column's cells as text, whole numbers without a decimal point."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        return pd.Series(["" if n != n else f"{n:.15g}" for n in numbers], dtype=str)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return pd.Series(column.dt.strftime("%Y-%m-%d %H:%M:%S").fillna("").astype(str))
    return pd.Series(column)


def read_target(frame: pd.DataFrame, name: str, positive: str | None) -> Target:
    """The labels of each row.

    Raises:
        TableFault: not two values, or ``positive`` is not one of them.
    """
    words = cell_words(frame[name]).map(_canonical)
    known = ~words.map(is_missing)
    if words[known].nunique() < 2:  # a class may be called "none"
        known = words != ""
    counts = words[known].value_counts()
    values = [str(value) for value in counts.index]
    if len(values) == 0:
        raise TableFault(
            "target_missing",
            f"target {name} must have two classes, got only missing values",
            column=name,
        )
    if positive is not None:
        positive = _asked(name, positive, values)
    if len(values) == 1:
        raise TableFault(
            "target_one_class",
            f"target {name} must have two classes, got one: {values[0]!r} in {counts.iloc[0]} rows",
            column=name,
            found=values[0],
        )
    if len(values) > 2:
        shown = ", ".join(repr(value) for value in values[:6])
        raise TableFault(
            "target_many_classes",
            f"target {name} must have two classes, got {len(values)}: {shown}",
            column=name,
            count=len(values),
            found="、".join(values[:6]),
        )
    chosen = positive if positive is not None else _positive(values, counts)
    negative = values[1] if chosen == values[0] else values[0]
    labels = np.where(words == chosen, 1.0, 0.0)
    return Target(name, np.where(known.to_numpy(), labels, np.nan), chosen, negative)


def _canonical(word: str) -> str:
    word = str(word).strip()
    return word[:-2] if word in {"0.0", "1.0"} else word


def _asked(name: str, positive: str, values: list[str]) -> str:
    wanted = _canonical(positive)
    for same in (str, str.lower):
        for value in values:
            if same(value) == same(wanted):
                return value
    shown = ", ".join(repr(value) for value in values[:6])
    raise TableFault(
        "no_such_value",
        f"positive value of {name} must be one of its values, got {positive!r} (it has {shown})",
        column=name,
        value=positive,
        found="、".join(values[:6]),
    )


def _positive(values: list[str], counts: pd.Series) -> str:
    """The value that says yes; else the rarer one, and of equals the later in order."""
    saying_yes = [value for value in values if value.lower() in POSITIVE_WORDS]
    if len(saying_yes) == 1:
        return saying_yes[0]
    return min(values, key=lambda value: (counts[value], [-ord(letter) for letter in value]))
