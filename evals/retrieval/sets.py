"""The sets of ``weiwo bench retrieval``: a knowledge base, and queries whose answers are known."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from evals.stories.writing import pages, stories
from knowledge.library import KnowledgeBase, corpus_path

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
"""Where the headline pairs lie in a working tree; elsewhere that part is not measured."""

_HALVES_SEED = 20240501  # of the pairs: the first 500 of this shuffle were developed on
_LABELS = ("public", "staff", "rm", "compliance")


@dataclass(frozen=True)
class Case:
    """A query, the grade of each relevant document, and what the asker may read."""

    query: str
    relevant: Mapping[str, int]
    access: frozenset[str] | None = None


@dataclass(frozen=True)
class Collection:
    """Documents that were taken in, and the cases of one half, asked of them."""

    name: str
    split: str
    base: KnowledgeBase
    cases: Sequence[Case]


def collections(folder: Path, data: Path, splits: Sequence[str]) -> Iterator[Collection]:
    """Each set, half by half; the headline pairs only where ``data`` has them.

    Args:
        folder: keeps the indexes between runs.
        data: where ``news_headline_pairs.jsonl`` lies.
        splits: ``held_out``, ``dev``, or both.
    """
    corpus = KnowledgeBase(folder / "corpus")
    corpus.ingest([corpus_path()])
    operations = _operations(folder / "stories")
    for split in splits:
        yield Collection("demo corpus", split, corpus, corpus_cases(split))
        if (data / "news_headline_pairs.jsonl").exists():
            yield _headlines(folder / "pairs", data / "news_headline_pairs.jsonl", split)
        cases = [Case(story.text, story.relevant) for story in stories(split)]
        yield Collection("stories (English)", split, operations, cases)
        yield Collection("Chinese asks English", split, operations, across_cases("english", split))
        yield Collection("English asks Chinese", split, corpus, across_cases("chinese", split))


def corpus_cases(split: str) -> list[Case]:
    """The written questions of one half."""
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


def across_cases(to: str, split: str) -> list[Case]:
    """The questions of one half whose answers are in the other language, ``to``."""
    text = (resources.files("evals") / "cases" / "across.yaml").read_text(encoding="utf-8")
    return [
        Case(case["query"], dict.fromkeys(case["relevant"], 2))
        for case in yaml.safe_load(text)["cases"]
        if case["split"] == split and case["to"] == to
    ]


def _operations(folder: Path) -> KnowledgeBase:
    written = ({"id": page.id, "title": page.title, "text": page.text} for page in pages())
    return _taken_in(folder, written)


def _headlines(folder: Path, pairs: Path, split: str) -> Collection:
    """Bodies without their headlines, asked for by headline."""
    rows = [json.loads(line) for line in pairs.read_text(encoding="utf-8").splitlines()]
    base = _taken_in(folder, ({"id": row["id"], "text": row["text"]} for row in rows))
    order = list(range(len(rows)))
    random.Random(_HALVES_SEED).shuffle(order)
    half = order[: len(rows) // 2] if split == "dev" else order[len(rows) // 2 :]
    cases = [Case(rows[at]["title"], {rows[at]["id"]: 1}) for at in half]
    return Collection("headline pairs", split, base, cases)


def _taken_in(folder: Path, documents: Iterator[Mapping[str, str]]) -> KnowledgeBase:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "documents.jsonl"
    path.write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    base = KnowledgeBase(folder)
    base.ingest([path])
    return base
