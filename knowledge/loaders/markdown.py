"""Markdown, with front matter where there is some."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from knowledge.documents import Document
from knowledge.loaders.json_documents import DocumentLine
from knowledge.loaders.plain import decode

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_UNDERLINED = re.compile(r"\A\s*(\S[^\n]*)\n=+[ \t]*(?:\n|\Z)")
_MARKUP = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"^ {0,3}#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}(?:```.*|~~~.*)$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*(?:\n|$)", re.MULTILINE), ""),
)


def load(path: Path) -> Iterator[Document]:
    """The file as one document, named by its path unless the front matter has an ``id``.

    The title is the front matter's, else the first heading. The text is without markup, as a
    reader of the page sees it.
    """
    raw = decode(path.read_bytes())
    front, body = _front_matter(raw)
    heading = _UNDERLINED.search(body) or _HEADING.search(body)
    text = _plain(body)
    title = (heading.group(1) if heading else "").strip()
    fields = {"title": title, **front, "text": text}
    try:
        line = DocumentLine.model_validate(fields)
    except ValidationError as error:  # front matter of another kind: the text counts all the same
        strange = {str(part) for found in error.errors() for part in found["loc"]}
        if "access" in strange:  # what was meant to be restricted must not become public
            raise
        kept = {key: value for key, value in fields.items() if key not in strange}
        line = DocumentLine.model_validate(kept)
    yield line.document(path.as_posix(), path.as_posix())


def _front_matter(raw: str) -> tuple[dict[str, object], str]:
    found = _FRONT.match(raw)
    if not found:
        return {}, raw
    try:
        fields = yaml.safe_load(found.group(1))
    except yaml.YAMLError:
        return {}, raw
    if not isinstance(fields, dict):
        return {}, raw
    kept = {str(key): _scalar(value) for key, value in fields.items()}
    return {key: value for key, value in kept.items() if value is not None}, raw[found.end() :]


def _scalar(value: object) -> object:
    """YAML reads days and numbers; the document line wants them as written."""
    return value if isinstance(value, (bool, list, type(None))) else str(value)


def _plain(body: str) -> str:
    for pattern, put in _MARKUP:
        body = pattern.sub(put, body)
    return body.strip()
