"""``weiwo check`` as a script uses it."""

import json
from pathlib import Path
from typing import Any

import pytest

from weiwo.cli import run

KEYS = {"rule", "law", "article", "span", "quote", "message", "suggestion"}


def _check(tmp_path: Path, *lines: dict[str, Any], extra: tuple[str, ...] = ()) -> list[Any]:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert run(["check", "--jsonl", str(source), "--out", str(out), *extra]) == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_each_line_has_a_verdict_and_its_findings(tmp_path: Path) -> None:
    text = "朋友们好，本产品保本保息。"
    context = {"customer": {"risk_level": "C2"}, "product": {"risk_level": "R4"}}
    first, second, third, fourth = _check(
        tmp_path,
        {"id": 1, "text": text, "context": None},
        {"id": "b", "text": "本产品不保本，投资须谨慎。"},
        {"id": "b", "text": ""},
        {"id": "c", "text": "推荐您购买这款产品", "context": context},
    )
    assert (first["id"], first["verdict"]) == ("1", "violation")
    finding = first["findings"][0]
    assert finding.keys() >= KEYS
    assert text[slice(*finding["span"])] == finding["quote"] == "保本保息"
    assert (second["id"], second["verdict"], second["findings"]) == ("b", "pass", [])
    assert (third["id"], third["verdict"]) == ("b", "pass")
    assert [found["rule"] for found in fourth["findings"]] == ["G10"]


def test_explain_says_what_was_let_pass_and_how_a_rule_is_sourced(tmp_path: Path) -> None:
    (row,) = _check(
        tmp_path, {"id": "a", "text": "本产品不保本。我行为您兜底。"}, extra=("--explain",)
    )
    assert row["suppressed"][0]["quote"] == "保本"
    assert "否定" in row["suppressed"][0]["why"]
    assert row["findings"][0]["source"] == "read"
    assert row["findings"][0]["by"].startswith("pattern:")
    assert row["pack"].startswith("cn-2026@")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{broken", "line 2: the line: Invalid JSON"),
        ('{"id": "x"}', "line 2: text: Field required"),
        ('{"text": "x"}', "line 2: id: Field required"),
        ('{"id": "x", "text": "y", "context": {"speaker": "robot"}}', "context.speaker"),
        (
            '{"id": "x", "text": "y", "context": {"customer": {"risk_level": "C9"}}}',
            "line 2: context.customer.risk_level: Value error, must be a level from 1 to 5",
        ),
        ('{"id": "x", "text": "y", "context": {"consent": "maybe"}}', "context.consent"),
        ('{"id": "x", "text": "y", "context": {"facts": [{"value": 1}]}}', "context.facts.0.id"),
        ('{"id": "x", "text": "y", "context": [1]}', "line 2: context"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "你好"}\n' + line, encoding="utf-8")
    assert run(["check", "--jsonl", str(source), "--out", str(out)]) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_file_that_is_not_there_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--jsonl", str(tmp_path / "no"), "--out", str(tmp_path / "o")]) == 2
    assert "must be a readable file" in capsys.readouterr().err
