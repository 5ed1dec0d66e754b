from itertools import pairwise

import pytest

from decision_models.uplift.learners.plan import cost, make_plan


@pytest.mark.parametrize("rows", [200, 3000, 64_000, 1_000_000])
def test_more_time_never_means_less_work(rows: int) -> None:
    budgets = (1.0, 5.0, 20.0, 60.0, 300.0)
    costs = [cost(make_plan(rows, rows // 3, 20, one), rows, 20) for one in budgets]
    assert all(less <= more + 1e-9 for less, more in pairwise(costs))


def test_a_small_budget_is_kept_for_a_large_table() -> None:
    plan = make_plan(1_000_000, 300_000, 30, 20.0)
    assert cost(plan, 1_000_000, 30) <= 20.0
    assert plan.rows < 1_000_000


def test_small_tables_are_divided_more_than_once() -> None:
    assert make_plan(2000, 800, 10, 40.0).repeats > 1
