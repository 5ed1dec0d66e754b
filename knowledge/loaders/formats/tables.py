"""Tables whose rows are documents (.csv, .tsv), and workbooks whose sheets are (.xlsx)."""

import csv
import io
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from knowledge.documents import Document, Failure, Removal
from knowledge.loaders.archives import check_unpacked
from knowledge.loaders.described import described
from knowledge.loaders.fields import NAMES, field_of
from knowledge.loaders.formats.json_documents import taken
from knowledge.loaders.formats.plain import decode

_MOST_ROWS = 100_000


def load_rows(path: Path) -> Iterator[Document | Removal | Failure]:
    """Each row as a document, its columns named by the header as JSON keys would be.

    Raises:
        ValueError: no column of the header can be the text.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = decode(path.read_bytes()).lstrip("\ufeff")
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [name for name in rows.fieldnames or () if name]
    if "text" not in map(field_of, header):
        wanted = ", ".join(("text", *NAMES["text"][:3]))
        raise ValueError(f"must have a column of text ({wanted}), got {', '.join(header[:12])}")
    for row in rows:
        given = {key: value for key, value in row.items() if key is not None}
        yield taken(given, path, rows.line_num)


def load_workbook(path: Path) -> Iterator[Document]:
    """The workbook as one document: each sheet its name, then a row a line.

    Values are those that were last calculated; hidden sheets are left out.
    """
    from openpyxl import load_workbook as opened

    check_unpacked(path)
    book = opened(path, read_only=True, data_only=True)
    try:
        lines: list[str] = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows = sheet.iter_rows(values_only=True, max_row=_MOST_ROWS)
            kept = [line for line in map(_line, rows) if line]
            lines += [sheet.title, *kept] if kept else []
        title = str(book.properties.title or "") or path.stem
    finally:
        book.close()
    yield described(path, "\n".join(lines), {"title": title})


def _line(cells: tuple[object, ...]) -> str:
    return " | ".join(said for said in map(_said, cells) if said)


def _said(cell: object) -> str:
    if isinstance(cell, datetime) and cell == cell.replace(hour=0, minute=0, second=0):
        return cell.date().isoformat()
    return " ".join(str(cell).split()) if cell is not None else ""
