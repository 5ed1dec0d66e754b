"""Dates and moments as people write them, also several ways in one column."""

import re
import unicodedata

import numpy as np
import pandas as pd

_ISO = re.compile(
    r"^\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
)
_FORMATS = (
    (re.compile(r"^\d{4}[/.]\d{1,2}[/.]\d{1,2}$"), "%Y-%m-%d"),
    (re.compile(r"^\d{4}[/.]\d{1,2}[/.]\d{1,2} \d{1,2}:\d{2}$"), "%Y-%m-%d %H:%M"),
    (re.compile(r"^\d{4}[/.]\d{1,2}[/.]\d{1,2} \d{1,2}:\d{2}:\d{2}$"), "%Y-%m-%d %H:%M:%S"),
    (re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日?$"), "%Y-%m-%d"),
    (re.compile(r"^\d{4}年\d{1,2}月$"), "%Y-%m"),
    (re.compile(r"^\d{4}[-/]\d{1,2}$"), "%Y-%m"),
    (re.compile(r"^(?:18|19|20|99)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"), "%Y%m%d"),
    (re.compile(r"^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{6}$"), "%Y%m%d%H%M%S"),
    (re.compile(r"^\d{1,2}[- ][A-Za-z]{3}[- ]\d{4}$"), "%d-%b-%Y"),
    (re.compile(r"^\d{1,2}[- ][A-Za-z]{3}[- ]\d{2}$"), "%d-%b-%y"),
    (re.compile(r"^\d{1,2}[- ][A-Za-z]{4,9}[- ]\d{4}$"), "%d-%B-%Y"),
    (re.compile(r"^[A-Za-z]{3} \d{1,2},? \d{4}$"), "%b-%d-%Y"),
    (re.compile(r"^[A-Za-z]{4,9} \d{1,2},? \d{4}$"), "%B-%d-%Y"),
)
_SHORT = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(?: (\d{1,2}:\d{2})(?::\d{2})?)?$")
_EARLIEST, _LATEST = 1850, 2150  # outside lie placeholders such as 0001-01-01 and 9999-12-31
_DAY = 86_400.0


def parse_dates(column: pd.Series, *, day_first: bool | None = None) -> np.ndarray:
    """A column as days since 1970-01-01 (``float64``, with the time of day as fraction).

    Cells that are no date, and placeholders far from any life, become NaN.

    Args:
        day_first: whether 03/04/2020 is the third of April; None: find out from the column.
    """
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _plausible(column.to_numpy().astype("datetime64[s]"))
    if pd.api.types.is_numeric_dtype(column.dtype):
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        column = pd.Series(["" if number != number else f"{number:.0f}" for number in numbers])
    codes, distinct = pd.factorize(column, sort=False)
    return np.append(parse_distinct(distinct, day_first=day_first), np.nan)[codes]


def parse_distinct(distinct: pd.Index, *, day_first: bool | None = None) -> np.ndarray:
    """The distinct cells of a column as days since 1970-01-01, NaN where a cell is no date."""
    words = [unicodedata.normalize("NFKC", str(word)).strip() for word in distinct]
    if day_first is None:
        day_first = reads_day_first(words)
    days = np.full(len(words), np.nan)
    groups: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        pattern = _pattern(word, day_first)
        if pattern:
            groups.setdefault(pattern, []).append(at)
    for pattern, places in groups.items():
        cells = pd.Series([_uniform(words[at], pattern) for at in places], dtype=str)
        moments = pd.to_datetime(cells, format=pattern, errors="coerce", utc=True)
        days[places] = _plausible(moments.dt.tz_localize(None).to_numpy().astype("datetime64[s]"))
    return days


def reads_day_first(words: list[str]) -> bool:
    """Whether dates such as 03/04/2020 begin with the day, from those that leave no choice.

    With no such cell, the month comes first where slashes separate, else the day.
    """
    found = [match for word in words[:100_000] if (match := _SHORT.match(word))]
    if any(int(match[1]) > 12 for match in found):
        return True
    if any(int(match[2]) > 12 for match in found):
        return False
    return not any("/" in match[0] for match in found)


def _pattern(word: str, day_first: bool) -> str | None:
    if not word or not any(letter.isdigit() for letter in word):
        return None
    if _ISO.match(word):
        return "ISO8601"
    for shape, pattern in _FORMATS:
        if shape.match(word):
            return pattern
    short = _SHORT.match(word)
    if short:
        order = "%d-%m-" if day_first else "%m-%d-"
        clock = " %H:%M:%S" if word.count(":") == 2 else " %H:%M" if short[4] else ""
        return order + ("%y" if len(short[3]) == 2 else "%Y") + clock
    return None


def _uniform(word: str, pattern: str) -> str:
    """The cell with the separators that ``pattern`` has."""
    if pattern == "ISO8601":
        date, _, rest = word.replace("T", " ").partition(" ")
        year, month, day = date.split("-")
        return f"{year}-{int(month):02d}-{int(day):02d}" + (f" {rest}" if rest else "")
    if "%b" in pattern or "%B" in pattern:
        return re.sub(r"[ ,-]+", "-", word)
    if "-" not in pattern:
        return word
    date, _, clock = word.partition(" ")
    date = re.sub(r"[/.年月]", "-", date).replace("日", "").strip("-")
    return f"{date} {clock}" if clock else date


def _plausible(moments: np.ndarray) -> np.ndarray:
    absent = np.isnat(moments)
    days = np.where(absent, 0, moments.astype("int64")) / _DAY
    years = 1970 + days / 365.2425
    return np.where(absent | (years < _EARLIEST) | (years > _LATEST), np.nan, days)
