"""CSV files that a spreadsheet opens as they are: labelled as AI's, and no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi import Response

LABEL = "AI生成"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """A value as a cell: text that a spreadsheet would run stands behind an apostrophe (OWASP, CSV
    injection); numbers stay numbers.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], filename: str) -> Response:
    """The file, each row with the label: it stays where rows are copied (标识办法)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*heads, "标识"])
    writer.writerows([*map(cell, row), LABEL] for row in rows)
    return Response(
        out.getvalue().encode("utf-8-sig"),  # else spreadsheets take it for the local code page
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
