"""``weiwo knowledge``: take documents in, remove them, and search them."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from knowledge.documents import Hit, IngestReport
    from knowledge.library import KnowledgeBase
    from knowledge.polling import PollReport
    from weiwo.settings import Settings

_PHASES = {"fetch": "询问来源", "read": "读取文件（KB）", "index": "建立索引", "embed": "计算向量"}


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    group = typer.Typer(help="Take documents in and find them again.", no_args_is_help=True)
    for command in (ingest, poll, remove, rebuild, search):
        group.command()(command)
    app.add_typer(group, name="knowledge")


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="files and folders")],
    collection: Annotated[str, typer.Option(help="which collection they go into")] = "default",
    lexical_now: Annotated[
        bool, typer.Option("--lexical-now", help="return once words are searchable")
    ] = False,
    access: Annotated[
        str | None, typer.Option(help="public, staff, rm or compliance, where a document says none")
    ] = None,
    source: Annotated[str | None, typer.Option(help="where a document names none")] = None,
    licence: Annotated[str | None, typer.Option(help="where a document names none")] = None,
    mirror: Annotated[
        bool, typer.Option("--mirror", help="remove what the folders held before and no longer do")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="exit with 1 if anything was passed over")
    ] = False,
) -> None:
    """Take in documents: .jsonl .json .csv .md .txt .html .pdf .docx .xlsx .pptx, RSS/Atom."""
    from home.errors import BadInput, WeiwoError
    from knowledge.loaders import FolderFields

    given = FolderFields(access=access, source=source, licence=licence)
    with _progress() as tell:
        base = _base()
        report = base.ingest(paths, collection, lexical_now, tell, given=given, mirror=mirror)
    _print(report)
    taken = report.added or report.changed or report.unchanged or report.removed
    if report.failed and not taken:
        raise BadInput(f"nothing could be taken in: {len(report.failed)} files or lines failed")
    if report.failed and strict:
        raise WeiwoError(f"{len(report.failed)} files or lines were passed over")


def poll(
    source: Annotated[Path, typer.Argument(help="YAML: url, fields, paging (docs/sources.md)")],
    lexical_now: Annotated[
        bool, typer.Option("--lexical-now", help="return once words are searchable")
    ] = False,
) -> None:
    """Ask a vendor's JSON feed, or an RSS or Atom address, for what is new, and take it in."""
    import os

    from knowledge.polling import poll as ask
    from knowledge.polling import read_source

    described = read_source(source).filled(os.environ)
    with _progress() as tell:
        base = _base()
        report = ask(base, described, lexical_now=lexical_now, progress=tell)
    _print(report)


def remove(
    ids: Annotated[list[str] | None, typer.Argument(help="document ids")] = None,
    collection: Annotated[
        str | None, typer.Option(help="the whole collection, or only the ids within it")
    ] = None,
) -> None:
    """Remove documents; a search from now on does not find them."""
    from home.errors import BadInput, NotFound

    if not ids and collection is None:
        raise BadInput("what to remove must be document ids or --collection NAME, got neither")
    count = _base().remove(ids or (), collection)
    if count == 0:
        named = " ".join(ids or ()) or f"collection {collection}"
        raise NotFound(f"documents to remove must be in the knowledge base, got {named}")
    print(json.dumps({"removed": count}))


def rebuild() -> None:
    """Build the index anew from the documents; completes vectors that are missing."""
    with _progress() as tell:
        report = _base().rebuild(tell)
    _print(report)


def _base() -> "KnowledgeBase":
    """The knowledge base that commands write to."""
    from knowledge.library import KnowledgeBase
    from weiwo.settings import Settings

    settings = Settings()
    return KnowledgeBase(settings.home, chroma=settings.chroma_url)


