from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.llm.limits.backoff import LONGEST, pause, retry_after

NOW = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_a_share_of_a_growing_bound(attempt: int, share: float) -> None:
    wait = pause(attempt, lambda: share)
    assert 0 <= wait <= LONGEST
    assert wait <= pause(attempt + 1, lambda: share)


def test_two_that_failed_together_do_not_come_back_together() -> None:
    assert pause(3, lambda: 0.2) != pause(3, lambda: 0.9)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("Wed, 30 Sep 2026 09:00:20 GMT", 20.0),
        ("Wed, 30 Sep 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        ("inf", None),
        ("", None),
    ],
)
def test_what_retry_after_says(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}, lambda: NOW) == seconds
