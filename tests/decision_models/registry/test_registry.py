import shutil
from pathlib import Path

import pytest

from decision_models.artefact import DamagedModel
from decision_models.registry import Comparison, Registry
from decision_models.trained import TrainedModel
from home.errors import NotFound, NotReady

NAME = "wealth_30d"
WORSE = Comparison(0.8, 0.7, 0.01, 0.02, 0.03, 1_000)


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo_home / "models", tmp_path / "models")
    return tmp_path


def model(home: Path) -> TrainedModel:
    return Registry(home).load(NAME)


def test_a_new_version_is_champion_or_waits(home: Path) -> None:
    registry = Registry(home)
    others = {name: entry for name, entry in registry.entries().items() if name != NAME}
    waiting = registry.admit({NAME: model(home)}, "mart", {NAME: WORSE}, [NAME])[NAME]
    assert (waiting.champion, waiting.challenger) == (1, 2)
    assert registry.comparison(NAME, 2) == WORSE
    assert registry.comparison(NAME, 1) is None
    better = registry.admit({NAME: model(home)}, "mart")[NAME]
    assert (better.champion, better.challenger, better.former) == (3, None, (1,))
    assert {n: e for n, e in registry.entries().items() if n != NAME} == others
    assert registry.meta()["mart"] == "mart"


def test_promoting_and_going_back_change_only_which_one_scores(home: Path) -> None:
    registry = Registry(home)
    registry.admit({NAME: model(home)}, "mart", {}, [NAME])
    assert registry.promote(NAME).champion == 2
    assert registry.folder(NAME).name == "2"
    assert registry.rollback(NAME).champion == 1
    assert registry.load(NAME).trees == registry.load(NAME, 2).trees
    with pytest.raises(NotFound, match="former champion"):
        registry.rollback(NAME)
    with pytest.raises(NotFound, match="one that was trained"):
        registry.promote("nobody")


def test_a_damaged_version_is_not_promoted(home: Path) -> None:
    registry = Registry(home)
    registry.admit({NAME: model(home)}, "mart", {}, [NAME])
    trees = registry.folder(NAME, 2) / "model.txt"
    trees.write_text("damaged", encoding="utf-8")
    with pytest.raises(DamagedModel, match=NAME):
        registry.promote(NAME)
    assert registry.entries()[NAME].champion == 1
    assert registry.load(NAME)


def test_a_lost_index_is_said_with_the_command_to_run(home: Path) -> None:
    registry = Registry(home)
    made = model(home)
    (registry.versions.current().path / "registry.json").write_text("{", encoding="utf-8")
    with pytest.raises(NotReady, match="models train --all"):
        registry.entries()
    # Training again starts over, and is whole.
    assert registry.admit({NAME: made}, "mart") == registry.entries()
    assert registry.names() == [NAME]
