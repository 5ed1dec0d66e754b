"""Who asks, and which rows exist for them. Deny by default; applied inside the query itself.

Another manager's customer does not exist: the same message as for one that nobody has.
"""

from dataclasses import dataclass
from enum import StrEnum

from home.errors import BadInput, NotFound
from tools.store import Store


class Role(StrEnum):
    """What an asker is to the bank; ``operator`` is the machine's own, at its command line."""

    RM = "rm"
    CUSTOMER = "customer"
    MANAGER = "manager"
    MARKETER = "marketer"
    COMPLIANCE = "compliance"
    ANALYST = "analyst"
    OPERATOR = "operator"


# What the subject of each role names.
SUBJECTS = {
    Role.RM: "manager_id",
    Role.CUSTOMER: "customer_id",
    Role.MANAGER: "branch_id",
    Role.MARKETER: "a name",
    Role.COMPLIANCE: "a name",
    Role.ANALYST: "a name",
    Role.OPERATOR: "a name",
}

# Labels of documents that a role may read; None is every label.
_LABELS: dict[Role, frozenset[str] | None] = {
    Role.RM: frozenset({"public", "staff", "rm"}),
    Role.CUSTOMER: frozenset({"public"}),
    Role.MANAGER: frozenset({"public", "staff", "rm"}),
    Role.MARKETER: frozenset({"public", "staff"}),
    Role.COMPLIANCE: frozenset({"public", "staff", "rm", "compliance"}),
    Role.ANALYST: frozenset({"public", "staff"}),
    Role.OPERATOR: None,
}

STAFF = frozenset(set(Role) - {Role.CUSTOMER})
# Whose rows are whole-bank; everybody else's rows are narrowed or none.
_WHOLE_BANK = frozenset({Role.MARKETER, Role.COMPLIANCE})
# Who may see figures about the whole bank in which no customer can be told.
_AGGREGATES = frozenset({Role.MARKETER, Role.COMPLIANCE, Role.ANALYST, Role.OPERATOR})


@dataclass(frozen=True)
class Scope:
    """An asker: their role, and whom or what it is held for (M001, C0000001, B01, a name)."""

    role: Role
    subject: str

    def __str__(self) -> str:
        return f"{self.role}:{self.subject}"

    @property
    def names_masked(self) -> bool:
        """Whether customers' names are masked for this asker."""
        return self.role is Role.MARKETER

    @property
    def sees_aggregates(self) -> bool:
        """Whether figures about the whole bank are theirs, beside or instead of rows."""
        return self.role in _AGGREGATES

    def labels(self) -> frozenset[str] | None:
        """Labels of documents that this asker may read; None is every label."""
        return _LABELS[self.role]

    def shape(self, store: Store) -> str:
        """Stands for how this asker's rows are narrowed; equal shapes share compiled queries."""
        if self.role is Role.MANAGER and self.subject in roots(store):
            return "manager of all"
        return str(self.role)

    def parameters(self, store: Store) -> dict[str, str | list[str]]:
        """What a query narrowed by this scope must be run with."""
        match self.role:
            case Role.RM | Role.CUSTOMER:
                return {"scope_subject": self.subject}
            case Role.MANAGER if self.subject not in roots(store):
                return {"scope_branches": sorted(subtree(store, self.subject))}
        return {}


def parse(text: str) -> Scope:
    """The scope that ``ROLE:ID`` names.

    Raises:
        BadInput: no such role, or no id; says what it must be.
    """
    name, colon, subject = text.partition(":")
    roles = ", ".join(Role)
    if not colon or not subject.strip():
        raise BadInput(f"an asker must be ROLE:ID (for example rm:M001), got {text!r}")
    try:
        role = Role(name.strip())
    except ValueError:
        raise BadInput(f"a role must be one of {roles}, got {name!r}") from None
    return Scope(role, subject.strip())


def verify(scope: Scope, store: Store) -> None:
    """Check that whom the scope is for exists.

    Raises:
        NotFound: no such manager, customer or branch; names it.
    """
    column = SUBJECTS[scope.role]
    if not column.endswith("_id"):
        return
    place = {"manager_id": "managers", "customer_id": "customers", "branch_id": "branches"}[column]
    if not store.has(place):  # an optional table: whoever has customers exists
        place = "assignments"
    # Scored customers are looked up in a table that is held ready; the newest may not be there yet.
    scored = place == "customers" and store.has("prospects")
    if scored and _exists(store, "prospects", column, scope.subject):
        return
    if not _exists(store, place, column, scope.subject):
        raise NotFound(f"{scope}: no such {column} in the mart, got {scope.subject!r}")


@dataclass(frozen=True)
class _Count:
    n: int


@dataclass(frozen=True)
class _Branch:
    branch_id: str
    parent_id: str | None


def subtree(store: Store, branch_id: str) -> frozenset[str]:
    """The branch and every branch below it."""
    children: dict[str | None, list[str]] = {}
    for branch in _branches(store):
        children.setdefault(branch.parent_id, []).append(branch.branch_id)
    found, waiting = {branch_id}, [branch_id]
    while waiting:
        below = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)


def roots(store: Store) -> frozenset[str]:
    """Branches without a parent: head office, which sees every branch."""
    return frozenset(b.branch_id for b in _branches(store) if not b.parent_id)


def _branches(store: Store) -> list[_Branch]:
    if not store.has("branches"):
        return []
    return store.remembered("branches", lambda: _read_branches(store))


def _read_branches(store: Store) -> list[_Branch]:
    return store.rows(_Branch, "branches", lambda: store.table("branches"))


def _exists(store: Store, table: str, column: str, value: str) -> bool:
    from tools.store import parameter

    def build() -> object:
        rows = store.table(table)
        found = rows.filter(rows[column] == parameter("value"))
        return found.aggregate(n=found.count())

    return store.rows(_Count, ("exists", table, column), build, value=value)[0].n > 0
