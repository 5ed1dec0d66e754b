from hypothesis import given
from hypothesis import strategies as st

from agents.llm.limits.breaker import Breaker


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(failures: int = 3) -> tuple[Breaker, Time]:
    time = Time()
    breaker = Breaker(failures, 30.0, time)
    for _ in range(failures):
        assert breaker.admits()
        breaker.failed()
    return breaker, time


def test_faults_in_a_row_open_it() -> None:
    breaker, _ = opened()
    assert breaker.state == "open"
    assert not breaker.admits()


def test_a_success_in_between_begins_the_count_anew() -> None:
    breaker = Breaker(3, 30.0, Time())
    for outcome in (breaker.failed, breaker.failed, breaker.succeeded, breaker.failed):
        assert breaker.admits()
        outcome()
    assert breaker.state == "closed"


def test_after_its_time_one_request_tries_and_no_other() -> None:
    breaker, time = opened()
    time.now += 30
    assert breaker.state == "half_open"
    assert breaker.admits()
    assert not breaker.admits()


def test_the_one_that_tries_closes_or_opens_it() -> None:
    breaker, time = opened()
    time.now += 30
    assert breaker.admits()
    breaker.failed()
    assert breaker.state == "open"
    time.now += 30
    assert breaker.admits()
    breaker.succeeded()
    assert breaker.state == "closed"


def test_who_asks_to_be_left_alone_is() -> None:
    time = Time()
    breaker = Breaker(3, 30.0, time)
    assert breaker.admits()
    breaker.rest(5)
    assert not breaker.admits()
    time.now += 5
    assert breaker.admits()


@given(st.lists(st.sampled_from(["ok", "fault", "rest", "wait"]), max_size=40))
def test_whatever_happens_it_admits_again_in_the_end(events: list[str]) -> None:
    time = Time()
    breaker = Breaker(2, 30.0, time)
    for event in events:
        if event == "wait":
            time.now += 7
        elif breaker.admits():
            {"ok": breaker.succeeded, "fault": breaker.failed, "rest": lambda: breaker.rest(3)}[
                event
            ]()
    time.now += 31
    assert breaker.admits()
