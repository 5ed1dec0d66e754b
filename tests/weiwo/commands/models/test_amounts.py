import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from decision_models.forecasting.forecasters import Forecasters
from decision_models.scoring import ScoreStore
from decision_models.scoring.run import score
from home.errors import NotFound
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


def test_a_card_is_a_page_with_coverage_books_and_limits(home: Path) -> None:
    card = Forecasters(home).card(NAME)
    page = home / "x.html"
    assert run(["models", "card", NAME, "--html", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    for said in (card.title, f"{card.coverage:.1%}", "客户经理的整本客户", *card.limits):
        assert said in text
    for month in card.growing.hold_out:
        assert f"<title>{month} " in text
    assert (Forecasters(home).folder(NAME) / "card.html").read_text(encoding="utf-8") == text


def test_what_is_not_there_ends_with_2(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(home / "forecasters")
    assert run(["models", "card", NAME]) == 2
    assert "weiwo models train aum_90d" in capsys.readouterr().err


def test_a_forecaster_can_be_taken_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Forecasters(home)
    one = store.load(NAME)
    new = replace(one, card=one.card.model_copy(update={"title": "新的"}))
    store.admit({NAME: new}, "mart")
    assert run(["models", "rollback", NAME]) == 0
    assert "第1版" in capsys.readouterr().out
    assert store.card(NAME).title == one.card.title
    assert run(["models", "promote", NAME]) == 0
    assert store.card(NAME).title == "新的"


def test_a_forecaster_is_scored_alone(demo_home: Path, tmp_path: Path) -> None:
    """Where nothing else was trained, and with what it needs for answers to read."""
    alone = tmp_path / "alone"
    alone.mkdir()
    for part in ("mart", "forecasters"):
        (alone / part).symlink_to(demo_home / part)
    version = score(alone, [NAME])
    assert version.models == ()
    con = ScoreStore(alone).connect()
    found = con.raw_sql("SELECT count(*) FROM forecasts WHERE model = 'aum_90d'").fetchone()
    assert found[0] > 0
    assert con.raw_sql("SELECT count(*) FROM scores").fetchone()[0] == 0
    with pytest.raises(NotFound, match="weiwo models train effect_sms_14d"):
        score(alone, ["effect_sms_14d"])
    with pytest.raises(NotFound, match="aum_45d"):
        score(alone, ["aum_45d"])
