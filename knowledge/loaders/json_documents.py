"""JSON lines, one document a line, and arrays of the same objects."""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator

from knowledge.dates import parse_day
from knowledge.documents import Document, Failure
from knowledge.loaders.plain import decode


class DocumentLine(BaseModel):
    """One document as it comes in. Keys that are not listed are left aside."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str | None = Field(default=None, validation_alias=AliasChoices("id", "doc_id", "_id"))
    title: str | None = Field(default=None, validation_alias=AliasChoices("title", "headline"))
    text: str = Field(validation_alias=AliasChoices("text", "content", "body", "contents"))
    source: str | None = None
    published: str | None = None
    collection: str | None = None
    access: str | None = None
    kind: str | None = None
    themes: tuple[str, ...] = ()
    product_id: str | None = None
    valid_until: str | None = None
    url: str | None = None
    simulated: bool = False
    note: str | None = None

    @field_validator("themes", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        if value is None:
            return ()
        return [value] if isinstance(value, str) else value

    @field_validator("simulated", mode="before")
    @classmethod
    def _absent_is_false(cls, value: object) -> object:
        return False if value is None else value

    def document(self, fallback_id: str, origin: str) -> Document:
        """The document, with ``fallback_id`` where the line names none."""
        return Document(
            id=(self.id or "").strip() or fallback_id,
            title=(self.title or "").strip(),
            text=self.text,
            source=self.source or "",
            published=parse_day(self.published),
            collection=self.collection or "default",
            # Another label than the four is kept: no role holds it, so only the operator reads it.
            access=self.access or "public",
            kind=self.kind or "",
            themes=self.themes,
            product_id=self.product_id,
            valid_until=parse_day(self.valid_until),
            url=self.url or "",
            simulated=self.simulated,
            note=self.note or "",
            origin=origin,
        )


def load_lines(path: Path) -> Iterator[Document | Failure]:
    """Each line of the file; a broken line is a failure with its number (from 1)."""
    data = path.read_bytes()
    # By bytes, so that one line in another encoding does not take the file with it; not
    # splitlines(), as U+2028 may stand inside a JSON string.
    lines = data.split(b"\n") if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    for number, raw in enumerate(lines or decode(data).encode().split(b"\n"), start=1):
        if raw.strip(b" \t\r\xef\xbb\xbf"):
            yield _line(raw, path, number)


def _line(raw: bytes, path: Path, number: int) -> Document | Failure:
    try:
        value = json.loads(decode(raw))
    except ValueError as error:
        return Failure(str(path), f"not JSON: {error}", number)
    except RecursionError:
        return Failure(str(path), "not JSON of documents: nested too deep", number)
    return _document(value, path, number)


def load_array(path: Path) -> Iterator[Document | Failure]:
    """Each object of a JSON array, or the one object that the file is."""
    value = json.loads(decode(path.read_bytes()))
    entries = value if isinstance(value, list) else [value]
    for number, entry in enumerate(entries, start=1):
        alone = len(entries) == 1 and not isinstance(value, list)
        yield _document(entry, path, None if alone else number)


def _document(value: object, path: Path, number: int | None) -> Document | Failure:
    try:
        line = DocumentLine.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        return Failure(str(path), f"{where}: {first['msg']}", number)
    if not any(map(str.isalnum, line.text)):
        return Failure(str(path), f"document {line.id or ''} must have text, got none", number)
    origin = path.as_posix()
    return line.document(origin if number is None else f"{origin}#{number}", origin)
