"""From a vendor's answer to documents, by the source's paths."""

import json
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from pydantic import ValidationError

from home.errors import WeiwoError
from knowledge.documents import Document, Failure, Removal
from knowledge.loaders import FolderFields, Loaded, checked
from knowledge.loaders.fields import DocumentLine, field_of, said_wrong
from knowledge.loaders.formats import feed
from knowledge.loaders.formats.plain import decode
from knowledge.polling.source import Deleted, Source

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | float | bool | None"


class UnexpectedAnswer(WeiwoError):
    """A source answered, and not in the form that its file describes."""


def parsed(body: bytes, source: Source) -> Json:
    """The answer of a JSON source.

    Raises:
        UnexpectedAnswer: it is no JSON.
    """
    try:
        value: Json = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        begins = body[:80].decode("utf-8", "replace")
        raise UnexpectedAnswer(
            f"source {source.name} must answer in JSON, got {begins!r}: {error}"
        ) from error
    return value


def at(value: Json, path: str) -> Json:
    """What lies at ``path``: keys and list numbers apart by dots; None where there is nothing."""
    for step in path.split(".") if path else ():
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def from_json(answer: Json, source: Source) -> list[Loaded]:
    """The items of an answer, in the order that they came in.

    Raises:
        UnexpectedAnswer: no list lies where the source file says; names the keys that do.
    """
    items = at(answer, source.items)
    if not isinstance(items, list):
        there = (
            ", ".join(map(str, answer)) if isinstance(answer, Mapping) else type(answer).__name__
        )
        raise UnexpectedAnswer(
            f"source {source.name} must answer with a list at {source.items or 'its top'!r}, "
            f"got {type(items).__name__}; the answer holds: {there[:200]}"
        )
    given = _given(source)
    return [
        checked(_item(item, source, f"{source.name}#{number}"), given)
        for number, item in enumerate(items, start=1)
    ]


def from_feed(body: bytes, source: Source) -> list[Loaded]:
    """The entries of an RSS or Atom answer.

    Raises:
        UnexpectedAnswer: it is neither.
    """
    try:
        given = _given(source)
        return [checked(entry, given) for entry in feed.entries(body, source.name)]
    except ValueError as error:
        raise UnexpectedAnswer(f"source {source.name} must answer with a feed: {error}") from error


def _item(item: Json, source: Source, origin: str) -> Document | Removal | Failure:
    if not isinstance(item, Mapping):
        return Failure(source.name, f"item must be an object, got {type(item).__name__}: {origin}")
    taken = dict(_mapped(item, source))
    if source.deleted is not None:
        taken["deleted"] = _is_deleted(item, source.deleted)
    try:
        line = DocumentLine.model_validate(taken)
        if not line.id and not line.url:
            # Without a name of its own an item would be another document at every poll.
            raise ValueError("must have an id or url, got neither")
        return line.taken((line.url or "").strip(), source.name)
    except ValidationError as error:
        return Failure(source.name, f"{origin}: {said_wrong(error)}")
    except ValueError as error:
        return Failure(source.name, f"{origin}: {error}")


def _mapped(item: Mapping[str, Json], source: Source) -> Iterator[tuple[str, Json]]:
    """Each field and what the item has for it: at its path, else under its usual names."""
    for key, value in item.items():
        if field_of(str(key)) not in source.fields:
            yield str(key), value
    for field, path in source.fields.items():
        yield field, at(item, path)


def _is_deleted(item: Mapping[str, Json], deleted: Deleted) -> bool:
    said = at(item, deleted.key)
    return any(said == value and type(said) is type(value) for value in deleted.values)


def _given(source: Source) -> FolderFields:
    """What holds for every item that does not say otherwise; what a source tells is news."""
    return FolderFields(
        kind="news",
        access=source.access,
        source=source.source,
        licence=source.licence,
        collection=None if source.collection == "default" else source.collection,
    )
