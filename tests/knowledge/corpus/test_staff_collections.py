"""Scripts with outcomes, procedures and old flyers: who may read them, and what they must say."""

import json
from pathlib import Path

import pytest

from knowledge.library import KnowledgeBase, corpus_path


def _read(name: str) -> list[dict[str, str]]:
    lines = (corpus_path() / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", ["scripts", "procedures", "flyers"])
def test_they_are_simulated_internal_and_named_after_their_collection(name: str) -> None:
    for one in _read(name):
        assert one["collection"] == name
        assert one["access"] in ("staff", "rm", "compliance")
        assert one["simulated"]
        assert one["source"].endswith("（模拟）")


def test_every_script_carries_its_outcome_and_says_that_it_is_simulated() -> None:
    for one in _read("scripts"):
        assert "效果（模拟统计" in one["text"]
        assert "使用" in one["text"]


def test_a_customer_finds_neither_scripts_nor_procedures(demo_home: Path) -> None:
    base = KnowledgeBase(demo_home)
    for query in ("金牌经理怎么回嫌收益低", "双录系统坏了怎么办"):
        found = {hit.collection for hit in base.search(query, 10, access={"public"})}
        assert not found & {"scripts", "procedures", "flyers", "rules"}
        staff = {hit.collection for hit in base.search(query, 10, access={"public", "staff"})}
        assert staff & {"scripts", "procedures"}
