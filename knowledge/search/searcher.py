"""One version of the index, opened for searching."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Hit
from knowledge.embedding import Embedder
from knowledge.index import vectors
from knowledge.index.passages import Filter, Mask
from knowledge.index.version import IndexVersion, chroma_names, read
from knowledge.search import signals
from knowledge.search.fusion import FusionWeights, fuse
from knowledge.search.question import Question, take_apart
from knowledge.search.relevance import relevance
from knowledge.search.reranking import Reranker, RerankWeights, is_expired

EXACT_UP_TO = 300_000
"""Passages up to which every vector is compared; beyond, Chroma's graph proposes (0004)."""

_PROPOSED = 1000
_RERANKED = 60


@dataclass(frozen=True)
class SearchWeights:
    """All that ranking can be tuned by."""

    fusion: FusionWeights = field(default_factory=FusionWeights)
    rerank: RerankWeights = field(default_factory=RerankWeights)


class Searcher:
    """Answers queries from one version; any number of threads may share it."""

    def __init__(
        self,
        folder: Path,
        model: Embedder,
        weights: SearchWeights | None = None,
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        self.folder = folder
        self.version: IndexVersion = read(folder)
        self._model = model
        self._weights = weights or SearchWeights()
        self._exact_up_to = exact_up_to
        self._mask = lru_cache(maxsize=64)(self.version.table.mask)

    def search(self, query: str, k: int, wanted: Filter, today: date) -> list[Hit]:
        """The best ``k`` documents that pass ``wanted``, best first, each with one passage."""
        among = self._mask(wanted)
        question = take_apart(query)
        if k < 1 or not among.any() or not any(map(str.isalnum, question.text)):
            return []
        found = signals.read(
            self.version, question, self._model, lambda v: self._proposed(v, wanted)
        )
        fused = fuse(found, among, self._weights.fusion)
        rows = self._best_rows(fused, among, max(k, _RERANKED))
        scores = self._reranked(rows, fused, question, today)
        order = np.argsort(-scores, kind="stable")[:k]
        return [
            self._hit(
                int(rows[at]), float(scores[at]), self._relevance(found, question, rows[at]), today
            )
            for at in order
        ]

    def texts_embedded(self, query: str) -> tuple[str, ...]:
        """The texts whose vectors a search for ``query`` asks the model for."""
        question = take_apart(query)
        return signals.texts_embedded(self.version, question)

    def _proposed(self, vector: NDArray[np.float32], wanted: Filter) -> NDArray[np.int64] | None:
        if len(self.version.table.owners) <= self._exact_up_to:
            return None
        names = vectors.nearest(self.folder, vector, _PROPOSED, wanted.collection, wanted.access)
        rows = self._rows_by_name
        return np.array([rows[name] for name in names if name in rows], np.int64)

    @cached_property
    def _rows_by_name(self) -> dict[str, int]:
        names = chroma_names(self.version.table, self._model.name)
        return {name: row for row, name in enumerate(names)}

    def _best_rows(self, score: NDArray[np.float32], among: Mask, k: int) -> NDArray[np.int64]:
        """The best passage of each of the best ``k`` documents, best first."""
        table = self.version.table
        rows = np.flatnonzero(among)
        order = rows[np.argsort(-score[rows], kind="stable")]
        ids = [table.documents[owner].id for owner in table.owners[order[: 8 * k + 200]]]
        seen: dict[str, int] = {}
        for row, name in zip(order, ids, strict=False):
            seen.setdefault(name, int(row))
        if len(seen) < k and len(order) > len(ids):
            for row in order[len(ids) :]:
                seen.setdefault(table.documents[table.owners[row]].id, int(row))
        return np.array(list(seen.values())[:k], np.int64)

    def _reranked(
        self, rows: NDArray[np.int64], fused: NDArray[np.float32], question: Question, today: date
    ) -> NDArray[np.float32]:
        table = self.version.table
        reranker = Reranker(question, today, self._newest, self._weights.rerank)
        scores = fused[rows].copy()
        for at, row in enumerate(rows):
            document = table.documents[table.owners[row]]
            scores[at] += reranker.bonus(document, table.text(int(row)))
        return np.asarray(scores, np.float32)

    @cached_property
    def _newest(self) -> date | None:
        days = (document.published for document in self.version.table.documents)
        return max((day for day in days if day is not None), default=None)

    @staticmethod
    def _relevance(found: signals.Signals, question: Question, row: int) -> float:
        closeness = None if found.dense is None else float(found.dense[row])
        return relevance(float(found.lexical[row]), closeness, english=question.english)

    def _hit(self, row: int, score: float, relevance: float, today: date) -> Hit:
        table = self.version.table
        owner = int(table.owners[row])
        document = table.documents[owner]
        return Hit(
            document=document.id,
            passage=table.text(row),
            score=round(score, 4),
            title=document.title,
            source=document.source,
            published=document.published,
            span=table.span(row),
            collection=document.collection,
            product_id=document.product_id,
            themes=document.themes,
            also=table.also[owner],
            relevance=round(relevance, 4),
            access=document.access,
            kind=document.kind,
            url=document.url,
            expired=is_expired(document, today),
            simulated=document.simulated,
            suspicious=document.suspicious,
        )
