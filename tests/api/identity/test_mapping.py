"""Claims give a role only by a rule; everything else gives none."""

from pathlib import Path
from typing import Any

import pytest

from api.identity.mapping import load
from home.errors import BadInput, RefusedByPolicy

RM = {"groups": ["a", "weiwo-rm"], "active": True, "employee": {"manager_id": "M001"}}


@pytest.mark.parametrize(
    ("claims", "scope"),
    [
        (RM, "rm:M001"),
        ({"groups": "weiwo-compliance", "preferred_username": "zhao"}, "compliance:zhao"),
        ({**RM, "groups": "weiwo-compliance", "preferred_username": "q"}, "compliance:q"),
        ({"realm_access": {"roles": ["branch"]}, "branch": "B01"}, "manager:B01"),
        ({"realm_access.roles": ["branch"], "branch": "B01"}, "manager:B01"),
        ({"kind": "customer", "customer_no": "C0000001"}, "customer:C0000001"),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds_gives_role_and_rows(
    claims: dict[str, Any], scope: str, rules: Path
) -> None:
    assert str(load(rules).scope_of(claims)) == scope


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"groups": ["weiwo-rm"], "employee": {"manager_id": "M001"}},
        {**RM, "active": 1},
        {**RM, "active": "true"},
        {**RM, "groups": ["weiwo-rm-former"]},
        {**RM, "employee": {"manager_id": None}},
        {**RM, "employee": {"manager_id": ["M001"]}},
        {**RM, "employee": {"manager_id": " "}},
        {**RM, "employee": "M001"},
        {"role": "rm", "sub": "rm:M001", "scope": "rm:M001 operator:x"},
    ],
    ids=str,
)
def test_what_no_rule_says_gives_nothing(claims: dict[str, Any], rules: Path) -> None:
    with pytest.raises(RefusedByPolicy):
        load(rules).scope_of(claims)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: []", "rules"),
        ("rules:\n- {when: {}, role: rm, subject: s}", "when"),
        ("rules:\n- {when: {a: b}, role: operator, subject: s}", "operator"),
        ("rules:\n- {when: {a: b}, role: king, subject: s}", "role"),
        ("rules:\n- {when: {a: b}, role: rm, subject: s, extra: 1}", "extra"),
        ("rules: [", "YAML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_and_names_the_place(
    text: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=words):
        load(path)
