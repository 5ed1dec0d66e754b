"""What gets a vector in a segment: each passage as it is indexed, and its finer units."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from knowledge.index.passages import PassageTable, lay_out
from knowledge.index.segments import Segment
from knowledge.store import StoredDocument

Rows = NDArray[np.int64]


def of_documents(stored: Iterable[StoredDocument]) -> list[str]:
    """Every text of those of ``stored`` that are found by themselves."""
    table = lay_out([(one.document, ()) for one in stored if one.folded_into is None])
    rows = range(len(table.owners))
    return [text for row in rows for text in (table.indexed_text(row), *table.units(row))]


def of_segment(segment: Segment) -> list[str]:
    """Every text of ``segment``."""
    table = table_of(segment)
    rows = range(segment.passages)
    return [text for row in rows for text in (table.indexed_text(row), *table.units(row))]


def missing(segment: Segment) -> list[str]:
    """The texts of ``segment`` that lack a vector."""
    rows, units = segment.missing
    return [*passages_of(segment, rows), *units_of(segment, units)]


def passages_of(segment: Segment, rows: Rows) -> list[str]:
    """What is indexed for the passages numbered ``rows``."""
    table = table_of(segment)
    return [table.indexed_text(int(row)) for row in rows]


def units_of(segment: Segment, numbers: Rows) -> list[str]:
    """The texts of the units numbered ``numbers``."""
    table, first = table_of(segment), segment.unit_first
    rows = np.searchsorted(first, numbers, side="right") - 1
    known = {int(row): table.units(int(row)) for row in np.unique(rows)}
    pairs = zip(rows, numbers - first[rows], strict=True)
    return [known[int(row)][int(at)] for row, at in pairs]


def table_of(segment: Segment) -> PassageTable:
    """The passages of one segment by themselves."""
    documents = tuple(one.document for one in segment.documents)
    owners = np.repeat(np.arange(len(documents), dtype=np.int32), np.diff(segment.first))
    return PassageTable(documents, ((),) * len(documents), owners, segment.spans)
