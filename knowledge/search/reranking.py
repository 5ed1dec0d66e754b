"""A closer look at the best passages: title, figures, freshness, expiry."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.figures import Figure, figures, share_found
from knowledge.search.answer_kinds import asked_for, share_held
from knowledge.search.question import Question
from knowledge.tokens import bigrams

HALF_LIFE_DAYS = 14.0
"""After how many days news counts half, where the question asks for what is new."""

_FULL_TITLE = 8.0  # idf of a title from which its share counts fully: one word is no title


@dataclass(frozen=True)
class RerankWeights:
    """What each observation adds at most, in the unit of `knowledge.search.fusion`."""

    title: float = 0.5
    named: float = 2.0
    figures: float = 1.0
    kind: float = 1.0
    fresh: float = 1.5
    expired: float = -1.5


@dataclass(frozen=True)
class Reranker:
    """Adds to the fused score what single passages show.

    Args:
        question: the query.
        today: the day on which ``valid_until`` is judged.
        newest: the last day of publication in the collection; freshness counts from there, so
            that an archive ranks the same whenever it is read.
        half_life: days after which a document of its collection counts half.
    """

    question: Question
    today: date
    newest: date | None
    weights: RerankWeights
    half_life: float = HALF_LIFE_DAYS

    def bonus(self, document: Document, passage: str) -> float:
        """What to add to the fused score of ``passage``."""
        total = self.weights.title * self._title_share(document.title)
        wanted = self._wanted_figures()
        share = share_found(wanted, f"{document.title}\n{passage}") if wanted else None
        if share is not None:
            total += self.weights.figures * share
        total += self.kind(passage)
        if self.question.asks_for_recent and document.published and self.newest:
            age = max((self.newest - document.published).days, 0)
            total += self.weights.fresh * 0.5 ** (age / self.half_life)
        if is_expired(document, self.today):
            total += self.weights.expired
        return total

    def kind(self, passage: str) -> float:
        """What is added because ``passage`` holds a figure of the sort that is asked for."""
        return self.weights.kind * share_held(self._kinds, passage)

    @cached_property
    def _kinds(self) -> tuple[re.Pattern[str], ...]:
        return () if self.question.story else asked_for(self.question.text)

    def _wanted_figures(self) -> tuple[Figure, ...]:
        """None of a story: what its figures are about is told elsewhere in it."""
        return () if self.question.story else figures(self.question.text)

    def _title_share(self, title: str) -> float:
        """How much of the title the query says, and of the query the title (their mean)."""
        if not title:
            return 0.0
        one, two = set(bigrams(title)), set(self.question.whole.bigrams)
        both = len(one & two)
        return both / 2 * (1 / max(len(one), 1) + 1 / max(len(two), 1))


def named(title: Mapping[str, float], parts: Collection[frozenset[str]]) -> NDArray[np.float32]:
    """How far each part names the document, 0 to 1: the idf share of the title's words in it.

    Args:
        title: the title's words and their idf.
        parts: the words of each part.
    """
    total = sum(title.values())
    if total <= 0:
        return np.zeros(len(parts), np.float32)
    held = (sum(idf for word, idf in title.items() if word in part) for part in parts)
    scale = min(1.0, total / _FULL_TITLE) / total
    return np.fromiter((scale * one for one in held), np.float32, len(parts))


def is_expired(document: Document, today: date) -> bool:
    """Whether ``today`` is after the last day on which the document holds."""
    return document.valid_until is not None and document.valid_until < today
