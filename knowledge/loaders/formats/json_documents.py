"""JSON lines, one document a line, and arrays of the same objects."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from knowledge.documents import Document, Failure, Removal
from knowledge.loaders.fields import DocumentLine, said_wrong
from knowledge.loaders.formats.plain import decode

_LISTS = ("items", "data", "documents", "articles", "news", "list", "results", "records")
"""Keys under which files that are one object keep their documents."""

_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def load_lines(path: Path) -> Iterator[Document | Removal | Failure]:
    """Each line of the file, one in memory at a time; a broken one is a failure with its number.

    Lines count from 1.
    """
    for number, raw in enumerate(_lines(path), start=1):
        if raw.strip(b" \t\r\n\xef\xbb\xbf"):
            yield _line(raw, path, number)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        begins = file.read(2)
        file.seek(0)
        if begins in _MARKS:
            yield from decode(file.read()).encode().split(b"\n")
            return
        # By bytes, so that one line in another encoding does not take the file with it; not
        # splitlines(), as U+2028 may stand inside a JSON string.
        yield from file


def _line(raw: bytes, path: Path, number: int) -> Document | Removal | Failure:
    try:
        value = json.loads(decode(raw))
    except ValueError as error:
        return Failure(str(path), f"not JSON: {error}", number)
    except RecursionError:
        return Failure(str(path), "not JSON of documents: nested too deep", number)
    return taken(value, path, number)


def load_array(path: Path) -> Iterator[Document | Removal | Failure]:
    """Each object of a JSON array, of the one list that an object holds, or the object itself."""
    value = json.loads(decode(path.read_bytes()))
    if isinstance(value, dict):
        held = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
        if held is None:
            yield taken(value, path, None)
            return
        value = held
    entries = value if isinstance(value, list) else [value]
    for number, entry in enumerate(entries, start=1):
        yield taken(entry, path, number)


def taken(value: object, path: Path, number: int | None) -> Document | Removal | Failure:
    """What one object says: a document, a removal, or what is wrong with it."""
    origin = path.as_posix()
    try:
        line = DocumentLine.model_validate(value)
        return line.taken(origin if number is None else f"{origin}#{number}", origin)
    except ValidationError as error:
        return Failure(str(path), said_wrong(error), number)
    except ValueError as error:
        return Failure(str(path), str(error), number)
