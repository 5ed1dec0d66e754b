"""Read a table from a file: CSV in any usual delimiter and encoding, also gzipped, or Parquet.

Cells stay as they were written (text) until ``kinds`` has looked at whole columns: a reader that
guesses types cell by cell turns ``007`` into 7 and ``1,234`` into text.
"""

import codecs
import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from decision_models.tabular.table.faults import TableFault
from home.errors import BadInput

DELIMITERS = (",", ";", "\t", "|", "\x01")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "\x01": "\\x01"}
_SNIFFED_LINES = 200


@dataclass(frozen=True)
class RawTable:
    """A table as it was written.

    Attributes:
        frame: one column each of text (``str``, empty where there is nothing), ``float64`` or
            ``datetime64``; rows in file order, so that the position is the data row.
        source: how it was read, for the card (``csv, utf-8, semicolon``).
    """

    frame: pd.DataFrame
    source: str


def read_table(path: Path) -> RawTable:
    """Read ``path``; what it is follows from its content, not from its name.

    Raises:
        BadInput: no such file, not a table, not decodable, one column only, ragged, or no rows.
    """
    if not path.is_file():
        raise BadInput(
            f"table {path} must be a readable file (.csv, .csv.gz or .parquet), got none"
        )
    raw = path.read_bytes()
    if raw[:4] == b"PAR1" or path.suffix.lower() in {".parquet", ".pq"}:
        return _read_parquet(path, raw)
    if raw[:2] == b"\x1f\x8b":
        raw = _unzip(path, raw)
    if raw[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        raise TableFault(
            "workbook",
            f"table {path} must be CSV or Parquet, got an Excel workbook or zip archive",
        )
    return _read_csv(path, raw)


def _unzip(path: Path, raw: bytes) -> bytes:
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise TableFault(
            "damaged", f"table {path} must be a whole gzip file, got a damaged one: {error}"
        ) from None


def _read_parquet(path: Path, raw: bytes) -> RawTable:
    try:
        frame = pd.read_parquet(io.BytesIO(raw))
    except Exception as error:  # pyarrow raises many kinds for a damaged file
        raise TableFault(
            "damaged", f"table {path} must be readable Parquet, got: {error}"
        ) from None
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()  # an index that was stored is a column of the table
    columns = {str(name): _plain(frame.iloc[:, at]) for at, name in enumerate(frame.columns)}
    return _checked(path, pd.DataFrame(columns), "parquet")


def _plain(column: pd.Series) -> pd.Series:
    """Numbers as float64, moments as naive datetime64, everything else as text."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        column = column.astype(object)
        return _plain(column.infer_objects()) if column.dtype != object else _text(column)
    if pd.api.types.is_bool_dtype(kind):
        return column.map({True: "true", False: "false"}).fillna("").astype(str)
    if pd.api.types.is_numeric_dtype(kind):
        return pd.Series(column.to_numpy(dtype="float64", na_value=np.nan))
    if isinstance(kind, pd.DatetimeTZDtype):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return column.reset_index(drop=True)
    return _text(column)


def _text(column: pd.Series) -> pd.Series:
    values = ["" if _absent(value) else str(value).strip() for value in column]
    return pd.Series(values, dtype=str)


def _absent(value: object) -> bool:
    """None, NA, NaT or NaN; a list or array in a cell is there, whatever it holds."""
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and value != value)
    )


def _read_csv(path: Path, raw: bytes) -> RawTable:
    encoding = _encoding(path, raw)
    head = raw[: 1 << 20].decode(encoding, errors="ignore").lstrip("﻿")
    if not head.strip():
        raise TableFault("empty", f"table {path} must hold a header and rows, got an empty file")
    delimiter = _delimiter(path, head)
    try:
        frame = pd.read_csv(
            io.BytesIO(raw),
            sep=delimiter,
            encoding=encoding,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            index_col=False,
            skipinitialspace=True,
            on_bad_lines="error",
            low_memory=False,
        )
    except pd.errors.ParserWarning as error:
        raise _ragged(path, str(error)) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error) as error:
        raise _ragged(path, str(error).replace("Error tokenizing data. C error: ", "")) from None
    except UnicodeDecodeError as error:
        raise _undecodable(path, error) from None
    header = next(csv.reader(io.StringIO(head), delimiter=delimiter))  # pandas renames the second
    names = [name.strip() or str(given) for name, given in zip(header, frame.columns, strict=False)]
    frame.columns = names if len(names) == frame.shape[1] else [str(one) for one in frame.columns]
    stripped = {at: frame.iloc[:, at].fillna("").str.strip() for at in range(frame.shape[1])}
    names = list(frame.columns)
    frame = pd.DataFrame(stripped)
    frame.columns = pd.Index(names)
    return _checked(path, frame, f"csv, {encoding}, {_NAMES[delimiter]}")


def _ragged(path: Path, said: str) -> TableFault:
    line = re.search(r"line (\d+)", said)
    return TableFault(
        "ragged_at" if line else "ragged",
        f"table {path}: every row must have as many fields as the header, got: {said.strip()}",
        **({"line": int(line.group(1))} if line else {}),
    )


def _checked(path: Path, frame: pd.DataFrame, source: str) -> RawTable:
    if frame.shape[0] == 0:
        raise TableFault(
            "empty", f"table {path} must hold at least one row below its header, got none"
        )
    if frame.columns.has_duplicates:
        twice = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
        raise TableFault(
            "named_twice",
            f"table {path} must name each column once, got twice: {', '.join(twice)}",
            columns="、".join(twice),
        )
    return RawTable(frame.reset_index(drop=True), source)


def _encoding(path: Path, raw: bytes) -> str:
    """The encoding whose rules the bytes obey: UTF-8, UTF-16 by its mark, GB 18030, or Latin."""
    if raw.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif b"\x00" in raw[:100_000]:
        raise TableFault(
            "binary", f"table {path} must be text in UTF-8 or GBK (or Parquet), got binary data"
        )
    else:
        candidates = ["utf-8"]
        if _looks_chinese(raw):
            candidates.append("gb18030")
        elif _looks_latin(raw):
            candidates.append("cp1252")
    failure: UnicodeDecodeError | None = None
    for encoding in candidates:
        try:
            raw.decode(encoding)
        except UnicodeDecodeError as error:
            failure = failure or error
        else:
            return encoding
    assert failure is not None
    raise _undecodable(path, failure)


def _undecodable(path: Path, error: UnicodeDecodeError) -> TableFault:
    return TableFault(
        "binary",
        f"table {path} must be text in UTF-8 or GBK, got bytes that are neither "
        f"(at byte {error.start}: {error.object[error.start : error.start + 4]!r})",
    )


def _looks_chinese(raw: bytes) -> bool:
    """Most high bytes come as GB 2312 pairs: both bytes from A1 on (GB/T 2312-1980)."""
    sample = np.frombuffer(raw[: 1 << 20], dtype=np.uint8)
    high = int((sample >= 0x80).sum())
    if high == 0:
        return False
    kept = bytes(sample).decode("gb18030", errors="ignore")
    common = sum(1 for letter in kept if "一" <= letter <= "鿿" or "　" <= letter <= "～")
    pairs = sum(2 for pair in _gb2312_pairs(sample))
    return common > 0 and pairs >= 0.8 * high


def _gb2312_pairs(sample: np.ndarray) -> list[int]:
    found = []
    at, size = 0, len(sample)
    while at < size - 1 and at < 200_000:
        if sample[at] >= 0x80:
            if 0xA1 <= sample[at] <= 0xF7 and sample[at + 1] >= 0xA1:
                found.append(at)
            at += 2
        else:
            at += 1
    return found


def _looks_latin(raw: bytes) -> bool:
    """High bytes are accented letters of Windows-1252 that stand beside ASCII."""
    sample = np.frombuffer(raw[: 1 << 20], dtype=np.uint8)
    high = sample >= 0x80
    letters = (sample >= 0xC0) & (sample != 0xD7) & (sample != 0xF7)
    alone = high & ~np.roll(high, 1) & ~np.roll(high, -1)
    return bool(high.any() and (letters & alone).sum() >= 0.9 * high.sum())


def _delimiter(path: Path, head: str) -> str:
    """The delimiter under which the first lines have the header's number of fields.

    Raises:
        BadInput: under none of them does the header have two fields.
    """
    best: tuple[float, int, str] | None = None
    whole = head if len(head) < 1 << 19 else head.rsplit("\n", 1)[0]
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(whole), delimiter=delimiter)
        try:
            rows = [row for row, _ in zip(reader, range(_SNIFFED_LINES), strict=False) if row]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        if width < 2:
            continue
        agreeing = sum(len(row) == width for row in rows) / len(rows)
        if best is None or (agreeing, width) > best[:2]:
            best = (agreeing, width, delimiter)
    if best is None:
        first = head.splitlines()[0][:80]
        raise TableFault(
            "one_column",
            f"table {path} must have at least two columns, separated by comma, semicolon, tab or "
            f"pipe; got one column: {first!r}",
            found=first,
        )
    return best[2]
