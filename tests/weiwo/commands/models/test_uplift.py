from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from weiwo.cli import run


def write(path: Path, rows: int = 300) -> None:
    random = np.random.default_rng(0)
    x, w = random.normal(size=rows).round(3), random.integers(0, 2, rows)
    y = (random.random(rows) < 0.3 + 0.3 * w * (x > 0)).astype(int)
    pd.DataFrame({"x": x, "w": w, "y": y}).to_csv(path, index=False)


def test_from_a_table_to_scores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, model, out = tmp_path / "t.csv", tmp_path / "model", tmp_path / "s.csv"
    write(table)
    fit = ["models", "fit-uplift", "--table", str(table), "--treatment", "w", "--target", "y"]
    assert run([*fit, "--seconds", "1", "--out", str(model)]) == 0
    said = capsys.readouterr()
    assert "平均效果" in said.out
    assert "读表" in said.err
    score = ["models", "score-uplift", "--model", str(model), "--table", str(table)]
    assert run([*score, "--out", str(out)]) == 0
    assert pd.read_csv(out).columns.tolist() == ["row", "uplift"]
    assert "注意" not in capsys.readouterr().err
    changed = pd.read_csv(table).astype({"x": object})
    changed.loc[0, "x"] = "不详的"
    changed.to_csv(table, index=False)
    assert run([*score, "--out", str(out)]) == 0
    assert "注意：x 有 1 行读不成数字" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--treatment", "v", "--target", "y"], "--treatment must be a column"),
        (["--treatment", "w", "--target", "y", "--control", "5"], "--control must be a value"),
        (["--treatment", "w", "--target", "y", "--seconds", "0"], "--seconds must be above 0"),
        (["--treatment", "x", "--target", "y"], "treatment x must have two arms"),
    ],
)
def test_bad_input_ends_with_2(
    more: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "t.csv")
    fit = ["models", "fit-uplift", "--table", str(tmp_path / "t.csv"), *more]
    assert run([*fit, "--out", str(tmp_path / "m")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "m").exists()
