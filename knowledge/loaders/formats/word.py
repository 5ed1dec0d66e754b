"""Word documents (.docx): headings, paragraphs and tables in the order of the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.documents import Document
from knowledge.injected import addresses_a_machine
from knowledge.loaders.archives import check_unpacked
from knowledge.loaders.described import described, labelled_day

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_SMALLEST = 3.0  # points; smaller letters are hidden
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def load(path: Path) -> Iterator[Document]:
    """The file as one document. Text marked hidden, or too small to see, is left out.

    The day is the one that the text gives: the properties of a Word file often keep those of the
    template that it was made from.
    """
    import docx
    from docx.table import Table

    check_unpacked(path)
    opened = docx.Document(str(path))
    title = (opened.core_properties.title or "").strip()
    lines: list[str] = []
    hidden: list[str] = []
    for block in opened.iter_inner_content():
        if isinstance(block, Table):
            lines += _rows(block, hidden)
            continue
        text = _text(block, hidden)
        style = (block.style.name or "") if block.style else ""
        if text and not title and style.startswith(("Title", "Heading", "标题")):
            title = text
        lines.append(text)
    text = "\n".join(line for line in lines if line)
    if not title and lines and len(lines[0]) <= 60 and len(lines) > 1:
        title = lines[0]
    source = (opened.core_properties.author or "").strip()
    fields = {
        "title": title,
        "source": "" if source == "python-docx" else source,
        "published": labelled_day(text),
    }
    yield described(path, text, fields, suspicious=addresses_a_machine("\n".join(hidden)))


def _text(paragraph: "Paragraph", hidden: list[str]) -> str:
    """What of the paragraph is seen; what is not is added to ``hidden``. Links are text, too.

    Text inserted under tracked changes counts, text deleted under them does not.
    """
    seen: list[str] = []
    for run in paragraph._p.iter(f"{_W}r"):
        if any(True for _ in run.iterancestors(f"{_W}del", f"{_W}moveFrom")):
            continue
        # A drawing's text boxes hold paragraphs of their own: each run once, where it stands.
        (hidden if _is_hidden(run) else seen).append(str(run.text))
    return "".join(seen).strip()


def _is_hidden(run: object) -> bool:
    properties = getattr(run, "rPr", None)
    if properties is None:
        return False
    vanish = properties.find(f"{_W}vanish")
    if vanish is not None and vanish.get(f"{_W}val") not in ("0", "false", "off"):
        return True
    size = properties.find(f"{_W}sz")  # in half points
    value = size.get(f"{_W}val") if size is not None else None
    return bool(value) and str(value).isdigit() and int(str(value)) / 2 < _SMALLEST


def _rows(table: object, hidden: list[str]) -> list[str]:
    """The rows of a table, cells apart by ``|``; a merged cell once, a table in a cell after it."""
    from docx.table import Table

    assert isinstance(table, Table)
    lines: list[str] = []
    above: set[object] = set()
    for row in table.rows:
        cells: list[str] = []
        inner: list[str] = []
        here: set[object] = set()
        for cell in row.cells:
            if cell._tc in here or cell._tc in above:
                here.add(cell._tc)
                continue
            here.add(cell._tc)
            cells.append(" ".join(filter(None, (_text(p, hidden) for p in cell.paragraphs))))
            for nested in cell.tables:
                inner += _rows(nested, hidden)
        above = here
        lines += [" | ".join(cell for cell in cells if cell), *inner]
    return [line for line in lines if line]
