"""From typed columns to features that need no labels: numbers, dates, categories, words.

Nothing here looks at the target, so one table's features are made once and shared by all folds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from decision_models.tabular.table.kinds import Column, Schema, parse

NATIVE_LEVELS = 32  # up to here trees split a category by sets of levels, above by encoded target
_SENTINELS = (-9999.0, -999.0, -99.0, -9.0, -1.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0)
_MAX_DATE_PAIRS = 10
_VOCABULARY = 1500
_WORD = re.compile(r"[a-z0-9]+|[一-鿿]+")
_YEAR = 365.2425


@dataclass(frozen=True)
class Number:
    """A numeric feature and what the linear learner needs to know of its distribution.

    Attributes:
        source: the columns that it comes from.
        sentinels: values that stand for "none" (999, -1), far from all others.
        fill, centre, scale, low, high: of the values that are neither missing nor sentinel.
        knots: quantiles at which the linear learner's slope may change; empty for few values.
        gaps: whether values were missing.
    """

    name: str
    source: tuple[str, ...]
    sentinels: tuple[float, ...]
    fill: float
    centre: float
    scale: float
    low: float
    high: float
    knots: tuple[float, ...]
    gaps: bool


@dataclass(frozen=True)
class Category:
    """A categorical feature: how often each level was seen, the last being all the others."""

    name: str
    source: tuple[str, ...]
    counts: tuple[int, ...]
    shown: tuple[int, ...]  # levels with an indicator of their own
    gaps: bool

    @property
    def native(self) -> bool:
        """Whether trees take the levels as they are."""
        return len(self.counts) - 1 <= NATIVE_LEVELS


@dataclass(frozen=True)
class Text:
    """A text column: the words that are counted."""

    name: str
    source: tuple[str, ...]
    vocabulary: tuple[str, ...]


@dataclass(frozen=True)
class FeaturePlan:
    """Which features a table gives; learned from the training table, the same when scoring."""

    schema: Schema
    time_column: str | None
    time_pieces: tuple[str, ...]
    numbers: tuple[Number, ...]
    categories: tuple[Category, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Features:
    """A table's features: ``numbers`` (rows, n), ``levels`` (rows, c), one sparse matrix a text."""

    plan: FeaturePlan
    numbers: np.ndarray
    levels: np.ndarray
    words: tuple[sparse.csr_matrix, ...]

    @property
    def rows(self) -> int:
        """How many rows."""
        return int(self.numbers.shape[0])


def learn_features(
    frame: pd.DataFrame,
    schema: Schema,
    time: np.ndarray | None = None,
    time_column: str | None = None,
) -> Features:
    """Decide which features ``frame`` gives, and make them.

    Args:
        time: the time column in days, NaN where absent, if there is one that holds dates.
    """
    parsed = {column.name: parse(frame[column.name], column) for column in schema.columns}
    return learn_from_parsed(parsed, schema, time, time_column)


def learn_from_parsed(
    parsed: Mapping[str, np.ndarray],
    schema: Schema,
    time: np.ndarray | None = None,
    time_column: str | None = None,
) -> Features:
    """The same of columns that ``kinds.parse`` has read."""
    pieces = _time_pieces(time)
    derived = _numbers(parsed, schema, time, time_column, pieces)
    described = [_describe(name, source, values) for (name, source), values in derived.items()]
    numbers = tuple(number for number in described if number is not None)
    categories = tuple(
        _count(column, parsed[column.name])
        for column in schema.columns
        if column.kind == "category"
    )
    texts = tuple(
        Text(column.name, (column.name,), _vocabulary(parsed[column.name]))
        for column in schema.columns
        if column.kind == "text"
    )
    plan = FeaturePlan(schema, time_column, pieces, numbers, categories, texts)
    return _assemble(plan, parsed, derived)


def make_features(frame: pd.DataFrame, plan: FeaturePlan, time: np.ndarray | None) -> Features:
    """The features of another table with the same columns, in any order."""
    parsed = {column.name: parse(frame[column.name], column) for column in plan.schema.columns}
    derived = _numbers(parsed, plan.schema, time, plan.time_column, plan.time_pieces)
    return _assemble(plan, parsed, derived)


