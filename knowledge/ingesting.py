"""What an ingest decides before anything is written: new, changed, unchanged, folded, broken."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from knowledge import loaders
from knowledge.building import Progress
from knowledge.documents import Document, Failure
from knowledge.duplicates import fold, signature
from knowledge.injected import addresses_a_machine
from knowledge.store import StoredDocument, fingerprint

Key: TypeAlias = tuple[str, str]


@dataclass
class Plan:
    """The documents after an ingest, in the order of first arrival, and what changed on the way."""

    stored: dict[Key, StoredDocument]
    seen: dict[Key, str] = field(default_factory=dict)
    added: set[Key] = field(default_factory=set)
    changed: set[Key] = field(default_factory=set)
    unchanged: set[Key] = field(default_factory=set)
    failed: list[Failure] = field(default_factory=list)

    @property
    def altered(self) -> bool:
        """Whether the documents differ from those of the version before."""
        return bool(self.added or self.changed)

    def folded(self) -> int:
        """How many of the documents seen in this run are duplicates of another."""
        return sum(self.stored[key].folded_into is not None for key in self.seen)


def plan(
    stored: Iterable[StoredDocument],
    paths: Sequence[Path],
    collection: str,
    enrich: Callable[[Document], Document],
    progress: Progress,
) -> Plan:
    """Read ``paths`` against what is ``stored``.

    Args:
        stored: the documents of the current version.
        paths: files and folders.
        collection: put into each document, unless it is ``default`` and the document names one.
        enrich: adds what is derived from a new document (its themes).
        progress: see `Progress`.

    Raises:
        BadInput: a path does not exist.
    """
    made = Plan({one.document.key: one for one in stored})
    files = loaders.find_files(paths)
    for number, path in enumerate(files):
        progress("read", number, len(files))
        for item in loaders.load(path):
            if isinstance(item, Failure):
                made.failed.append(item)
                continue
            document = item if collection == "default" else replace(item, collection=collection)
            _take(made, document, enrich)
    progress("read", len(files), len(files))
    if made.altered:
        folded = fold(list(made.stored.values()))
        made.stored = {one.document.key: one for one in folded}
    return made


def _take(made: Plan, document: Document, enrich: Callable[[Document], Document]) -> None:
    key, mark = document.key, fingerprint(document)
    if key in made.seen:
        if made.seen[key] != mark:
            kept = made.stored[key].document.origin
            reason = f"id {document.id} is used twice with different content; kept: that of {kept}"
            made.failed.append(Failure(document.origin, reason))
        return
    made.seen[key] = mark
    before = made.stored.get(key)
    if before is not None and before.fingerprint == mark:
        made.unchanged.add(key)
        return
    (made.added if before is None else made.changed).add(key)
    flagged = replace(
        document, suspicious=addresses_a_machine(f"{document.title}\n{document.text}")
    )
    made.stored[key] = StoredDocument(enrich(flagged), mark, signature(document.text))
