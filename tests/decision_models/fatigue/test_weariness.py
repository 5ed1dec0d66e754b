"""A chance of refusal that contacts raise and rest lowers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from decision_models.fatigue.weariness import HALF_LIVES, Weariness

AT = datetime(2026, 9, 30, 9, tzinfo=UTC)
parts = st.tuples(*(st.floats(0, 2) for _ in HALF_LIVES))
weariness = st.builds(
    Weariness,
    at=st.just(AT),
    fixed=st.floats(-6, -2),
    worn=parts,
    step=parts,
    usual=st.just(0.02),
    later=st.lists(st.integers(0, 20).map(lambda days: AT + timedelta(days=days)), max_size=4).map(
        lambda found: tuple(found)
    ),
)


@given(weariness, st.integers(20, 90), st.integers(0, 90))
def test_rest_never_makes_a_refusal_likelier(one: Weariness, day: int, more: int) -> None:
    first = one.chance(AT + timedelta(days=day))
    assert one.chance(AT + timedelta(days=day + more)) <= first + 1e-12


@given(weariness, st.integers(21, 90))
def test_one_more_contact_never_makes_it_less_likely(one: Weariness, day: int) -> None:
    at = AT + timedelta(days=day)
    assert replace(one, later=(*one.later, at)).chance(at) >= one.chance(at) - 1e-12


@given(weariness, st.floats(0.001, 0.5), st.integers(20, 40))
def test_rested_is_the_first_day_on_which_the_chance_is_small_enough(
    one: Weariness, limit: float, day: int
) -> None:
    start = AT + timedelta(days=day)
    found = one.rested(start, limit)
    if found is None:
        assert one.chance(start + timedelta(days=180)) > limit
        return
    assert one.chance(found) <= limit
    assert found == start or one.chance(found - timedelta(days=1)) > limit


def test_half_of_what_a_contact_left_is_gone_after_its_half_life() -> None:
    def worn(days: float) -> float:
        import math

        chance = Weariness(AT, -4.0, (0.0, 1.0, 0.0, 0.0), (0.0,) * 4, 0.02).chance(
            AT + timedelta(days=days)
        )
        return math.log(chance / (1 - chance)) + 4.0

    assert abs(worn(0) - 1.0) < 1e-9
    assert abs(worn(28) - 0.5) < 1e-9
    assert abs(worn(56) - 0.25) < 1e-9
