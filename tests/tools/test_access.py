"""Role x action x ownership: whose rows anybody sees, and that others' do not exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from home.errors import BadInput, NotFound, RefusedByPolicy, WeiwoError
from tests.conftest import linked_home
from tools.access import Role, Scope, parse, subtree, verify
from tools.catalogue import TOOLS, Tool, call
from tools.toolbox import Toolbox

SUBJECTS = {
    Role.RM: ["M001", "M002", "M009"],
    Role.CUSTOMER: ["C0000001", "C0000042"],
    Role.MANAGER: ["B00", "B01", "B03"],
    Role.MARKETER: ["李"],
    Role.COMPLIANCE: ["赵"],
    Role.ANALYST: ["钱"],
    Role.OPERATOR: ["ops"],
}
SCOPES = [Scope(role, subject) for role, subjects in SUBJECTS.items() for subject in subjects]

# A call about one customer, for each tool that can be asked about one.
ABOUT_ONE: dict[str, dict[str, object]] = {
    "customer_profile": {},
    "my_account": {},
    "my_changes": {},
    "my_holdings": {},
    "my_gains": {},
    "my_spending": {},
    "next_best_offer": {},
    "explain_decision": {},
    "check_suitability": {"risk_level": "R3"},
    "contact_permission": {},
    "forecast": {},
    "record_feedback": {"outcome": "answered"},
    "opt_out": {},
}
# A call that lists customers, for each tool that does.
LISTING: dict[str, dict[str, object]] = {
    "find_prospects": {"top_k": 30},
    "event_leads": {"topic": "降准", "top_k": 30},
    "my_day": {"top_k": 20},
    "forecast": {"metric": "maturity", "horizon_days": 60},
}


@dataclass(frozen=True)
class Owner:
    customer_id: str
    name: str
    manager_id: str
    branch_id: str


@pytest.fixture(scope="module")
def toolbox(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Toolbox]:
    """With a ledger of this module's own: some of the calls write."""
    opened = Toolbox(linked_home(demo_home, tmp_path_factory.mktemp("access") / "home"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def owners(toolbox: Toolbox) -> dict[str, Owner]:
    store = toolbox.store
    rows = store.rows(Owner, "owners", lambda: store.table("prospects").order_by("customer_id"))
    return {row.customer_id: row for row in rows}


def owns(toolbox: Toolbox, scope: Scope, owner: Owner) -> bool:
    """Written anew from the design, on the plain table, not from the code under test."""
    match scope.role:
        case Role.RM:
            return owner.manager_id == scope.subject
        case Role.CUSTOMER:
            return owner.customer_id == scope.subject
        case Role.MANAGER:
            return scope.subject in ("B00", owner.branch_id)
        case Role.MARKETER | Role.COMPLIANCE:
            return True
    return False


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_rows_are_those_of_the_asker(
    toolbox: Toolbox, owners: dict[str, Owner], scope: Scope
) -> None:
    view = toolbox.view(scope)
    seen = {row.customer_id for row in view.rows(Owner, "seen", view.customers)}
    assert seen == {key for key, owner in owners.items() if owns(toolbox, scope, owner)}
    for table in ("positions", "contacts", "scores", "customers", "balances"):
        rows = view.rows(_Id, ("ids", table), lambda t=table: view.table(t).distinct())  # type: ignore[misc]
        assert {row.customer_id for row in rows} <= seen
        assert not {"phone", "id_number"} & set(view.table(table).columns)


@dataclass(frozen=True)
class _Id:
    customer_id: str


@settings(max_examples=120, deadline=None)
@given(
    tool=st.sampled_from([tool for tool in TOOLS if tool.name in ABOUT_ONE]),
    scope=st.sampled_from(SCOPES),
    data=st.data(),
)
def test_anothers_customer_does_not_exist(
    toolbox: Toolbox, owners: dict[str, Owner], tool: Tool, scope: Scope, data: st.DataObject
) -> None:
    wanted = data.draw(st.sampled_from(sorted(owners)))
    outcome = _attempt(toolbox, scope, tool, wanted)
    if scope.role not in tool.roles:
        assert outcome[0] is RefusedByPolicy
    elif owns(toolbox, scope, owners[wanted]):
        assert outcome[0] is None, outcome
    else:
        assert outcome[0] is NotFound
        nobody = _attempt(toolbox, scope, tool, "C9999999")
        assert outcome[1].replace(wanted, "?") == nobody[1].replace("C9999999", "?")


def _attempt(
    toolbox: Toolbox, scope: Scope, tool: Tool, customer_id: str
) -> tuple[type[WeiwoError] | None, str]:
    arguments = {"customer_id": customer_id, **ABOUT_ONE[tool.name]}
    try:
        call(toolbox, scope, tool.name, arguments, key=f"{scope}/{customer_id}/{tool.name}")
    except WeiwoError as error:
        return type(error), str(error)
    return None, ""


@pytest.mark.parametrize("scope", SCOPES, ids=str)
@pytest.mark.parametrize("name", sorted(LISTING))
def test_a_list_names_the_askers_customers_only(
    toolbox: Toolbox, owners: dict[str, Owner], scope: Scope, name: str
) -> None:
    tool = next(tool for tool in TOOLS if tool.name == name)
    if scope.role not in tool.roles:
        with pytest.raises(RefusedByPolicy):
            call(toolbox, scope, name, LISTING[name])
        return
    result = call(toolbox, scope, name, LISTING[name])
    named = set(_customer_ids(result))
    assert all(owns(toolbox, scope, owners[key]) for key in named)
    if scope.role is Role.MARKETER:
        full = {owner.name for owner in owners.values()}
        assert not full & set(_names(result))


def _walk(value: object) -> list[object]:
    from dataclasses import fields, is_dataclass

    if isinstance(value, tuple | list):
        return [found for part in value for found in _walk(part)]
    if is_dataclass(value):
        parts = [getattr(value, field.name) for field in fields(value)]
        return [value, *(found for part in parts for found in _walk(part))]
    return []


def _customer_ids(result: object) -> list[str]:
    return [found for part in _walk(result) if (found := getattr(part, "customer_id", None))]


def _names(result: object) -> list[str]:
    with_customer = [part for part in _walk(result) if getattr(part, "customer_id", None)]
    return [part.name for part in with_customer if getattr(part, "name", None)]  # type: ignore[attr-defined]


WRITING = {
    "rate_answer",
    "record_feedback",
    "opt_out",
    "draft_text",
    "submit_text",
    "approve_text",
    "edit_text",
    "reject_text",
    "queue_message",
    "cancel_message",
    "settle_message",
    "export_texts",
}


def test_every_tool_declares_who_and_what() -> None:
    for tool in TOOLS:
        assert tool.roles
        assert (tool.effect == "WRITE") == (tool.name in WRITING)
        for field in tool.schema().get("properties", {}).values():
            assert field["description"]
        assert tool.schema().get("additionalProperties") is False
    lists_people = {tool.name for tool in TOOLS if Role.ANALYST in tool.roles}
    assert not lists_people & ({*ABOUT_ONE, *LISTING} - {"check_suitability"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ROLE:ID"),
        ("rm", "ROLE:ID"),
        ("rm:", "ROLE:ID"),
        (":M001", "role"),
        ("boss:M001", "must be one of rm, customer"),
        ("RM:M001", "must be one of rm, customer"),
    ],
)
def test_an_asker_must_be_role_and_id(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse(text)


@pytest.mark.parametrize("text", ["rm:M999", "customer:C9999999", "manager:B77", "rm:C0000001"])
def test_an_asker_who_is_not_there_is_named(toolbox: Toolbox, text: str) -> None:
    with pytest.raises(NotFound, match=text.split(":")[1]):
        verify(parse(text), toolbox.store)


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_askers_of_the_demo_bank_are_there(toolbox: Toolbox, scope: Scope) -> None:
    verify(parse(str(scope)), toolbox.store)


def test_a_branch_has_those_below_it(toolbox: Toolbox) -> None:
    assert subtree(toolbox.store, "B00") >= {"B00", "B01", "B08"}
    assert subtree(toolbox.store, "B01") == {"B01"}


def test_labels_grow_with_the_role() -> None:
    assert Scope(Role.CUSTOMER, "C1").labels() == {"public"}
    rm, compliance = Scope(Role.RM, "M1").labels(), Scope(Role.COMPLIANCE, "x").labels()
    assert rm is not None
    assert compliance is not None
    assert {"public"} < rm < compliance
    assert Scope(Role.OPERATOR, "x").labels() is None
