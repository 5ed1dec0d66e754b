"""From a provider's claims to a role and its rows: an institution's YAML file. Deny by default.

    rules:                              # the first that holds
      - when: {groups: weiwo-compliance}
        role: compliance
        subject: preferred_username
      - when: {groups: weiwo-rm, active: true}
        role: rm
        subject: employee.manager_id    # M001 of the mart

``when``: every claim named must equal the value, or hold it where the claim is a list. ``subject``
names the claim that says whose rows: a manager's, customer's or branch's id, or a name.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from home.errors import BadInput, RefusedByPolicy
from tools.access import Role, Scope


class Rule(BaseModel):
    """Who holds a role."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: dict[str, str | int | bool] = Field(min_length=1)
    role: Role
    subject: str = Field(min_length=1)

    @field_validator("role")
    @classmethod
    def _of_a_person(cls, role: Role) -> Role:
        if role is Role.OPERATOR:
            raise ValueError("operator is the machine's own role, no person's")
        return role


class Mapped(BaseModel):
    """An institution's rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[Rule, ...] = Field(min_length=1)

    def scope_of(self, claims: Mapping[str, Any]) -> Scope:
        """Whom the claims are of.

        Raises:
            RefusedByPolicy: no rule holds, or the subject's claim is no plain id.
        """
        for rule in self.rules:
            if all(_holds(_claim(claims, name), value) for name, value in rule.when.items()):
                subject = _claim(claims, rule.subject)
                if not isinstance(subject, str) or not subject.strip() or len(subject) > 64:
                    raise RefusedByPolicy(
                        f"claim {rule.subject!r} must say whose rows a {rule.role} has, got none"
                    )
                return Scope(rule.role, subject.strip())
        raise RefusedByPolicy("the account must have a role here (a rule of the mapping), has none")


def load(path: Path) -> Mapped:
    """Read the file.

    Raises:
        BadInput: it cannot be read, or a rule is not one; names file and place.
    """
    import yaml

    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Mapped.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{path}: {place}: {first['msg']}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path} must be a YAML file of rules, got: {error}") from None


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim, or one inside another: ``realm_access.roles``. A name with dots counts first."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def _holds(found: Any, value: str | int | bool) -> bool:
    if isinstance(found, Sequence) and not isinstance(found, str):
        return any(_same(one, value) for one in found)
    return _same(found, value)


def _same(found: Any, value: str | int | bool) -> bool:
    return type(found) is type(value) and found == value  # 1 is not true
