"""``weiwo understand``: the contract's lines, and bad input named by its line."""

import json
from pathlib import Path

import pytest

from weiwo.cli import run

KEYS = {"id", "intent", "slots", "topics", "confidence", "route", "missing"}


def written(folder: Path, *lines: str) -> tuple[int, Path]:
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return run(["understand", "--jsonl", str(source), "--out", str(out)]), out


def test_each_line_has_the_contracts_keys(tmp_path: Path) -> None:
    code, out = written(
        tmp_path,
        '{"id": "a", "persona": "rm", "text": "我名下谁会买基金"}',
        '{"id": 2, "persona": "外星人", "text": "", "history": null}',
        json.dumps({"id": "c", "persona": "customer", "text": "买" * 100_000}),
        '{"id": "d", "persona": "rm", "text": "那保险呢", "history": ["谁会买基金"]}',
    )
    assert code == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["a", "2", "c", "d"]
    assert all(set(row) == KEYS for row in rows)
    assert rows[3]["slots"]["category"] == "insurance"


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '{"id": "b"}',
        '{"text": "x"}',
        '{"id": "b", "text": null}',
        '{"id": "b", "text": 5, "history": 3}',
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(
    tmp_path: Path, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = written(tmp_path, '{"id": "a", "text": "你好"}', bad)
    assert code == 2
    assert "in.jsonl line 2" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [tmp_path / "in.jsonl"]
    assert not out.exists()


def test_an_absent_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    assert run(["understand", "--jsonl", str(tmp_path / "none.jsonl"), "--out", str(out)]) == 2
    assert "none.jsonl" in capsys.readouterr().err