def _assemble(
    plan: FeaturePlan,
    parsed: Mapping[str, np.ndarray],
    derived: Mapping[tuple[str, tuple[str, ...]], np.ndarray],
) -> Features:
    rows = len(next(iter(parsed.values()))) if parsed else len(next(iter(derived.values())))
    numbers = [derived[number.name, number.source] for number in plan.numbers]
    levels = [parsed[category.name] for category in plan.categories]
    words = tuple(count_words(parsed[text.name], text.vocabulary) for text in plan.texts)
    return Features(
        plan,
        np.column_stack(numbers) if numbers else np.empty((rows, 0)),
        np.column_stack(levels) if levels else np.empty((rows, 0)),
        words,
    )


def _time_pieces(time: np.ndarray | None) -> tuple[str, ...]:
    """Which recurring parts of the moment may be used: only those seen in full more than once.

    The moment itself never is: a model that splits on it has nothing to say about later rows.
    """
    if time is None or np.isnan(time).all():
        return ()
    span = float(np.nanmax(time) - np.nanmin(time))
    pieces = []
    if span >= 60:
        pieces += ["weekday", "day"]
    if span >= 2 * _YEAR:
        pieces.append("month")
    fraction = time[~np.isnan(time)] % 1
    if (fraction > 0).mean() > 0.1:
        pieces.append("hour")
    return tuple(pieces)


def _pieces(days: np.ndarray, wanted: Sequence[str]) -> dict[str, np.ndarray]:
    absent = np.isnan(days)
    safe = np.where(absent, 0.0, days)
    moments = np.floor(safe).astype("datetime64[D]")
    month = moments.astype("datetime64[M]")
    made = {
        "weekday": (np.floor(safe) + 3) % 7,
        "day": (moments - month).astype(int) + 1.0,
        "month": month.astype(int) % 12 + 1.0,
        "hour": np.floor(safe % 1 * 24),
    }
    return {piece: np.where(absent, np.nan, made[piece]) for piece in wanted}


def _numbers(
    parsed: Mapping[str, np.ndarray],
    schema: Schema,
    time: np.ndarray | None,
    time_column: str | None,
    time_pieces: Sequence[str],
) -> dict[tuple[str, tuple[str, ...]], np.ndarray]:
    made: dict[tuple[str, tuple[str, ...]], np.ndarray] = {}
    dates = [column for column in schema.columns if column.kind == "date"]
    for column in schema.columns:
        if column.kind == "number":
            made[column.name, (column.name,)] = parsed[column.name]
        elif column.kind == "text":
            sizes = np.char.str_len(parsed[column.name]).astype("float64")
            made[f"{column.name} (length)", (column.name,)] = sizes
        elif column.kind == "date":
            made.update(_date_features(column, parsed[column.name], time, time_column))
    for first, second in _pairs(dates):
        gap = parsed[first] - parsed[second]
        made[f"{first} - {second} (days)", (first, second)] = gap
    if time is not None and time_column is not None:
        for piece, values in _pieces(time, time_pieces).items():
            made[f"{time_column} ({piece})", (time_column,)] = values
    return made


def _date_features(
    column: Column, days: np.ndarray, time: np.ndarray | None, time_column: str | None
) -> dict[tuple[str, tuple[str, ...]], np.ndarray]:
    """A date as days before the row's moment where one is known, else as it stands."""
    source: tuple[str, ...] = (column.name,)
    made: dict[tuple[str, tuple[str, ...]], np.ndarray] = {
        (f"{column.name} ({piece})", source): values
        for piece, values in _pieces(days, ("weekday", "month", "hour")).items()
    }
    if time is not None:
        made[f"{time_column} - {column.name} (days)", source] = time - days
    else:
        made[column.name, source] = days
    return made


