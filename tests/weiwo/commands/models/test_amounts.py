import json
import shutil
from pathlib import Path

import pytest

from decision_models.forecasting.forecasters import Forecasters
from weiwo.cli import run

NAME = "aum_90d"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "models").symlink_to(demo_home / "models")
    shutil.copytree(demo_home / "forecasters", tmp_path / "forecasters")
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    return tmp_path


def test_forecasters_are_listed_with_what_their_intervals_hold(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = Forecasters(home).card(NAME)
    (Forecasters(home).folder("aum_30d") / "card.json").unlink()
    assert run(["models", "list"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert f"{card.coverage:.1%}" in lines[NAME]
    assert "weiwo models train aum_30d" in lines["aum_30d"]


def test_a_card_is_shown_and_given_as_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = Forecasters(home).card(NAME)
    assert run(["models", "card", NAME]) == 0
    said = capsys.readouterr().out
    assert card.title in said
    assert f"{card.coverage:.1%}" in said
    assert run(["models", "card", NAME, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["measured"][0]["coverage"] == card.coverage


def test_what_is_not_there_ends_with_2(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "card", NAME, "--html", str(home / "x.html")]) == 2
    assert "--html" in capsys.readouterr().err
    shutil.rmtree(home / "forecasters")
    assert run(["models", "card", NAME]) == 2
    assert "weiwo models train aum_90d" in capsys.readouterr().err
