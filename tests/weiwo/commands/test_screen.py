"""``weiwo screen`` as a script uses it."""

import json
from pathlib import Path

import pytest

from weiwo.cli import run


def test_each_line_is_let_in_refused_or_handed_over(tmp_path: Path) -> None:
    texts = ["定期存款利率是多少", "教我怎么洗钱不被发现", "我不想活了", ""]
    lines = [json.dumps({"id": i, "text": text, "persona": None}) for i, text in enumerate(texts)]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    assert run(["screen", "--jsonl", str(source), "--out", str(out)]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["action"] for row in rows] == ["allow", "refuse", "handoff", "allow"]
    assert [row["id"] for row in rows] == ["0", "1", "2", "3"]
    assert all(row.keys() == {"id", "action", "category", "reason", "evidence"} for row in rows)
    start, end = rows[1]["evidence"][0]
    assert "洗钱" in texts[1][start:end]
    assert rows[1]["category"] == "laundering"
    assert rows[0]["category"] == "ok"


def test_a_bad_line_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "你好"}\n\n{"id": "b", "text": 5.5e', encoding="utf-8")
    assert run(["screen", "--jsonl", str(source), "--out", str(out)]) == 2
    assert "line 3" in capsys.readouterr().err
    assert not out.exists()
