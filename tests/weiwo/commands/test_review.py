"""``weiwo review``: from a text to its release, with exit codes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import linked_home
from tests.tools.writing_desk import CLEAN, DOUBTFUL, FORBIDDEN
from tools.toolbox import Toolbox
from weiwo.cli import run

Out = pytest.CaptureFixture[str]


@pytest.fixture
def home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = linked_home(demo_home, tmp_path / "home")
    monkeypatch.setenv("WEIWO_HOME", str(made))
    return made


def words(tmp_path: Path, text: str) -> str:
    path = tmp_path / "words.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def submitted(tmp_path: Path, capsys: Out, text: str = DOUBTFUL) -> str:
    file = words(tmp_path, text)
    args = ["review", "submit", "--as", "marketer:li", "--file", file, "--to", "C0000001,C0000002"]
    assert run([*args, "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["review_id"])


def test_a_text_goes_from_its_maker_to_its_release(home: Path, tmp_path: Path, capsys: Out) -> None:
    number = submitted(tmp_path, capsys)
    assert run(["review", "list", "--as", "compliance:zhao"]) == 0
    assert number in capsys.readouterr().out
    assert run(["review", "show", number, "--as", "compliance:zhao"]) == 0
    shown = capsys.readouterr().out
    assert DOUBTFUL in shown
    assert "等待合规审核" in shown
    decide = [number, "--as", "compliance:zhao", "--reason", "有证书"]
    assert run(["review", "approve", *decide]) == 3
    assert "evidence" in capsys.readouterr().err
    assert run(["review", "approve", *decide, "--evidence", "证书17", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "approved"
    assert run(["review", "approve", *decide]) == 2
    assert "must be waiting, got approved" in capsys.readouterr().err
    assert run(["review", "reject", *decide]) == 0


def test_an_edit_needs_another_checker(home: Path, tmp_path: Path, capsys: Out) -> None:
    number = submitted(tmp_path, capsys)
    file = words(tmp_path, CLEAN)
    edit = ["review", "edit", number, "--file", file, "--reason", "去掉排名", "--json"]
    assert run([*edit, "--as", "compliance:zhao"]) == 0
    new = json.loads(capsys.readouterr().out)["review_id"]
    yes = ["review", "approve", new, "--reason", "可以"]
    assert run([*yes, "--as", "compliance:zhao"]) == 3
    assert "another checker" in capsys.readouterr().err
    assert run([*yes, "--as", "compliance:qian"]) == 0


def test_what_may_not_be_done_is_refused(home: Path, tmp_path: Path, capsys: Out) -> None:
    number = submitted(tmp_path, capsys)
    for asker in ("marketer:li", "rm:M001", "customer:C0000001"):
        assert run(["review", "approve", number, "--as", asker, "--reason", "x"]) == 3
    file = words(tmp_path, FORBIDDEN)
    assert run(["review", "submit", "--as", "marketer:li", "--file", file]) == 3
    assert "no approval lifts" in capsys.readouterr().err


def test_bad_input_is_said(home: Path, tmp_path: Path, capsys: Out) -> None:
    for arguments, said in (
        (["show", "R0", "--as", "compliance:zhao"], "got 'R0'"),
        (["submit", "--as", "marketer:li"], "either --text or --file"),
        (["submit", "--as", "marketer:li", "--text", "T0"], "got 'T0'"),
        (["submit", "--as", "marketer:li", "--file", str(tmp_path / "none")], "none"),
        (["list", "--as", "compliance:zhao", "--state", "lost"], "state"),
        (["list", "--as", "nobody"], "ROLE:ID"),
    ):
        assert run(["review", *arguments]) == 2, arguments
        assert said in capsys.readouterr().err


def test_a_banks_own_home_takes_nobodys_word_for_who_asks(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    own = property(lambda toolbox: replace(toolbox.edition.mart, demo=False))
    monkeypatch.setattr(Toolbox, "mart", own)
    assert run(["review", "list", "--as", "compliance:zhao"]) == 3
    assert "WEIWO_DEV=1" in capsys.readouterr().err
