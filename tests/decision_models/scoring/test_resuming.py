"""A run that was killed, at any moment, and the next one end as one that was not."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from decision_models.calibration import Calibrator
from decision_models.registry import Registry
from decision_models.runs import PartlyFailed
from decision_models.scoring import ScoreStore
from decision_models.scoring.run import score
from decision_models.scoring.work import Workbench

RANGE = 170
MODELS = ("deposit_30d", "wealth_30d")
TABLES = ("scores", "prospects", "features", "category_rates", "contributions")


def _home(demo_home: Path, home: Path, models: tuple[str, ...] = MODELS) -> Path:
    """A home over the demo bank's mart, with copies of two of its models and no scores."""
    home.mkdir()
    (home / "mart").symlink_to(demo_home / "mart")
    registry = Registry(demo_home)
    Registry(home).admit({name: registry.load(name) for name in models}, "mart")
    return home


def _contents(home: Path) -> Mapping[str, Any]:
    con = ScoreStore(home).connect()
    order = {"scores": "model, customer_id", "contributions": "model, customer_id"}
    found = {}
    for name in TABLES:
        by = order.get(name, "category, interested" if "rates" in name else "customer_id")
        found[name] = con.con.sql(f"SELECT * FROM {name} ORDER BY {by}").to_arrow_table()
    return found


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    for name in TABLES:
        assert one[name].equals(other[name]), name


@pytest.fixture(scope="module")
def whole(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was scored without an interruption."""
    home = _home(demo_home, tmp_path_factory.mktemp("whole") / "home")
    score(home, range_size=RANGE)
    return home


@pytest.fixture(scope="module")
def expected(whole: Path) -> Mapping[str, Any]:
    return _contents(whole)


@pytest.fixture
def fresh(demo_home: Path, tmp_path: Path) -> Path:
    return _home(demo_home, tmp_path / "home")


def test_a_run_that_fails_after_any_of_its_files_goes_on_there(
    fresh: Path, whole: Path, expected: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = ScoreStore(whole).current()
    original, stops = Workbench.file, iter([1, 2, 5, 9, 13])
    state = {"left": next(stops)}

    def failing(self: Workbench, place: str, key: str, make: Any) -> Path:
        before = self.made
        path = original(self, place, key, make)
        state["left"] -= self.made - before
        if state["left"] <= 0:
            raise KeyboardInterrupt
        return path

    monkeypatch.setattr(Workbench, "file", failing)
    made = 0
    for stop in [*stops, None]:
        with pytest.raises(KeyboardInterrupt):
            score(fresh, range_size=RANGE)
        assert ScoreStore(fresh).find() is None
        made = len(list((fresh / "scores" / "unfinished").glob("[!.s]*")))
        state["left"] = stop or 0
    monkeypatch.setattr(Workbench, "file", original)
    finished = score(fresh, range_size=RANGE)
    assert made > 0
    assert finished.files_made == version.files_made - made
    assert not (fresh / "scores" / "unfinished").exists()
    _same(_contents(fresh), expected)


def test_a_run_that_is_killed_goes_on_there(fresh: Path, expected: Mapping[str, Any]) -> None:
    code = (
        "import sys; from pathlib import Path; from decision_models.scoring.run import score;"
        f"score(Path(sys.argv[1]), range_size={RANGE})"
    )
    random, unfinished = np.random.default_rng(5), fresh / "scores" / "unfinished"
    for wanted in random.integers(1, 12, 2).cumsum():
        child = subprocess.Popen([sys.executable, "-c", code, str(fresh)], cwd=Path.cwd())
        while child.poll() is None and len(list(unfinished.glob("[!.]*"))) < wanted:
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert ScoreStore(fresh).find() is None
    score(fresh, range_size=RANGE)
    _same(_contents(fresh), expected)


def test_a_second_run_makes_nothing_and_one_new_model_alone_is_scored(
    demo_home: Path, whole: Path, tmp_path: Path, expected: Mapping[str, Any]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home, symlinks=True)
    again = score(home, range_size=RANGE)
    assert again.files_made == 0
    assert score(home, ["wealth_30d"], range_size=RANGE).files_made == 0
    assert ScoreStore(home).current().models == MODELS
    _same(_contents(home), expected)
    registry = Registry(home)
    changed = replace(
        registry.load("deposit_30d"), calibrator=Calibrator(method="platt", slope=0.5)
    )
    registry.admit({"deposit_30d": changed}, "mart")
    seen: list[str] = []
    original = Workbench.file

    def watched(self: Workbench, place: str, key: str, make: Any) -> Path:
        before = self.made
        path = original(self, place, key, make)
        seen.extend([place] * (self.made - before))
        return path

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workbench, "file", watched)
        score(home, range_size=RANGE)
    assert seen
    assert not [place for place in seen if "wealth_30d" in place or place.startswith("features")]
    assert "scores/deposit_30d.parquet" in seen
    now = _contents(home)["scores"]
    wealth = now.filter(_is(now, "wealth_30d"))
    before = expected["scores"]
    assert wealth.equals(before.filter(_is(before, "wealth_30d")))
    assert not now.equals(before)


def _is(table: Any, model: str) -> Any:
    import pyarrow.compute as pc

    return pc.equal(table["model"], model)


def test_ranges_change_nothing(
    demo_home: Path, tmp_path: Path, expected: Mapping[str, Any]
) -> None:
    home = _home(demo_home, tmp_path / "one")
    score(home)
    one = _contents(home)
    for name in ("scores", "prospects"):
        ours, theirs = one[name], expected[name]
        assert ours.column_names == theirs.column_names
        for column in ours.column_names:
            if str(ours[column].type) == "double":
                np.testing.assert_allclose(
                    ours[column].to_numpy(), theirs[column].to_numpy(), rtol=1e-9
                )
            else:
                assert ours[column].equals(theirs[column]), column


def test_what_is_wrong_with_one_model_is_named_and_the_others_are_scored(
    demo_home: Path, tmp_path: Path
) -> None:
    home = _home(demo_home, tmp_path / "home", ("attrition_60d", "deposit_30d", "wealth_30d"))
    registry = Registry(home)
    (registry.folder("deposit_30d") / "model.txt").write_text("tree")
    lost = registry.load("attrition_60d")
    replace(lost, features=("shoe_size", *lost.features[1:])).save(registry.folder("attrition_60d"))
    with pytest.raises(PartlyFailed) as failed:
        score(home, range_size=RANGE)
    assert set(failed.value.failures) == {"attrition_60d", "deposit_30d"}
    assert "shoe_size" in failed.value.failures["attrition_60d"]
    assert "model.txt" in failed.value.failures["deposit_30d"]
    assert [card.name for card in failed.value.cards] == ["wealth_30d"]
    assert ScoreStore(home).current().models == ("wealth_30d",)
    shutil.rmtree(registry.folder("wealth_30d"))
    with pytest.raises(PartlyFailed):
        score(home, range_size=RANGE)
    assert ScoreStore(home).current().models == ("wealth_30d",)
