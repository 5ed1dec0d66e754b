"""``weiwo understand``: the contract's lines, and bad input named by its line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.agents.endpoint import serving, streams
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


def test_an_endpoint_reads_again_what_is_unsure_and_its_failure_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (
        '{"id": "sure", "persona": "rm", "text": "我名下谁最有可能买基金"}',
        '{"id": "unsure", "persona": "customer", "text": "我那点钱咋整",'
        ' "intent": "next_best_offer"}',
    )
    asked: list[dict[str, Any]] = []

    def says(request: dict[str, Any]) -> Iterator[str]:
        asked.append(request)
        yield '{"intent": "complaint", "slots": [], "topics": []}'

    source, out, log = (tmp_path / name for name in ("in.jsonl", "out.jsonl", "log.jsonl"))
    source.write_text("\n".join(lines), encoding="utf-8")
    command = ["understand", "--jsonl", str(source), "--out", str(out), "--disagreements", str(log)]
    assert run(command) == 0
    without = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert log.read_text("utf-8") == ""
    with serving(streams(says)) as url:
        monkeypatch.setenv("WEIWO_LLM_BASE_URL", url)
        assert run(command) == 0
    assert "WEIWO_LLM_READING_ACCURACY=0.00" in capsys.readouterr().err
    sure, unsure = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(asked) == 1
    assert sure == without[0]
    assert set(unsure) == KEYS
    (differing,) = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert (differing["id"], differing["model"]) == ("unsure", "complaint")
    assert run(command) == 0  # nobody listens there any more
    assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == without
