"""The news of some days as the asker may read it, each item read for what it moves."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tools.market_news import OWN_COLLECTIONS, NewsItem

if TYPE_CHECKING:
    from knowledge.documents import Document
    from knowledge.themes import Move, Reading
    from tools.access import Scope
    from tools.toolbox import Toolbox

MOST = 400  # documents that are read, the newest; a busy feed has no more that matter to a brief
_SENTENCES = re.compile(r"[^。！？\n]+[。！？]?")
SHORT, LONG = 20, 130  # characters of what is quoted: whole sentences, at least and at most


@dataclass(frozen=True)
class Story:
    """A piece of news and what it says; ``text`` is the document's own."""

    item: NewsItem
    reading: "Reading"
    text: str

    def telling(self, move: "Move") -> NewsItem:
        """The news, quoted where it tells of ``move``; the title's move stands at its beginning."""
        place = move.span[0] - len(self.item.title) - 1
        if place < len(self.item.passage):
            return self.item
        found = next((m for m in _SENTENCES.finditer(self.text) if m.end() > place), None)
        if found is None:
            return self.item
        return replace(self.item, passage=found.group(), span=found.span())


def stories(toolbox: "Toolbox", scope: "Scope", since: date, until: date) -> list[Story]:
    """What was published from ``since`` to ``until``, inclusive, newest first."""
    from knowledge import themes

    if toolbox.knowledge.empty():
        return []
    found = [
        one.document
        for one in toolbox.knowledge.version().stored
        if one.folded_into is None and _is_news(toolbox, scope, one.document, since, until)
    ]
    found.sort(key=lambda document: (document.published, document.id), reverse=True)
    return [
        Story(
            _item(toolbox, document),
            themes.read(f"{document.title}。{document.text}"),
            document.text,
        )
        for document in found[:MOST]
    ]


def _is_news(
    toolbox: "Toolbox", scope: "Scope", document: "Document", since: date, until: date
) -> bool:
    if document.published is None or not since <= document.published <= until:
        return False
    if document.collection in OWN_COLLECTIONS or document.suspicious:
        return False
    if document.valid_until is not None and document.valid_until < toolbox.as_of:
        return False
    labels = scope.labels()
    return labels is None or document.access in labels


def _item(toolbox: "Toolbox", document: "Document") -> NewsItem:
    passage = beginning(document.text)
    return NewsItem(
        document=document.id,
        title=document.title or passage[:30],
        source=document.source,
        published=document.published,
        days_old=(toolbox.as_of - document.published).days if document.published else None,
        passage=passage,
        span=(document.text.find(passage), document.text.find(passage) + len(passage)),
        collection=document.collection,
        product_id=document.product_id,
        themes=document.themes,
        relevance=1.0,
        expired=False,
        suspicious=False,
    )


def beginning(text: str) -> str:
    """The first whole sentences of a text, as they stand there."""
    end = start = len(text) - len(text.lstrip())
    for match in _SENTENCES.finditer(text, start):
        if end > start and (match.end() - start > LONG or end - start >= SHORT):
            break
        end = match.end()
    return text[start:end]
