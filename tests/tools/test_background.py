"""Work in a process of its own: seen while it goes on, ended, and known when it was killed."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.background import INTERRUPTED, LOG, Busy, Work, begin, cancel, free_one, look

WAITING = "tests.tools.waiting"


def until(folder: Path, fits: Callable[[Work], bool]) -> Work:
    for _ in range(600):
        found = look(folder)
        if found is not None and fits(found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{folder} must come so far, got {look(folder)}")


def ended(folder: Path) -> Work:
    return until(folder, lambda work: not work.running)


def test_it_is_seen_while_it_goes_on_and_ends(tmp_path: Path) -> None:
    assert look(tmp_path / "a") is None
    begin(tmp_path / "a", WAITING, {"seconds": 0.5})
    seen = until(tmp_path / "a", lambda work: work.doing == "waiting")
    assert (seen.done, seen.of) == (1, 2)
    assert ended(tmp_path / "a").state == "done"


@pytest.mark.parametrize(
    ("end", "fault"), [("fault", "no_such_column"), ("error", "broken"), ("killed", INTERRUPTED)]
)
def test_what_goes_wrong_is_known(tmp_path: Path, end: str, fault: str) -> None:
    begin(tmp_path, WAITING, {"seconds": 0, "end": end})
    found = ended(tmp_path)
    assert (found.state, found.fault) == ("failed", fault)
    if end == "fault":
        assert found.given == {"column": "甲"}
    if end == "error":
        assert b"of its own" in (tmp_path / LOG).read_bytes()


def test_one_at_a_time_of_those_that_share_a_lock(tmp_path: Path) -> None:
    beside = [tmp_path / "one.lock"]
    begin(tmp_path / "a", WAITING, {"seconds": 60}, beside)
    with pytest.raises(Busy):
        begin(tmp_path / "b", WAITING, {"seconds": 0}, beside)
    assert look(tmp_path / "b") is None
    with pytest.raises(Busy):
        free_one(beside)
    assert free_one([*beside, tmp_path / "two.lock"]) == tmp_path / "two.lock"
    stopped = cancel(tmp_path / "a")
    assert stopped is not None
    assert stopped.state == "cancelled"
    begin(tmp_path / "b", WAITING, {"seconds": 0}, beside)
    assert ended(tmp_path / "b").state == "done"
    assert cancel(tmp_path / "b") == look(tmp_path / "b")  # what has ended stays as it is
