"""Markdown, with front matter where there is some."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from knowledge.documents import Document
from knowledge.injected import addresses_a_machine
from knowledge.loaders.described import described, labelled_day
from knowledge.loaders.formats.plain import decode

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_RESTRICTS = re.compile(r"^\s*(?:access|visibility|密级|访问级别|valid|expir|有效期)", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_UNDERLINED = re.compile(r"\A\s*(\S[^\n]*)\n=+[ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKUP = (
    (_COMMENT, ""),
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
    fields = {"title": title, "published": labelled_day(text), **front}
    hidden = " ".join(_COMMENT.findall(body))
    yield described(path, text, fields, suspicious=addresses_a_machine(hidden))


def _front_matter(raw: str) -> tuple[dict[str, object], str]:
    """The fields and what follows them. What is no YAML is text, unless it may restrict access."""
    found = _FRONT.match(raw)
    if not found:
        return {}, raw
    try:
        fields = yaml.safe_load(found.group(1))
    except yaml.YAMLError:
        if _RESTRICTS.search(found.group(1)):
            raise
        return {}, raw
    if not isinstance(fields, dict):
        return {}, raw
    return {str(key): _scalar(value) for key, value in fields.items()}, raw[found.end() :]


def _scalar(value: object) -> object:
    """YAML reads days and numbers; the document line wants them as written.

    Maps are left aside: no field is one, and their aliases may unfold without end.
    """
    if isinstance(value, list):
        return [str(one) for one in value if not isinstance(one, (list, dict))]
    if value is None or isinstance(value, dict):
        return None
    return value if isinstance(value, bool) else str(value)


def _plain(body: str) -> str:
    for pattern, put in _MARKUP:
        body = pattern.sub(put, body)
    return body.strip()
