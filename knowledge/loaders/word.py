"""Word documents (.docx)."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from knowledge.documents import Document

_LARGEST_UNPACKED = 500 * 1024 * 1024


def load(path: Path) -> Iterator[Document]:
    """The file as one document: paragraphs and tables in the order of the page."""
    import docx
    from docx.table import Table

    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > _LARGEST_UNPACKED:
        raise ValueError(f"must unpack to at most {_LARGEST_UNPACKED} bytes, got {unpacked}")
    opened = docx.Document(str(path))
    title = (opened.core_properties.title or "").strip()
    lines: list[str] = []
    for block in opened.iter_inner_content():
        if isinstance(block, Table):
            lines += [_row([cell.text for cell in row.cells]) for row in block.rows]
            continue
        text = block.text.strip()
        style = (block.style.name or "") if block.style else ""
        if text and not title and style.startswith(("Title", "Heading")):
            title = text
        lines.append(text)
    text = "\n".join(line for line in lines if line)
    if not title and lines and len(lines[0]) <= 60 and len(lines) > 1:
        title = lines[0]
    yield Document(id=path.as_posix(), title=title, text=text, origin=path.as_posix())


def _row(cells: list[str]) -> str:
    """Cells of a table row; a merged cell comes once for each column that it spans."""
    kept = [cell.strip() for cell in cells]
    return " | ".join(c for i, c in enumerate(kept) if c and (i == 0 or c != kept[i - 1]))
