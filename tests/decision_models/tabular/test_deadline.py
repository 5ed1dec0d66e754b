import pytest

from decision_models.tabular import deadline
from decision_models.tabular.deadline import Deadline, Guard, OutOfTime, reading_seconds


class Clock:
    """A clock that is moved by hand."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(deadline, "clock", clock)
    return clock


def guarded(seconds: float) -> Guard:
    return Guard(Deadline(seconds, 0.0), folds=5)


def test_the_first_candidate_is_never_cut_short(clock: Clock) -> None:
    guard = guarded(1.0)
    guard.next_fold()
    clock.now = 100.0
    guard.next_fold()
    assert not guard.late()
    assert not guard.over(1)  # but its folds may be fewer
    assert guard.over(2)


def test_reading_a_wide_table_leaves_less_for_learning(clock: Clock) -> None:
    narrow, wide = reading_seconds(1000, 20), reading_seconds(1000, 2000)
    assert narrow < 0.1 < wide
    assert Deadline(5.0, 0.0, narrow).work > Deadline(5.0, 0.0, wide).work > 0.0
    assert Deadline(1.0, 0.0, 100.0).work > 0.0
    halves = Deadline(10.0, 0.0, wide)
    assert halves.first(0.5).work == 5.0 - wide
    assert halves.rest(0.5).work == 5.0


def test_time_for_the_last_fits_is_held_back(clock: Clock) -> None:
    guard = guarded(20.0)
    for fold in range(5):
        guard.next_fold()
        clock.now = float(fold + 1)
    guard.finish()  # one fold takes a second, so that the last fit takes 1.3
    guard.next_fold()
    clock.now = 10.0  # the second candidate's first fold: 5 s so far, 6.5 s for its last fit
    assert not guard.late()  # 10 left, 7.8 and the slack of 1 needed
    clock.now = 12.0
    assert guard.late()
    with pytest.raises(OutOfTime):
        guard.next_fold()
    assert guard.room_for(6)
    assert not guard.room_for(7)


def test_two_shares_of_a_budget_end_where_the_whole_does(clock: Clock) -> None:
    whole = Deadline(10.0, 0.0)
    clock.now = 4.0
    assert whole.first(0.5).left() == 1.0
    assert whole.rest(0.5).left() == 5.0  # the first half ended early: the rest keeps its length
    clock.now = 7.0
    assert whole.rest(0.5).left() == whole.left() == 3.0
