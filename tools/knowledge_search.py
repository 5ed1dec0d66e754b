"""The bank's documents by meaning: passages with their place, as far as the asker may read."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field

from tools.arguments import Arguments

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


class SearchQuery(Arguments):
    """What to look for among the documents."""

    query: str = Field(
        min_length=1, max_length=2000, description="问题或关键词", examples=["提前支取怎么计息"]
    )
    collection: str | None = Field(
        default=None, max_length=64, description="只查这个文档集；不填查全部", examples=["service"]
    )
    top_k: int = Field(default=5, ge=1, le=50, description="最多几篇", examples=[5])


@dataclass(frozen=True)
class Passage:
    """The best passage of one document. ``span`` is in the document's own text; ``relevance`` (0 to
    1) is comparable between queries; ``expired`` says that the document no longer holds.
    """

    document: str
    title: str
    passage: str
    span: tuple[int, int]
    source: str
    published: date | None
    collection: str
    relevance: float
    expired: bool


@dataclass(frozen=True)
class Passages:
    """Best first. ``answered`` False: nothing among them answers the query."""

    items: tuple[Passage, ...]
    answered: bool


def search_knowledge(toolbox: "Toolbox", scope: "Scope", given: SearchQuery) -> Passages:
    """Passages that the asker may read; what addresses a machine, not a reader, is left out."""
    from knowledge.search.relevance import FOUND

    hits = toolbox.knowledge.search(
        given.query, given.top_k, collection=given.collection, access=scope.labels()
    )
    items = tuple(
        Passage(
            document=hit.document,
            title=hit.title,
            passage=hit.passage,
            span=hit.span,
            source=hit.source,
            published=hit.published,
            collection=hit.collection,
            relevance=round(hit.relevance, 4),
            expired=hit.expired,
        )
        for hit in hits
        if not hit.suspicious
    )
    return Passages(items, any(one.relevance >= FOUND for one in items))
