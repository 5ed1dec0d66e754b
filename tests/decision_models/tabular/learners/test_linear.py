from pathlib import Path

import numpy as np
import pytest

from decision_models.tabular.learners.kernel import KernelSettings, fit_kernel_path
from decision_models.tabular.learners.linear import average, fit_linear, narrowed


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


def test_a_line_on_fewer_columns_is_the_line_on_many() -> None:
    random = np.random.default_rng(3)
    matrix = random.normal(size=(40, 90))
    labels = (matrix[:, 0] + random.normal(size=40) > 0).astype(float)
    narrow, back = narrowed(matrix)
    assert narrow.shape[1] <= 40
    line, other = fit_linear(matrix, labels, 4.0), fit_linear(narrow, labels, 4.0)
    assert np.allclose(back @ other.weights, line.weights, atol=1e-4)


def test_a_column_that_names_the_period_gets_less_credit_where_periods_stand_for_themselves() -> (
    None
):
    """Levels that come and go with the period, which an index only happens to tell apart."""
    random = np.random.default_rng(5)
    period = np.repeat(np.arange(20), 100)
    own = random.normal(0, 1, 20)
    x = random.normal(size=2000)
    labels = (random.random(2000) < 1 / (1 + np.exp(-(x + own[period])))).astype(float)
    index = own + random.normal(0, 0.1, 20)  # a trace of the period, like a rate or a price
    matrix = np.column_stack([x, index[period]])
    plain = fit_linear(matrix, labels, 15.0)
    grouped = fit_linear(matrix, labels, 15.0, groups=period)
    assert abs(grouped.weights[1]) < 0.9 * abs(plain.weights[1])
    assert abs(grouped.weights[0] - plain.weights[0]) < 0.1
