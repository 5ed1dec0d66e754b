"""Role x place, all of them, against a table that is written here anew: the rest is not there."""

from collections.abc import Iterator

import httpx
import pytest

from api.web.navigation import PLACES
from tools.access import Role

RM, CUSTOMER, MANAGER, MARKETER, COMPLIANCE, ANALYST = (
    "rm:M001",
    "customer:C0000001",
    "manager:B01",
    "marketer:x",
    "compliance:x",
    "analyst:x",
)
WHO = (RM, CUSTOMER, MANAGER, MARKETER, COMPLIANCE, ANALYST)
WRITERS = {RM, MANAGER, MARKETER}
OPEN_TO = {
    "/today": {RM},
    "/review": {COMPLIANCE},
    "/studio": {MARKETER},
    "/results": {MANAGER, MARKETER},
    "/models": {ANALYST},
    "/tables": {ANALYST},
    "/effects": {ANALYST},
    "/prospects": WRITERS,
    "/write": WRITERS,
    "/submitted": WRITERS,
    "/sending": WRITERS | {COMPLIANCE},
    "/rules": {COMPLIANCE},
    "/ratings": {COMPLIANCE, ANALYST},
    "/ask": set(WHO),
}
FILES = {
    "/models/wealth_30d/card": {ANALYST, COMPLIANCE},
    "/tables/000000000000/card": {ANALYST},
    "/tables/000000000000/scores/000000000000.csv": {ANALYST},
    "/export/prospects.csv": WRITERS,
    "/export/ratings.csv": {COMPLIANCE, ANALYST},
    "/export/reviews.csv": WRITERS | {COMPLIANCE},
}


def test_the_table_is_whole() -> None:
    assert {place.path for place in PLACES} == set(OPEN_TO)
    assert {who.partition(":")[0] for who in WHO} == set(Role) - {Role.OPERATOR}


@pytest.fixture(params=WHO)
def visitor(request: pytest.FixtureRequest, address: str) -> Iterator[tuple[str, httpx.Client]]:
    with httpx.Client(base_url=address, timeout=60) as client:
        known = client.post("/session", data={"as": request.param})
        assert known.status_code == 303, known.text
        yield request.param, client


def test_places_of_others_are_not_there(visitor: tuple[str, httpx.Client]) -> None:
    who, client = visitor
    for path, whom in OPEN_TO.items():
        assert client.get(path).status_code == (200 if who in whom else 404), (who, path)


def test_files_of_others_are_refused(visitor: tuple[str, httpx.Client]) -> None:
    who, client = visitor
    for path, whom in FILES.items():
        if who not in whom:
            assert client.get(path).status_code == 403, (who, path)
    if who != ANALYST:
        assert client.post("/tables/file?name=t.csv", content=b"a,b\n1,2\n").status_code == 403


def test_nobody_is_sent_to_sign_in_or_refused(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        for path in OPEN_TO:
            assert client.get(path).status_code == 303
        for path in FILES:
            assert client.get(path).status_code == 401
        assert client.post("/tables/file?name=t.csv", content=b"a,b\n1,2\n").status_code == 401
