import shutil
from contextlib import closing
from pathlib import Path

import pytest

from decision_models.registry import Registry
from tools.ledger import Ledger
from weiwo.cli import run

NAME = "wealth_30d"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(demo_home / "models", tmp_path / "models")
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    return tmp_path


def test_a_challenger_is_promoted_and_taken_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = Registry(home)
    registry.admit({NAME: registry.load(NAME)}, "mart", {}, [NAME])
    assert run(["models", "promote", NAME]) == 0
    assert "第2版打分" in capsys.readouterr().out
    assert run(["models", "rollback", NAME, "--reason", "漂移"]) == 0
    assert registry.entries()[NAME].champion == 1
    with closing(Ledger(home / "ledger.db")) as ledger:
        kinds = [(one.kind, one.payload["by"]) for one in ledger.records()]  # type: ignore[index,call-overload]
        assert kinds == [("model_promoted", "operator:cli"), ("model_rolled_back", "operator:cli")]
        assert not ledger.verify().breaks
    assert "weiwo models score wealth_30d" in capsys.readouterr().out
    assert run(["models", "promote", NAME, "--version", "7"]) != 0
    assert "version 7" in capsys.readouterr().err


def test_there_must_be_something_to_promote(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "promote", NAME]) != 0
    assert "a challenger to promote" in capsys.readouterr().err
    assert run(["models", "rollback", "nobody"]) != 0
    assert "one of the catalogue" in capsys.readouterr().err
    assert Registry(home).entries()[NAME].champion == 1
