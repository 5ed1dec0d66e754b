"""CSV files that a spreadsheet opens as they are: labelled as AI's, and no cell is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat

from fastapi import Response

LABEL = "AI生成"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """A value as a cell: text that a spreadsheet would run stands behind an apostrophe (OWASP, CSV
    injection); numbers stay numbers, also those that are written as text.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    text = str(value)
    if _NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def lines(
    heads: Sequence[str], rows: Iterable[Sequence[object]], labels: Iterable[str] | None = None
) -> Iterator[str]:
    """The file line by line, for one that is too long to be held; ``labels`` are the rows' own."""
    out = io.StringIO()
    writer = csv.writer(out)
    marked = zip(rows, repeat(LABEL) if labels is None else labels, strict=labels is not None)
    body = ([*map(cell, row), label] for row, label in marked)
    for row in chain(([*map(cell, heads), "标识"],), body):
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    filename: str,
    labels: Iterable[str] | None = None,
) -> Response:
    """The file, each row with the label: it stays where rows are copied (标识办法). ``labels`` are
    the rows' own, where people wrote some of them.
    """
    return Response(
        # Without its mark spreadsheets take it for the local code page.
        "".join(lines(heads, rows, labels)).encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
