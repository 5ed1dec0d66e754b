"""A write that is sent again acts once and answers the same."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.idempotency import KEPT, LEASE, Once
from api.problems import InProgress, Unprocessable
from tests.conftest import Watch

ONE = {"path": "/api/x", "arguments": {"text": "一"}}
TWO = {"path": "/api/x", "arguments": {"text": "二"}}


class Acts:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, Any]:
        self.times += 1
        return {"times": self.times}


@pytest.fixture
def acts() -> Acts:
    return Acts()


def opened(path: Path, watch: Watch) -> Once:
    return Once(path / "requests.db", watch)


def test_the_same_answer_and_one_act_also_from_another_worker(
    tmp_path: Path, watch: Watch, acts: Acts
) -> None:
    once, other = opened(tmp_path, watch), opened(tmp_path, watch)
    assert once.run("rm:M001", "key-one-1", ONE, acts) == ({"times": 1}, False)
    assert once.run("rm:M001", "key-one-1", ONE, acts) == ({"times": 1}, True)
    assert other.run("rm:M001", "key-one-1", ONE, acts) == ({"times": 1}, True)
    assert other.run("rm:M002", "key-one-1", ONE, acts) == ({"times": 2}, False), "another's key"
    assert (tmp_path / "requests.db").stat().st_mode & 0o077 == 0
    once.close()
    other.close()


def test_a_key_is_for_one_request(tmp_path: Path, watch: Watch, acts: Acts) -> None:
    once = opened(tmp_path, watch)
    once.run("rm:M001", "key-one-1", ONE, acts)
    with pytest.raises(Unprocessable, match="new one"):
        once.run("rm:M001", "key-one-1", TWO, acts)
    assert acts.times == 1
    once.close()


def test_while_it_runs_nobody_runs_it_again(tmp_path: Path, watch: Watch, acts: Acts) -> None:
    once = opened(tmp_path, watch)

    def meanwhile() -> dict[str, Any]:
        with pytest.raises(InProgress):
            once.run("rm:M001", "key-one-1", ONE, acts)
        return acts()

    assert once.run("rm:M001", "key-one-1", ONE, meanwhile) == ({"times": 1}, False)
    once.close()


def test_many_at_once_act_once(tmp_path: Path, watch: Watch, acts: Acts) -> None:
    once = opened(tmp_path, watch)
    found: list[str] = []

    def send() -> None:
        try:
            found.append(str(once.run("rm:M001", "key-one-1", ONE, acts)[0]))
        except InProgress:
            found.append("409")

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert acts.times == 1
    assert set(found) <= {"{'times': 1}", "409"}
    assert "{'times': 1}" in found
    once.close()


def test_a_write_that_failed_may_be_sent_again(tmp_path: Path, watch: Watch, acts: Acts) -> None:
    once = opened(tmp_path, watch)

    def fails() -> dict[str, Any]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once.run("rm:M001", "key-one-1", ONE, fails)
    assert once.run("rm:M001", "key-one-1", ONE, acts) == ({"times": 1}, False)
    once.close()


def test_a_lost_workers_key_is_free_after_a_while_and_all_are_gone_after_a_day(
    tmp_path: Path, watch: Watch, acts: Acts
) -> None:
    once = opened(tmp_path, watch)
    assert once._claim("rm:M001", "key-one-1", "digest") is None  # and the worker is killed
    with pytest.raises(InProgress):
        once._claim("rm:M001", "key-one-1", "digest")
    watch.pass_by(LEASE + timedelta(seconds=1))
    assert once._claim("rm:M001", "key-one-1", "digest") is None
    once.run("rm:M001", "key-two-2", ONE, acts)
    watch.pass_by(KEPT + timedelta(seconds=1))
    assert once.run("rm:M001", "key-two-2", ONE, acts) == ({"times": 2}, False)
    once.close()
