"""What a file is, by what it begins with where its name is wrong."""

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge.documents import Document, Failure, Removal
from knowledge.loaders.formats import (
    feed,
    html,
    json_documents,
    markdown,
    pdf,
    plain,
    slides,
    tables,
    word,
)

Loaded = Document | Removal | Failure
Loader = Callable[[Path], Iterable[Loaded]]

LOADERS: dict[str, Loader] = {
    ".jsonl": json_documents.load_lines,
    ".ndjson": json_documents.load_lines,
    ".json": json_documents.load_array,
    ".csv": tables.load_rows,
    ".tsv": tables.load_rows,
    ".md": markdown.load,
    ".markdown": markdown.load,
    ".txt": plain.load,
    ".html": html.load,
    ".htm": html.load,
    ".pdf": pdf.load,
    ".docx": word.load,
    ".docm": word.load,
    ".xlsx": tables.load_workbook,
    ".pptx": slides.load,
    ".rss": feed.load,
    ".atom": feed.load,
    ".xml": feed.load,
}

_IN_ARCHIVE = {
    "word/document.xml": word.load,
    "xl/workbook.xml": tables.load_workbook,
    "ppt/presentation.xml": slides.load,
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = frozenset((".doc", ".xls", ".ppt", ".wps", ".et", ".dps"))
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_LOOK = 2048


def loader_of(path: Path) -> Loader:
    """How to read ``path``. A PDF, an office file or a web page is known under any name.

    Raises:
        ValueError: nothing here reads it; says what it is and what to do.
    """
    with path.open("rb") as file:
        begins = file.read(_LOOK)
    suffix = path.suffix.lower()
    _refuse(begins, suffix)
    if begins[:1024].lstrip().startswith(b"%PDF-"):
        return pdf.load
    if begins.startswith(b"PK\x03\x04") and zipfile.is_zipfile(path):
        return _archived(path)
    start = begins.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if suffix in (".txt", ".docx", ".xlsx", ".pptx", ".pdf", ".md") and start.startswith(
        (b"<!doctype html", b"<html")
    ):
        return html.load
    if suffix not in LOADERS:
        known = " ".join(LOADERS)
        raise ValueError(f"unsupported type {path.suffix or 'without suffix'} ({known})")
    return LOADERS[suffix]


def _archived(path: Path) -> Loader:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    for name, loader in _IN_ARCHIVE.items():
        if name in names:
            return loader
    raise ValueError("is an archive; unpack it into a folder and take that in")


def _refuse(begins: bytes, suffix: str) -> None:
    if begins.startswith(_OLD_OFFICE):
        if suffix in _OLD:
            raise ValueError(f"is an old office file ({suffix}); save it as .docx, .xlsx or .pptx")
        raise ValueError("is encrypted, or an old office file; save it unprotected as .docx")
    if begins.startswith(b"{\\rtf"):
        raise ValueError("is Rich Text; save it as .docx")
    if begins.startswith(_PICTURES):
        raise ValueError("is a picture; its text must be recognised (OCR) first")
