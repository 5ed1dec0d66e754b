"""Numbers as people write them: thousands separators, percent, currency, 万, decimal commas."""

import re
import unicodedata

import numpy as np
import pandas as pd

_LATIN = [
    "na",
    "n/a",
    "n.a.",
    "nan",
    "null",
    "none",
    "nil",
    "missing",
    "unknown",
    "-",
    "--",
    "---",
    ".",
    "?",
    "??",
    "inf",
    "-inf",
]
_SHEET = ["#n/a", "#na", "#value!", "#div/0!", "(null)", "<na>", "\\n"]
_CHINESE = ["无", "空", "缺失", "未知", "未填", "不详", "暂无"]
MISSING_WORDS = frozenset([*_LATIN, *_SHEET, *_CHINESE, "", "not available"])

_CURRENCY = re.compile(
    r"^(?:[¥￥$€£]|RMB|CNY|USD|EUR)\s*|\s*(?:元|人民币|RMB|CNY|USD|EUR|[¥￥$€£])$", re.I
)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_DECIMAL_COMMA = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$")
_PLAIN = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$")
_UNITS = {"万": 1e4, "亿": 1e8, "千": 1e3, "k": 1e3, "K": 1e3, "%": 1e-2, "‰": 1e-3}

_LARGEST = 1e100


def is_missing(word: str) -> bool:
    """Whether a cell says that there is nothing in it."""
    return word.strip().lower() in MISSING_WORDS


def decimal_comma(words: list[str]) -> bool:
    """Whether a column writes 1,5 for one and a half: commas, never in groups of three alone."""
    commas = [word for word in words if "," in word]
    if not commas:
        return False
    fits = sum(bool(_DECIMAL_COMMA.match(_bare(word)[0])) for word in commas)
    grouped = sum(bool(_GROUPED.match(_bare(word)[0])) for word in commas)
    return fits >= 0.95 * len(commas) and grouped < 0.5 * len(commas)


def to_number(word: str, *, comma: bool = False) -> float:
    """One cell as a number, NaN where it is none. Percentages become fractions."""
    text, factor = _bare(word)
    if comma:
        text = text.replace(".", "").replace(",", ".") if "," in text else text
    elif _GROUPED.match(text):
        text = text.replace(",", "")
    if not _PLAIN.match(text):
        return float("nan")
    return float(text) * factor


def _bare(word: str) -> tuple[str, float]:
    """The digits of a cell, and what its unit and brackets multiply them by."""
    text = unicodedata.normalize("NFKC", word).strip().replace("−", "-")
    factor = 1.0
    if text.startswith("(") and text.endswith(")"):
        text, factor = text[1:-1].strip(), -1.0
    sign = text[:1] if text[:1] in "+-" else ""
    text = _CURRENCY.sub("", _CURRENCY.sub("", text[len(sign) :].strip())).strip()
    if text[-1:] in _UNITS and text[:-1].strip():
        factor *= _UNITS[text[-1]]
        text = text[:-1].strip()
    if re.fullmatch(r"\d{1,3}(?:[  ']\d{3})+(?:\.\d+)?", text):
        text = re.sub(r"[  ']", "", text)
    return sign + text, factor


def parse_numbers(column: pd.Series, *, comma: bool = False) -> np.ndarray:
    """A whole column as ``float64``; cells that are no number become NaN.

    Distinct cells are parsed once, and only those that a fast parser refuses go the slow way.
    """
    if pd.api.types.is_numeric_dtype(column.dtype):
        return finite(column.to_numpy(dtype="float64", na_value=np.nan))
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return np.full(len(column), np.nan)
    codes, distinct = pd.factorize(column, sort=False)
    return np.append(parse_distinct(distinct, comma=comma), np.nan)[codes]


def parse_distinct(distinct: pd.Index, *, comma: bool = False) -> np.ndarray:
    """The distinct cells of a column as numbers, NaN where a cell is none."""
    values = fast(distinct)
    for at in np.flatnonzero(np.isnan(values)):
        word = str(distinct[int(at)])
        if not is_missing(word):
            values[at] = to_number(word, comma=comma)
    return finite(values)


def fast(distinct: pd.Index) -> np.ndarray:
    """Cells that a machine wrote as numbers; NaN where one is something else, or missing."""
    return np.array(
        pd.to_numeric(distinct.to_numpy(dtype=object), errors="coerce"), dtype="float64"
    )


def finite(values: np.ndarray) -> np.ndarray:
    """The same with infinities as NaN, and none so large that its square would be one."""
    return np.where(np.isfinite(values), np.clip(values, -_LARGEST, _LARGEST), np.nan)
