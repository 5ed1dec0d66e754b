"""Reads documents from files; what cannot be read is reported, and the rest goes on."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from pathlib import Path

from home.errors import BadInput
from knowledge.documents import Document, Failure
from knowledge.loaders import feed, html, json_documents, markdown, pdf, plain, word

Loaded = Document | Failure
Loader = Callable[[Path], Iterable[Loaded]]

_HALVES = re.compile("[\ud800-\udfff]")

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes; a larger file is reported and passed over, so that one file cannot fill the memory."""

LOADERS: dict[str, Loader] = {
    ".jsonl": json_documents.load_lines,
    ".ndjson": json_documents.load_lines,
    ".json": json_documents.load_array,
    ".md": markdown.load,
    ".markdown": markdown.load,
    ".txt": plain.load,
    ".html": html.load,
    ".htm": html.load,
    ".pdf": pdf.load,
    ".docx": word.load,
    ".rss": feed.load,
    ".atom": feed.load,
    ".xml": feed.load,
}


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files that ``paths`` name, folders searched through; hidden ones are left aside.

    Raises:
        BadInput: a path does not exist.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise BadInput(f"{path} must be a file or folder to ingest, got a path without one")
        if not path.is_dir():
            found.setdefault(path.resolve(), path)
            continue
        for inner in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in inner.relative_to(path).parts)
            if inner.is_file() and not hidden:
                found.setdefault(inner.resolve(), inner)
    return list(found.values())


def load(path: Path) -> Iterator[Loaded]:
    """Each document of one file, and a failure for each line or entry that is none.

    Never raises for what the file holds: a broken file is one failure.
    """
    count = 0
    for item in _load(path):
        count += 1
        yield _checked(item)
    if count == 0:
        yield _sayable(Failure(str(path), "holds no document"))


def _load(path: Path) -> Iterator[Loaded]:
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        known = " ".join(LOADERS)
        yield Failure(str(path), f"unsupported type {path.suffix or 'without suffix'} ({known})")
        return
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            yield Failure(str(path), f"must be at most {LARGEST_FILE} bytes, got {size}")
            return
        yield from loader(path)
    except Exception as error:
        # Parsers of foreign formats raise whatever they like on broken input.
        yield Failure(str(path), f"cannot be read: {type(error).__name__}: {_first_line(error)}")


def _checked(item: Loaded) -> Loaded:
    item = _sayable(item)
    if isinstance(item, Document) and not any(map(str.isalnum, item.text)):
        return Failure(item.origin, f"document {item.id} must have text, got none")
    return item


def _sayable(item: Loaded) -> Loaded:
    """The same, where halves of characters (an emoji cut in two, a file name in another encoding)
    are replaced: no file, database or terminal takes them.
    """
    texts = {field.name: getattr(item, field.name) for field in fields(item)}
    broken = {
        name: _HALVES.sub("\ufffd", text)
        for name, text in texts.items()
        if isinstance(text, str) and _HALVES.search(text)
    }
    return replace(item, **broken) if broken else item  # type: ignore[arg-type]  # its own names


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0][:200]
