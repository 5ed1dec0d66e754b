"""What the columns of a table are: numbers, dates, categories, text, or of no use to a model."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from decision_models.tabular.table import dates, numbers
from decision_models.tabular.table.target import cell_words

Kind: TypeAlias = Literal["number", "date", "category", "text"]

_ID_NAME = re.compile(
    r"(?:^|[_\s.-])(?:id|ids|uuid|guid|key|rowid|row|rownames?|index|idx|unnamed: \d+)$"
    r"|编号|序号|卡号|账号|客户号|身份证|手机号|流水号|合同号|工号|订单号|电话号",
    re.I,
)
_CASED_ID = re.compile(r"[a-z](?:ID|Id)$")
_MAX_LEVELS = 3000
_LEAST_DATE = 18_000_000  # a smaller number is no date written as yyyymmdd
_CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Column:
    """One column that a model may use, with what is needed to read it the same way again.

    Attributes:
        comma: a number column with decimal commas.
        day_first: a date column that writes the day before the month.
        levels: a category's known values, most frequent first.
    """

    name: str
    kind: Kind
    comma: bool = False
    day_first: bool = False
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dropped:
    """One column that no model uses, and why (Chinese: the card shows it)."""

    name: str
    reason: str


@dataclass(frozen=True)
class Schema:
    """The columns of a table that are used, and those that are not."""

    columns: tuple[Column, ...]
    dropped: tuple[Dropped, ...] = field(default=())


@dataclass(frozen=True)
class _Cells:
    """A column factorised once: ``distinct[codes]``, -1 where nothing is said.

    Attributes:
        plain: the distinct cells as numbers where each is one as a machine writes it, else None.
    """

    name: str
    codes: np.ndarray
    distinct: pd.Index
    counts: np.ndarray
    plain: np.ndarray | None

    @property
    def filled(self) -> int:
        return int(self.counts.sum())


def find_schema(frame: pd.DataFrame, setaside: Collection[str] = ()) -> Schema:
    """Look at each column of ``frame`` but those in ``setaside`` and say what it is."""
    return read_columns(frame, setaside)[0]


def read_columns(
    frame: pd.DataFrame, setaside: Collection[str] = ()
) -> tuple[Schema, dict[str, np.ndarray]]:
    """What each column of ``frame`` is but those in ``setaside``, and the used ones as ``parse``
    gives them."""
    parsed: dict[str, np.ndarray] = {}
    columns: list[Column] = []
    dropped: list[Dropped] = []
    seen: dict[int, str] = {}
    for name in (str(column) for column in frame.columns):
        if name in setaside:
            continue
        column = frame[name]
        moments = pd.api.types.is_datetime64_any_dtype(column.dtype)
        cells = None if moments else _factorise(name, column)
        found = _look_at_moments(name, column) if cells is None else _look(cells, len(frame))
        if isinstance(found, Dropped):
            dropped.append(found)
            continue
        if found.kind == "number" and cells is not None and cells.plain is not None:
            values = np.append(numbers.finite(cells.plain), np.nan)[cells.codes]
        else:
            values = parse(column, found)
        content = hash(values.tobytes())
        if content in seen:
            dropped.append(Dropped(name, f"内容与 {seen[content]} 完全相同"))
            continue
        seen[content] = name
        columns.append(found)
        parsed[name] = values
    return Schema(tuple(columns), tuple(dropped)), parsed


def parse(column: pd.Series, meaning: Column) -> np.ndarray:
    """A column in its model form, one value per row.

    Returns:
        number: ``float64``; date: days since 1970 as ``float64``; category: the position in
        ``levels`` as ``float64``, ``len(levels)`` for a value that is not there, NaN for none;
        text: Unicode strings.
    """
    if meaning.kind == "number":
        return numbers.parse_numbers(column, comma=meaning.comma)
    if meaning.kind == "date":
        return dates.parse_dates(column, day_first=meaning.day_first)
    if meaning.kind == "text":
        return cell_words(column).to_numpy(dtype=str)
    cells = _factorise(meaning.name, column)
    place = {level: float(at) for at, level in enumerate(meaning.levels)}
    other = float(len(meaning.levels))
    known = np.array([place.get(_level(word), other) for word in cells.distinct], dtype="float64")
    return np.asarray(np.append(known, np.nan)[cells.codes])


def _level(word: object) -> str:
    return str(word).strip()


def _factorise(name: str, column: pd.Series) -> _Cells:
    words = cell_words(column)
    codes, found = pd.factorize(words, sort=False)
    distinct = pd.Index(found.to_numpy(dtype=object), dtype=object)  # cheap to walk through
    values = numbers.fast(distinct)
    empty = np.zeros(len(distinct), dtype=bool)
    for at in np.flatnonzero(~np.isfinite(values)):
        empty[at] = str(distinct[int(at)]).strip().lower() in _EMPTY
    renumber = np.where(empty, -1, np.cumsum(~empty) - 1)
    codes = np.append(renumber, -1)[codes]
    kept = pd.Index(distinct[~empty]) if empty.any() else pd.Index(distinct)
    counts = np.bincount(codes[codes >= 0], minlength=len(kept))
    plain = values[~empty]
    return _Cells(name, codes, kept, counts, plain if np.isfinite(plain).all() else None)


# "unknown" and 未知 are answers in a category, so that only cells without any word are empty there.
_EMPTY = numbers.MISSING_WORDS - {"unknown", "未知", "无", "none", "不详", "未填"}


def _look_at_moments(name: str, column: pd.Series) -> Column | Dropped:
    return Column(name, "date") if column.notna().any() else Dropped(name, "每一行都没有值")


def _look(cells: _Cells, rows: int) -> Column | Dropped:
    name = cells.name
    if cells.filled == 0:
        return Dropped(name, "每一行都没有值")
    if len(cells.distinct) == 1 and cells.filled == rows:
        return Dropped(name, f"每一行的值都相同（{str(cells.distinct[0])[:40]}）")
    date = _as_date(cells)
    if date is not None:
        return date
    number = _as_number(cells, rows)
    if number is not None:
        return number
    return _as_words(cells, rows)


def _as_date(cells: _Cells) -> Column | None:
    if cells.plain is not None and np.abs(cells.plain).max() < _LEAST_DATE:
        return None
    words = [str(word) for word in cells.distinct]
    sample = words[:: max(1, len(words) // 100)][:100]
    if np.isnan(dates.parse_distinct(pd.Index(sample), day_first=True)).mean() > 0.5:
        return None
    day_first = dates.reads_day_first(words)
    days = dates.parse_distinct(cells.distinct, day_first=day_first)
    tokens = np.array(
        [numbers.is_missing(word) or word.startswith(("9999", "0001", "0000-")) for word in words]
    )
    share = cells.counts[~np.isnan(days) | tokens].sum() / cells.filled
    if share < 0.95 or np.isnan(days).all():
        return None
    return Column(cells.name, "date", day_first=day_first)


def _as_number(cells: _Cells, rows: int) -> Column | Dropped | None:
    if cells.plain is not None:
        whole = np.flatnonzero(cells.plain == np.round(cells.plain))
        words = [str(word) for word in cells.distinct[whole]]
        if _coded(words, np.ones(len(words), dtype=bool)):
            return None
        return _number(cells, cells.plain, rows, comma=False)
    words = [str(word) for word in cells.distinct]
    comma = numbers.decimal_comma(words[:5000])
    values = numbers.parse_distinct(cells.distinct, comma=comma)
    good = ~np.isnan(values)
    tokens = np.array([numbers.is_missing(word) for word in words])
    meant = cells.counts[~tokens].sum()
    if meant == 0 or cells.counts[good].sum() < 0.8 * meant:
        return None
    strays = (~good & ~tokens).sum()
    if cells.counts[good].sum() < 0.97 * meant and strays > 20:
        return None
    if _coded(words, good):
        return None
    return _number(cells, values, rows, comma=comma)


def _number(cells: _Cells, values: np.ndarray, rows: int, *, comma: bool) -> Column | Dropped:
    good = ~np.isnan(values)
    if good.sum() == 1 and cells.counts[good].sum() == rows:
        return Dropped(cells.name, "每一行的值都相同")
    reason = _number_id(cells, numbers.finite(values), rows)
    if reason:
        return Dropped(cells.name, reason)
    return Column(cells.name, "number", comma=comma)


def _coded(words: list[str], good: np.ndarray) -> bool:
    """Digits that are a code: leading zeros in words of one length, or longer than a number."""
    digits = [word for word, number in zip(words, good, strict=True) if number and word.isdigit()]
    if not digits:
        return False
    zeros = sum(word.startswith("0") and len(word) > 1 for word in digits)
    long = sum(len(word) > 15 for word in digits)
    same = len({len(word) for word in digits}) == 1
    return (zeros > 0 and same) or long > 0.5 * len(digits)


def _number_id(cells: _Cells, values: np.ndarray, rows: int) -> str | None:
    distinct = values[~np.isnan(values)]
    whole = bool((distinct == np.round(distinct)).all())
    share = len(distinct) / max(1, cells.filled)
    if not whole or cells.filled < 30 or share < 0.2:
        return None
    named = looks_like_id(cells.name)
    if named and share >= 0.5:
        return f"编号：{cells.filled} 行里有 {len(distinct)} 种取值"
    if share < 0.999:
        return None
    in_order = values[cells.codes[cells.codes >= 0]]
    steps = np.diff(in_order)
    counting = (steps > 0).all() or (steps < 0).all()
    contiguous = np.ptp(distinct) < 1.05 * len(distinct)
    wide = distinct.min() >= 1e8 and len({len(f"{v:.0f}") for v in distinct[:1000]}) == 1
    if counting or contiguous or wide:
        return f"编号：{cells.filled} 行各有一个不同的整数"
    return None


def looks_like_id(name: str) -> bool:
    """Whether a column's name says that it identifies rows."""
    return bool(_ID_NAME.search(name.lower()) or _CASED_ID.search(name))


