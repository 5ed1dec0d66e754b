"""Segments: the documents of an index in immutable folders, which versions of it share.

A version names its segments and which of their documents it holds. A change writes a small
segment and a new list; what was there before is neither copied nor touched.
"""

import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from home.versions import sync_tree
from knowledge import store
from knowledge.embedding import Matrix
from knowledge.index import lexical, vectors
from knowledge.store import StoredDocument

DOCUMENTS = "documents.db"
VIEWS = ("words", "bigrams")


class Segment:
    """One segment, each of its files read when it is first asked for.

    Document i has the passages ``first[i]:first[i + 1]`` and passage j the finer units
    ``unit_first[j]:unit_first[j + 1]``. A document that another one stood for when the segment
    was written has no passages: ``indexed`` is False.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """The name of its folder, unique within the knowledge base."""
        return self.folder.name

    @cached_property
    def documents(self) -> tuple[StoredDocument, ...]:
        """Its documents, none of them folded: that is for each version to say."""
        return tuple(one.folding(None) for one in store.read_all(self.folder / DOCUMENTS))

    @cached_property
    def indexed(self) -> NDArray[np.bool_]:
        """Whether each document has its passages here."""
        return np.asarray(np.load(self.folder / "indexed.npy"), np.bool_)

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """Where the passages of each document begin; one entry more than there are documents."""
        return self._array("first")

    @cached_property
    def spans(self) -> NDArray[np.int64]:
        """Start and end of each passage in its document, shape (passages, 2)."""
        return self._array("spans")

    @cached_property
    def unit_first(self) -> NDArray[np.int64]:
        """Where the units of each passage begin; one entry more than there are passages."""
        return self._array("unit_first")

    @cached_property
    def words(self) -> lexical.Postings:
        """Its postings by word."""
        return lexical.load(self.folder / "words")

    @cached_property
    def bigrams(self) -> lexical.Postings:
        """Its postings by pair of characters."""
        return lexical.load(self.folder / "bigrams")

    @cached_property
    def matrix(self) -> Matrix:
        """The vector of each passage; NaN where it is missing."""
        return vectors.load_matrix(self.folder / "vectors.npy")

    @cached_property
    def unit_matrix(self) -> Matrix:
        """The vector of each unit; NaN where it is missing."""
        return vectors.load_matrix(self.folder / "units.npy")

    @cached_property
    def missing(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The passages, and the units, that lack a vector."""
        return self._array("missing"), self._array("missing_units")

    def check(self) -> None:
        """Read whatever a new version needs of it.

        Raises:
            OSError, ValueError, EOFError: it is damaged.
        """
        if not len(self.first) == len(self.indexed) + 1 == len(self.documents) + 1:
            raise ValueError(f"{self.folder} must have an entry for each document")
        if not len(self.unit_first) == len(self.words.lengths) + 1 == self.passages + 1:
            raise ValueError(f"{self.folder} must have an entry for each passage")
        _ = (self.bigrams, self.missing)

    @property
    def passages(self) -> int:
        """How many passages it has, whether or not a version still holds them."""
        return len(self.spans)

    def _array(self, name: str) -> NDArray[np.int64]:
        return np.asarray(np.load(self.folder / f"{name}.npy"), np.int64)


class SegmentFolder:
    """``knowledge/segments``; what is opened stays open, as nothing in it changes.

    Args:
        root: the folder of the knowledge base.
        chroma: the server that new segments' vectors go to; None: each segment's own folder.
    """

    def __init__(self, root: Path, chroma: str | None = None) -> None:
        self.root = root / "segments"
        self.chroma = chroma
        self._opened: dict[str, Segment] = {}

    def open(self, names: Collection[str]) -> tuple[Segment, ...]:
        """The segments called ``names``; all others are forgotten."""
        known = self._opened
        opened = {name: known.get(name) or Segment(self.root / name) for name in names}
        self._opened = opened
        return tuple(opened[name] for name in names)

    def forget(self) -> None:
        """Read everything again: a file that is asked for may have been replaced."""
        self._opened = {}

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """A folder to write a segment into, which has its name once the block is through."""
        self.root.mkdir(parents=True, exist_ok=True)
        name = uuid.uuid4().hex
        aside = self.root / f".building-{name}"
        aside.mkdir()
        try:
            yield aside
            sync_tree(aside)
            aside.rename(self.root / name)
        except BaseException:
            vectors.clear(aside)
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def prune(self, kept: Collection[str]) -> None:
        """Delete every segment but those ``kept``, and what a killed build has left."""
        if self.root.exists():
            for path in self.root.iterdir():
                if path.name not in kept:
                    vectors.clear(path)
                    shutil.rmtree(path, ignore_errors=True)
