"""``weiwo bench retrieval``: ours beside BM25 alone, vectors alone and plain rank fusion.

All four read the same index, the same words and the same vectors in the same run, so that only the
ranking differs. Scores are of the halves that were not looked at while building.
"""

import json
import math
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.base import KnowledgeBase, corpus_path
from knowledge.embedding import E5Embedder
from knowledge.index.passages import Filter
from knowledge.index.version import IndexVersion
from knowledge.search.question import take_apart

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
"""Where the headline pairs lie in a working tree; elsewhere that part is not measured."""

_HALVES_SEED = 20240501  # of the pairs: the first 500 of this shuffle were developed on
_RRF_K = 60
_LABELS = ("public", "staff", "rm", "compliance")
Ranking = Callable[["Case", int], Sequence[str]]


@dataclass(frozen=True)
class Case:
    """A query, the grade of each relevant document, and what the asker may read."""

    query: str
    relevant: Mapping[str, int]
    access: frozenset[str] | None = None


def run(
    folder: Path | None = None, data: Path = SHARED, splits: Sequence[str] = ("held_out",)
) -> Iterator[dict[str, str | int | float | None]]:
    """One row a set, split and system: recall, MRR@10, nDCG@10 and milliseconds a query.

    Args:
        folder: keeps the indexes between runs; a folder under the system's temporary one.
        data: where ``news_headline_pairs.jsonl`` lies.
        splits: ``held_out``, ``dev``, or both.
    """
    folder = folder or Path(tempfile.gettempdir()) / "weiwo-bench-retrieval"
    for split in splits:
        base = KnowledgeBase(folder / "corpus")
        base.ingest([corpus_path()])
        yield from _rows("demo corpus", split, base, _corpus_cases(split))
        pairs = data / "news_headline_pairs.jsonl"
        if not pairs.exists():
            yield {"set": "headline pairs", "split": split, "system": f"absent: {pairs.name}"}
            continue
        yield from _rows("headline pairs", split, *_headlines(folder / "pairs", pairs, split))


def _headlines(folder: Path, pairs: Path, split: str) -> tuple[KnowledgeBase, list[Case]]:
    """Bodies without their headlines, asked for by headline."""
    rows = [json.loads(line) for line in pairs.read_text(encoding="utf-8").splitlines()]
    folder.mkdir(parents=True, exist_ok=True)
    bodies = folder / "bodies.jsonl"
    lines = (json.dumps({"id": row["id"], "text": row["text"]}) for row in rows)
    bodies.write_text("\n".join(lines), encoding="utf-8")
    base = KnowledgeBase(folder)
    base.ingest([bodies])
    order = list(range(len(rows)))
    random.Random(_HALVES_SEED).shuffle(order)
    half = order[: len(rows) // 2] if split == "dev" else order[len(rows) // 2 :]
    return base, [Case(rows[at]["title"], {rows[at]["id"]: 1}) for at in half]


def _corpus_cases(split: str) -> list[Case]:
    text = (resources.files("evals") / "cases" / "retrieval.yaml").read_text(encoding="utf-8")
    return [
        Case(
            case["query"],
            case["relevant"],
            frozenset(_LABELS[: _LABELS.index(case.get("access", "public")) + 1]),
        )
        for case in yaml.safe_load(text)["cases"]
        if case["split"] == split
    ]


def _rows(
    name: str, split: str, base: KnowledgeBase, cases: Sequence[Case]
) -> Iterator[dict[str, str | int | float | None]]:
    version = base.version()
    model = E5Embedder()
    systems: dict[str, Ranking] = {
        "BM25 on words": lambda case, k: _ranked(version, case, k, _words(version, case)),
        "vectors": lambda case, k: _ranked(version, case, k, _vectors(version, case, model)),
        "plain RRF": lambda case, k: _ranked(version, case, k, _rrf(version, case, model)),
        "weiwo": lambda case, k: _named(
            (hit.document, *hit.also) for hit in base.search(case.query, k, access=case.access)
        ),
    }
    for system, ranking in systems.items():
        row: dict[str, str | int | float | None] = {"set": name, "split": split, "system": system}
        yield row | _measure(cases, ranking)


def _measure(cases: Sequence[Case], ranking: Ranking) -> dict[str, str | int | float | None]:
    totals = np.zeros(5)
    taken: list[float] = []
    ranking(cases[0], 10)  # the model and the files are loaded once, before the clock runs
    for case in cases:
        began = time.perf_counter()
        found = ranking(case, 10)
        taken.append(1000 * (time.perf_counter() - began))
        totals += _scores(case, found)
    names = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
    means = (totals / len(cases)).round(4).tolist()
    measured = dict(zip(names, means, strict=True))
    p95 = round(float(np.percentile(taken, 95)), 1)
    return {"queries": len(cases), **measured, "p95 ms": p95}


def _scores(case: Case, found: Sequence[str]) -> NDArray[np.float64]:
    """recall@1, @5, @10 (of as many as fit), MRR@10 and nDCG@10 with gain 2^grade - 1."""
    grades = [case.relevant.get(document, 0) for document in found[:10]]
    ideal = sorted(case.relevant.values(), reverse=True)
    recall = [sum(g > 0 for g in grades[:k]) / min(k, len(ideal)) for k in (1, 5, 10)]
    mrr = next((1 / at for at, grade in enumerate(grades, start=1) if grade > 0), 0.0)
    return np.array([*recall, mrr, _dcg(grades) / _dcg(ideal[:10])])


def _dcg(grades: Sequence[int]) -> float:
    gains = ((2.0**grade - 1) / math.log2(at + 1) for at, grade in enumerate(grades, start=1))
    return float(sum(gains))


def _words(version: IndexVersion, case: Case) -> NDArray[np.float32]:
    return version.words.scores(take_apart(case.query).whole.words)[0]


def _vectors(version: IndexVersion, case: Case, model: E5Embedder) -> NDArray[np.float32]:
    return np.asarray(version.matrix @ model.queries([case.query])[0], np.float32)


def _rrf(version: IndexVersion, case: Case, model: E5Embedder) -> NDArray[np.float32]:
    total = np.zeros(len(version.matrix), np.float32)
    for scores in (_words(version, case), _vectors(version, case, model)):
        ranks = np.empty(len(scores), np.int64)
        ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
        total += (1 / (_RRF_K + ranks)).astype(np.float32)
    return total


def _ranked(
    version: IndexVersion, case: Case, k: int, scores: NDArray[np.float32]
) -> Sequence[str]:
    among = version.table.mask(Filter(access=case.access))
    order = np.argsort(-np.where(among, scores, -np.inf), kind="stable")[: int(among.sum())]
    owners = dict.fromkeys(int(owner) for owner in version.table.owners[order])
    table = version.table
    return _named((table.documents[o].id, *table.also[o]) for o in list(owners)[:k])


def _named(found: Iterator[tuple[str, ...]]) -> Sequence[str]:
    """Ids in order; a folded duplicate stands right behind the document that it is found as."""
    return [name for names in found for name in names]