def _as_words(cells: _Cells, rows: int) -> Column | Dropped:
    distinct = len(cells.distinct)
    share = distinct / cells.filled
    words = [str(word) for word in cells.distinct[:2000]]
    if distinct > 50 and share > 0.2 and _is_prose(words):
        return Column(cells.name, "text")
    if rows >= 30 and (share > 0.95 or (share > 0.2 and looks_like_id(cells.name))):
        return Dropped(cells.name, f"编号：{cells.filled} 行里有 {distinct} 种取值")
    order = np.lexsort((np.arange(distinct), -cells.counts))
    kept = [at for at in order[:_MAX_LEVELS] if cells.counts[at] >= 2 or distinct <= 20]
    if not kept:
        return Dropped(cells.name, f"编号：{cells.filled} 行里有 {distinct} 种取值")
    ranked = sorted(kept, key=lambda at: (-cells.counts[at], str(cells.distinct[at])))
    levels = dict.fromkeys(_level(cells.distinct[at]) for at in ranked)
    return Column(cells.name, "category", levels=tuple(levels))


def _is_prose(words: list[str]) -> bool:
    spaces = float(np.mean([len(word.split()) for word in words]))
    chinese = float(np.mean([len(_CHINESE.findall(word)) for word in words]))
    return spaces >= 4 or chinese >= 8
