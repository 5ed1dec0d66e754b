"""OWASP's API Security Top 10 of 2023, one by one: what each would be here, and that it is not.

What has a module of its own is only named: ownership in ``test_rights``, tokens in ``test_auth``
and ``identity/``, limits in ``test_rates``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.auth import Tokens
from api.identity.provider import Provider
from api.limits import MAX_BODY
from api.rates import Rates
from home.errors import WeiwoError
from tests.api.bank import SECRET
from tests.conftest import linked_home
from tests.tools.writing_desk import CLEAN
from tools.access import parse

Bearer = Callable[[str], dict[str, str]]
RM, OTHER = "rm:M001", "rm:M002"


@pytest.fixture(scope="module")
def api(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    from weiwo.assembly import assemble
    from weiwo.settings import Settings

    home = linked_home(demo_home, tmp_path_factory.mktemp("owasp") / "home")
    with assemble(Settings(home=home)) as parts:
        app = create_app(parts, SECRET, web=False, rates=Rates(0, 0))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client


def test_api1_objects_of_others_do_not_exist(api: TestClient, bearer: Bearer) -> None:
    """Texts, messages and threads; customers and requests are in ``test_rights``."""
    mine = api.get("/api/prospects?limit=1", headers=bearer(RM)).json()["items"][0]["customer_id"]
    draft = {"channel": "sms", "body": CLEAN}
    text = api.post("/api/texts", json=draft, headers=bearer(RM)).json()["text_id"]
    send = {"text_id": text, "recipients": [mine]}
    assert api.post("/api/outbox/preview", json=send, headers=bearer(OTHER)).status_code == 404
    ask = {"question": f"看看客户{mine}", "thread": "t"}
    api.post("/api/ask", json=ask, headers=bearer(RM))
    ask = {"question": "他有多少资产？", "thread": "t"}
    theirs = api.post("/api/ask", json=ask, headers=bearer(OTHER)).json()
    assert mine not in str(theirs)


def test_api2_nothing_but_a_good_token_is_somebody(api: TestClient) -> None:
    web = Tokens(SECRET, "web").issue(parse(RM))
    for header in ("", "Bearer", f"Bearer {web}", "Basic cm06TTAwMQ==", f"Token {web}"):
        assert api.get("/api/me", headers={"Authorization": header}).status_code == 401
    api.cookies.set("weiwo_session", web)
    assert api.get("/api/me").status_code == 401, "a cookie opens no program's door"
    api.cookies.clear()
    assert api.get(f"/api/me?access_token={web}").status_code == 401


def test_api3_no_more_of_an_object_is_shown_or_taken_than_there_should_be(
    api: TestClient, bearer: Bearer
) -> None:
    found = api.get("/api/prospects?limit=5", headers=bearer("marketer:m1")).json()["items"]
    assert all(item["name"].endswith("**") for item in found)
    mine = api.get("/api/prospects?limit=1", headers=bearer(RM)).json()["items"][0]["customer_id"]
    profile = api.get(f"/api/customers/{mine}", headers=bearer(RM)).text
    assert "id_number" not in profile
    assert "phone" not in profile
    more = {"outcome": "answered", "by": "manager:B00", "at": "2020-01-01"}
    url = f"/api/customers/{mine}/feedback"
    assert api.post(url, json=more, headers=bearer(RM)).status_code == 422
    draft = {"channel": "sms", "body": CLEAN, "verdict": "pass", "engine": "human"}
    assert api.post("/api/texts", json=draft, headers=bearer(RM)).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/ask", {"question": "长" * 4001}, 422),
        ("POST", "/api/ask", {"question": "长" * MAX_BODY}, 413),
        ("GET", "/api/prospects?limit=101", None, 422),
        ("GET", "/api/passages?query=a&top_k=51", None, 422),
        ("GET", "/api/reviews?limit=100000", None, 422),
        ("POST", "/api/outbox", {"text_id": "T", "recipients": ["C1"] * 5001}, 422),
        ("POST", "/api/texts/check", {"channel": "sms", "body": "字" * 5001}, 422),
        ("GET", f"/api/reviews?cursor={'x' * 501}", None, 422),
    ],
    ids=lambda value: str(value)[:30],
)
def test_api4_what_one_request_may_cost_is_bounded(
    method: str, path: str, body: Any, status: int, api: TestClient, bearer: Bearer
) -> None:
    assert api.request(method, path, json=body, headers=bearer(RM)).status_code == status


def test_api5_a_function_of_another_role_is_refused_whatever_is_claimed(
    api: TestClient, bearer: Bearer
) -> None:
    """Every role at every route is in ``test_rights``."""
    headers = {**bearer(RM), "X-Role": "compliance", "X-Forwarded-User": "compliance:c1"}
    yes = {"reason": "通过"}
    assert api.post("/api/reviews/R1/approve", json=yes, headers=headers).status_code == 403
    headers |= {"X-HTTP-Method-Override": "DELETE"}
    assert api.get("/api/me", headers=headers).json()["asker"] == RM


def test_api6_sending_cannot_be_driven_past_its_rules(api: TestClient, bearer: Bearer) -> None:
    """Caps and quiet hours hold however fast a program asks; the same message is one message."""
    found = api.get("/api/prospects?limit=50", headers=bearer(RM)).json()["items"]
    customers = [item["customer_id"] for item in found]
    draft = {"channel": "sms", "body": CLEAN.replace("到期", "账单")}
    text = api.post("/api/texts", json=draft, headers=bearer(RM)).json()["text_id"]
    send = {"text_id": text, "recipients": customers}
    keys = set()
    for _ in range(3):
        done = api.post("/api/outbox", json=send, headers=bearer(RM)).json()
        keys.add(tuple(item["key"] for item in done["items"]))
    assert len(keys) == 1
    assert any(item["state"] == "refused" for item in done["items"]), "no consent, no message"


def test_api7_no_address_of_a_callers_is_ever_fetched(api: TestClient) -> None:
    schemas = api.get("/openapi.json").json()["components"]["schemas"]
    taken = [name for name in schemas if name in _bodies(api)]
    assert taken
    for name in taken:
        for field, schema in schemas[name].get("properties", {}).items():
            assert "format" not in schema or schema["format"] not in {"uri", "url"}, (name, field)
            assert not {"url", "uri", "callback", "webhook", "href"} & set(field.split("_"))


def _bodies(api: TestClient) -> set[str]:
    found = set()
    for operations in api.get("/openapi.json").json()["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found.add(content["schema"].get("$ref", "").rpartition("/")[2])
    return found - {""}


def test_api8_nothing_is_left_open_by_default(api: TestClient, bearer: Bearer) -> None:
    found = api.get("/api/me", headers={**bearer(RM), "Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in found.headers
    assert found.headers["cache-control"] == "no-store"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in found.headers
    assert api.request("TRACE", "/api/me", headers=bearer(RM)).status_code == 405
    missing = api.get("/api/customers/%2e%2e%2fsecret.key", headers=bearer(RM))
    assert missing.status_code == 404
    assert "Traceback" not in missing.text
    for path in ("/docs", "/redoc", "/debug", "/.env", "/secret.key", "/api/../secret.key"):
        assert api.get(path).status_code == 404, path


def test_api9_what_is_served_is_written_down(api: TestClient) -> None:
    known = set(api.get("/openapi.json").json()["paths"])
    assert "/api/reviews/{review_id}/approve" in known
    for guess in ("/api/v0/ask", "/api/v2/ask", "/v2/models", "/api/admin", "/beta/api/ask"):
        assert api.get(guess).status_code == 404, guess


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"issuer": "https://evil.example"},
        {"issuer": "https://idp.bank.example"},
        {
            "issuer": "https://idp.bank.example",
            "authorization_endpoint": "https://idp.bank.example/a",
            "token_endpoint": "http://evil.example/t",
            "jwks_uri": "https://idp.bank.example/k",
        },
    ],
    ids=str,
)
def test_api10_what_other_systems_say_is_checked_too(
    said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the identity provider's; a text model's words are in ``tests/agents/test_llm_path``,
    documents that give orders in ``test_poisoned_documents``, gateways in ``tests/tools/outreach``.
    """

    def get(address: str, **_: Any) -> httpx.Response:
        return httpx.Response(200, json=said, request=httpx.Request("GET", address))

    monkeypatch.setattr(httpx, "get", get)
    with pytest.raises(WeiwoError):
        _ = Provider("https://idp.bank.example").addresses
