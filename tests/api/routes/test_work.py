"""A day's work through the API, on real parts: lists, customers, texts, release, sending."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.api.bank import SECRET
from tests.conftest import linked_home
from tests.tools.writing_desk import CLEAN, DOUBTFUL, FORBIDDEN

Bearer = Callable[[str], dict[str, str]]
RM, OTHER, CHECKER = "rm:M001", "rm:M002", "compliance:zhao"


@pytest.fixture(scope="module")
def api(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    from weiwo.assembly import assemble
    from weiwo.settings import Settings

    home = linked_home(demo_home, tmp_path_factory.mktemp("work") / "home")
    with (
        assemble(Settings(home=home)) as parts,
        TestClient(create_app(parts, SECRET, web=False)) as client,
    ):
        yield client


@pytest.fixture
def mine(api: TestClient, bearer: Bearer) -> str:
    found = api.get("/api/prospects", params={"limit": 1}, headers=bearer(RM)).json()
    return str(found["items"][0]["customer_id"])


def test_prospects_come_a_page_at_a_time_each_once(api: TestClient, bearer: Bearer) -> None:
    query: dict[str, Any] = {"category": "wealth", "limit": 7}
    seen: list[str] = []
    pages = 0
    while True:
        found = api.get("/api/prospects", params=query, headers=bearer(RM)).json()
        seen += [item["customer_id"] for item in found["items"]]
        pages += 1
        if found["next"] is None:
            break
        query["cursor"] = found["next"]
    assert pages > 1
    assert len(seen) == len(set(seen)) == min(found["matching"], 100)
    whole = api.get(
        "/api/prospects", params={"category": "wealth", "limit": 100}, headers=bearer(RM)
    ).json()
    assert seen == [item["customer_id"] for item in whole["items"]]
    other = {**query, "category": "fund"}
    assert api.get("/api/prospects", params=other, headers=bearer(RM)).status_code == 400
    query["cursor"] = "bm9uc2Vuc2U"
    assert api.get("/api/prospects", params=query, headers=bearer(RM)).status_code == 400


def test_a_customer_is_read_by_their_own_and_by_nobody_else(
    api: TestClient, bearer: Bearer, mine: str
) -> None:
    for part in ("", "/account", "/offers", "/contact"):
        found = api.get(f"/api/customers/{mine}{part}", headers=bearer(RM))
        assert found.status_code == 200, found.text
        assert found.headers["cache-control"] == "no-store"
        hidden = api.get(f"/api/customers/{mine}{part}", headers=bearer(OTHER))
        nobody = api.get(f"/api/customers/C9999999{part}", headers=bearer(OTHER))
        assert hidden.status_code == nobody.status_code == 404
        assert hidden.json()["detail"].replace(mine, "C9999999") == nobody.json()["detail"]
    own = api.get(f"/api/customers/{mine}/account", headers=bearer(f"customer:{mine}"))
    assert own.json()["customer_id"] == mine
    assert api.get(f"/api/customers/{mine}", headers=bearer(f"customer:{mine}")).status_code == 403


def test_an_outcome_sent_twice_is_kept_once(api: TestClient, bearer: Bearer, mine: str) -> None:
    headers = {**bearer(RM), "Idempotency-Key": "5a2f9c1e-0001"}
    url, body = f"/api/customers/{mine}/feedback", {"outcome": "interested", "note": "想了解理财"}
    first, again = (api.post(url, json=body, headers=headers) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    ledger = api.app.state.door.parts.toolbox.ledger  # type: ignore[attr-defined]
    assert len(ledger.feedback([mine])) == 1
    other = api.post(url, json={**body, "outcome": "answered"}, headers=headers)
    assert other.status_code == 422
    assert api.post(url, json=body, headers={**headers, "Idempotency-Key": "x"}).status_code == 422


def test_a_text_waits_for_another_persons_release(
    api: TestClient, bearer: Bearer, mine: str
) -> None:
    checked = api.post(
        "/api/texts/check", json={"channel": "sms", "body": FORBIDDEN}, headers=bearer(RM)
    ).json()
    assert checked["verdict"] == "violation"
    assert checked["findings"][0]["law"]
    body = {"channel": "sms", "body": DOUBTFUL}
    text = api.post("/api/texts", json=body, headers=bearer(RM)).json()
    url = f"/api/texts/{text['text_id']}/submit"
    assert api.post(url, json={"recipients": [mine]}, headers=bearer(OTHER)).status_code == 404
    asked = api.post(url, json={"recipients": [mine]}, headers=bearer(RM)).json()
    review = f"/api/reviews/{asked['review_id']}"
    assert api.get(review, headers=bearer(CHECKER)).json()["state"] == "waiting"
    assert api.get(review, headers=bearer(OTHER)).status_code == 404
    yes = {"reason": "有评选通知", "evidence": "评选通知2026-07"}
    assert api.post(f"{review}/approve", json=yes, headers=bearer(RM)).status_code == 403
    edit = {"body": DOUBTFUL.replace("连续三年", "连续两年"), "reason": "按通知改"}
    edited = api.post(f"{review}/edit", json=edit, headers=bearer(CHECKER)).json()
    assert edited["state"] == "waiting"
    review = f"/api/reviews/{edited['review_id']}"
    own = api.post(f"{review}/approve", json=yes, headers=bearer(CHECKER))
    assert own.status_code == 403, "maker is not checker"
    done = api.post(f"{review}/approve", json=yes, headers=bearer("compliance:qian"))
    assert done.json()["state"] == "approved"
    late = api.post(f"{review}/approve", json=yes, headers=bearer("compliance:qian"))
    assert late.status_code == 400


def test_the_queue_comes_a_page_at_a_time_each_role_its_own(
    api: TestClient, bearer: Bearer, mine: str
) -> None:
    for number in range(5):
        body = {"channel": "sms", "body": DOUBTFUL.replace("同业", f"第{number}届同业")}
        text = api.post("/api/texts", json=body, headers=bearer(RM)).json()["text_id"]
        api.post(f"/api/texts/{text}/submit", json={"recipients": [mine]}, headers=bearer(RM))
    seen: list[str] = []
    query: dict[str, Any] = {"state": "all", "limit": 2}
    while True:
        page = api.get("/api/reviews", params=query, headers=bearer(CHECKER)).json()
        seen += [item["review_id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len(seen) == len(set(seen)) >= 5
    theirs = api.get("/api/reviews", params={"state": "all"}, headers=bearer(OTHER)).json()
    assert theirs == {"items": [], "next": None}
    assert api.get("/api/reviews", headers=bearer("analyst:a1")).status_code == 403


def test_a_message_is_queued_once_and_can_be_stopped(api: TestClient, bearer: Bearer) -> None:
    found = api.get("/api/prospects", params={"limit": 50}, headers=bearer(RM)).json()["items"]
    text = api.post(
        "/api/texts", json={"channel": "sms", "body": CLEAN}, headers=bearer(RM)
    ).json()["text_id"]
    send = {"text_id": text, "recipients": [item["customer_id"] for item in found]}
    shown = api.post("/api/outbox/preview", json=send, headers=bearer(RM)).json()
    assert all(item["why"] or item["allowed"] for item in shown["items"])
    assert api.get("/api/outbox", headers=bearer(RM)).json()["items"] == []
    headers = {**bearer(RM), "Idempotency-Key": "queue-0001"}
    done, again = (api.post("/api/outbox", json=send, headers=headers).json() for _ in range(2))
    assert done == again
    queued = [item["key"] for item in done["items"] if item["key"]]
    assert queued
    listed = api.get("/api/outbox", params={"limit": 100}, headers=bearer(RM)).json()["items"]
    assert sorted(item["key"] for item in listed) == sorted(queued)
    stop = f"/api/outbox/{queued[0]}/cancel"
    assert api.post(stop, json={"reason": "说错了"}, headers=bearer(CHECKER)).status_code == 403
    assert api.post(stop, json={"reason": "说错了"}, headers=bearer(OTHER)).status_code == 404
    assert (
        api.post(stop, json={"reason": "说错了"}, headers=bearer(RM)).json()["state"] == "cancelled"
    )
    assert api.post("/api/outbox", json=send, headers=bearer(CHECKER)).status_code == 403


def test_documents_models_and_names(api: TestClient, bearer: Bearer, mine: str) -> None:
    query = {"query": "降准对存款有什么影响", "top_k": 3}
    found = api.get("/api/passages", params=query, headers=bearer("customer:C0000001")).json()
    assert found["items"]
    labels = {item["document"] for item in found["items"]}
    assert labels
    models = api.get("/api/models", headers=bearer("analyst:a1")).json()
    assert {"wealth_30d", "attrition_60d"} <= {model["name"] for model in models}
    card = api.get("/api/models/wealth_30d", headers=bearer("analyst:a1")).json()
    assert card["limits"]
    assert api.get("/api/models/none", headers=bearer("analyst:a1")).status_code == 404
    assert api.get("/api/models", headers=bearer(f"customer:{mine}")).status_code == 403
    named = api.get("/api/customers", params={"name": mine}, headers=bearer(RM)).json()
    assert named["id"] == mine


def test_what_was_asked_is_in_the_audit_chain(api: TestClient, bearer: Bearer, mine: str) -> None:
    ledger = api.app.state.door.parts.toolbox.ledger  # type: ignore[attr-defined]
    after = ledger.end().seq
    api.get(f"/api/customers/{mine}", headers=bearer(RM))
    (record,) = ledger.records("tool_call", after)
    assert record.payload["asker"] == RM
    assert record.payload["tool"] == "customer_profile"
    assert record.payload["door"] == "api"
    assert not ledger.verify().breaks
