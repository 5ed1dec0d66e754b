"""The doors over the real parts: every question that a page offers gets an answer worth showing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import personas
from api.app import create_app
from api.suggestions import follow_ups_for, suggestions_for
from api.web.rendering import render
from api.web.views import view_of
from tests.api.bank import SECRET
from tools.access import Role, Scope
from tools.toolbox import Toolbox

Bearer = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def real(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    from weiwo.assembly import assemble
    from weiwo.settings import Settings

    home = tmp_path_factory.mktemp("answers")
    for name in ("mart", "models", "forecasters", "scores", "knowledge"):
        (home / name).symlink_to(demo_home / name)
    with (
        assemble(Settings(home=home)) as parts,
        TestClient(create_app(parts, SECRET, web=False)) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def people(real: TestClient) -> dict[Role, Scope]:
    """The first persona of each role."""
    toolbox: Toolbox = real.app.state.door.parts.toolbox  # type: ignore[attr-defined]
    found = [persona.scope for persona in personas.personas(toolbox.store)]
    return {scope.role: scope for scope in reversed(found)}


OFFERED = [(role, question) for role in Role for question in suggestions_for(role)]


@pytest.mark.parametrize(("role", "question"), OFFERED, ids=lambda value: str(value)[:14])
def test_what_the_page_suggests_is_answered_and_can_be_shown(
    role: Role, question: str, real: TestClient, people: dict[Role, Scope], bearer: Bearer
) -> None:
    headers = bearer(str(people[role]))
    response = real.post("/api/ask", json={"question": question}, headers=headers)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["decision"]["outcome"] == "answer", answer["answer"]
    assert answer["label"]
    assert answer["guard"]["verdict"] in {"pass", "advisory"}, answer["guard"]
    html = render("answer.html", view=view_of(answer), staff=role is not Role.CUSTOMER)
    assert answer["label"] in html


def test_a_managers_list_and_its_first_customer_are_shown_as_table_and_portrait(
    real: TestClient, people: dict[Role, Scope], bearer: Bearer
) -> None:
    headers = bearer(str(people[Role.RM]))
    body = {"question": "我名下哪些客户最有可能买理财？", "thread": "t"}
    found = view_of(real.post("/api/ask", json=body, headers=headers).json())
    assert found.customers is not None
    assert found.customers.scored
    assert all(row.probability.endswith("%") for row in found.customers.rows)
    assert found.customers.rows[0].reasons
    body = {"question": "看看第一位长什么样", "thread": "t"}
    shown = view_of(real.post("/api/ask", json=body, headers=headers).json())
    assert shown.portrait is not None
    assert shown.portrait.customer_id == found.customers.rows[0].customer_id
    assert len(shown.portrait.themes) == 7


def test_anothers_thread_of_the_same_name_is_another_thread(
    real: TestClient, people: dict[Role, Scope], bearer: Bearer
) -> None:
    body = {"question": "我名下哪些客户最有可能买理财？", "thread": "shared"}
    first = real.post("/api/ask", json=body, headers=bearer(str(people[Role.RM]))).json()
    body = {"question": "看看第一位长什么样", "thread": "shared"}
    other = real.post("/api/ask", json=body, headers=bearer("rm:M002")).json()
    assert first["decision"]["items"][0]["customer_id"] not in other["answer"]


def test_a_list_holds_the_askers_customers_alone(
    real: TestClient, people: dict[Role, Scope], bearer: Bearer
) -> None:
    seen = {}
    for asker in ("rm:M001", "rm:M002"):
        body = {"question": "我名下哪些客户最有可能买理财？前20位"}
        answer = real.post("/api/ask", json=body, headers=bearer(asker)).json()
        seen[asker] = {item["customer_id"] for item in answer["decision"]["items"]}
        assert {item["manager_id"] for item in answer["decision"]["items"]} == {asker[3:]}
    assert not seen["rm:M001"] & seen["rm:M002"]


_LIST = "我名下哪些客户最有可能买理财？"
_FIRST = "看看第一位长什么样"
ASKED: list[tuple[Role, tuple[str, ...]]] = [
    (Role.CUSTOMER, ("我有二十万闲钱放半年，买什么合适？",)),
    (Role.CUSTOMER, ("我有二十万闲钱放半年，买什么合适？", "为什么推荐这一只？")),
    (Role.CUSTOMER, ("我的资产现在怎么样？",)),
    (Role.CUSTOMER, ("我的资产以后会怎么变化？",)),
    (Role.CUSTOMER, ("R4的产品我可以买吗？",)),
    (Role.CUSTOMER, ("理财和存款有什么不同？",)),
    (Role.CUSTOMER, ("最近降准对我有什么影响？",)),
    (Role.RM, (_LIST,)),
    (Role.RM, ("降准之后我应该联系哪些客户？",)),
    (Role.RM, ("今天我该联系谁？",)),
    (Role.RM, (_LIST, _FIRST)),
    (Role.RM, (_LIST, "为什么是第一位？")),
    (Role.RM, (_LIST, _FIRST, "给他推荐什么产品？")),
    (Role.RM, ("客户嫌理财收益低，怎么回应比较好？",)),
    (Role.ANALYST, ("最近的营销活动效果怎么样？",)),
]


@pytest.mark.parametrize(("role", "asked"), ASKED, ids=lambda value: str(value)[-16:])
def test_what_the_page_offers_after_an_answer_is_answered_in_its_thread(
    role: Role,
    asked: tuple[str, ...],
    real: TestClient,
    people: dict[Role, Scope],
    bearer: Bearer,
) -> None:
    headers = bearer(str(people[role]))
    thread = f"after-{len(asked)}-{hash(asked)}"

    def ask(question: str, thread: str) -> dict[str, Any]:
        sent = {"question": question, "thread": thread}
        found: dict[str, Any] = real.post("/api/ask", json=sent, headers=headers).json()
        return found

    for question in asked:
        answer = ask(question, thread)
    follow_ups = follow_ups_for(role, answer)
    assert follow_ups, (answer["intent"], answer["answer"])
    for number, question in enumerate(follow_ups):
        for earlier in asked:
            ask(earlier, f"{thread}-{number}")
        found = ask(question, f"{thread}-{number}")
        assert found["decision"]["outcome"] == "answer", (question, found["answer"])


def test_nothing_is_offered_where_there_was_no_answer_or_nobody() -> None:
    def answer(outcome: str, **more: object) -> dict[str, Any]:
        return {"intent": "find_prospects", "decision": {"outcome": outcome, **more}}

    assert follow_ups_for(Role.RM, answer("answer", items=[{}]))
    assert not follow_ups_for(Role.RM, answer("answer", items=[]))
    assert not follow_ups_for(Role.RM, answer("clarify"))
    assert not follow_ups_for(Role.MARKETER, answer("answer", items=[{}]))
