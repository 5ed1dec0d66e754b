import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.understanding.second_reading.weighing import weighed
from agents.understanding.vocabulary import INTENTS

shares = st.lists(st.floats(0.001, 1), min_size=len(INTENTS), max_size=len(INTENTS)).map(
    lambda raw: {name: part / sum(raw) for name, part in zip(INTENTS, raw, strict=True)}
)
intents = st.sampled_from(INTENTS)


@given(shares, intents, st.floats(0.06, 0.99))
def test_it_stays_a_distribution_and_moves_towards_what_was_said(
    before: dict[str, float], said: str, accuracy: float
) -> None:
    after = weighed(before, said, accuracy)
    assert sum(after.values()) == pytest.approx(1)
    assert after[said] >= before[said] - 1e-12


@given(shares, intents)
def test_who_is_right_by_chance_changes_nothing(before: dict[str, float], said: str) -> None:
    after = weighed(before, said, 1 / len(INTENTS))
    assert after == {name: pytest.approx(share) for name, share in before.items()}


@given(shares, intents)
def test_the_others_keep_their_proportions(before: dict[str, float], said: str) -> None:
    after = weighed(before, said, 0.8)
    first, second = [name for name in INTENTS if name != said][:2]
    assert after[first] * before[second] == pytest.approx(after[second] * before[first])


def test_what_is_certain_is_not_overruled() -> None:
    certain = {**dict.fromkeys(INTENTS, 0.0), "opt_out": 1.0}
    assert weighed(certain, "complaint", 0.8)["opt_out"] == 1.0
