from pathlib import Path

import numpy as np
import pytest

from decision_models.tabular.learners.kernel import KernelSettings, fit_kernel_path
from decision_models.tabular.learners.linear import average, fit_linear


def drawn() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    matrix = random.normal(size=(300, 4))
    return matrix, (random.random(300) < 1 / (1 + np.exp(-matrix[:, 0]))).astype(float)


def test_an_average_of_lines_scores_as_their_mean(tmp_path: Path) -> None:
    matrix, labels = drawn()
    lines = [fit_linear(matrix, labels, penalty) for penalty in (1.0, 50.0)]
    wanted = np.mean([line.log_odds(matrix) for line in lines], axis=0)
    assert np.allclose(average(lines).log_odds(matrix), wanted)


def test_what_is_no_line_cannot_be_averaged() -> None:
    matrix, labels = drawn()
    ((_, kernel),) = fit_kernel_path(KernelSettings(20), matrix, labels, [4.0], seed=1)
    with pytest.raises(TypeError):
        average([kernel])
