"""One version of the index, opened for searching."""

import logging
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Hit
from knowledge.embedding import Embedder
from knowledge.index import vectors
from knowledge.index.passages import Filter, Mask
from knowledge.index.segment_writing import chroma_names
from knowledge.index.segments import Segment
from knowledge.index.version import IndexVersion
from knowledge.injected import poisoned_spans
from knowledge.search import languages, signals
from knowledge.search.expansion import hand_on
from knowledge.search.fusion import FusionWeights, join
from knowledge.search.question import Question, take_apart
from knowledge.search.relevance import relevance
from knowledge.search.reranking import Reranker, RerankWeights, is_expired, named
from knowledge.search.second_reading import READ_AGAIN, SecondReader, order
from knowledge.search.signals import Floats, Readings, Rows
from knowledge.tokens import words

log = logging.getLogger(__name__)

EXACT_UP_TO = 300_000
"""Passages up to which every vector is compared; beyond, Chroma's graph proposes (0004)."""

_PROPOSED = 1000
_RERANKED = 60
_WEIGHED = 6  # passages of one document among which the one to quote is chosen
_RERANKED_OF_STORY = 200  # many documents are needed, and some are found by name alone


@dataclass(frozen=True)
class SearchWeights:
    """All that ranking can be tuned by."""

    fusion: FusionWeights = field(default_factory=FusionWeights)
    rerank: RerankWeights = field(default_factory=RerankWeights)
    links: float = 0.2


