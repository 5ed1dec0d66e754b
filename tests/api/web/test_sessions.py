"""Signing in: a signed cookie, only where development tokens work, only from our own page."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.auth import Tokens, Unauthorized
from api.door import Door
from api.web import sessions
from tests.api.bank import SECRET, FakeParts
from tools.access import parse


def opened(parts: FakeParts) -> TestClient:
    app = create_app(parts, SECRET, web=False)
    app.include_router(sessions.router)
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def browser() -> Iterator[TestClient]:
    with opened(FakeParts()) as client:
        yield client


def test_the_page_offers_people_of_every_role(browser: TestClient) -> None:
    response = browser.get("/sign-in")
    assert response.status_code == 200
    for words in ("李敏", "赵刚", "王秀英", "总行", "营销经理", "合规专员", "模拟银行"):
        assert words in response.text
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_signing_in_sets_a_signed_cookie_that_scripts_cannot_read(browser: TestClient) -> None:
    response = browser.post("/session", data={"as": "rm:M001"})
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    token = response.cookies[sessions.COOKIE]
    assert Tokens(SECRET, "web").read(token) == parse("rm:M001")


def test_a_browsers_cookie_is_no_token_for_programs(browser: TestClient) -> None:
    browser.post("/session", data={"as": "rm:M001"})
    assert browser.get("/api/me").status_code == 401
    token = browser.cookies[sessions.COOKIE]
    assert browser.get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize(
    ("who", "status", "words"),
    [
        ("rm:M999", 404, "没有找到"),
        ("customer:C0000009", 404, "没有找到"),
        ("king:M001", 400, "不是有效的身份"),
        ("operator:root", 400, "不是有效的身份"),
        ("", 400, "不是有效的身份"),
        ("<script>alert(1)</script>", 400, "不是有效的身份"),
        ("rm:" + "x" * 500, 404, "没有找到"),
    ],
)
def test_nobody_else_signs_in(who: str, status: int, words: str, browser: TestClient) -> None:
    response = browser.post("/session", data={"as": who})
    assert response.status_code == status
    assert words in response.text
    assert "<script>alert" not in response.text
    assert sessions.COOKIE not in response.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_sites_form_changes_nothing(headers: dict[str, str], browser: TestClient) -> None:
    for path in ("/session", "/session/end"):
        response = browser.post(path, data={"as": "rm:M001"}, headers=headers)
        assert response.status_code == 403
        assert "set-cookie" not in response.headers


def test_our_own_form_is_heard(browser: TestClient) -> None:
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/session", data={"as": "rm:M001"}, headers=own).status_code == 303


def test_signing_out_takes_the_cookie_away(browser: TestClient) -> None:
    browser.post("/session", data={"as": "rm:M001"})
    response = browser.post("/session/end")
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in")
    assert sessions.COOKIE not in browser.cookies


def test_a_session_that_was_signed_out_of_is_over_wherever_its_token_still_is(
    browser: TestClient,
) -> None:
    door: Door = browser.app.state.door  # type: ignore[attr-defined]
    browser.post("/session", data={"as": "rm:M001"})
    token = browser.cookies[sessions.COOKIE]
    assert door.admitted(door.sessions, token) == parse("rm:M001")
    browser.post("/session/end")
    with pytest.raises(Unauthorized, match="signed out"):
        door.admitted(door.sessions, token)


def test_a_banks_own_home_has_no_sign_in_by_name() -> None:
    with opened(FakeParts(demo=False, dev=False)) as client:
        page = client.get("/sign-in").text
        assert "WEIWO_DEV=1" in page
        assert "李敏" not in page
        assert client.post("/session", data={"as": "rm:M001"}).status_code == 401
    with opened(FakeParts(demo=False, dev=True)) as client:
        assert "李敏" not in client.get("/sign-in").text
        assert client.post("/session", data={"as": "rm:M001"}).status_code == 303


def test_a_home_without_data_says_what_to_run() -> None:
    parts = FakeParts()
    parts.toolbox.ready = False
    with opened(parts) as client:
        assert "weiwo demo" in client.get("/sign-in").text
        response = client.post("/session", data={"as": "rm:M001"})
        assert response.status_code == 503
        assert response.headers["content-type"].startswith("text/html")
        assert "数据还没有准备好" in response.text
