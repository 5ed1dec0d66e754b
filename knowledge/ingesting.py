"""What an ingest decides before anything is written: new, changed, unchanged, folded, broken."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from knowledge import loaders
from knowledge.building import Progress
from knowledge.documents import Document, Failure, Removal
from knowledge.duplicates import fold, signature
from knowledge.injected import addresses_a_machine
from knowledge.store import StoredDocument, fingerprint
from knowledge.themes import link

Key: TypeAlias = tuple[str, str]


@dataclass
class Plan:
    """The documents after an ingest, in the order of first arrival, and what was seen on the way.

    ``before`` has the fingerprints of the version before, ``seen`` those of this run.
    """

    stored: dict[Key, StoredDocument]
    before: dict[Key, str]
    seen: dict[Key, str] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)

    @property
    def altered(self) -> bool:
        """Whether the documents differ from those of the version before."""
        return self.before != {key: one.fingerprint for key, one in self.stored.items()}

    @property
    def added(self) -> int:
        """How many documents of this run were not there before."""
        return sum(key not in self.before for key in self.seen)

    @property
    def unchanged(self) -> int:
        """How many documents of this run were there as they are."""
        return sum(self.before.get(key) == mark for key, mark in self.seen.items())

    @property
    def changed(self) -> int:
        """How many documents of this run replaced one of their id."""
        return len(self.seen) - self.added - self.unchanged

    @property
    def removed(self) -> int:
        """How many documents are gone."""
        return sum(key not in self.stored for key in self.before)

    @property
    def folded(self) -> int:
        """How many of the documents seen in this run are duplicates of another."""
        return sum(self.stored[key].folded_into is not None for key in self.seen)


def plan(
    stored: Iterable[StoredDocument],
    items: Iterable[loaders.Loaded],
    collection: str,
    enrich: Callable[[Document], Document],
    *,
    later_wins: bool = False,
    mirrored: Sequence[Path] = (),
) -> Plan:
    """Take ``items`` in, against what is ``stored``.

    Args:
        stored: the documents of the current version.
        items: documents, removals and failures in the order of arrival.
        collection: put into each document, unless it is ``default`` and the document names one.
        enrich: adds what is derived from a new document (its themes).
        later_wins: of two with one id the later counts, as in a feed; else the first one, and
            the other is a failure unless it was published on a later day.
        mirrored: folders; documents from files in them that are no more in their file are
            removed. A file with a failure in it loses none.
    """
    before = list(stored)
    held = {one.document.key: one for one in before}
    made = Plan(held, {key: one.fingerprint for key, one in held.items()})
    for item in items:
        if isinstance(item, Failure):
            made.failed.append(item)
            continue
        if collection != "default":
            item = replace(item, collection=collection)
        if isinstance(item, Removal):
            made.seen.pop((item.collection, item.id), None)
            made.stored.pop((item.collection, item.id), None)
        else:
            _take(made, item, enrich, later_wins=later_wins)
    _mirror(made, mirrored)
    if made.altered:
        folded = fold(list(made.stored.values()), before)
        made.stored = {one.document.key: one for one in folded}
    return made


def read_files(
    paths: Sequence[Path], given: loaders.FolderFields, progress: Progress
) -> Iterator[loaders.Loaded]:
    """What the files of ``paths`` hold, one after the other; progress is told in kilobytes.

    Raises:
        BadInput: a path does not exist.
    """
    files, failed = loaders.find_files(paths)
    yield from failed
    folders = loaders.Folders(given)
    sizes = [_size(path) for path in files]
    total, done = max(sum(sizes) // 1024, 1), 0
    for path, size in zip(files, sizes, strict=True):
        within = 0
        for item in loaders.load(path, folders):
            yield item
            within += len(item.text) * 3 if isinstance(item, Document) else 0
            progress("read", min(done + min(within, size), sum(sizes)) // 1024, total)
        done += size
    progress("read", total, total)


def derived(document: Document, enrich: Callable[[Document], Document]) -> StoredDocument:
    """``document`` as it is stored, with all that is worked out from its text."""
    said = f"{document.title}\n{document.text}"
    flagged = replace(document, suspicious=document.suspicious or addresses_a_machine(said))
    return StoredDocument(enrich(flagged), fingerprint(document), signature(document.text))


def looked_at_again(one: StoredDocument) -> StoredDocument:
    """The document with its marks and signature as this release works them out."""
    document = one.document
    said = addresses_a_machine(f"{document.title}\n{document.text}")
    marked = replace(document, suspicious=document.suspicious or said)
    return replace(one, document=marked, signature=signature(document.text))


def _take(
    made: Plan,
    document: Document,
    enrich: Callable[[Document], Document],
    *,
    later_wins: bool,
) -> None:
    key, mark = document.key, fingerprint(document)
    if key in made.seen and made.seen[key] != mark and not later_wins:
        first = made.stored[key].document
        newer = document.published and first.published and document.published > first.published
        if not newer:
            reason = f"id {document.id} is used twice with different content; kept: that of "
            made.failed.append(Failure(document.origin, reason + first.origin))
            return
    made.seen[key] = mark
    held = made.stored.get(key)
    if held is None or held.fingerprint != mark:
        made.stored[key] = derived(document, enrich)


def _mirror(made: Plan, folders: Sequence[Path]) -> None:
    roots = [folder.resolve() for folder in folders]
    broken = {Path(one.file).resolve() for one in made.failed}
    if not roots:
        return
    for key, one in list(made.stored.items()):
        origin = Path(one.document.origin).resolve()
        ours = any(origin.is_relative_to(root) for root in roots)
        damaged = any(origin.is_relative_to(path) for path in broken)
        if ours and not damaged and key not in made.seen:
            del made.stored[key]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def with_themes(document: Document) -> Document:
    """The document with the themes that its text speaks of, unless it came with some."""
    if document.themes:
        return document
    links = link(f"{document.title}\n{document.text}")
    return replace(document, themes=tuple(found.theme for found in links))
