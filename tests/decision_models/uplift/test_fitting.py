import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from decision_models.uplift import fitting
from decision_models.uplift.fitting import UpliftRequest, fit_uplift
from decision_models.uplift.report.card import Card
from decision_models.uplift.scoring import score_uplift
from decision_models.uplift.table.preparation import Asked
from home.errors import BadInput

SECONDS = 1.0
ASKED = Asked("分组", "购买")


def make(rows: int, seed: int = 1, *, confounded: bool = False) -> tuple[pd.DataFrame, np.ndarray]:
    """A bank's experiment, and each row's true effect: 0.3 for low amounts, else -0.1."""
    random = np.random.default_rng(seed)
    x, z = random.normal(size=rows), random.normal(size=rows)
    effect = np.where(x < 0, 0.3, -0.1)
    chance = 1 / (1 + np.exp(-1.5 * z)) if confounded else np.full(rows, 0.5)
    arm = random.random(rows) < chance
    base = 0.15 + 0.4 / (1 + np.exp(-2 * z))
    bought = random.random(rows) < base + arm * effect
    frame = pd.DataFrame(
        {
            "编号": [f"C{at:05d}" for at in range(rows)],
            "金额": np.round(x * 1000, 1),
            "z": np.where(random.random(rows) < 0.05, np.nan, z),
            "城市": random.choice(["北京", "上海", "广州"], rows),
            "开户": [f"2024-{at % 12 + 1:02d}-{at % 28 + 1:02d}" for at in range(rows)],
            "常数": "x",
            "分组": np.where(arm, "实验", "对照"),
            "购买": np.where(bought, "是", "否"),
        }
    )
    return frame, effect


def fit(frame: pd.DataFrame, folder: Path, asked: Asked = ASKED, seconds: float = SECONDS) -> Card:
    frame.to_csv(folder / "t.csv", index=False)
    return fit_uplift(UpliftRequest(folder / "t.csv", asked, folder / "model", seconds))


def scores(model: Path, table: pd.DataFrame, folder: Path) -> np.ndarray:
    table.to_csv(folder / "s.csv", index=False)
    score_uplift(model, folder / "s.csv", folder / "out.csv")
    written = pd.read_csv(folder / "out.csv")
    assert list(written.columns) == ["row", "uplift"]
    assert written["row"].tolist() == list(range(len(table)))
    return written["uplift"].to_numpy()


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Card]:
    folder = tmp_path_factory.mktemp("fit")
    return folder / "model", fit(make(1500)[0], folder)


def test_it_finds_whom_it_moves(fitted: tuple[Path, Card], tmp_path: Path) -> None:
    model, card = fitted
    unseen, effect = make(2000, seed=2)
    found = scores(model, unseen.drop(columns=["分组", "购买"]), tmp_path)
    assert np.corrcoef(found, effect)[0, 1] > 0.7
    assert np.mean((found - effect) ** 2) < 0.6 * effect.var()
    assert abs(found.mean() - effect.mean()) < 0.08
    assert card.heterogeneity.detected
    assert card.overlap.randomised
    assert card.drivers[0].column == "金额"
    assert card.quality.uplift_at["20%"].value > card.average_effect.value
    assert card.deciles[0].observed > card.deciles[-1].observed
    assert {one.name for one in card.columns_dropped} >= {"编号", "常数"}


