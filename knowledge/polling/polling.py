"""Asks a source for what is new and takes it in; may be killed anywhere and run again.

What was fetched is taken in first and remembered after: a kill between the two asks for the same
pages again, which changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC

from home.lock import writer_lock
from knowledge.building import Progress
from knowledge.documents import Failure
from knowledge.library import KnowledgeBase
from knowledge.loaders import Loaded
from knowledge.polling import state
from knowledge.polling.fetching import Answer, Fetcher, SourceFailed
from knowledge.polling.mapping import at, from_feed, from_json, parsed
from knowledge.polling.source import CursorPaging, NumberPaging, Source

_TOGETHER = 2000  # items taken in at once: each taking in writes a version


@dataclass(frozen=True)
class PollReport:
    """What one poll did. ``more``: it stopped at ``pages_at_most``, and a next one goes on."""

    source: str
    pages: int = 0
    items: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    folded: int = 0
    failed: tuple[Failure, ...] = ()
    documents: int = 0
    pending: int = 0
    not_modified: bool = False
    more: bool = False


@dataclass
class _Page:
    """One page's items, and the state to remember once they are taken in."""

    items: list[Loaded]
    after: state.SourceState
    last: bool


def poll(
    base: KnowledgeBase,
    source: Source,
    *,
    lexical_now: bool = False,
    progress: Progress | None = None,
    fetcher: Callable[[Source], Fetcher] = Fetcher,
) -> PollReport:
    """Take in what ``source`` has that was not taken in yet, at most ``pages_at_most`` pages.

    Args:
        base: where it goes.
        source: with the variables of the environment filled in.
        lexical_now: return once words are searchable; a later ingest completes the vectors.
        progress: told ``fetch`` with pages, then as for an ingest.
        fetcher: makes the HTTP client.

    Raises:
        SourceFailed: the source cannot be asked; what earlier pages brought is taken in.
        UnexpectedAnswer: it answered in another form than its file describes.
        HomeLocked: another process writes to this home.
    """
    path = base.home / "knowledge" / "sources" / f"{source.name}.json"
    report = PollReport(source.name)
    with writer_lock(base.home, f"knowledge poll {source.name}"), fetcher(source) as client:
        held = state.read(path, source.url)
        waiting: list[Loaded] = []
        seen: set[str] = set()
        pages = 0
        after, ended = held, False
        try:
            for page in _pages(client, source, held, base):
                pages += 1
                waiting += _newest(page.items, seen) if source.newest_first else page.items
                after, ended = page.after, page.last
                if progress:
                    progress("fetch", pages, source.pages_at_most)
                if len(waiting) >= _TOGETHER:
                    report = _taken(base, source, waiting, report, lexical_now, progress)
                    waiting = []
                    state.write(path, after)
        finally:
            # Also where a later page failed: what is here need not be asked for again.
            if waiting:
                report = _taken(base, source, waiting, report, lexical_now, progress)
            if pages:
                state.write(path, _stamped(after, base))
    return replace(report, pages=pages, not_modified=not pages, more=bool(pages) and not ended)


def _pages(
    client: Fetcher, source: Source, held: state.SourceState, base: KnowledgeBase
) -> Iterator[_Page]:
    if isinstance(source.paging, NumberPaging):
        yield from _counted(client, source, source.paging, held, base)
    elif isinstance(source.paging, CursorPaging):
        yield from _linked(client, source, source.paging, held)
    else:
        answer = client.get(source.url, source.parameters, held.etag, held.last_modified)
        if answer.body is not None:
            yield _Page(_items(answer, source), _validated(held, answer), last=True)


def _linked(
    client: Fetcher, source: Source, paging: CursorPaging, held: state.SourceState
) -> Iterator[_Page]:
    """Pages that name the next one, from where the last poll ended."""
    cursor = held.cursor
    for _ in range(source.pages_at_most):
        by_link = paging.kind == "link" and bool(cursor)
        parameters = dict(source.parameters)
        if cursor and not by_link:
            parameters[paging.parameter] = cursor
        answer = client.get(cursor if by_link else source.url, {} if by_link else parameters)
        value = parsed(answer.body or b"null", source)
        following = str(at(value, paging.next) or "")
        if paging.kind == "link" and following and not client.same_host(following):
            raise SourceFailed(f"source {source.name} names a next page on another host")
        last = not following or following == cursor
        cursor = following or cursor
        items = from_json(value, source)
        yield _Page(items, held.model_copy(update={"cursor": cursor}), last=last)
        if last:
            return


def _counted(
    client: Fetcher,
    source: Source,
    paging: NumberPaging,
    held: state.SourceState,
    base: KnowledgeBase,
) -> Iterator[_Page]:
    """Numbered pages, the newest first: to the first one that brings nothing new.

    A first reading that was cut off goes on at its page, and only then stops at what is known.
    """
    known = base.known()
    number = held.page if held.page is not None else paging.first
    for _ in range(source.pages_at_most):
        answer = client.get(source.url, {**source.parameters, paging.parameter: number})
        items = from_json(parsed(answer.body or b"null", source), source)
        fresh = any(not isinstance(item, Failure) and not known(item) for item in items)
        last = not items or (held.caught_up and not fresh)
        number += 1
        update = {"page": None, "caught_up": True} if last else {"page": number}
        yield _Page(items, held.model_copy(update=update), last=last)
        if last:
            return


def _newest(items: list[Loaded], seen: set[str]) -> list[Loaded]:
    """``items`` without older words on what was ``seen`` already, which is added to."""
    kept: list[Loaded] = []
    for item in items:
        if isinstance(item, Failure):
            kept.append(item)
        elif item.id not in seen:
            seen.add(item.id)
            kept.append(item)
    return kept


def _taken(
    base: KnowledgeBase,
    source: Source,
    items: list[Loaded],
    before: PollReport,
    lexical_now: bool,
    progress: Progress | None,
) -> PollReport:
    """Take ``items`` in; the report ``before`` with what it did added."""
    made = base.take(items, "default", lexical_now, progress)
    return replace(
        before,
        items=before.items + len(items),
        added=before.added + made.added,
        changed=before.changed + made.changed,
        unchanged=before.unchanged + made.unchanged,
        removed=before.removed + made.removed,
        folded=before.folded + made.folded,
        failed=before.failed + made.failed,
        documents=made.documents,
        pending=made.pending,
    )


def _validated(held: state.SourceState, answer: Answer) -> state.SourceState:
    return held.model_copy(update={"etag": answer.etag, "last_modified": answer.last_modified})


def _stamped(held: state.SourceState, base: KnowledgeBase) -> state.SourceState:
    return held.model_copy(update={"polled_at": base.clock().astimezone(UTC).isoformat()})


def _items(answer: Answer, source: Source) -> list[Loaded]:
    body = answer.body or b""
    return (
        from_feed(body, source)
        if source.kind == "feed"
        else from_json(parsed(body, source), source)
    )
