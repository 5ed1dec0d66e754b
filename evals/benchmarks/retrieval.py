"""``weiwo bench retrieval``: ours beside BM25 alone, vectors alone and plain rank fusion.

Scores are of the halves that were not looked at while building. Then how long a short query takes
among fifty thousand passages, held against its limit, and what asking many at once saves.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evals.retrieval import answered, speed
from evals.retrieval.measures import measure
from evals.retrieval.peers import systems
from evals.retrieval.sets import SHARED, collections, corpus_cases
from home.encoder import forget
from knowledge.library import SCHEMA_VERSION, KnowledgeBase

Row = dict[str, str | int | float | None]
_SHORT = 30  # characters of a short query
_CHANGES = 3  # one after the other, so that the small segment is written again
_TOGETHER = 100  # queries whose throughput is measured


def run(
    folder: Path | None = None, data: Path = SHARED, splits: Sequence[str] = ("held_out",)
) -> Iterator[Row]:
    """One row a set, half and system: recall, MRR@10, nDCG@10, milliseconds; then the speed.

    Args:
        folder: keeps the indexes between runs; a folder under the system's temporary one.
        data: where ``news_headline_pairs.jsonl`` lies.
        splits: ``held_out``, ``dev``, or both.
    """
    kept = f"weiwo-bench-retrieval-{SCHEMA_VERSION}"
    folder = folder or Path(tempfile.gettempdir()) / kept
    base: KnowledgeBase | None = None
    sets = []
    for one in collections(folder, data, splits):
        sets.append(one)
        base = base or one.base
        for system, ranking in systems(one.base).items():
            row: Row = {"set": one.name, "split": one.split, "system": system}
            yield row | measure(one.cases, ranking)
    assert base is not None
    yield from answered.rows(sets)
    if not (data / "news_headline_pairs.jsonl").exists():
        yield {"set": "headline pairs", "system": "absent: news_headline_pairs.jsonl"}
    yield from _at_size(folder / f"home-{speed.PASSAGES}", base)
    yield _throughput(base)


def _at_size(home: Path, base: KnowledgeBase) -> Iterator[Row]:
    """A short query among many passages, before and after a change, and the change itself."""
    texts = [one.document.text for one in base.version().stored]
    large = speed.build(home, texts)
    short = [case.query for case in corpus_cases("dev") if len(case.query) <= _SHORT]
    changes = [speed.change(large) for _ in range(_CHANGES)]
    opened, taken = speed.times(large, short)
    p95 = round(float(np.percentile(taken, 95)), 1)
    parts = len(KnowledgeBase(home, large.clock).version().segments)
    name = f"{speed.PASSAGES} passages, random vectors"
    yield {
        "set": name,
        "system": f"weiwo, {parts} segments; opened in {opened:.2f} s; "
        f"p95 at most {speed.LIMIT_MS:.0f} ms",
        "queries": len(taken),
        "p95 ms": p95,
        "kept": p95 <= speed.LIMIT_MS,
    }
    slowest = max(changes)
    yield {
        "set": name,
        "system": f"one changed document: {slowest:.1f} s of one core at most, {_CHANGES} times; "
        f"at most {speed.CHANGE_SECONDS:.0f}",
        "kept": slowest <= speed.CHANGE_SECONDS,
    }


def _throughput(base: KnowledgeBase) -> Row:
    queries = [case.query for half in ("dev", "held_out") for case in corpus_cases(half)]
    queries = queries[:_TOGETHER]
    rates = []
    for ask in (lambda: [base.search(one, 50) for one in queries], lambda: _many(base, queries)):
        forget()
        began = time.perf_counter()
        ask()
        rates.append(len(queries) / (time.perf_counter() - began))
    return {
        "set": "demo corpus",
        "system": f"weiwo, together: {rates[1]:.0f} queries/s; one by one {rates[0]:.0f}",
        "queries": len(queries),
    }


def _many(base: KnowledgeBase, queries: Sequence[str]) -> list[object]:
    return list(base.search_many(queries, 50))
