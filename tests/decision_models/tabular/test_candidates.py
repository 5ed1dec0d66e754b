from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.tabular.candidates import affordable_folds, affordable_repeats, plan_candidates
from decision_models.tabular.encoding import View

WIDTHS: dict[View, int] = {"native": 20, "indicators": 40, "linear": 120, "plain": 40}
rows = st.integers(60, 500_000)
seconds = st.floats(0.5, 600)


@settings(deadline=None)
@given(rows, seconds, st.booleans())
def test_a_plan_keeps_its_budget(rows: int, seconds: float, drifting: bool) -> None:
    plan = plan_candidates(rows, WIDTHS, 5, 2, seconds, drifting=drifting)
    assert plan
    assert sum(one.cost(5, 2) for one in plan[1:]) <= seconds
    assert len({one.name for one in plan}) == len(plan)


@settings(deadline=None)
@given(rows, seconds)
def test_more_time_never_means_fewer_rounds_of_folds(rows: int, seconds: float) -> None:
    counts = [
        affordable_repeats(rows, WIDTHS, [5, 5, 5, 5], 2, budget)
        for budget in (seconds, 2 * seconds, 1e9)
    ]
    assert counts == sorted(counts)
    assert counts[0] >= 1
    assert counts[-1] == 4


@settings(deadline=None)
@given(rows, seconds)
def test_more_time_never_means_fewer_folds(rows: int, seconds: float) -> None:
    counts = [affordable_folds(rows, WIDTHS, 5, 2, one) for one in (seconds, 2 * seconds, 1e9)]
    assert counts == sorted(counts)
    assert counts[0] >= 1
    assert counts[-1] == 5


def test_where_nothing_fits_the_cheapest_is_taken() -> None:
    widths: dict[View, int] = dict.fromkeys(WIDTHS, 5000)
    (only,) = plan_candidates(1000, widths, 5, 2, 1e-6)
    assert all(
        only.cost(5, 2) <= one.cost(5, 2) for one in plan_candidates(1000, widths, 5, 2, 1e9)
    )


def test_lines_come_first_where_columns_drift() -> None:
    plan = plan_candidates(30_000, WIDTHS, 4, 1, 600, drifting=True)
    assert [one.view for one in plan[:2]] == ["plain", "linear"]
    assert {one.stable for one in plan} == {True, False}
    assert "kernel" not in {one.name for one in plan}
