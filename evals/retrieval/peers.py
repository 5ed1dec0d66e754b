"""Ours and what it is measured beside: BM25 alone, vectors alone, plain reciprocal rank fusion.

All read the same index, the same words and the same vectors, so that only the ranking differs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.retrieval.sets import Case
from knowledge.embedding import E5Embedder
from knowledge.index.passages import Filter
from knowledge.index.version import IndexVersion
from knowledge.library import KnowledgeBase
from knowledge.tokens import words

Floats = NDArray[np.float32]
Ranking = Callable[[Case, int], Sequence[str]]
"""The ids found for a case, best first, at most as many as asked for and their duplicates."""

_RRF_K = 60  # Cormack, Clarke and Buettcher 2009


def systems(base: KnowledgeBase) -> Mapping[str, Ranking]:
    """The rankings by name, over one knowledge base."""
    version, model = base.version(), E5Embedder()
    return {
        "BM25 on words": lambda case, k: _ranked(version, case, k, _by_words(version, case)),
        "vectors": lambda case, k: _ranked(version, case, k, _by_meaning(version, case, model)),
        "plain RRF": lambda case, k: _ranked(version, case, k, _fused(version, case, model)),
        "weiwo": lambda case, k: _named(
            (hit.document, *hit.also) for hit in base.search(case.query, k, access=case.access)
        ),
    }


def _by_words(version: IndexVersion, case: Case) -> Floats:
    return version.words.scores(words(case.query))[0]


def _by_meaning(version: IndexVersion, case: Case, model: E5Embedder) -> Floats:
    return np.asarray(version.matrix.dot(model.queries([case.query]))[0], np.float32)


def _fused(version: IndexVersion, case: Case, model: E5Embedder) -> Floats:
    total = np.zeros(len(version.matrix), np.float32)
    for scores in (_by_words(version, case), _by_meaning(version, case, model)):
        ranks = np.empty(len(scores), np.int64)
        ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
        total += (1 / (_RRF_K + ranks)).astype(np.float32)
    return total


def _ranked(version: IndexVersion, case: Case, k: int, scores: Floats) -> Sequence[str]:
    table = version.table
    among = table.mask(Filter(access=case.access))
    order = np.argsort(-np.where(among, scores, -np.inf), kind="stable")[: int(among.sum())]
    owners = dict.fromkeys(int(owner) for owner in table.owners[order])
    return _named((table.documents[o].id, *table.also[o]) for o in list(owners)[:k])


def _named(found: Iterable[tuple[str, ...]]) -> Sequence[str]:
    """Ids in order; a folded duplicate stands right behind the document that it is found as."""
    return [name for names in found for name in names]
