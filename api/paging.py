"""Long lists a page at a time: ``limit`` and an opaque ``cursor``, ``next`` for the page after."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from home.errors import BadInput

Item = TypeVar("Item")

MOST = 100
Limit = Annotated[int, Query(ge=1, le=MOST, description="how many at most", examples=[20])]
Cursor = Annotated[
    str | None,
    Query(max_length=500, description="`next` of the page before, with the same query"),
]


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="the cursor of the next page; null on the last one")


def cursor_of(place: Sequence[str | int], query: object) -> str:
    """An opaque name for a place in the list that ``query`` gives."""
    text = json.dumps([_digest(query), *place], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor: str | None, query: object, kinds: tuple[type, ...]) -> list[str | int] | None:
    """The place that a cursor names; None for the beginning.

    Raises:
        BadInput: it is none of ours, or one of another query.
    """
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        digest, *place = json.loads(text)
    except (ValueError, TypeError):
        digest, place = None, []
    found: list[str | int] = place
    fits = len(place) == len(kinds) and all(map(isinstance, place, kinds))
    if digest != _digest(query) or not fits:
        raise BadInput("cursor must be `next` of a page of the same query, got something else")
    return found


def page_of(
    items: Sequence[Item],
    limit: int,
    cursor: str | None,
    query: object,
    place: Callable[[Item], tuple[str, str]],
) -> tuple[list[Item], str | None]:
    """A page of items that are ordered by ``place``, and the next one's cursor. What comes or goes
    meanwhile moves nothing: the next page begins after the last item seen.
    """
    after = place_of(cursor, query, (str, str))
    rest = (
        items
        if after is None
        else [one for one in items if place(one) > (str(after[0]), str(after[1]))]
    )
    shown = list(rest[:limit])
    more = len(rest) > limit
    return shown, cursor_of(place(shown[-1]), query) if more else None


def _digest(query: object) -> str:
    text = json.dumps(query, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
