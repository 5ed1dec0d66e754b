"""The columns of one version's passages: where each lies, and what filters ask of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.chunking import passages, units
from knowledge.documents import Document

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Filter:
    """What a search is narrowed to; None means no limit.

    ``access`` are the labels that the asker holds; ``since`` and ``until`` are inclusive days of
    publication, and a document without one is outside of any such limit.
    """

    collection: str | None = None
    access: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None
    themes: frozenset[str] | None = None
    product_id: str | None = None


@dataclass(frozen=True)
class PassageTable:
    """Passages in index order: the document that each belongs to (``owners``), its span there.

    Duplicates folded into another document have no passages; ``also`` has their ids, and
    ``sources`` the houses that any of them came from, the document's own first.
    """

    documents: tuple[Document, ...]
    also: tuple[tuple[str, ...], ...]
    owners: NDArray[np.int32]
    spans: NDArray[np.int64]
    sources: tuple[tuple[str, ...], ...] = ()

    def text(self, row: int) -> str:
        """The passage as it stands in the document."""
        start, end = self.span(row)
        text: str = self.documents[self.owners[row]].text
        return text[start:end]

    def span(self, row: int) -> tuple[int, int]:
        """Start and end of the passage in its document, in characters."""
        return int(self.spans[row, 0]), int(self.spans[row, 1])

    def indexed_text(self, row: int) -> str:
        """What is indexed for the passage: the document's title, then the passage."""
        title = self.documents[self.owners[row]].title
        text = self.text(row)
        return f"{title}\n{text}" if title and not text.startswith(title) else text

    def units(self, row: int) -> list[str]:
        """Texts finer than the passage that get vectors, too: its sentences, and the title."""
        title = self.documents[self.owners[row]].title
        return [*units(self.text(row)), *([title] if title else [])]

    def mask(self, wanted: Filter) -> Mask:
        """True for each passage whose document passes ``wanted``, shape (passages,)."""
        passing = np.fromiter((_passes(d, wanted) for d in self.documents), bool)
        return passing[self.owners] if len(self.owners) else np.zeros(0, bool)


def lay_out(documents: Sequence[tuple[Document, Collection[str]]]) -> PassageTable:
    """The table of ``documents``, each with the ids folded into it."""
    owners: list[int] = []
    spans: list[tuple[int, int]] = []
    for at, (document, _) in enumerate(documents):
        found = passages(document.text)
        owners += [at] * len(found)
        spans += [(passage.start, passage.end) for passage in found]
    return PassageTable(
        documents=tuple(document for document, _ in documents),
        also=tuple(tuple(also) for _, also in documents),
        owners=np.array(owners, np.int32),
        spans=np.array(spans, np.int64).reshape(-1, 2),
    )


def _passes(document: Document, wanted: Filter) -> bool:
    if wanted.access is not None and document.access not in wanted.access:
        return False
    if wanted.collection is not None and document.collection != wanted.collection:
        return False
    if wanted.product_id is not None and document.product_id != wanted.product_id:
        return False
    if wanted.themes is not None and not wanted.themes.intersection(document.themes):
        return False
    day = document.published
    if wanted.since is not None and (day is None or day < wanted.since):
        return False
    return wanted.until is None or (day is not None and day <= wanted.until)