def test_the_card_is_written(fitted: tuple[Path, Card]) -> None:
    model, card = fitted
    page = (model / "card.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "谁的效果大" in page
    body = json.loads((model / "card.json").read_text(encoding="utf-8"))
    assert body["treated"]["value"] == "实验"
    assert body["rows"] == card.rows


def test_column_order_extra_columns_and_new_levels(
    fitted: tuple[Path, Card], tmp_path: Path
) -> None:
    table, _ = make(50, seed=3)
    plain = scores(fitted[0], table, tmp_path)
    turned = table[table.columns[::-1]].assign(多余="x")
    assert np.allclose(scores(fitted[0], turned, tmp_path), plain)
    table["城市"] = "拉萨"
    assert np.isfinite(scores(fitted[0], table, tmp_path)).all()


def test_a_missing_column_is_named(fitted: tuple[Path, Card], tmp_path: Path) -> None:
    make(5)[0].drop(columns="金额").to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(BadInput, match="金额"):
        score_uplift(fitted[0], tmp_path / "t.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_damaged_model_is_refused(fitted: tuple[Path, Card], tmp_path: Path) -> None:
    make(5)[0].to_csv(tmp_path / "t.csv", index=False)
    files = [path.name for path in fitted[0].iterdir() if not path.name.startswith("card")]
    for name in files:
        copy = tmp_path / "model"
        shutil.copytree(fitted[0], copy)
        member = copy / name
        member.write_bytes(member.read_bytes()[:-20])
        with pytest.raises(BadInput, match=r"must be whole|readable model.json"):
            score_uplift(copy, tmp_path / "t.csv", tmp_path / "out.csv")
        shutil.rmtree(copy)


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.json").write_text('{"format": "x", "version": 1}')
    with pytest.raises(BadInput, match="must be a weiwo uplift model, got a x"):
        score_uplift(tmp_path / "model", tmp_path / "t.csv", tmp_path / "out.csv")


def test_confounding_is_seen_and_corrected(tmp_path: Path) -> None:
    frame, effect = make(2500, confounded=True)
    card = fit(frame, tmp_path)
    assert not card.overlap.randomised
    assert any("不像随机分配" in one for one in card.warnings)
    truth = effect.mean()
    assert abs(card.difference - truth) > 0.1  # the naive difference is far off
    assert abs(card.average_effect.value - truth) < 0.5 * abs(card.difference - truth)


def test_without_an_effect_scores_stay_near_the_average(tmp_path: Path) -> None:
    frame, _ = make(1500)
    random = np.random.default_rng(5)
    frame["分组"] = np.where(random.random(1500) < 0.5, "实验", "对照")
    card = fit(frame, tmp_path)
    found = scores(tmp_path / "model", frame, tmp_path)
    assert found.std() < 0.04
    assert abs(found.mean() - card.average_effect.value) < 0.02


def test_amounts_and_columns_that_give_the_treatment_away(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"x": random.normal(size=600), "w": random.integers(0, 2, 600)})
    frame["letter"] = np.where(frame.w == 1, "sent", "none")
    frame["y"] = np.round(10 + 2 * frame.w * (frame.x > 0) + random.normal(size=600), 3)
    card = fit(frame, tmp_path, Asked("w", "y"))
    assert not card.binary
    assert card.average_effect.value == pytest.approx(1.0, abs=0.3)
    reasons = {one.name: one.reason for one in card.columns_dropped}
    assert reasons["letter"].startswith("gives the treatment away")
    assert any("letter" in one for one in card.warnings)
    found = scores(tmp_path / "model", frame, tmp_path)
    assert found[frame.x > 0].mean() > found[frame.x < 0].mean() + 1


def test_gbk_semicolons_gzip_and_arms_that_are_told(tmp_path: Path) -> None:
    frame, _ = make(400)
    frame.loc[:99, "分组"] = "电话"
    frame.to_csv(tmp_path / "t.csv.gz", index=False, sep=";", encoding="gbk")
    asked = replace(ASKED, treated="实验", control="对照")
    card = fit_uplift(UpliftRequest(tmp_path / "t.csv.gz", asked, tmp_path / "m", SECONDS))
    assert card.rows == 300
    assert card.rows_left_out == 100


@pytest.mark.parametrize(
    ("change", "asked", "said"),
    [
        ({}, Asked("组别", "购买"), "--treatment must be a column"),
        ({}, Asked("分组", "买"), "--target must be a column"),
        ({}, Asked("分组", "分组"), "must be two columns"),
        ({}, Asked("分组", "购买", exclude=("分组",)), "--exclude must not name the treatment"),
        ({"购买": "是"}, ASKED, "target 购买 must have two classes, got one"),
        ({"分组": "实验"}, ASKED, "treatment 分组 must have two arms"),
        ({"分组": ["实验", "对照", "甲", "乙"] * 25}, ASKED, "got 4"),
        ({"分组": ["实验"] * 97 + ["对照"] * 3}, ASKED, "10 in each arm, got 100"),
        ({"购买": ["是"] * 2 + ["否"] * 98}, ASKED, "at least 4 rows of each class"),
        ({"分组": ["0", "1"] * 50, "购买": ["0", "1"] * 50}, ASKED, "got a copy of it"),
        (
            {"分组": ["0", "1"] * 50, "购买": ["0", "1", "0", "0"] * 25},
            ASKED,
            "both classes in each arm, got 0 with '1' among the 50 rows of 分组 = '0'",
        ),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    change: dict[str, object], asked: Asked, said: str, tmp_path: Path
) -> None:
    frame = make(100)[0].assign(**change)
    with pytest.raises(BadInput, match=said):
        fit(frame, tmp_path, asked)
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_a_failure_while_writing_leaves_what_was_there(
    fitted: tuple[Path, Card], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(fitted[0], tmp_path / "model")
    before = (tmp_path / "model" / "model.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(fitting, "write_manifest", full)
    with pytest.raises(OSError, match="disk full"):
        fit(make(200)[0], tmp_path)
    assert (tmp_path / "model" / "model.json").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"model", "t.csv"}
