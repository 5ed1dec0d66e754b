"""Written questions over the bundled corpus: is what answers them found, and how high up?"""

import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from evals.score import Score
from knowledge.library import KnowledgeBase, corpus_path
from knowledge.search.relevance import SURELY

K = 10


def run(parts: Any) -> Iterator[Score]:
    """Recall at 5 of what answers (grade 2) and reciprocal rank, by half of the cases; how often a
    passage is quoted as the answer where one answers, and where none does.
    """
    cases, near = _read("retrieval")["cases"], _read("near_nothing")
    with tempfile.TemporaryDirectory() as folder:
        base = KnowledgeBase(Path(folder))
        base.ingest([corpus_path()])
        for split in ("dev", "held_out"):
            chosen = [case for case in cases if case["split"] == split]
            found = [_judge(base, case) for case in chosen]
            for name, place in (("recall at 5", 0), ("reciprocal rank at 10", 1)):
                value = sum(one[place] for one in found) / len(found)
                yield Score(f"{name} ({split})", value, len(found))
            half = "seen" if split == "dev" else split
            asked = {
                "answered": [case["q"] for case in near["answered"][half]],
                "unanswered": near["unanswered"][half],
            }
            for name, queries in asked.items():
                sure = sum(_is_sure(base, query) for query in queries) / len(queries)
                metric = f"quoted as the answer: {name} ({split})"
                good = name == "answered"
                yield Score(metric, sure, len(queries), higher_is_better=good)


def _read(name: str) -> Any:
    text = resources.files("evals").joinpath(f"cases/{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def _is_sure(base: KnowledgeBase, query: str) -> bool:
    hits = base.search(query, 1)
    return bool(hits) and hits[0].relevance >= SURELY


def _judge(base: KnowledgeBase, case: dict[str, Any]) -> tuple[float, float]:
    labels = {"public"} | ({case["access"], "staff"} if case.get("access") else set())
    hits = [hit.document for hit in base.search(case["query"], K, access=labels)]
    best = {document for document, grade in case["relevant"].items() if grade == 2}
    wanted = best or set(case["relevant"])
    recall = len(wanted & set(hits[:5])) / len(wanted)
    rank = next((n for n, document in enumerate(hits, 1) if document in wanted), None)
    return recall, 1 / rank if rank else 0.0
