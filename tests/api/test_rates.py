"""How often one may ask: per asker and per address, in problem details with Retry-After."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.auth import Tokens
from api.problems import TooMany
from api.rates import Rate, Rates
from tests.api.bank import SECRET, FakeParts
from tools.access import parse


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(rate: Rate, name: str, tries: int) -> int:
    done = 0
    for _ in range(tries):
        try:
            rate.take(name)
        except TooMany:
            continue
        done += 1
    return done


def test_half_a_minutes_allowance_at_once_then_as_it_fills() -> None:
    clock = Clock()
    rate = Rate(60, "one asker", clock)
    assert taken(rate, "rm:M001", 100) == 30
    assert taken(rate, "rm:M002", 100) == 30, "another's is another's"
    with pytest.raises(TooMany, match="60 requests a minute") as raised:
        rate.take("rm:M001")
    assert raised.value.wait == 1
    clock.now += 5
    assert taken(rate, "rm:M001", 100) == 5
    clock.now += 3600
    assert taken(rate, "rm:M001", 100) == 30, "never more than it holds"


def test_over_an_hour_no_more_than_the_allowance() -> None:
    clock, done = Clock(), 0
    rate = Rate(120, "one asker", clock)
    for _ in range(3600):
        done += taken(rate, "a", 10)
        clock.now += 1
    assert done <= 120 * 60 + 60


def test_too_many_is_a_problem_that_says_when_to_come_back() -> None:
    app = create_app(FakeParts(), SECRET, web=False, rates=Rates(4, 0, Clock()))
    headers = {
        name: {"Authorization": f"Bearer {Tokens(SECRET).issue(parse(name))}"}
        for name in ("rm:M001", "rm:M002")
    }
    with TestClient(app) as client:
        found = [client.get("/api/me", headers=headers["rm:M001"]) for _ in range(3)]
        assert [one.status_code for one in found] == [200, 200, 429]
        assert found[2].headers["content-type"] == "application/problem+json"
        assert found[2].headers["retry-after"] == "15"
        assert client.get("/api/me", headers=headers["rm:M002"]).status_code == 200
        assert client.get("/healthz").status_code == 200, "whoever watches is not counted"


def test_an_address_that_guesses_tokens_is_stopped() -> None:
    app = create_app(FakeParts(), SECRET, web=False, rates=Rates(0, 20, Clock()))
    with TestClient(app) as client:
        found = [
            client.get("/api/me", headers={"Authorization": f"Bearer guess{n}"}).status_code
            for n in range(12)
        ]
    assert found == [401] * 10 + [429] * 2
