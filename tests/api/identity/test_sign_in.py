"""A browser signs in at a real provider: code, PKCE, state, nonce; and each way it must not."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.auth import Tokens, Unauthorized
from api.door import Door
from api.identity.identity import Identity
from api.identity.sign_in import SESSION
from tests.api.bank import SECRET, FakeParts
from tests.api.identity.provider import Provider
from tools.access import parse

BACK = "https://weiwo.bank.example/session/oidc/callback"


@pytest.fixture
def browser(identity: Identity, issuer: Provider) -> Iterator[TestClient]:
    app = create_app(FakeParts(demo=False, dev=False), SECRET, web=False, identity=identity)
    issuer.client.redirect = BACK
    with TestClient(
        app,
        base_url="https://weiwo.bank.example",
        follow_redirects=False,
        raise_server_exceptions=False,
    ) as client:
        yield client


def door(browser: TestClient) -> Door:
    found: Door = browser.app.state.door  # type: ignore[attr-defined]
    return found


def at_provider(browser: TestClient) -> str:
    """The address that the provider sends the browser back to."""
    begun = browser.get("/session/oidc")
    assert begun.status_code == 303
    answered = httpx.get(begun.headers["location"], follow_redirects=False)
    assert answered.status_code == 302, answered.text
    return answered.headers["location"]


def test_whoever_the_provider_knows_is_signed_in_as_the_rules_say(browser: TestClient) -> None:
    assert browser.get("/sign-in").headers["location"] == "/session/oidc"
    asked = browser.get("/session/oidc")
    query = parse_qs(urlsplit(asked.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == [BACK]
    cookie = asked.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=lax" in cookie
    ended = browser.get(at_provider(browser))
    assert ended.status_code == 200, ended.text
    (session,) = [c for c in ended.headers.get_list("set-cookie") if c.startswith(SESSION)]
    for part in ("HttpOnly", "SameSite=strict", "Secure"):
        assert part in session
    token = browser.cookies[SESSION]
    assert str(door(browser).admitted(door(browser).sessions, token)) == "rm:M001"
    door(browser).ended.end(token)
    with pytest.raises(Unauthorized):
        door(browser).admitted(door(browser).sessions, token)


def test_a_session_opens_no_programs_door_and_a_development_session_none(
    browser: TestClient,
) -> None:
    browser.get(at_provider(browser))
    token = browser.cookies[SESSION]
    found = browser.get("/api/me", headers={"Authorization": f"Bearer {token}"})
    assert found.status_code == 401
    own = Tokens(SECRET, "web").issue(parse("rm:M001"))
    with pytest.raises(Unauthorized):
        door(browser).admitted(door(browser).sessions, own)


def test_a_code_is_taken_once_and_only_in_the_browser_that_began(browser: TestClient) -> None:
    back = at_provider(browser)
    with TestClient(browser.app, base_url="https://weiwo.bank.example") as other:
        assert other.get(back).status_code == 401
    changed = back.replace("state=", "state=x")
    assert browser.get(changed).status_code == 401
    assert browser.get(back).status_code == 200
    assert browser.get(back).status_code == 401
    again = at_provider(browser)
    browser.get(again)
    assert browser.get(again).status_code == 401


def test_without_the_verifier_a_stolen_code_is_worth_nothing(
    browser: TestClient, issuer: Provider
) -> None:
    stolen = parse_qs(urlsplit(at_provider(browser)).query)["code"][0]
    own = parse_qs(urlsplit(at_provider(browser)).query)
    found = browser.get("/session/oidc/callback", params={"code": stolen, "state": own["state"][0]})
    assert found.status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"iss": "https://other.example"},
        {"azp": "another"},
        {"exp": 1},
    ],
    ids=str,
)
def test_an_id_token_of_another_sign_in_signs_nobody_in(
    wrong: dict[str, object], browser: TestClient, issuer: Provider
) -> None:
    issuer.id_token.update(wrong)
    found = browser.get(at_provider(browser))
    assert found.status_code == 401
    assert SESSION not in browser.cookies


def test_a_refusal_at_the_provider_and_an_account_without_a_role_are_pages(
    browser: TestClient, issuer: Provider
) -> None:
    state = parse_qs(urlsplit(at_provider(browser)).query)["state"][0]
    refused = browser.get(
        "/session/oidc/callback", params={"state": state, "error": "access_denied"}
    )
    assert refused.status_code == 401
    assert refused.headers["content-type"].startswith("text/html")
    issuer.user = {"sub": "u-2", "groups": []}
    found = browser.get(at_provider(browser))
    assert found.status_code == 403
    assert SESSION not in browser.cookies
    issuer.user = {"kind": "customer", "customer_no": "C9999999"}
    assert browser.get(at_provider(browser)).status_code == 401


def test_a_demo_bank_keeps_its_own_page_beside_the_provider(identity: Identity) -> None:
    app = create_app(FakeParts(), SECRET, web=False, identity=identity)
    with TestClient(app, follow_redirects=False) as client:
        assert client.get("/sign-in").status_code == 404, "the workbench's page, not served here"
        headers = {"Authorization": f"Bearer {Tokens(SECRET).issue(parse('rm:M001'))}"}
        assert client.get("/api/me", headers=headers).status_code == 200
