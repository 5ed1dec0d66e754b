"""The OpenAPI document is true, and nothing that follows or breaks it makes the server fail."""

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

from api.app import create_app
from api.auth import Tokens
from tests.api.bank import SECRET, FakeParts
from tools.access import parse

APP: FastAPI = create_app(FakeParts(), SECRET, web=False)
schema = schemathesis.openapi.from_asgi("/openapi.json", APP)
TOKEN = Tokens(SECRET).issue(parse("rm:M001"))


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_no_request_makes_the_server_fail(case: schemathesis.Case) -> None:
    case.call_and_validate(
        headers={"Authorization": f"Bearer {TOKEN}"},
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


def test_every_operation_says_what_it_is_and_how_it_fails() -> None:
    document = TestClient(APP).get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["description"], path
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert "application/problem+json" in response["content"], (path, status)
    asked = document["components"]["schemas"]["AskRequest"]
    assert asked["examples"]


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_loads_scripts_from_elsewhere(path: str) -> None:
    assert TestClient(APP).get(path).status_code == 404
