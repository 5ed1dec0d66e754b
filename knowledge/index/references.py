"""Which documents refer to which: by link, by code, by title.

A procedure says what is done in another one; who needs the first usually needs the second. What
each document is called and what it mentions is kept from version to version, so that a change
reads only the documents that changed; what refers to what is joined from it anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.index.lexical import hashed
from knowledge.index.naming import english_titles, maybe_names, mentions, own_names, words_of
from knowledge.store import StoredDocument, fingerprint

Links = NDArray[np.int32]
"""Shape (links, 2): the document that refers, and the one that it refers to, by position."""

Holders = Callable[[Sequence[str]], Iterable[Document]]
"""The documents of the version before that may hold all of some words."""

_MOST = 20  # of one document: an index page of everything says nothing of anything
_SURE, _PERHAPS, _MENTIONED, _TITLED = range(4)

_Marks = NDArray[np.uint64]
_Entry = tuple[int, int, int]


@dataclass(frozen=True)
class References:
    """One row a name: the document (`mark`) that bears or mentions it, the name, which of both."""

    owners: _Marks
    names: _Marks
    kinds: NDArray[np.uint8]

    def save(self, path: Path) -> None:
        """Write it to ``path``."""
        with path.open("wb") as file:
            np.savez(file, owners=self.owners, names=self.names, kinds=self.kinds)

    def changed(
        self, standing: Sequence[StoredDocument], before: frozenset[int], holders: Holders
    ) -> "References":
        """Those of ``standing``, reading only what was not among the documents ``before``.

        Args:
            standing: every document that is now found by itself.
            before: the marks of the documents that this table is of.
            holders: see `Holders`; asked where a new document has an English title.
        """
        new = [one for one in standing if mark(one) not in before]
        old = [one for one in standing if mark(one) in before]
        kept = np.isin(self.owners, np.array([mark(one) for one in old], np.uint64))
        entries = [entry for one in new for entry in _said(one)]
        entries += _titled(new, _titles(one.document for one in standing))
        fresh = _titles(one.document for one in new)
        if fresh:
            by_key = {one.document.key: one for one in old}
            entries += _titled_before(fresh, by_key, holders)
        rows = zip(*entries, strict=True) if entries else ((), (), ())
        added = [np.array(list(column), np.uint64) for column in rows]
        return References(
            np.concatenate((self.owners[kept], added[0])),
            np.concatenate((self.names[kept], added[1])),
            np.concatenate((self.kinds[kept], added[2].astype(np.uint8))),
        )._distinct()

    def _distinct(self) -> "References":
        """Each row once: a title that is told of again is one."""
        table = np.stack((self.owners, self.names, self.kinds.astype(np.uint64)), axis=1)
        if not len(table):
            return self
        rows = np.sort(np.unique(table, axis=0, return_index=True)[1])
        return References(self.owners[rows], self.names[rows], self.kinds[rows])

    def links(self, standing: Sequence[StoredDocument]) -> Links:
        """Every reference between two of ``standing``, of one collection; none to itself.

        A name that several documents bear refers to none of them. What a text begins with names
        it only where no other document has that in its id or title.
        """
        marks = np.array([mark(one) for one in standing], np.uint64)
        order = np.argsort(marks, kind="stable")
        if not len(order):
            return np.zeros((0, 2), np.int32)
        place = np.minimum(np.searchsorted(marks[order], self.owners), len(order) - 1)
        here = marks[order[place]] == self.owners
        owners, names, kinds = order[place[here]], self.names[here], self.kinds[here]
        sure = _only(names[kinds == _SURE], owners[kinds == _SURE])
        taken = np.isin(names, names[kinds == _SURE])
        maybe = (kinds == _PERHAPS) & ~taken
        perhaps = _only(names[maybe], owners[maybe])
        known = np.concatenate((sure[0], perhaps[0]))
        bearers = np.concatenate((sure[1], perhaps[1]))
        by_name = np.argsort(known, kind="stable")
        said = np.flatnonzero(kinds >= _MENTIONED)
        if not len(known) or not len(said):
            return np.zeros((0, 2), np.int32)
        at = np.minimum(np.searchsorted(known[by_name], names[said]), len(known) - 1)
        found = known[by_name[at]] == names[said]
        targets = bearers[by_name[at]]
        found &= targets != owners[said]
        return _first(owners[said][found], targets[found], kinds[said][found])


def _only(names: _Marks, owners: NDArray[np.int64]) -> tuple[_Marks, NDArray[np.int64]]:
    """The names that one document alone bears, and that document."""
    if not len(names):
        return names, owners
    pairs = np.unique(np.stack((names, owners.astype(np.uint64)), axis=1), axis=0)
    known, at, count = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    alone = count == 1
    return known[alone], pairs[at[alone], 1].astype(np.int64)


def _first(
    owners: NDArray[np.int64], targets: NDArray[np.int64], kinds: NDArray[np.uint8]
) -> Links:
    """Each pair once, of one document at most `_MOST`: first what it mentions, as it does."""
    turn = np.where(kinds == _TITLED, targets, np.arange(len(owners)))
    order = np.lexsort((turn, kinds, owners))
    pairs = dict.fromkeys(zip(owners[order].tolist(), targets[order].tolist(), strict=True))
    held: dict[int, int] = defaultdict(int)
    out = []
    for at, target in pairs:
        held[at] += 1
        if held[at] <= _MOST:
            out.append((at, target))
    return np.array(out, np.int32).reshape(-1, 2)


def mark(one: StoredDocument) -> int:
    """What a document is known by here: another text makes it another one."""
    return int(one.fingerprint[:16], 16)


def load(path: Path) -> References:
    """What `References.save` wrote.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    try:
        with path.open("rb") as file, np.load(file) as held:
            return References(held["owners"], held["names"], held["kinds"])
    except (KeyError, EOFError, BadZipFile) as error:
        raise ValueError(f"{path}: {error}") from error


