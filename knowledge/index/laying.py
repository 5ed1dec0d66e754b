"""Which documents stay in the segment that they lie in, which go into a new one, and with whom."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index import segment_writing, state
from knowledge.index.segment_writing import Vectors
from knowledge.index.segments import Segment, SegmentFolder
from knowledge.index.state import State
from knowledge.store import StoredDocument

SMALL = 2048
"""Passages below which a segment is written again with what is new: that takes a moment."""

GROWTH = 4
"""A segment is absorbed once what is new has come to a part of it: a text is written again as
often as its collection has grown by that factor, and there are few segments to read."""

LEAST_ALIVE = 0.7
"""Share of a segment's passages that are still found, below which the segment is cleaned."""

_Numbers = NDArray[np.int32]
_NEW = -1


@dataclass(frozen=True)
class Before:
    """The version before: its documents, where they lie, and their segments."""

    stored: Sequence[StoredDocument]
    held: State
    parts: tuple[Segment, ...]


@dataclass(frozen=True)
class Layout:
    """For each document the segment that it lies in, -1 for a new one, and its position there.

    ``absorbed``: the segments whose documents go into the new one, too.
    """

    parts: tuple[Segment, ...]
    part: _Numbers
    place: _Numbers
    absorbed: frozenset[int]

    @property
    def fresh(self) -> list[int]:
        """The documents that are written for the first time."""
        return [int(at) for at in np.flatnonzero(self.part == _NEW)]

    def written(
        self, stored: Sequence[StoredDocument], into: SegmentFolder, found: Vectors, model: str
    ) -> State:
        """Write the new segment, if there is any, and say where everything lies."""
        part, place = self.part.copy(), self.place.copy()
        moving = np.isin(part, [_NEW, *self.absorbed])
        kept = [n for n in range(len(self.parts)) if bool((part[~moving] == n).any())]
        names = [self.parts[number].name for number in kept]
        if moving.any():
            names.append(self._write(stored, np.flatnonzero(moving), into, found, model))
        number_of = {number: at for at, number in enumerate(kept)}
        stays = np.flatnonzero(~moving)
        part[stays] = [number_of[int(number)] for number in part[stays]]
        part[moving] = len(kept)
        place[moving] = np.arange(moving.sum())
        return State(tuple(names), part, place, state.folded(stored))

    def _write(
        self,
        stored: Sequence[StoredDocument],
        moving: NDArray[np.int64],
        into: SegmentFolder,
        found: Vectors,
        model: str,
    ) -> str:
        """A segment of the documents numbered ``moving``, in their order."""
        rank = np.full(len(stored), -1, np.int64)
        rank[moving] = np.arange(len(moving))
        sources, order = [], []
        for number in sorted(self.absorbed):
            here = np.flatnonzero(self.part == number)
            sources.append((self.parts[number], self.place[here].astype(np.int64)))
            order.append(rank[here])
        if self.fresh:
            name = segment_writing.write(into, [stored[at] for at in self.fresh], found, model)
            if not sources:
                return name
            new = Segment(into.root / name)
            sources.append((new, np.arange(len(self.fresh))))
            order.append(rank[self.fresh])
        standing = np.array([stored[at].folded_into is None for at in moving], bool)
        return segment_writing.merge(into, sources, np.concatenate(order), standing, model)


def lay(stored: Sequence[StoredDocument], before: Before | None) -> Layout:
    """Where each of ``stored`` goes, given the version before."""
    part = np.full(len(stored), _NEW, np.int32)
    place = np.zeros(len(stored), np.int32)
    if before is None:
        return Layout((), part, place, frozenset())
    known = {one.document.key: at for at, one in enumerate(before.stored)}
    for at, one in enumerate(stored):
        was = known.get(one.document.key)
        if was is not None and _same(one, before.stored[was]):
            number, position = int(before.held.part[was]), int(before.held.place[was])
            if one.folded_into is not None or before.parts[number].indexed[position]:
                part[at], place[at] = number, position
    return Layout(before.parts, part, place, _absorbed(stored, before.parts, part, place))


def _same(one: StoredDocument, two: StoredDocument) -> bool:
    return one.document is two.document or (
        one.fingerprint == two.fingerprint and one.document == two.document
    )


def _absorbed(
    stored: Sequence[StoredDocument], parts: Sequence[Segment], part: _Numbers, place: _Numbers
) -> frozenset[int]:
    standing = np.array([one.folded_into is None for one in stored], bool)
    alive = [
        int(np.diff(one.first)[place[(part == number) & standing]].sum())
        for number, one in enumerate(parts)
    ]
    in_use = [number for number in range(len(parts)) if bool((part == number).any())]
    worn = {n for n in in_use if alive[n] < LEAST_ALIVE * parts[n].passages}
    new = int((part == _NEW).sum())
    gathered = new + sum(alive[number] for number in worn)
    chosen = set(worn)
    for number in sorted(in_use, key=lambda n: alive[n]):
        if number not in chosen and (alive[number] < SMALL or alive[number] <= GROWTH * gathered):
            chosen.add(number)
            gathered += alive[number]
    alone = len(chosen) == 1 and not new
    if alone and alive[min(chosen)] == parts[min(chosen)].passages:
        return frozenset()
    return frozenset(chosen)


def passages_held(held: State, parts: Sequence[Segment]) -> int:
    """How many passages are found by themselves."""
    standing = _standing(held)
    return sum(
        int(np.diff(one.first)[held.place[(held.part == number) & standing]].sum())
        for number, one in enumerate(parts)
    )


def pending(held: State, parts: Sequence[Segment]) -> int:
    """How many texts lack a vector."""
    standing, count = _standing(held), 0
    for number, one in enumerate(parts):
        rows, units = one.missing
        if len(rows) or len(units):
            alive = np.zeros(len(one.first) - 1, bool)
            alive[held.place[(held.part == number) & standing]] = True
            of_row = np.repeat(alive, np.diff(one.first))
            of_unit = np.repeat(of_row, np.diff(one.unit_first))
            count += int(of_row[rows].sum() + of_unit[units].sum())
    return count


def _standing(held: State) -> NDArray[np.bool_]:
    standing = np.ones(len(held.part), bool)
    standing[list(held.folded)] = False
    return standing
