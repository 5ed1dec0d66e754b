from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.auth import Tokens
from tests.api.bank import SECRET, FakeParts
from tools.access import parse


@pytest.fixture
def parts() -> FakeParts:
    return FakeParts()


@pytest.fixture
def client(parts: FakeParts) -> Iterator[TestClient]:
    with TestClient(create_app(parts, SECRET, web=False), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def bearer() -> Callable[[str], dict[str, str]]:
    def header(asker: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {Tokens(SECRET).issue(parse(asker))}"}

    return header