class Searcher:
    """Answers queries from one version; any number of threads may share it."""

    def __init__(
        self,
        folder: Path,
        version: IndexVersion,
        model: Embedder,
        weights: SearchWeights | None = None,
        exact_up_to: int = EXACT_UP_TO,
        second: SecondReader | None = None,
    ) -> None:
        self.folder = folder
        self.version = version
        self._model = model
        self._weights = weights or SearchWeights()
        self._exact_up_to = exact_up_to
        self._second = second
        self._names: dict[int, dict[str, int]] = {}
        self._mask = lru_cache(maxsize=64)(self.version.table.mask)
        self._poisoned = lru_cache(maxsize=4096)(self._find_poisoned)
        self._title = lru_cache(maxsize=4096)(self._title_words)

    def search(self, query: str, k: int, wanted: Filter, today: date) -> list[Hit]:
        """The best ``k`` documents that pass ``wanted``, best first, each with one passage."""
        among = self._mask(wanted)
        question = take_apart(query)
        if k < 1 or not among.any() or not any(map(str.isalnum, question.text)):
            return []
        found = signals.read(
            self.version, question, self._model, lambda v: self._proposed(v, wanted)
        )
        fused, parts = join(found, question, among, self._weights.fusion)
        best = self._best_passages(np.where(among, fused, -np.inf).astype(np.float32))
        chosen = self._candidates(best, max(k, _RERANKED_OF_STORY if question.story else _RERANKED))
        foreign = self._english != question.english
        if not question.story and (among & foreign).any():
            others = self._best_passages(np.where(among & foreign, fused, -np.inf))
            chosen = np.union1d(chosen, self._candidates(others, languages.PROPOSED))
        scores = np.full(len(best), -np.inf, np.float32)
        reranker = Reranker(question, today, self._newest, self._weights.rerank)
        rows = {int(at): self._best_row(int(at), fused, among, reranker) for at in chosen}
        for at, row in rows.items():
            document = self.version.table.documents[at]
            bonus = reranker.bonus(document, self.version.table.text(row))
            scores[at] = best[at] + bonus + self._named(question, parts[:, row], at)
        scores = hand_on(scores, self.version.links, self._weights.links)
        if not question.story:
            of_rows = [rows[int(at)] for at in chosen]
            answers = [self._relevance(found, question, row) for row in of_rows]
            scores[chosen] = languages.levelled(scores[chosen], answers, foreign[of_rows])
        first = self._first(scores, chosen, max(k, READ_AGAIN if self._second else 0))
        hits = [
            self._hit(
                rows[at], float(scores[at]), self._relevance(found, question, rows[at]), today
            )
            for at in first
        ]
        return self._read_again(query, hits)[:k]

    def _read_again(self, query: str, hits: list[Hit]) -> list[Hit]:
        """``hits`` with the best in the order of both readings, which take over the scores."""
        if self._second is None or len(hits) < 2:
            return hits
        best = hits[:READ_AGAIN]
        places = order(self._second, query, [f"{hit.title}\n{hit.passage}" for hit in best])
        scores = [hit.score for hit in best]
        again = [replace(best[at], score=score) for at, score in zip(places, scores, strict=True)]
        return [*again, *hits[READ_AGAIN:]]

    def texts_embedded(self, query: str) -> tuple[str, ...]:
        """The texts whose vectors a search for ``query`` asks the model for."""
        return signals.texts_embedded(self.version, take_apart(query))

    def _proposed(self, vector: NDArray[np.float32], wanted: Filter) -> Rows | None:
        if len(self.version.table.owners) <= self._exact_up_to:
            return None
        found = [
            self._near(number, segment, vector, wanted)
            for number, segment in enumerate(self.version.segments)
        ]
        rows = np.concatenate(found)
        return rows[rows >= 0]

    def _near(
        self, number: int, segment: Segment, vector: NDArray[np.float32], wanted: Filter
    ) -> Rows:
        """The passages that one segment proposes: all of them where Chroma does not hold it,
        or a server of it is away.
        """
        rows = self.version.rows_of(number)
        if not vectors.held(segment.folder):
            return rows
        try:
            names = vectors.nearest(
                segment.folder, vector, _PROPOSED, wanted.collection, wanted.access
            )
        except Exception as error:  # Chroma's own, and of the libraries below it
            log.warning("Chroma proposes nothing (%s): every passage is compared", error)
            return rows
        known = self._row_by_name(number)
        return rows[[known[name] for name in names if name in known]]

    def _row_by_name(self, number: int) -> dict[str, int]:
        if number not in self._names:
            names = chroma_names(self.version.segments[number], self._model.name)
            self._names[number] = {name: row for row, name in enumerate(names)}
        return self._names[number]

    @cached_property
    def _starts(self) -> Rows:
        """The first passage of each document that has any."""
        return np.flatnonzero(np.diff(self.version.table.owners, prepend=-1))

    def _best_passages(self, scores: Floats) -> Floats:
        """The best passage's score of each document; -inf where none passes."""
        best = np.full(len(self.version.table.documents), -np.inf, np.float32)
        best[self.version.table.owners[self._starts]] = np.maximum.reduceat(scores, self._starts)
        return best

    def _candidates(self, best: Floats, count: int) -> Rows:
        """The best ``count`` documents, and those that they refer to."""
        some = min(count, len(best))
        first = np.sort(np.argpartition(-best, some - 1)[:some])  # equals stay in order
        links = self.version.links
        if len(links):
            first = np.union1d(first, links[np.isin(links[:, 0], first), 1])
        return first[np.isfinite(best[first])]

    def _best_row(self, at: int, fused: Floats, among: Mask, reranker: Reranker) -> int:
        """The passage of a document that answers: of its best, one with the figure asked for."""
        owners = self.version.table.owners
        start, end = np.searchsorted(owners, [at, at + 1])
        scores = np.where(among[start:end], fused[start:end], -np.inf)
        poisoned = np.array(self._poisoned(at), bool)
        if poisoned.any() and not poisoned.all():  # what is clean can be quoted
            scores = np.where(poisoned, -np.inf, scores)
        best = [int(one) for one in np.argsort(-scores, kind="stable")[:_WEIGHED]]
        text = self.version.table.text
        return int(start) + max(
            best, key=lambda one: scores[one] + reranker.kind(text(start + one))
        )

    def _first_row(self, at: int) -> int:
        return int(np.searchsorted(self.version.table.owners, at))

    def _find_poisoned(self, at: int) -> tuple[bool, ...]:
        """For each passage of a document whether it is marked (`knowledge.injected`)."""
        table = self.version.table
        start, end = np.searchsorted(table.owners, [at, at + 1])
        document = table.documents[at]
        if not document.suspicious:
            return (False,) * int(end - start)
        return poisoned_spans(document.text, [table.span(row) for row in range(start, end)])

    def _named(self, question: Question, parts: Floats, at: int) -> float:
        """What is added because a story's windows name the document."""
        if not question.story:
            return 0.0
        weights = self._weights
        said = weights.rerank.named * named(
            self._title(at), [frozenset(p.words) for p in question.parts]
        )
        count = weights.fusion.best_windows
        before, after = (np.sort(one)[-count:].mean() for one in (parts, parts + said))
        return float(after - before)

    def _title_words(self, at: int) -> dict[str, float]:
        index = self.version.words
        return {word: index.idf_of(word) for word in words(self.version.table.documents[at].title)}

    def _first(self, scores: Floats, chosen: Rows, k: int) -> list[int]:
        """The best ``k`` of ``chosen``, best first; of those that share an id the best."""
        documents = self.version.table.documents
        order = chosen[np.argsort(-scores[chosen], kind="stable")]
        seen: dict[str, int] = {}
        for at in order:
            seen.setdefault(documents[at].id, int(at))
        return list(seen.values())[:k]

    @cached_property
    def _newest(self) -> date | None:
        days = (document.published for document in self.version.table.documents)
        return max((day for day in days if day is not None), default=None)

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
            suspicious=self._poisoned(owner)[row - self._first_row(owner)],
            licence=document.licence,
            sources=table.sources[owner],
            valid_until=document.valid_until,
        )

    @cached_property
    def _english(self) -> Mask:
        """Which passages are written in Latin letters."""
        table = self.version.table
        return languages.written_in_latin([table.text(row) for row in range(len(table.owners))])

    def _relevance(self, found: Readings, question: Question, row: int) -> float:
        """That of the whole question, or of its part that the passage answers best."""
        english = bool(self._english[row])
        readings = found.parts if question.story else (found.whole, *found.parts)
        return max(
            relevance(
                float(one.lexical[row]),
                float(one.dense[row]) if one.dense is not None and question.readable else None,
                english=question.english,
                passage=english,
            )
            for one in readings
        )
