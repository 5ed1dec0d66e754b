"""``weiwo token``: a token for somebody who exists, where such tokens are allowed."""

import json
import shutil
from pathlib import Path

import pytest

from api.auth import Tokens
from api.signing import FILE
from tools.access import parse
from weiwo.cli import run


@pytest.fixture
def home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo home's data under a folder of this test's own."""
    for name in ("models", "scores", "knowledge"):
        (tmp_path / name).symlink_to(demo_home / name)
    shutil.copytree(demo_home / "mart", tmp_path / "mart")
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    monkeypatch.delenv("WEIWO_DEV", raising=False)
    monkeypatch.delenv("WEIWO_SECRET", raising=False)
    return tmp_path


@pytest.fixture
def own_home(home: Path) -> Path:
    """The same, as if the data were a bank's own."""
    (meta,) = (home / "mart" / "versions").glob("*/meta.json")
    meta.write_text(json.dumps({**json.loads(meta.read_text()), "demo": False}))
    return home


@pytest.mark.parametrize("asker", ["rm:M001", "manager:B00", "compliance:王芳"])
def test_a_token_is_read_by_the_api_of_the_same_home(
    asker: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["token", "--as", asker]) == 0
    out = capsys.readouterr().out
    assert Tokens((home / FILE).read_text()).read(out.strip()) == parse(asker)
    assert out.count("\n") == 1


@pytest.mark.parametrize("asker", ["rm:M999", "customer:X", "manager:B99", "king:M001", "rm:", ""])
def test_nobody_is_said_to_be_nobody(
    asker: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["token", "--as", asker]) == 2
    assert capsys.readouterr().out == ""


def test_nobody_speaks_for_the_operator(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["token", "--as", "operator:root"]) == 2
    assert "operator" in capsys.readouterr().err


def test_a_banks_own_home_refuses_unless_told(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["token", "--as", "rm:M001"]) == 3
    assert "WEIWO_DEV=1" in capsys.readouterr().err
    monkeypatch.setenv("WEIWO_DEV", "1")
    assert run(["token", "--as", "rm:M001"]) == 0
    monkeypatch.setenv("WEIWO_SECRET", "changeme")
    assert run(["token", "--as", "rm:M001"]) == 2
    assert "WEIWO_SECRET" in capsys.readouterr().err


def test_an_empty_home_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    assert run(["token", "--as", "rm:M001"]) == 2
    error = capsys.readouterr().err
    assert "weiwo demo" in error
    assert "weiwo mart load" in error
    assert list(tmp_path.iterdir()) == []
