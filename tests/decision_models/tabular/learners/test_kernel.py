from pathlib import Path

import numpy as np
import pytest

from decision_models.tabular.learners.kernel import KernelModel, KernelSettings, fit_kernel_path
from decision_models.tabular.learners.linear import fit_linear
from decision_models.tabular.validation.metrics import auc

SETTINGS = KernelSettings(landmarks=80, narrow=1.0)


def ring(seed: int) -> tuple[np.ndarray, np.ndarray]:
    matrix = np.random.default_rng(seed).normal(size=(600, 2))
    return matrix, ((matrix**2).sum(axis=1) < 1.2).astype(float)


@pytest.fixture(scope="module")
def path() -> dict[float, KernelModel]:
    return dict(fit_kernel_path(SETTINGS, *ring(1), SETTINGS.penalties, seed=3))


def test_it_bends_where_a_line_cannot(path: dict[float, KernelModel]) -> None:
    matrix, labels = ring(2)
    line = fit_linear(*ring(1), penalty=1.0)
    assert auc(labels, path[4.0].log_odds(matrix)) > 0.95
    assert auc(labels, line.log_odds(matrix)) < 0.65


def test_a_larger_penalty_is_flatter(path: dict[float, KernelModel]) -> None:
    matrix, _ = ring(2)
    spreads = [path[penalty].log_odds(matrix).std() for penalty in sorted(path)]
    assert spreads == sorted(spreads, reverse=True)


def test_the_same_seed_gives_the_same_model(path: dict[float, KernelModel]) -> None:
    matrix, _ = ring(2)
    again = dict(fit_kernel_path(SETTINGS, *ring(1), SETTINGS.penalties, seed=3))
    assert np.array_equal(again[4.0].log_odds(matrix), path[4.0].log_odds(matrix))


def test_it_is_the_same_after_saving(path: dict[float, KernelModel], tmp_path: Path) -> None:
    matrix, _ = ring(2)
    path[4.0].save(tmp_path / "kernel.json")
    loaded = KernelModel.load(tmp_path / "kernel.json")
    assert np.allclose(loaded.log_odds(matrix), path[4.0].log_odds(matrix))


def test_constant_columns_and_far_rows_stay_finite() -> None:
    matrix, labels = ring(1)
    matrix = np.column_stack([matrix, np.ones(len(matrix))])
    ((_, model),) = fit_kernel_path(SETTINGS, matrix, labels, [4.0], seed=1)
    assert np.isfinite(model.log_odds(matrix * 1e12)).all()
