"""What a demo home takes in: the corpus by meaning, real news by words at first."""

import json
from pathlib import Path

import pytest

from knowledge.library import KnowledgeBase
from weiwo import demo_home


def _written(path: Path, count: int, what: str) -> Path:
    lines = [
        {"id": f"{what}-{n}", "text": f"{what}第{n}条：今天公布了第{n}项安排。"}
        for n in range(count)
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    return path


def test_a_second_demo_does_not_embed_the_real_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = _written(tmp_path / "corpus.jsonl", 3, "资料")
    news = _written(tmp_path / "news.jsonl", 4, "新闻")
    monkeypatch.setattr("knowledge.library.corpus_path", lambda: corpus)
    home = tmp_path / "home"
    told: list[str] = []
    pending = []
    for _ in range(2):
        demo_home._take_in(home, told.append, news)
        pending.append(KnowledgeBase(home).ingest([news], "finnews", lexical_now=True).pending)
    assert pending[0] == pending[1] > 0
    found = KnowledgeBase(home).search("新闻第2条", k=3)
    assert found[0].document == "新闻-2"
    assert KnowledgeBase(home).ingest([news], "finnews").pending == 0