def _pairs(dates: Sequence[Column]) -> list[tuple[str, str]]:
    names = [column.name for column in dates]
    return [(a, b) for at, a in enumerate(names) for b in names[at + 1 :]][:_MAX_DATE_PAIRS]


def _describe(name: str, source: tuple[str, ...], values: np.ndarray) -> Number | None:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return None
    sentinels = find_sentinels(known)
    usual = known[~np.isin(known, sentinels)] if sentinels else known
    distinct = np.unique(usual)
    gaps = known.size < values.size
    if distinct.size == 1 and not gaps and not sentinels:
        return None
    low, high = (float(v) for v in np.quantile(usual, [0.005, 0.995]))
    if high <= low:
        low, high = float(distinct[0]), float(distinct[-1])
    kept = np.clip(usual, low, high)
    scale = float(kept.std())
    knots: tuple[float, ...] = ()
    if distinct.size > 5:
        inner = np.quantile(kept, np.linspace(0, 1, 7))
        knots = tuple(float(knot) for knot in np.unique(inner))
    return Number(
        name,
        source,
        sentinels,
        float(np.median(kept)),
        float(kept.mean()),
        scale if scale > 0 else 1.0,
        low,
        high,
        knots if len(knots) > 2 else (),
        gaps,
    )


def find_sentinels(known: np.ndarray) -> tuple[float, ...]:
    """Values such as 999 or -1 that stand for "none": frequent, extreme, far from the rest."""
    found: list[float] = []
    for candidate in _SENTINELS:
        hits = known == candidate
        share = float(hits.mean())
        if hits.sum() < 5 or share < 0.005 or share > 0.999:
            continue
        rest = known[~hits & ~np.isin(known, _SENTINELS)]
        if rest.size < 3:
            continue
        low, high = float(rest.min()), float(rest.max())
        spread = max(float(np.quantile(rest, 0.95) - np.quantile(rest, 0.05)), 1e-12)
        above = candidate > 0 and candidate > high + max(spread, 1)
        below = candidate < 0 <= low and (candidate < -1 or low >= 0.5 * spread or share > 0.02)
        if above or below:
            found.append(candidate)
    return tuple(found)


def _count(column: Column, levels: np.ndarray) -> Category:
    known = levels[~np.isnan(levels)].astype(int)
    counts = np.bincount(known, minlength=len(column.levels) + 1)
    enough = max(5, int(0.001 * levels.size)) if levels.size > 200 else 3
    shown = [at for at in range(len(column.levels)) if counts[at] >= enough][:40]
    return Category(
        column.name,
        (column.name,),
        tuple(int(count) for count in counts),
        tuple(shown),
        known.size < levels.size,
    )


def tokens(text: str) -> set[str]:
    """The words of a text; Chinese runs become their pairs of characters."""
    found: set[str] = set()
    for run in _WORD.findall(text.lower()):
        if "一" <= run[0] <= "鿿":
            found.update(run[at : at + 2] for at in range(max(1, len(run) - 1)))
        else:
            found.add(run)
    return found


def _vocabulary(texts: np.ndarray) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for text in texts:
        for token in tokens(str(text)):
            seen[token] = seen.get(token, 0) + 1
    enough = max(3, int(0.002 * len(texts)))
    kept = [token for token, count in seen.items() if count >= enough]
    return tuple(sorted(kept, key=lambda token: (-seen[token], token))[:_VOCABULARY])


def count_words(texts: np.ndarray, vocabulary: Sequence[str]) -> sparse.csr_matrix:
    """Which words each text holds, each row of length one."""
    place = {token: at for at, token in enumerate(vocabulary)}
    columns: list[int] = []
    starts = [0]
    for text in texts:
        columns.extend(sorted(place[token] for token in tokens(str(text)) if token in place))
        starts.append(len(columns))
    sizes = np.maximum(np.diff(starts), 1)
    values = np.repeat(1 / np.sqrt(sizes), np.diff(starts))
    shape = (len(texts), len(vocabulary))
    return sparse.csr_matrix((values, np.array(columns, dtype=int), np.array(starts)), shape=shape)
