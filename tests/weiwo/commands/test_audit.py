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


def test_a_chain_rewritten_whole_is_found_by_a_receipt_kept_elsewhere(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    assert run(["audit", "head", "--out", str(kept)]) == 0
    assert run(["audit", "verify", "--witness", str(kept)]) == 0
    for leftover in home.glob("ledger.db*"):
        leftover.unlink()
    forged = Ledger(home / "ledger.db")
    for index in range(4):
        forged.append("answer", {"turn": index + 100})
    forged.close()
    capsys.readouterr()
    assert run(["audit", "verify"]) == 0
    assert run(["audit", "verify", "--witness", str(kept)]) == 1
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [(found["seq"], found["kind"]) for found in report["breaks"]] == [(3, "witness")]


def test_a_tail_cut_with_both_heads_moved_is_found_by_a_receipt(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    run(["audit", "head", "--out", str(kept)])
    with sqlite3.connect(home / "ledger.db") as connection:
        connection.execute("DELETE FROM audit WHERE seq = 3")
        seq, digest = connection.execute(
            "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        connection.execute("UPDATE audit_head SET seq = ?, hash = ?", (seq, digest))
    connection.close()
    (home / "ledger.db.head").write_text(f"{seq} {digest}\n")
    capsys.readouterr()
    assert run(["audit", "verify"]) == 0
    assert run(["audit", "verify", "--witness", str(kept)]) == 1
    assert "cut_tail" in capsys.readouterr().out.splitlines()[-1]


def test_a_receipt_that_was_changed_is_no_witness(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    run(["audit", "head", "--out", str(kept)])
    kept.write_text(kept.read_text().replace('"seq":3', '"seq":2'))
    assert run(["audit", "verify", "--witness", str(kept)]) == 2
    assert "signed by this home" in capsys.readouterr().err
    kept.write_text("{}\n")
    assert run(["audit", "verify", "--witness", str(kept)]) == 2


def test_what_a_gateway_was_handed_is_a_witness(home: Path, tmp_path: Path) -> None:
    ledger = Ledger(home / "ledger.db")
    second = list(ledger.records())[1]
    ledger.close()
    handed = tmp_path / "sms.jsonl"
    handed.write_text(json.dumps({"key": "k", "record": [second.seq, second.hash]}) + "\n")
    assert run(["audit", "verify", "--witness", str(handed)]) == 0
    handed.write_text(json.dumps({"key": "k", "record": [second.seq, "0" * 64]}) + "\n")
    assert run(["audit", "verify", "--witness", str(handed)]) == 1


def test_an_export_is_verified_without_the_database(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "copy.jsonl"
    run(["audit", "export", "--out", str(out)])
    assert run(["audit", "verify", "--copy", str(out)]) == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    out.write_text("\n".join([lines[0], lines[2]]))
    assert run(["audit", "verify", "--copy", str(out)]) == 1
    out.write_text("\n".join([lines[0], lines[1].replace('"turn": 1', '"turn": 7'), lines[2]]))
    assert run(["audit", "verify", "--copy", str(out)]) == 1
    out.write_text("no record")
    assert run(["audit", "verify", "--copy", str(out)]) == 2
