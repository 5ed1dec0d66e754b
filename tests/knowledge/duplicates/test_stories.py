"""Precision and recall of folding, on groups that were written for it."""

from itertools import combinations
from pathlib import Path

import pytest
import yaml

from knowledge.documents import Document
from knowledge.duplicates import fold, signature
from knowledge.store import StoredDocument

STORIES = yaml.safe_load((Path(__file__).parent / "stories.yaml").read_text(encoding="utf-8"))


def _groups(kind: str) -> list[object]:
    return [pytest.param(group["of"], id=group["name"]) for group in STORIES[kind]]


def _stands(told: list[dict[str, object]]) -> list[str]:
    """Who stands for each document."""
    documents = [
        Document(id=str(at), title=str(one.get("t", "")), text=str(one["x"]),
                 published=one.get("d"))  # type: ignore[arg-type]  # YAML reads days
        for at, one in enumerate(told)
    ]  # fmt: skip
    folded = fold([StoredDocument(one, one.id, signature(one.text)) for one in documents])
    return [one.folded_into or one.document.id for one in folded]


@pytest.mark.parametrize("told", _groups("same"))
def test_one_story_folds_into_one(told: list[dict[str, object]]) -> None:
    assert _stands(told) == ["0"] * len(told)


@pytest.mark.parametrize("told", _groups("apart"))
def test_different_reports_stay_apart(told: list[dict[str, object]]) -> None:
    assert _stands(told) == [str(at) for at in range(len(told))]


@pytest.mark.parametrize("told", _groups("same"))
def test_the_order_of_arrival_changes_only_who_stands(told: list[dict[str, object]]) -> None:
    assert _stands(told[::-1]) == ["0"] * len(told)


def test_all_together_as_one_feed() -> None:
    told, groups = [], []
    for kind in ("same", "apart"):
        for number, group in enumerate(STORIES[kind]):
            for at, one in enumerate(group["of"]):
                told.append(one)
                groups.append((kind, number, 0 if kind == "same" else at))
    stands = _stands(told)
    pairs = list(combinations(range(len(told)), 2))
    wrong = [(a, b) for a, b in pairs if stands[a] == stands[b] and groups[a] != groups[b]]
    missed = [(a, b) for a, b in pairs if stands[a] != stands[b] and groups[a] == groups[b]]
    assert (wrong, missed) == ([], [])
