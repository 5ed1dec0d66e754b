"""The knowledge base of a home: documents in, hits out."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from importlib import resources
from pathlib import Path
from threading import Lock

from home.clock import Clock, business_day, system_clock
from home.errors import NotFound
from home.lock import writer_lock
from home.versions import Version, VersionedFolder
from knowledge.building import Built, Places, Progress, build
from knowledge.documents import Document, Hit, IngestReport, Removal
from knowledge.duplicates import fold
from knowledge.embedding import E5Embedder, Embedder, EmbeddingCache
from knowledge.holdings import Holdings, damaged
from knowledge.index.passages import Filter
from knowledge.index.segments import SegmentFolder
from knowledge.index.version import IndexVersion, read
from knowledge.ingesting import looked_at_again, plan, read_files, with_themes
from knowledge.loaders import FolderFields, Loaded
from knowledge.search.searcher import Searcher
from knowledge.search.second_reading import SecondReader
from knowledge.store import StoredDocument, fingerprint

SCHEMA_VERSION = 2
_UNREADABLE = (OSError, ValueError, IndexError, EOFError, sqlite3.Error)
_TOGETHER = 64  # queries embedded in one go


def corpus_path() -> Path:
    """The folder of the bundled demo corpus."""
    return Path(str(resources.files("knowledge") / "corpus"))


class KnowledgeBase:
    """Everything under ``home/knowledge``. Any number of processes read; one at a time writes.

    Args:
        home: ``WEIWO_HOME``.
        clock: says which documents are past their ``valid_until``.
        model: turns texts into vectors.
        second: reads the best hits again (`knowledge.search.second_reading`).
        chroma: the Chroma server that new segments' vectors go to; by default each segment's own
            folder. Reading follows what was written.
    """

    def __init__(
        self,
        home: Path,
        clock: Clock = system_clock,
        model: Embedder | None = None,
        second: SecondReader | None = None,
        chroma: str | None = None,
    ) -> None:
        self.home = home
        self.clock = clock
        self._second = second
        self._model = model or E5Embedder()
        self._versions = VersionedFolder(
            home / "knowledge",
            schema_version=SCHEMA_VERSION,
            rebuild_with="weiwo knowledge rebuild",
        )
        segments = SegmentFolder(home / "knowledge", chroma)
        cache = EmbeddingCache(home / "knowledge" / "embeddings.db")
        self._places = Places(self._versions, segments, cache)
        self._held = Holdings(self._versions, segments)
        self._opened: Searcher | None = None
        self._opening = Lock()

    def ingest(
        self,
        paths: Sequence[Path],
        collection: str = "default",
        lexical_now: bool = False,
        progress: Progress | None = None,
        *,
        given: FolderFields | None = None,
        mirror: bool = False,
    ) -> IngestReport:
        """Take in the documents of files and folders; run again, it changes nothing.

        A document is one by its collection and id; a changed one replaces. Broken files, lines
        and entries are reported and passed over. Returns when vectors are complete, or with
        ``lexical_now`` when words are searchable: a later `ingest` or `rebuild` completes them.
        ``given`` holds for every document that does not say otherwise; ``mirror`` removes
        documents that the folders held before and do not any more.

        Raises:
            BadInput: a path does not exist.
            HomeLocked: another process writes to this home.
        """
        tell = progress or _silent
        items = read_files(list(paths), given or FolderFields(), tell)
        mirrored = [path for path in paths if mirror]
        with writer_lock(self.home, "knowledge ingest"):
            return self._take(items, collection, lexical_now, tell, mirrored=mirrored)

    def take(
        self,
        items: Iterable[Loaded],
        collection: str = "default",
        lexical_now: bool = False,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Take in what a feed brings, in the order of arrival: of one id the last word counts.

        Raises:
            HomeLocked: another process writes to this home.
        """
        with writer_lock(self.home, "knowledge poll"):
            tell = progress or _silent
            return self._take(items, collection, lexical_now, tell, later_wins=True)

    def known(self) -> Callable[[Document | Removal], bool]:
        """Tells of a document whether it is held as it is, of a removal whether it was made."""
        held = {one.document.key: one.fingerprint for one in self._held.current()}

        def is_known(item: Document | Removal) -> bool:
            if isinstance(item, Removal):
                return (item.collection, item.id) not in held
            return held.get(item.key) == fingerprint(item)

        return is_known

    def _take(
        self,
        items: Iterable[Loaded],
        collection: str,
        lexical_now: bool,
        tell: Progress,
        *,
        later_wins: bool = False,
        mirrored: Sequence[Path] = (),
    ) -> IngestReport:
        made = plan(
            self._held.current(), items, collection, with_themes,
            later_wins=later_wins, mirrored=mirrored,
        )  # fmt: skip
        built = self._up_to_date(lexical_now)
        if built is None or made.altered:
            built = self._build(
                list(made.stored.values()),
                embed=not lexical_now,
                progress=tell,
            )
        return IngestReport(
            added=made.added,
            changed=made.changed,
            unchanged=made.unchanged,
            folded=made.folded,
            failed=tuple(made.failed),
            documents=len(made.stored),
            passages=built.passages,
            pending=built.pending,
            removed=made.removed,
        )

    def remove(self, ids: Iterable[str] = (), collection: str | None = None) -> int:
        """Remove documents by id, or a whole collection, or ids within one; returns how many.

        A duplicate that was folded into a removed document stands for itself from then on.
        """
        gone = set(ids)
        with writer_lock(self.home, "knowledge remove"):
            stored = self._held.current()
            kept = [
                one
                for one in stored
                if not (
                    (collection is None or one.document.collection == collection)
                    and (one.document.id in gone if gone else collection is not None)
                )
            ]
            if len(kept) < len(stored):
                self._build(fold(kept, stored), embed=False, progress=_silent)
        return len(stored) - len(kept)

    def rebuild(self, progress: Progress | None = None) -> IngestReport:
        """Build the index anew from the documents: after an upgrade, or to complete vectors.

        Raises:
            NotReady: nothing was ever taken in, the documents themselves cannot be read, or a
                newer weiwo wrote them.
            HomeLocked: another process writes to this home.
        """
        self._held.saved()  # not even a lock is made in a home without any
        with writer_lock(self.home, "knowledge rebuild"):
            stored = fold([looked_at_again(one) for one in self._held.saved()])
            built = self._build(stored, embed=True, progress=progress or _silent, afresh=True)
        return IngestReport(
            unchanged=len(stored),
            folded=sum(one.folded_into is not None for one in stored),
            documents=len(stored),
            passages=built.passages,
            pending=built.pending,
        )

    def search(
        self,
        query: str,
        k: int = 50,
        *,
        collection: str | None = None,
        access: Collection[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        themes: Collection[str] | None = None,
        product_id: str | None = None,
    ) -> list[Hit]:
        """The best ``k`` documents for ``query``, best first, each with its best passage.

        Every limit is applied inside the search. ``access`` None is the operator, who reads
        everything; otherwise the labels that the asker holds (an empty set reads nothing).
        ``since`` and ``until`` are days of publication, inclusive. Documents past their
        ``valid_until`` rank lower and are marked ``expired``. The best ``k`` come whether or not
        they answer: judge by `Hit.relevance` whether anything was found.
        """
        searcher = self._searcher()
        if searcher is None:
            return []
        wanted = Filter(
            collection=collection,
            access=None if access is None else frozenset(access),
            since=since,
            until=until,
            themes=None if themes is None else frozenset(themes),
            product_id=product_id,
        )
        return searcher.search(query, k, wanted, business_day(self.clock()))

    def search_many(
        self,
        queries: Sequence[str],
        k: int = 50,
        *,
        collection: str | None = None,
        access: Collection[str] | None = None,
    ) -> Iterator[list[Hit]]:
        """`search` for each query, in order; they are embedded together, in half the time."""
        for at in range(0, len(queries), _TOGETHER):
            part = queries[at : at + _TOGETHER]
            searcher = self._searcher()
            if searcher is not None and len(part) > 1:
                # The embedder remembers them, and each search finds its own.
                self._model.queries([text for one in part for text in searcher.texts_embedded(one)])
            for query in part:
                yield self.search(query, k, collection=collection, access=access)

    def empty(self) -> bool:
        """Whether nothing was ever taken in.

        Raises:
            NotReady: something was, and its index is lost.
        """
        return self._held.empty()

    def version(self) -> IndexVersion:
        """The index that a search reads now, for evaluation and inspection.

        Raises:
            NotReady: nothing was taken in yet.
        """
        self._versions.current()
        searcher = self._searcher()
        assert searcher is not None
        return searcher.version

    def document(
        self,
        id: str,  # noqa: A002 - the word of the contract
        access: Collection[str] | None = None,
        collection: str | None = None,
    ) -> Document:
        """The document called ``id``, a folded duplicate included; of a corrected one, its
        correction.

        Raises:
            NotFound: there is none, or the asker's labels do not open it.
        """
        searcher = self._searcher()
        stored = searcher.version.stored if searcher else ()
        for one in stored:
            document = one.document
            if document.id != id or collection not in (None, document.collection):
                continue
            if access is not None and document.access not in access:
                continue
            if not one.corrected:
                return document
            if one.folded_into is not None and one.folded_into != id:
                return self.document(one.folded_into, access, document.collection)
        raise NotFound(f"document must be one of the knowledge base, got {id!r}")

    def _searcher(self) -> Searcher | None:
        """The current version, opened once per version; None where nothing was taken in yet."""
        current = self._versions.find()
        if current is None:
            return None
        with self._opening:
            if self._opened is None or self._opened.folder != current.path:
                self._opened = self._open(current)
            return self._opened

    def _open(self, current: Version) -> Searcher:
        while True:
            try:
                version = read(current.path, self._places.segments)
                return Searcher(current.path, version, self._model, second=self._second)
            except _UNREADABLE as error:
                newer = self._versions.current()
                if newer.path == current.path:
                    raise damaged(current.path, error) from error
                current = newer  # two builds have passed since the pointer was read

    def _up_to_date(self, lexical_now: bool) -> Built | None:
        """What the current version holds, if nothing of it waits that this run would make."""
        current = self._versions.find()
        if current is None:
            return None
        pending, passages = int(current.meta["pending"] or 0), int(current.meta["passages"] or 0)
        same_model = current.meta["model"] == self._model.name
        complete = same_model and (lexical_now or not pending)
        return Built(passages, pending) if complete else None

    def _build(
        self,
        stored: Sequence[StoredDocument],
        *,
        embed: bool,
        progress: Progress,
        afresh: bool = False,
    ) -> Built:
        return build(
            self._places, self._model, stored, embed=embed, afresh=afresh, progress=progress
        )


def _silent(phase: str, done: int, total: int) -> None:
    """Tells nobody."""
