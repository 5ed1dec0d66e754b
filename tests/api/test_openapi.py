"""The OpenAPI document is true, and nothing that follows or breaks it makes the server fail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.auth import Tokens
from api.rates import Rates
from tests.api.bank import SECRET, FakeParts
from tests.conftest import linked_home
from tools.access import parse

APP: FastAPI = create_app(FakeParts(), SECRET, web=False)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FUZZED = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


class Behind:
    """What the schema was read from when tests were collected, and the real parts when they run."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


BEHIND = Behind(APP)
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", BEHIND)
CHECKED = SCHEMA.include(path_regex="^/api/(reviews|outbox|texts)")


@pytest.fixture(scope="module")
def real(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    from weiwo.assembly import assemble
    from weiwo.settings import Settings

    home = linked_home(demo_home, tmp_path_factory.mktemp("fuzzed") / "home")
    with assemble(Settings(home=home)) as parts:
        # What is loaded once takes longer than a request may.
        parts.ask(parse("rm:M001"), "我名下哪些客户最有可能买理财？")
        app = create_app(parts, SECRET, web=False, rates=Rates(0, 0))
        BEHIND.app = app
        yield
        BEHIND.app = APP
        app.state.door.close()


def _bearer(asker: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {Tokens(SECRET).issue(parse(asker))}"}


@SCHEMA.parametrize()
@FUZZED
@pytest.mark.usefixtures("real")
def test_no_managers_request_makes_the_server_fail(case: schemathesis.Case) -> None:
    case.call_and_validate(headers=_bearer("rm:M001"), checks=CHECKS)


@CHECKED.parametrize()
@FUZZED
@pytest.mark.usefixtures("real")
def test_no_checkers_request_makes_the_server_fail(case: schemathesis.Case) -> None:
    case.call_and_validate(headers=_bearer("compliance:c1"), checks=CHECKS)


def test_every_operation_says_what_it_is_and_how_it_fails() -> None:
    document = TestClient(APP).get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], path
            assert operation["description"], path
            if path.startswith("/api/") and path != "/api/personas":
                assert operation["security"], path
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert "application/problem+json" in response["content"], (path, status)
            if method == "post":
                body = operation["requestBody"]["content"]["application/json"]["schema"]
                name = body["$ref"].rpartition("/")[2]
                assert _has_examples(document["components"]["schemas"][name]), name


def _has_examples(schema: dict[str, Any]) -> bool:
    fields = schema["properties"].values()
    return "examples" in schema or any("examples" in field for field in fields)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_loads_scripts_from_elsewhere(path: str) -> None:
    assert TestClient(APP).get(path).status_code == 404