def search(
    jsonl: Annotated[Path, typer.Option(help='lines of {"id", "query"}')],
    out: Annotated[Path, typer.Option(help='lines of {"id", "hits", "found"}, best first')],
    k: Annotated[int, typer.Option(min=1, help="how many documents a query")] = 50,
    collection: Annotated[str | None, typer.Option(help="only this collection")] = None,
    asker: Annotated[
        str | None, typer.Option("--as", help="ROLE:ID; left out: the operator, who sees all")
    ] = None,
) -> None:
    """Find the best documents for each query, and say whether any of them answers (found)."""
    from pydantic import BaseModel, ConfigDict

    from home.errors import NotReady
    from knowledge.library import KnowledgeBase
    from knowledge.search.relevance import FOUND
    from weiwo.assembly import second_reader
    from weiwo.jsonl import read_rows, write_rows
    from weiwo.settings import Settings

    class Query(BaseModel):
        model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
        id: str
        query: str

    settings = Settings()
    labels = _labels(asker, settings)
    base = KnowledgeBase(settings.home, second=second_reader(settings))
    if base.empty():
        raise NotReady(
            f"{settings.home} holds no knowledge; take some in with: weiwo knowledge ingest PATH"
        )
    queries = list(read_rows(jsonl, Query))
    with _progress() as tell:

        def rows() -> Iterator[dict[str, object]]:
            texts = [one.query for one in queries]
            lists = base.search_many(texts, k, collection=collection, access=labels)
            for number, (one, hits) in enumerate(zip(queries, lists, strict=True)):
                tell("search", number, len(queries))
                found = any(hit.relevance >= FOUND for hit in hits)
                yield {"id": one.id, "hits": [_row(hit) for hit in hits], "found": found}
            tell("search", len(queries), len(queries))

        count = write_rows(out, rows())
    print(json.dumps({"queries": count, "out": str(out)}, ensure_ascii=False))


def _labels(asker: str | None, settings: "Settings") -> frozenset[str] | None:
    """The labels that the asker reads; None for the operator.

    Raises:
        BadInput: not ROLE:ID, or no such role.
        NotFound: nobody of that id is in the mart.
        RefusedByPolicy: ``--as`` outside a demo home and without WEIWO_DEV=1.
    """
    if asker is None:
        return None
    from decision_models.mart.warehouse import Warehouse
    from home.errors import RefusedByPolicy
    from tools.access import parse, verify
    from tools.store import Store

    scope = parse(asker)
    warehouse = Warehouse(settings.home)
    mart = warehouse.find()
    if not (settings.dev or (mart and mart.demo)):
        raise RefusedByPolicy("--as works only in a demo home or with WEIWO_DEV=1")
    if mart is not None:
        store = Store(warehouse.connect(mart), mart.absent)
        try:
            verify(scope, store)
        finally:
            store.close()
    return scope.labels()


def _row(hit: "Hit") -> dict[str, object]:
    row: dict[str, object] = {
        "document": hit.document,
        "passage": hit.passage,
        "score": hit.score,
        "title": hit.title,
        "source": hit.source,
        "published": hit.published.isoformat() if hit.published else None,
        "span": list(hit.span),
        "relevance": hit.relevance,
        "licence": hit.licence,
        "sources": list(hit.sources),
    }
    extra = {"also": list(hit.also), "expired": hit.expired, "suspicious": hit.suspicious}
    return row | {key: value for key, value in extra.items() if value}


def _print(report: "IngestReport | PollReport") -> None:
    for failure in report.failed:
        line = f" line {failure.line}" if failure.line is not None else ""
        print(f"weiwo: passed over {failure.file}{line}: {failure.reason}", file=sys.stderr)
    print(json.dumps(asdict(report), ensure_ascii=False))


@contextmanager
def _progress() -> "Iterator[Callable[[str, int, int], None]]":
    """A bar with the time left on standard error, per phase; in a log, a line now and then."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines().tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Left())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {}

        def tell(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bars.add_task(_PHASES.get(phase, "检索"), total=total)
            bars.update(tasks[phase], completed=done, total=total)

        yield tell


class _Lines:
    """Progress for a log: of each phase a line every ten seconds, with what is left of it."""

    every = 10.0

    def __init__(self) -> None:
        self._begun: dict[str, float] = {}
        self._said = time.monotonic()

    def tell(self, phase: str, done: int, total: int) -> None:
        """See `knowledge.building.Progress`."""
        now = time.monotonic()
        begun = self._begun.setdefault(phase, now)
        if now - self._said < self.every:
            return
        self._said = now
        left = (now - begun) / done * (total - done) if done else 0.0
        name = _PHASES.get(phase, "检索")
        estimate = f"，约剩 {left:.0f} 秒" if left else ""
        print(f"weiwo: {name} {done}/{total}{estimate}", file=sys.stderr, flush=True)
