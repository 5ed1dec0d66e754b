from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from decision_models.tabular.card import Card
from decision_models.tabular.fitting import FitRequest, fit_table
from decision_models.tabular.scoring import score_table
from decision_models.tabular.validation.metrics import auc
from home.errors import BadInput

SECONDS = 4.0


def make(rows: int, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x, z = random.normal(size=rows), random.normal(size=rows)
    city = random.choice(["北京", "上海", "广州"], rows)
    odds = 1.5 * x + (city == "北京") - 1.5
    label = random.random(rows) < 1 / (1 + np.exp(-odds))
    return pd.DataFrame(
        {
            "编号": [f"C{at:05d}" for at in range(rows)],
            "金额": np.round(x * 1000, 1),
            "z": np.where(random.random(rows) < 0.1, np.nan, z),
            "城市": city,
            "日期": [f"2024-{at % 12 + 1:02d}-{at % 28 + 1:02d}" for at in range(rows)],
            "空": "",
            "结果": np.where(label, "是", "否"),
        }
    )


def scores(model: Path, table: pd.DataFrame, folder: Path) -> np.ndarray:
    table.to_csv(folder / "s.csv", index=False)
    score_table(model, folder / "s.csv", folder / "out.csv")
    written = pd.read_csv(folder / "out.csv")
    assert list(written.columns) == ["row", "score"]
    assert written["row"].tolist() == list(range(len(table)))
    return written["score"].to_numpy()


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Card]:
    folder = tmp_path_factory.mktemp("fit")
    make(400).to_csv(folder / "t.csv", index=False)
    card = fit_table(FitRequest(folder / "t.csv", "结果", folder / "model", seconds=SECONDS))
    return folder / "model", card


def test_it_ranks_and_says_what_it_did(fitted: tuple[Path, Card], tmp_path: Path) -> None:
    model, card = fitted
    unseen = make(1000, seed=2)
    found = scores(model, unseen.drop(columns="结果"), tmp_path)
    labels = (unseen["结果"] == "是").to_numpy().astype(float)
    assert auc(labels, found) > 0.75
    assert abs(found.mean() - labels.mean()) < 0.08
    assert card.positive == "是"
    assert {one.name for one in card.columns_dropped} == {"编号", "空"}
    assert (model / "card.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_column_order_extra_columns_and_new_levels(
    fitted: tuple[Path, Card], tmp_path: Path
) -> None:
    table = make(50, seed=3)
    plain = scores(fitted[0], table, tmp_path)
    turned = table[table.columns[::-1]].assign(多余="x")
    assert np.allclose(scores(fitted[0], turned, tmp_path), plain)
    table["城市"] = "拉萨"
    assert np.isfinite(scores(fitted[0], table, tmp_path)).all()
    (strange,) = score_table(fitted[0], tmp_path / "s.csv", tmp_path / "out.csv").strange
    assert (strange.column, strange.rows, strange.example) == ("城市", 50, "拉萨")


