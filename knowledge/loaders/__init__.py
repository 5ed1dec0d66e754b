"""Reads documents from files; what cannot be read is reported, and the rest goes on."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.documents import Document, Failure, Removal
from knowledge.loaders.files import find_files
from knowledge.loaders.folder_fields import FolderFields, Folders
from knowledge.loaders.kinds import LOADERS, Loaded, loader_of

__all__ = [
    "LARGEST_FILE",
    "LOADERS",
    "FolderFields",
    "Folders",
    "Loaded",
    "checked",
    "find_files",
    "load",
]

_HALVES = re.compile("[\ud800-\udfff]")

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes; a larger file is reported and passed over, so that one file cannot fill the memory.

JSON lines are read one by one and may be larger.
"""

_LINE_BY_LINE = frozenset((".jsonl", ".ndjson"))


def load(path: Path, folders: Folders | None = None) -> Iterator[Loaded]:
    """Each document of one file, and a failure for each line or entry that is none.

    Never raises for what the file holds: a broken file is one failure. ``folders`` says what
    holds for the file beyond what it says itself.
    """
    count = 0
    try:
        given = (folders or Folders(FolderFields())).of(path)
        for item in _load(path):
            count += 1
            yield checked(item, given)
    except Exception as error:
        # Parsers of foreign formats raise whatever they like on broken input.
        count += 1
        yield _sayable(Failure(str(path), f"cannot be read: {_said(error)}"))
    if count == 0:
        yield _sayable(Failure(str(path), "holds no document"))


def _load(path: Path) -> Iterator[Loaded]:
    size = path.stat().st_size
    if size > LARGEST_FILE and path.suffix.lower() not in _LINE_BY_LINE:
        yield Failure(str(path), f"must be at most {LARGEST_FILE} bytes, got {size}")
        return
    if size == 0:
        yield Failure(str(path), "is empty")
        return
    try:
        loader = loader_of(path)
    except ValueError as error:
        yield Failure(str(path), str(error))
        return
    yield from loader(path)


def checked(item: Loaded, given: FolderFields) -> Loaded:
    """``item`` with the fields ``given``, or the failure that it has no text."""
    item = _sayable(item)
    if isinstance(item, Removal):
        named = given.collection if item.collection == "default" else None
        return dataclasses.replace(item, collection=named) if named else item
    if not isinstance(item, Document):
        return item
    if not any(map(str.isalnum, item.text)):
        return Failure(item.origin, f"document {item.id} must have text, got none")
    return given.onto(item)


def _sayable(item: Loaded) -> Loaded:
    """The same, where halves of characters (an emoji cut in two, a file name in another encoding)
    are replaced: no file, database or terminal takes them.
    """
    texts = {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
    broken = {
        name: _HALVES.sub("\ufffd", text)
        for name, text in texts.items()
        if isinstance(text, str) and _HALVES.search(text)
    }
    return dataclasses.replace(item, **broken) if broken else item  # type: ignore[arg-type]  # its own names


def _said(error: Exception) -> str:
    first = (str(error).strip().splitlines() or [""])[0][:200]
    return f"{type(error).__name__}: {first}" if not isinstance(error, ValueError) else first
