"""``weiwo ask``: what cannot be asked, or not by this asker, is said, and nothing is recorded."""

import io
import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import linked_home
from weiwo.cli import run


@pytest.fixture
def home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = linked_home(demo_home, tmp_path / "home")
    monkeypatch.setenv("WEIWO_HOME", str(made))
    return made


@pytest.mark.parametrize(
    ("question", "asker", "said"),
    [
        ("谁会买理财", "teller:M001", "a role must be one of rm, customer, manager"),
        ("谁会买理财", "M001", "an asker must be ROLE:ID"),
        ("谁会买理财", "rm:", "an asker must be ROLE:ID"),
        ("谁会买理财", "rm:M999", "no such manager_id in the mart, got 'M999'"),
        ("谁会买理财", "customer:C9999999", "no such customer_id in the mart, got 'C9999999'"),
        ("谁会买理财", "manager:B99", "no such branch_id in the mart, got 'B99'"),
        ("", "rm:M001", "the question must not be empty"),
        (" \n　", "rm:M001", "the question must not be empty"),
        ("谁会买\udcff理财", "rm:M001", "must be text in UTF-8"),
        ("问" * 100_000, "rm:M001", "got 100000"),
    ],
    ids=lambda value: value[:16].encode("ascii", "backslashreplace").decode(),
)
def test_bad_input_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], question: str, asker: str, said: str
) -> None:
    assert run(["ask", question, "--as", asker]) == 2
    assert said in capsys.readouterr().err
    assert not (home / "ledger.db").exists()


def test_a_question_may_come_from_standard_input(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("问" * 100_000))
    assert run(["ask", "-", "--as", "rm:M001"]) == 2
    assert "got 100000" in capsys.readouterr().err


@pytest.mark.parametrize("question", ["看看客户C9999999长什么样", "给我讲讲产品天天飞999号"])
def test_an_unknown_customer_or_product_is_answered(
    home: Path, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    assert run(["ask", question, "--as", "rm:M001"]) == 0
    assert "没有找到" in capsys.readouterr().out


def test_in_a_banks_own_home_it_is_refused(
    demo_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = linked_home(demo_home, tmp_path / "own")
    (home / "mart").unlink()
    shutil.copytree(demo_home / "mart", home / "mart")
    (meta,) = (home / "mart" / "versions").glob("*/meta.json")
    meta.write_text(json.dumps({**json.loads(meta.read_text()), "demo": False}))
    monkeypatch.setenv("WEIWO_HOME", str(home))
    monkeypatch.delenv("WEIWO_DEV", raising=False)
    assert run(["ask", "谁会买理财", "--as", "rm:M001"]) == 3
    assert "WEIWO_DEV=1" in capsys.readouterr().err
