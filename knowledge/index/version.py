"""One version of the index, put together from its segments for searching."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.embedding import Matrix
from knowledge.index import lexical, state
from knowledge.index.passages import PassageTable
from knowledge.index.references import Links
from knowledge.index.segments import Segment, SegmentFolder
from knowledge.index.stacked import Stacked, stack
from knowledge.index.state import STATE
from knowledge.stemming import STOP_WORDS, stem
from knowledge.store import StoredDocument

LINKS = "links.npy"
GENERIC = "generic.npy"

_Numbers = NDArray[np.int32]
_Rows = NDArray[np.int64]


@dataclass(frozen=True)
class IndexVersion:
    """What a search reads.

    ``matrix`` has the vector of each passage, NaN where it is missing yet; ``unit_matrix`` those
    of the finer units, those of passage i at ``unit_starts[i]:unit_starts[i + 1]``. ``generic``
    is what all questions have in common (`knowledge.search.generic_questions.yaml`), zero where
    unknown. ``links`` are by position in ``table.documents``.
    """

    stored: tuple[StoredDocument, ...]
    table: PassageTable
    words: lexical.LexicalIndex
    bigrams: lexical.LexicalIndex
    matrix: Stacked
    unit_matrix: Stacked
    unit_starts: _Rows
    generic: Matrix
    links: Links
    segments: tuple[Segment, ...]

    @cached_property
    def has_vectors(self) -> bool:
        """Whether any passage has its vector."""
        return self.matrix.any_known

    def rows_of(self, number: int) -> _Rows:
        """The passage in the index that each passage of segment ``number`` is, or -1."""
        place = self.words.places[number]
        size = self.segments[number].passages
        return np.arange(size) if place is None else place.astype(np.int64)


def read(folder: Path, segments: SegmentFolder) -> IndexVersion:
    """The version in ``folder``."""
    held = state.load(folder / STATE)
    parts = segments.open(held.segments)
    stored = held.documents([part.documents for part in parts])
    generic, links = np.load(folder / GENERIC), np.load(folder / LINKS)
    return put_together(stored, parts, held, generic, links)


def put_together(
    stored: Sequence[StoredDocument],
    parts: Sequence[Segment],
    held: state.State,
    generic: Matrix,
    links: Links,
) -> IndexVersion:
    """What `IndexVersion` says, passages in the order of the documents."""
    standing, folded = _standing(stored)
    owners, of_part, row = _passages(stored, parts, held)
    units, unit_part, unit_row = _laid_out([one.unit_first for one in parts], of_part, row)
    spans = np.zeros((len(row), 2), np.int64)
    for number, one in enumerate(parts):
        spans[of_part == number] = one.spans[row[of_part == number]]
    places = tuple(_places(one.passages, of_part, row, at) for at, one in enumerate(parts))
    return IndexVersion(
        stored=tuple(stored),
        table=PassageTable(
            documents=tuple(standing),
            also=tuple(tuple(o.id for o in folded.get(d.key, ())) for d in standing),
            owners=owners,
            spans=spans,
            sources=tuple(_sources(d, folded.get(d.key, ())) for d in standing),
        ),
        words=lexical.LexicalIndex(tuple(one.words for one in parts), places, len(row)),
        bigrams=lexical.LexicalIndex(tuple(one.bigrams for one in parts), places, len(row)),
        matrix=stack([one.matrix for one in parts], of_part, row),
        unit_matrix=stack([one.unit_matrix for one in parts], unit_part, unit_row),
        unit_starts=np.searchsorted(units, np.arange(len(row) + 1)).astype(np.int64),
        generic=generic,
        links=links,
        segments=tuple(parts),
    )


def holders(
    stored: Sequence[StoredDocument], parts: Sequence[Segment], held: state.State
) -> Callable[[Sequence[str]], list[Document]]:
    """Tells which documents may hold all of some English words: no other does."""
    standing = [one.document for one in stored if one.folded_into is None]
    owners, of_part, row = _passages(stored, parts, held)
    places = tuple(_places(one.passages, of_part, row, at) for at, one in enumerate(parts))
    index = lexical.LexicalIndex(tuple(one.words for one in parts), places, len(row))

    def holding(words: Sequence[str]) -> list[Document]:
        tokens = {stem(w) for w in words if w.isalpha() and len(w) > 1 and w not in STOP_WORDS}
        found = [set(owners[index.holding(token)].tolist()) for token in tokens]
        return [standing[at] for at in sorted(set.intersection(*found))] if found else standing

    return holding


def _passages(
    stored: Sequence[StoredDocument], parts: Sequence[Segment], held: state.State
) -> tuple[_Numbers, _Numbers, _Numbers]:
    """The document, the part and the row there of each passage that is found."""
    chosen = np.flatnonzero([one.folded_into is None for one in stored])
    return _laid_out([one.first for one in parts], held.part[chosen], held.place[chosen])


def _laid_out(
    first: Sequence[_Rows], part: _Numbers, place: _Numbers
) -> tuple[_Numbers, _Numbers, _Numbers]:
    """What each of some things holds, in their order: who holds it, its part, its row there.

    Args:
        first: for each part, where what each of its things holds begins.
        part: the part that each thing lies in.
        place: its position there.
    """
    begins, counts = (np.zeros(len(part), np.int64) for _ in range(2))
    for number, one in enumerate(first):
        here = part == number
        begins[here] = one[place[here]]
        counts[here] = one[place[here] + 1] - begins[here]
    owners = np.repeat(np.arange(len(part), dtype=np.int32), counts)
    inside = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = (np.repeat(begins, counts) + inside).astype(np.int32)
    return owners, part[owners].astype(np.int32), rows


def _places(size: int, part: _Numbers, row: _Numbers, number: int) -> _Numbers | None:
    """The passage in the index that each passage of a segment is; None where all are the same."""
    here = np.flatnonzero(part == number)
    out = np.full(size, -1, np.int32)
    out[row[here]] = here
    same = len(here) == len(part) == size and bool((out == np.arange(size)).all())
    return None if same else out


def _standing(
    stored: Sequence[StoredDocument],
) -> tuple[list[Document], dict[tuple[str, str], list[Document]]]:
    """The documents found by themselves, and the duplicates that each of some stands for."""
    folded: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for one in stored:
        if one.folded_into is not None and not one.corrected:
            folded[one.document.collection, one.folded_into].append(one.document)
    return [one.document for one in stored if one.folded_into is None], folded


def _sources(document: Document, folded: Sequence[Document]) -> tuple[str, ...]:
    named = (one.source for one in (document, *folded))
    return tuple(dict.fromkeys(source for source in named if source))
