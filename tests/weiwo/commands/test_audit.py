import json
import sqlite3
from pathlib import Path

import pytest

from tools.ledger import Ledger
from weiwo.cli import run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    ledger = Ledger(tmp_path / "ledger.db")
    for index in range(3):
        ledger.append("answer" if index else "question", {"turn": index})
    ledger.close()
    return tmp_path


def test_verify_says_that_the_chain_holds(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "verify"]) == 0
    assert json.loads(capsys.readouterr().out)["records"] == 3


def test_verify_fails_on_a_touched_record(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(home / "ledger.db") as connection:
        connection.execute("UPDATE audit SET payload = '{\"turn\":9}' WHERE seq = 2")
    connection.close()
    assert run(["audit", "verify"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [(found["seq"], found["kind"]) for found in report["breaks"]] == [(2, "edited")]


def test_export_writes_the_records_in_order(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "audit.jsonl"
    assert run(["audit", "export", "--out", str(out), "--kind", "answer"]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["seq"] for row in rows] == [2, 3]
    assert rows[0]["payload"] == {"turn": 1}
    assert capsys.readouterr().out == "2\n"


def test_a_home_without_a_ledger_is_told_what_writes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    assert run(["audit", "verify"]) == 2
    assert "weiwo demo" in capsys.readouterr().err
