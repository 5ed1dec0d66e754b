"""A file that is one document: its text, and what the file says about it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from knowledge.dates import parse_day
from knowledge.documents import Document
from knowledge.loaders.fields import DocumentLine

_LABELLED = re.compile(
    r"(?:发布|公布|印发|刊登|发文|成文)(?:时间|日期|日)?\s*[:：]\s*"
    r"(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})"
    r"|(?:published|release date|date)\s*(?:on|:)\s*(\d{4}-\d{1,2}-\d{1,2})",
    re.IGNORECASE,
)
_BEGINNING = 1500  # characters in which a document says when it was published


def described(
    path: Path, text: str, fields: Mapping[str, object], *, suspicious: bool = False
) -> Document:
    """The document of ``path``, named by it unless ``fields`` have an ``id``.

    Fields of another kind than the document's are left aside; the text counts all the same.

    Raises:
        ValidationError: ``access`` or ``valid_until`` is not understood: what was meant to be
            restricted must not become public, nor what was to end go on.
    """
    given = {**{key: value for key, value in fields.items() if value}, "text": text}
    try:
        line = DocumentLine.model_validate(given)
    except ValidationError as error:
        strange = {str(part) for found in error.errors() for part in found["loc"]}
        if strange & {"access", "valid_until"}:
            raise
        named = DocumentLine.model_fields.keys() - strange
        line = DocumentLine.model_validate({k: v for k, v in given.items() if k in named})
    made = line.document(path.as_posix(), path.as_posix())
    return replace(made, suspicious=True) if suspicious else made


def labelled_day(text: str) -> str:
    """The day that the beginning of ``text`` gives as its publication; empty without one.

    When a file was written or copied says nothing about when it was published.
    """
    found = _LABELLED.search(text[:_BEGINNING])
    day = parse_day(found.group(1) or found.group(2)) if found else None
    return day.isoformat() if day else ""
