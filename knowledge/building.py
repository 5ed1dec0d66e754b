"""Builds a version of the index from documents, aside, and switches to it.

What did not change stays in the segments that it lies in; what did goes into a new one
(`knowledge.index.laying`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import yaml

from home.versions import VersionedFolder
from knowledge.copies import DocumentCopies
from knowledge.embedding import DIMENSIONS, Embedder, EmbeddingCache, Matrix
from knowledge.index import references, segment_texts, segment_writing
from knowledge.index.laying import Before, lay, passages_held, pending
from knowledge.index.references import References
from knowledge.index.segments import SegmentFolder
from knowledge.index.state import STATE, State
from knowledge.index.state import load as load_state
from knowledge.index.version import GENERIC, LINKS, holders
from knowledge.store import StoredDocument

WORDS_FIRST = 100
"""Texts to embed from which the words are made searchable before the vectors are there."""

REFERENCES = "references.npz"

Progress = Callable[[str, int, int], None]
"""Told the phase (``read``, ``embed``, ``index``), how much of it is done, and of how much."""


@dataclass(frozen=True)
class Built:
    """How many passages there are, and how many texts wait for a vector."""

    passages: int
    pending: int


@dataclass(frozen=True)
class Places:
    """Where an index lives: its versions, the segments that they share, the vectors of texts."""

    versions: VersionedFolder
    segments: SegmentFolder
    cache: EmbeddingCache


@dataclass(frozen=True)
class _Draft:
    """A version about to be written."""

    stored: Sequence[StoredDocument]
    held: State
    references: References
    generic: Matrix


@dataclass(frozen=True)
class _Previous:
    """The version before, and what is kept from it."""

    before: Before
    references: References
    generic: Matrix


def build(
    places: Places,
    model: Embedder,
    stored: Sequence[StoredDocument],
    *,
    embed: bool,
    afresh: bool,
    progress: Progress,
) -> Built:
    """A new version that holds exactly ``stored``.

    Args:
        places: the caller holds the writer lock.
        model: makes the vectors that are missing.
        stored: every document, folded ones included.
        embed: make missing vectors; else they wait. A long wait comes after a first version
            that is searchable by words.
        afresh: write everything anew, whatever the version before holds.
        progress: see `Progress`.
    """
    progress("index", 0, 1)
    previous = None if afresh else _previous(places, model)
    layout = lay(stored, previous.before if previous else None)
    texts = segment_texts.of_documents([stored[at] for at in layout.fresh])
    found = places.cache.find(_keys(model, texts))
    missing = len({*texts}) - len(found)
    if embed and 0 < missing <= WORDS_FIRST:
        found = places.cache.fill(model, texts, lambda done: progress("embed", done, missing))
    held = layout.written(stored, places.segments, found, model.name)
    generic = previous.generic if previous else np.zeros(DIMENSIONS, np.float32)
    if found and not generic.any():
        generic = model.queries(generic_questions()).mean(axis=0)
    draft = _Draft(stored, held, _references(stored, previous), generic)
    if embed:
        draft = _completed(places, model, draft, frozenset(texts), progress)
    built = _publish(places, model, draft)
    if afresh:
        parts = places.segments.open(held.segments)
        texts = [text for part in parts for text in segment_texts.of_segment(part)]
        places.cache.keep_only(set(_keys(model, texts)))
    progress("index", 1, 1)
    return built


def _completed(
    places: Places, model: Embedder, draft: _Draft, new: frozenset[str], progress: Progress
) -> _Draft:
    """``draft`` with every vector; where many are missing it is switched to before they are.

    What is ``new`` comes first and is switched to by itself: who drops in a folder waits for its
    vectors, and not for those of an archive that was taken in by its words earlier.
    """
    waiting = _waiting(places, draft)
    if len(waiting) > WORDS_FIRST:
        _publish(places, model, draft)
    done = len(waiting & new)
    if done < len(waiting) and done:
        draft = _filled(places, model, draft, new, _telling(progress, 0, len(waiting)))
        _publish(places, model, draft)
    return _filled(places, model, draft, None, _telling(progress, done, len(waiting)))


def _waiting(places: Places, draft: _Draft) -> set[str]:
    """The texts that lack a vector."""
    parts = places.segments.open(draft.held.segments)
    return {text for part in parts for text in segment_texts.missing(part)}


def _filled(
    places: Places,
    model: Embedder,
    draft: _Draft,
    wanted: frozenset[str] | None,
    tell: Callable[[int], None],
) -> _Draft:
    """``draft`` with the vectors that it lacks, of the ``wanted`` texts or of all."""
    names = list(draft.held.segments)
    parts = places.segments.open(names)
    lacking = [segment_texts.missing(part) for part in parts]
    texts = [[one for one in some if wanted is None or one in wanted] for some in lacking]
    found = places.cache.fill(model, [text for some in texts for text in some], tell)
    for at, part in enumerate(parts):
        if texts[at]:
            names[at] = segment_writing.complete(places.segments, part, found, model.name)
    held = replace(draft.held, segments=tuple(names))
    generic = draft.generic
    if found and not generic.any():
        generic = model.queries(generic_questions()).mean(axis=0)
    return replace(draft, held=held, generic=generic)


def _telling(progress: Progress, before: int, missing: int) -> Callable[[int], None]:
    return lambda done: progress("embed", before + done, missing)


def _publish(places: Places, model: Embedder, draft: _Draft) -> Built:
    """Write ``draft`` as a version and switch to it; forget what no version needs any more."""
    copies = DocumentCopies(places.versions.root)
    parts = places.segments.open(draft.held.segments)
    standing = [one for one in draft.stored if one.folded_into is None]
    built = Built(passages_held(draft.held, parts), pending(draft.held, parts))
    meta: dict[str, str | int | float | bool | None] = {
        "documents": len(draft.stored),
        "passages": built.passages,
        "pending": built.pending,
        "model": model.name,
    }
    with places.versions.building(meta) as folder:
        draft.held.save(folder / STATE)
        draft.references.save(folder / REFERENCES)
        np.save(folder / LINKS, draft.references.links(standing))
        np.save(folder / GENERIC, draft.generic)
        copies.keep(folder / STATE, parts, folder.name.removeprefix(".building-"))
    versions = [path for path in (places.versions.root / "versions").iterdir() if path.is_dir()]
    places.segments.prune(
        {name for path in versions for name in _segments_of(path)} | set(draft.held.segments)
    )
    copies.prune(places.versions.current().path.name)
    return built


def _segments_of(version: Path) -> Sequence[str]:
    try:
        return load_state(version / STATE).segments
    except (OSError, ValueError):
        return ()  # of an earlier release, or damaged


def _references(stored: Sequence[StoredDocument], previous: _Previous | None) -> References:
    standing = [one for one in stored if one.folded_into is None]
    if previous is None:
        return references.none().changed(standing, frozenset(), lambda _: ())
    before = previous.before
    known = frozenset(references.mark(one) for one in before.stored if one.folded_into is None)
    asked = cache(lambda: holders(before.stored, before.parts, before.held))
    return previous.references.changed(standing, known, lambda words: asked()(words))


def _previous(places: Places, model: Embedder) -> _Previous | None:
    """The current version, where it can be built on: else everything is written anew."""
    current = places.versions.find()
    if current is None or current.meta["model"] != model.name:
        return None
    try:
        held = load_state(current.path / STATE)
        parts = places.segments.open(held.segments)
        before = Before(held.documents([part.documents for part in parts]), held, parts)
        for part in parts:
            part.check()
        generic = np.asarray(np.load(current.path / GENERIC), np.float32)
        return _Previous(before, references.load(current.path / REFERENCES), generic)
    except (OSError, ValueError, EOFError):
        return None  # damaged


def _keys(model: Embedder, texts: Iterable[str]) -> list[bytes]:
    return list(dict.fromkeys(EmbeddingCache.key(model.name, text) for text in texts))


def generic_questions() -> list[str]:
    """Questions about nothing in particular."""
    text = (resources.files("knowledge") / "search" / "generic_questions.yaml").read_text("utf-8")
    return [str(question) for question in yaml.safe_load(text)["questions"]]