def test_a_changed_type_is_named_and_nothing_written(
    fitted: tuple[Path, Card], tmp_path: Path
) -> None:
    make(40).assign(金额="很多").to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(BadInput, match=r"金额.*很多"):
        score_table(fitted[0], tmp_path / "t.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_score_is_the_rows_alone(fitted: tuple[Path, Card], tmp_path: Path) -> None:
    table = make(40, seed=5)
    plain = scores(fitted[0], table, tmp_path)
    turned = scores(fitted[0], table[::-1], tmp_path)[::-1]
    twice = scores(fitted[0], pd.concat([table, table]), tmp_path)
    single = [scores(fitted[0], table[at : at + 1], tmp_path)[0] for at in range(5)]
    assert np.allclose(turned, plain)
    assert np.array_equal(twice[:40], twice[40:])
    assert np.allclose(single, plain[:5])


def test_a_missing_column_is_named(fitted: tuple[Path, Card], tmp_path: Path) -> None:
    make(5).drop(columns="金额").to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(BadInput, match="金额"):
        score_table(fitted[0], tmp_path / "t.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_damaged_model_is_refused(fitted: tuple[Path, Card], tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "model"
    shutil.copytree(fitted[0], copy)
    member = next(path for path in copy.iterdir() if path.name[0].isdigit())
    member.write_bytes(member.read_bytes()[:-40])
    make(5).to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(BadInput, match=member.name):
        score_table(copy, tmp_path / "t.csv", tmp_path / "out.csv")


def test_a_copy_of_the_target_is_left_out(tmp_path: Path) -> None:
    table = make(300)
    table["copy"] = np.where(table["结果"] == "是", "A", "B")
    table.to_csv(tmp_path / "t.csv", index=False)
    card = fit_table(FitRequest(tmp_path / "t.csv", "结果", tmp_path / "m", seconds=2))
    assert [(one.column, one.excluded) for one in card.leakage_suspects] == [("copy", True)]
    assert card.quality.auc < 0.95
    assert card.leakage_suspects[0].evidence == "只有 2 种取值，每一种都只对应同一个结果"
    page = (tmp_path / "m" / "card.html").read_text(encoding="utf-8")
    assert "每一行都没有值" in page
    assert "泄露答案：只有 2 种取值" in page


def test_the_time_column_is_no_feature_and_splits_forward(tmp_path: Path) -> None:
    table = make(400).assign(t=range(400))
    table["rising"] = table["t"] * 3 + 1
    table.to_csv(tmp_path / "t.csv", index=False)
    request = FitRequest(
        tmp_path / "t.csv", "结果", tmp_path / "m", time_column="t", exclude=("日期",), seconds=3
    )
    card = fit_table(request)
    assert card.validation.startswith("forward")
    assert "t" not in {one.name for one in card.columns_used}


@pytest.mark.parametrize(
    ("change", "more", "said"),
    [
        ({}, {"target": "结局"}, "结果"),
        ({"结果": "是"}, {}, "got one"),
        ({"结果": ["a", "b", "c", "a"] * 25}, {}, "got 3"),
        ({}, {"time_column": "nope"}, "--time-column"),
        ({}, {"exclude": ("nope",)}, "--exclude"),
        ({}, {"positive": "maybe"}, "maybe"),
        ({}, {"time_column": "城市"}, "dates or numbers"),
    ],
)
def test_bad_input_is_said_and_writes_nothing(
    tmp_path: Path, change: dict[str, object], more: dict[str, object], said: str
) -> None:
    make(100).assign(**change).to_csv(tmp_path / "t.csv", index=False)
    request = {"table": tmp_path / "t.csv", "target": "结果", "out": tmp_path / "m", **more}
    with pytest.raises(BadInput, match=said):
        fit_table(FitRequest(**request))  # type: ignore[arg-type]
    assert not (tmp_path / "m").exists()


def test_a_folder_with_other_things_is_kept(tmp_path: Path) -> None:
    make(100).to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(BadInput, match="other files"):
        fit_table(FitRequest(tmp_path / "t.csv", "结果", tmp_path))


def test_rows_that_agree_in_few_columns_are_no_copies(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    city = random.choice(["a", "b", "c"], 600)
    label = random.random(600) < np.where(city == "a", 0.7, 0.2)
    pd.DataFrame({"city": city, "y": label.astype(int)}).to_csv(tmp_path / "t.csv", index=False)
    card = fit_table(FitRequest(tmp_path / "t.csv", "y", tmp_path / "m", seconds=2))
    assert card.quality.auc > 0.65


def test_rows_of_a_time_to_come_get_a_model_of_their_own(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    rows = 3000
    rate = np.linspace(5, 1, rows).round(2)
    x = random.normal(size=rows)
    label = random.random(rows) < 1 / (1 + np.exp(-(x + 2 - rate)))
    table = pd.DataFrame({"x": x, "rate": rate, "y": label.astype(int)})
    table[:2400].to_csv(tmp_path / "t.csv", index=False)
    card = fit_table(FitRequest(tmp_path / "t.csv", "y", tmp_path / "m", seconds=6))
    assert any("正例率随时间变动" in note for note in card.notes)
    later = table[2400:]
    found = scores(tmp_path / "m", later, tmp_path)
    assert auc(later["y"].to_numpy(float), found) > 0.65
    assert abs(found.mean() - later["y"].mean()) < 0.15
    again = scores(tmp_path / "m", later[::-1], tmp_path)
    assert np.allclose(found, again[::-1])


def test_more_columns_than_rows_keep_the_budget_and_rank(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    x = random.normal(size=(80, 120)).round(3)
    label = (x[:, 0] + x[:, 1] + 0.5 * random.normal(size=80) > 0).astype(int)
    table = pd.DataFrame(x, columns=[f"v{at}" for at in range(120)]).assign(y=label)
    table.to_csv(tmp_path / "t.csv", index=False)
    card = fit_table(FitRequest(tmp_path / "t.csv", "y", tmp_path / "m", seconds=2))
    assert len(card.columns_used) == 120
    found = scores(tmp_path / "m", table, tmp_path)
    assert auc(label.astype(float), found) > 0.7


def test_where_nothing_moves_no_warning_is_given(tmp_path: Path) -> None:
    random = np.random.default_rng(9)
    day = pd.date_range("2025-01-01", periods=1200, freq="h").astype(str)
    x = random.normal(size=1200)
    label = (random.random(1200) < 1 / (1 + np.exp(-x))).astype(int)
    pd.DataFrame({"day": day, "x": x, "y": label}).to_csv(tmp_path / "t.csv", index=False)
    asked = FitRequest(tmp_path / "t.csv", "y", tmp_path / "m", time_column="day", seconds=2)
    assert not any("正例率" in note for note in fit_table(asked).notes)
