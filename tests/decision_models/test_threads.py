"""LightGBM's number of threads is one variable of the process: all that may meet use the same."""

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from decision_models import threads
from decision_models.threads import BESIDE_OTHERS, alone, lightgbm_threads, predict

_ROOT = Path(__file__).parents[2]
_OURS = ("decision_models", "tools", "agents", "api", "weiwo", "knowledge")
_LARGE = 10_000_000


@pytest.fixture(scope="module")
def booster() -> Any:
    import lightgbm

    rng = np.random.default_rng(3)
    rows = rng.normal(size=(2_000, 5))
    settings = {"objective": "binary", "num_threads": BESIDE_OTHERS, "verbosity": -1}
    data = lightgbm.Dataset(rows, rows[:, 0] > 0, params=settings)
    return lightgbm.train(settings, data, num_boost_round=5)


@pytest.mark.parametrize("options", [{}, {"raw_score": True}, {"pred_contrib": True}])
@pytest.mark.parametrize("size", [0, 1, 63, 200, 9_001])
def test_rows_dealt_over_threads_are_predicted_as_by_one(
    booster: Any, options: dict[str, bool], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 3)
    rows = np.random.default_rng(size).normal(size=(size, 5))
    if not size:
        rows = np.zeros((1, 5))
    expected = booster.predict(rows, num_threads=BESIDE_OTHERS, **options)
    np.testing.assert_array_equal(predict(booster, rows, **options), expected)


def test_only_who_is_alone_takes_more_than_one_and_only_while_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 8)
    monkeypatch.setattr("os.getloadavg", lambda: (0.0, 0.0, 0.0))
    assert lightgbm_threads(_LARGE) == BESIDE_OTHERS
    with pytest.raises(ValueError, match="broken"), alone():
        assert lightgbm_threads(_LARGE) == 2
        assert lightgbm_threads(100) == BESIDE_OTHERS
        raise ValueError("broken")
    assert lightgbm_threads(_LARGE) == BESIDE_OTHERS


def test_who_is_alone_on_a_busy_machine_takes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (100.0, 0.0, 0.0))
    with alone():
        assert lightgbm_threads(_LARGE) == BESIDE_OTHERS


def test_no_call_of_ours_names_a_number_of_its_own() -> None:
    """A call that names another number beside others writes beyond their buffers."""
    own = [
        f"{path.relative_to(_ROOT)}:{value.lineno}"
        for package in _OURS
        for path in (_ROOT / package).rglob("*.py")
        for value in _numbers_of_threads(ast.parse(path.read_text(encoding="utf-8")))
        if not _is_shared(value)
    ]
    assert own == []


def _numbers_of_threads(tree: ast.Module) -> list[ast.expr]:
    keywords = [
        keyword.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "num_threads"
    ]
    entries = [
        value
        for table in ast.walk(tree)
        if isinstance(table, ast.Dict)
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "num_threads"
    ]
    return keywords + entries


def _is_shared(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func) == "lightgbm_threads"
    return isinstance(value, ast.Name) and value.id == "BESIDE_OTHERS"
