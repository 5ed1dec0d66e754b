"""Role x action x ownership, all of them, against a table that is written here anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.rates import Rates
from tests.api.bank import SECRET
from tests.conftest import linked_home

Bearer = Callable[[str], dict[str, str]]

RM, CUSTOMER, BRANCH, MARKETER, COMPLIANCE, ANALYST = (
    "rm", "customer", "manager", "marketer", "compliance", "analyst",
)  # fmt: skip
ROLES = (RM, CUSTOMER, BRANCH, MARKETER, COMPLIANCE, ANALYST)
EVERYBODY = set(ROLES)
WRITE = {"outcome": "answered"}
DRAFT = {"channel": "sms", "body": "您好，手机银行新增了到期提醒功能。"}
SEND = {"text_id": "T0", "recipients": ["{customer}"]}
REASON = {"reason": "说明"}

# Method, path, body: who may do it. Where the path names a customer, their own alone.
ACTIONS: dict[tuple[str, str], tuple[set[str], dict[str, Any] | None]] = {
    ("POST", "/api/ask"): (EVERYBODY, {"question": "理财和存款有什么区别？"}),
    ("GET", "/api/me"): (EVERYBODY, None),
    ("GET", "/api/prospects?limit=1"): ({RM, BRANCH, MARKETER, COMPLIANCE}, None),
    ("GET", "/api/customers?name=王"): ({RM, CUSTOMER, BRANCH, MARKETER, COMPLIANCE}, None),
    ("GET", "/api/customers/{customer}"): ({RM, BRANCH, COMPLIANCE}, None),
    ("GET", "/api/customers/{customer}/account"): ({RM, BRANCH, CUSTOMER}, None),
    ("GET", "/api/customers/{customer}/offers"): ({RM, BRANCH, CUSTOMER}, None),
    ("GET", "/api/customers/{customer}/contact"): ({RM, BRANCH, MARKETER, COMPLIANCE}, None),
    ("POST", "/api/customers/{customer}/feedback"): ({RM, BRANCH}, WRITE),
    ("POST", "/api/customers/{customer}/opt-out"): ({RM, BRANCH, CUSTOMER}, {"channel": "push"}),
    ("GET", "/api/passages?query=存款"): (EVERYBODY, None),
    ("GET", "/api/models"): (EVERYBODY - {CUSTOMER}, None),
    ("GET", "/api/models/wealth_30d"): (EVERYBODY - {CUSTOMER}, None),
    ("POST", "/api/texts/check"): ({RM, BRANCH, MARKETER, COMPLIANCE}, DRAFT),
    ("POST", "/api/texts"): ({RM, BRANCH, MARKETER}, DRAFT),
    ("POST", "/api/texts/T0/submit"): ({RM, BRANCH, MARKETER}, {}),
    ("GET", "/api/handoffs"): ({RM, BRANCH, COMPLIANCE}, None),
    ("GET", "/api/reviews"): ({RM, BRANCH, MARKETER, COMPLIANCE}, None),
    ("GET", "/api/reviews/R0"): ({RM, BRANCH, MARKETER, COMPLIANCE}, None),
    ("POST", "/api/reviews/R0/approve"): ({COMPLIANCE}, REASON),
    ("POST", "/api/reviews/R0/edit"): (
        {RM, BRANCH, MARKETER, COMPLIANCE},
        {**REASON, "body": "改后的全文"},
    ),
    ("POST", "/api/reviews/R0/reject"): ({COMPLIANCE}, REASON),
    ("POST", "/api/ratings"): (EVERYBODY, {"answer": 999_999, "opinion": "up"}),
    ("GET", "/api/ratings"): ({COMPLIANCE, ANALYST}, None),
    ("GET", "/api/outbox"): ({RM, BRANCH, MARKETER, COMPLIANCE}, None),
    ("POST", "/api/outbox/preview"): ({RM, BRANCH, MARKETER}, SEND),
    ("POST", "/api/outbox"): ({RM, BRANCH, MARKETER}, SEND),
    ("POST", "/api/outbox/00000000/cancel"): ({RM, BRANCH, MARKETER}, REASON),
    ("POST", "/api/outbox/00000000/settle"): (
        {RM, BRANCH, MARKETER},
        {**REASON, "outcome": "sent"},
    ),
}  # fmt: skip

ABOUT_WHAT_IS_NOT_THERE = {
    ("POST", "/api/texts/T0/submit"),
    ("GET", "/api/reviews/R0"),
    ("POST", "/api/reviews/R0/approve"),
    ("POST", "/api/reviews/R0/edit"),
    ("POST", "/api/reviews/R0/reject"),
    ("POST", "/api/ratings"),
    ("POST", "/api/outbox/preview"),
    ("POST", "/api/outbox"),
    ("POST", "/api/outbox/00000000/cancel"),
    ("POST", "/api/outbox/00000000/settle"),
}


@pytest.fixture(scope="module")
def api(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    from weiwo.assembly import assemble
    from weiwo.settings import Settings

    home = linked_home(demo_home, tmp_path_factory.mktemp("rights") / "home")
    with assemble(Settings(home=home)) as parts:
        app = create_app(parts, SECRET, web=False, rates=Rates(0, 0))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client


@pytest.fixture(scope="module")
def mine(api: TestClient) -> str:
    """A customer of M001, who sits in B-something."""
    rows = api.app.state.door.parts.toolbox.store  # type: ignore[attr-defined]
    found = rows.rows(_Owned, "owned", lambda: rows.table("prospects").order_by("customer_id"))
    _OWNED.update({one.customer_id: one for one in found})
    return next(one.customer_id for one in found if one.manager_id == "M001")


@dataclass(frozen=True)
class _Owned:
    customer_id: str
    manager_id: str
    branch_id: str


_OWNED: dict[str, _Owned] = {}


def askers(customer: str) -> dict[str, tuple[str, str | None]]:
    """Of each role whoever has the customer, and whoever has not; None where all have them."""
    owned = _OWNED[customer]
    others = [one for one in _OWNED.values() if one.branch_id != owned.branch_id]
    stranger = others[0]
    return {
        RM: (f"rm:{owned.manager_id}", f"rm:{stranger.manager_id}"),
        CUSTOMER: (f"customer:{customer}", f"customer:{stranger.customer_id}"),
        BRANCH: (f"manager:{owned.branch_id}", f"manager:{stranger.branch_id}"),
        MARKETER: ("marketer:m1", None),
        COMPLIANCE: ("compliance:c1", None),
        ANALYST: ("analyst:a1", None),
    }


def ask(api: TestClient, action: tuple[str, str], customer: str, headers: dict[str, str]) -> Any:
    method, path = action
    body = ACTIONS[action][1]
    said = None if body is None else {
        key: [customer] if value == ["{customer}"] else value for key, value in body.items()
    }  # fmt: skip
    return api.request(method, path.replace("{customer}", customer), json=said, headers=headers)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS, ids=lambda one: f"{one[0]} {one[1]}")
def test_each_role_may_what_the_table_says_and_with_its_own_alone(
    role: str, action: tuple[str, str], api: TestClient, mine: str, bearer: Bearer
) -> None:
    allowed = role in ACTIONS[action][0]
    owner, stranger = askers(mine)[role]
    found = ask(api, action, mine, bearer(owner))
    if not allowed:
        assert found.status_code == 403, found.text
    elif action in ABOUT_WHAT_IS_NOT_THERE:
        assert found.status_code == 404, "allowed, and no such text, request or message is theirs"
    else:
        assert found.status_code == 200, found.text
    if stranger is not None and "{customer}" in action[1]:
        hidden = ask(api, action, mine, bearer(stranger))
        nobody = ask(api, action, "C9999999", bearer(stranger))
        assert hidden.status_code == nobody.status_code == (404 if allowed else 403)
        assert hidden.json()["detail"].replace(mine, "C9999999") == nobody.json()["detail"]
    assert api.request(action[0], action[1]).status_code == 401, "and nobody without a token"


def test_every_operation_of_the_programs_is_in_the_table(api: TestClient) -> None:
    asked = {(method, path.partition("?")[0]) for method, path in ACTIONS}
    found = {
        (method.upper(), path)
        for path, operations in api.get("/openapi.json").json()["paths"].items()
        for method in operations
        if path.startswith("/api/") and path != "/api/personas"
    }
    assert len(found) == len(asked)
    for method, path in found:
        known = any(method == one and _fits(path, given) for one, given in asked)
        assert known, f"{method} {path} must say who may do it"


def _fits(pattern: str, path: str) -> bool:
    parts, given = pattern.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        one == other or one.startswith("{") for one, other in zip(parts, given, strict=True)
    )