def none() -> References:
    """Those of no document."""
    return References(np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.uint8))


def links(documents: Sequence[Document]) -> Links:
    """`References.links` of ``documents``, all of them read."""
    stored = [StoredDocument(document, fingerprint(document), b"") for document in documents]
    return none().changed(stored, frozenset(), lambda _: ()).links(stored)


def _said(one: StoredDocument) -> Iterator[_Entry]:
    document, owner = one.document, mark(one)
    readings = ((own_names, _SURE), (maybe_names, _PERHAPS), (mentions, _MENTIONED))
    for names, kind in readings:
        for name in dict.fromkeys(names(document)):
            yield owner, _name(document.collection, name), kind


def _name(collection: str, name: str) -> int:
    return int(hashed(f"{collection}\0{name}"))


_Titles = Mapping[str, Mapping[tuple[str, str], set[str]]]


def _titles(documents: Iterable[Document]) -> _Titles:
    """By collection: English titles of some length, by their first two words."""
    found: dict[str, dict[tuple[str, str], set[str]]] = {}
    for document in documents:
        for title in english_titles(document.title):
            first, second, *_ = title.split()
            by_words = found.setdefault(document.collection, defaultdict(set))
            by_words[first, second].add(title)
    return found


def _titled(documents: Iterable[StoredDocument], titles: _Titles) -> Iterator[_Entry]:
    for one in documents:
        known = titles.get(one.document.collection)
        if known:
            owner = mark(one)
            for title in dict.fromkeys(_titles_within(one.document.text, known)):
                yield owner, _name(one.document.collection, title), _TITLED


def _titles_within(text: str, titles: Mapping[tuple[str, str], set[str]]) -> Iterator[str]:
    words = words_of(text.lower())
    for at, pair in enumerate(pairwise(words)):
        for title in titles.get(pair, ()):
            if words[at : at + title.count(" ") + 1] == title.split():
                yield title


def _titled_before(
    fresh: _Titles, before: Mapping[tuple[str, str], StoredDocument], holders: Holders
) -> Iterator[_Entry]:
    """Where documents that were there before say the title of a new one."""
    for collection, by_words in fresh.items():
        for pair, titles in by_words.items():
            for title in titles:
                asked = [before.get(held.key) for held in holders(title.split())]
                among = (one for one in asked if one and one.document.collection == collection)
                yield from _titled(among, {collection: {pair: {title}}})
