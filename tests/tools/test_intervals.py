import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.intervals import Cell, difference, wilson


@given(st.integers(1, 5000), st.floats(0, 1))
def test_a_share_lies_inside_its_interval(size: int, share: float) -> None:
    count = round(size * share)
    low, high = wilson(count, size)
    assert 0 <= low <= count / size + 1e-12
    assert count / size - 1e-12 <= high <= 1


def test_wilson_gives_the_published_figures() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148 and 0 of 20, by the score method.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_newcombe_gives_the_published_figures() -> None:
    # Newcombe 1998, "Interval estimation for the difference", table II: 56/70 - 48/80, method 10.
    found = difference([Cell(56, 70, 48, 80)])
    assert found == pytest.approx((0.0524, 0.2, 0.3339), abs=1e-4)


def test_without_a_control_nothing_is_compared() -> None:
    assert difference([Cell(5, 100, 0, 0)]) is None
    assert difference([]) is None


def test_cells_are_joined_and_never_added_up() -> None:
    # Simpson: adding up says the contact hurts, within each cell it helps by 5 points.
    cells = [Cell(15, 100, 100, 1000), Cell(350, 1000, 30, 100)]
    assert sum(c.treated for c in cells) / 1100 > sum(c.control for c in cells) / 1100
    worse = [Cell(150, 1000, 10, 100), Cell(35, 100, 300, 1000)]
    assert sum(c.treated for c in worse) / 1100 < sum(c.control for c in worse) / 1100
    found = difference(worse)
    assert found is not None
    assert found[1] == pytest.approx(0.05)


@pytest.mark.parametrize("strata", [1, 4])
def test_the_interval_holds_the_truth_nineteen_times_of_twenty(strata: int) -> None:
    draw = random.Random(1)
    held = 0
    for _ in range(400):
        cells = [
            Cell(
                sum(draw.random() < 0.05 for _ in range(200)), 200,
                sum(draw.random() < 0.03 for _ in range(100)), 100,
            )
            for _ in range(strata)
        ]  # fmt: skip
        found = difference(cells)
        assert found is not None
        held += found[0] <= 0.02 <= found[2]
    assert held / 400 > 0.92
