import numpy as np
import pytest

from evals.effects import SEEN, UNSEEN
from evals.effects.measures import distance, reach
from evals.effects.process import draw


def test_reach_goes_from_a_random_choice_to_a_perfect_one() -> None:
    truth = np.random.default_rng(0).normal(size=10_000)
    assert reach(truth, truth, 0.2) == pytest.approx(1.0)
    assert reach(truth, np.zeros(10_000), 0.2) == pytest.approx(0.0, abs=1e-9)
    assert reach(truth, -truth, 0.2) == pytest.approx(-1.0, abs=0.05)
    assert reach(np.full(50, 0.1), truth[:50], 0.2) is None
    assert distance(truth, truth + 2) == pytest.approx(2.0)


@pytest.mark.parametrize("process", [*SEEN, *UNSEEN], ids=lambda one: f"{one.name} {one.rows}")
def test_processes_draw_what_they_say(process) -> None:  # type: ignore[no-untyped-def]
    drawn = draw(process, 1, held=3000)
    again = draw(process, 1, held=3000)
    assert drawn.learned.equals(again.learned)
    assert len(drawn.learned) == process.rows
    arm, outcome = drawn.held["w"].to_numpy(), drawn.held["y"].to_numpy()
    assert set(np.unique(arm)) == {0, 1}
    untreated = arm == 0
    spread = outcome[untreated].std() / np.sqrt(untreated.sum())
    assert abs(outcome[untreated].mean() - drawn.control[untreated].mean()) < 5 * spread


def test_no_name_is_in_both_sets() -> None:
    assert not {one.make for one in SEEN} & {one.make for one in UNSEEN}
