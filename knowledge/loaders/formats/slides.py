"""Presentations (.pptx): titles, texts, tables and notes, slide by slide."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.documents import Document
from knowledge.loaders.archives import check_unpacked
from knowledge.loaders.described import described, labelled_day

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape


def load(path: Path) -> Iterator[Document]:
    """The file as one document; hidden slides are left out."""
    from pptx import Presentation

    check_unpacked(path)
    opened = Presentation(str(path))
    lines: list[str] = []
    for slide in opened.slides:
        if slide._element.get("show") == "0":
            continue
        lines += _texts(slide.shapes)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            lines += slide.notes_slide.notes_text_frame.text.split("\n")
    text = "\n".join(line.strip() for line in lines if line.strip())
    title = (opened.core_properties.title or "").strip()
    if title in ("", "PowerPoint Presentation", "PowerPoint 演示文稿"):
        title = text.split("\n", 1)[0][:60]
    yield described(path, text, {"title": title, "published": labelled_day(text)})


def _texts(shapes: "Iterable[BaseShape]") -> Iterator[str]:
    for shape in sorted(shapes, key=lambda one: (one.top or 0, one.left or 0)):
        inner = getattr(shape, "shapes", None)
        if inner is not None:
            yield from _texts(inner)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield " | ".join(cell.text.strip() for cell in row.cells if cell.text.strip())
        elif shape.has_text_frame:
            yield from shape.text_frame.text.split("\n")
