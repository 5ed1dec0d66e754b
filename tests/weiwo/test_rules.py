"""A bank's own rules, put into its home: added, overridden, switched off, or refused by name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.guardrails.checker import engine, use_rules
from weiwo.cli import run
from weiwo.rules import FOLDER

OWN = """
version: own-1
rules:
  - id: B1
    title: 不得提及本行内部代号
    sources: [{law: 本行营销管理办法, article: 第九条, effective: 2026-01-01, state: policy}]
    verdict: violation
    message: 提到了内部代号。
    suggestion: 删去内部代号，用产品的正式名称。
    patterns:
      - {id: code_name, match: [星火计划]}
"""
OFF = """
version: own-2
rules:
  - id: {rule}
    title: 本行关闭的规则
    sources: [{{law: 本行营销管理办法, article: 第一条, effective: 2026-01-01, state: policy}}]
    verdict: violation
    message: 已关闭。
    suggestion: 已关闭。
    enabled: false
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home with a folder of rules; the bundled pack is in use again afterwards."""
    (tmp_path / "home" / FOLDER).mkdir(parents=True)
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    use_rules()


def checked(home: Path, text: str) -> dict[str, Any]:
    source, out = home / "in.jsonl", home / "out.jsonl"
    source.write_text(json.dumps({"id": "1", "text": text}), encoding="utf-8")
    assert run(["check", "--explain", "--jsonl", str(source), "--out", str(out)]) == 0
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_a_rule_of_the_banks_own_is_found_with_its_source(home: Path) -> None:
    (home / FOLDER / "10-own.yaml").write_text(OWN, encoding="utf-8")
    found = checked(home, "欢迎了解我行的星火计划。")
    assert [(one["rule"], one["law"]) for one in found["findings"]] == [("B1", "本行营销管理办法")]
    assert found["pack"].endswith("+own-1")
    assert checked(home, "本产品保本保息。")["verdict"] == "violation"


def test_without_own_rules_the_bundled_pack_stands_alone(home: Path) -> None:
    found = checked(home, "欢迎了解我行的星火计划。")
    assert found["findings"] == []
    assert "+" not in found["pack"]


def test_a_bundled_rule_can_be_switched_off(home: Path) -> None:
    text = "全行业第一的理财经理为您服务。"
    (rule,) = {one["rule"] for one in checked(home, text)["findings"]}
    (home / FOLDER / "off.yaml").write_text(OFF.format(rule=rule), encoding="utf-8")
    assert checked(home, text)["findings"] == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("rules: [", "own.yaml"),
        ("rules: [{id: B2}]", "title"),
        (OWN.replace("星火计划", "(星火"), "code_name"),
        (OWN.replace("verdict: violation", "verdict: maybe"), "verdict"),
    ],
)
def test_a_broken_file_is_refused_by_name_and_what_was_in_use_stays(
    home: Path, capsys: pytest.CaptureFixture[str], broken: str, said: str
) -> None:
    (home / FOLDER / "own.yaml").write_text(broken, encoding="utf-8")
    source = home / "in.jsonl"
    source.write_text('{"id": "1", "text": "你好"}', encoding="utf-8")
    before = engine()
    assert run(["check", "--jsonl", str(source), "--out", str(home / "out.jsonl")]) == 2
    told = capsys.readouterr().err
    assert "own.yaml" in told
    assert said in told
    assert engine() is before
