"""What one asker sees of the decision core's tables: every personal row is narrowed here."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from home.errors import NotFound
from tools.access import Role, Scope
from tools.store import Build, Parameter, Store, parameter

Row = TypeVar("Row")
Narrow: TypeAlias = Callable[[Any], Any]
Source: TypeAlias = Callable[[Narrow], Any]

# Tables without personal data. Every other table must have a customer_id, by which it is narrowed.
PUBLIC_TABLES = frozenset({"products", "campaigns", "branches", "managers"})
# Nobody needs these for a decision; who may call has the number elsewhere.
_NEVER_SHOWN = ("phone", "id_number")


@dataclass(frozen=True)
class View:
    """A store through a scope. The only way by which tools read rows about customers."""

    store: Store
    scope: Scope

    def customers(self) -> Any:
        """The table of prospects, one row per customer whom this asker may see."""
        rows = self.store.table("prospects")
        match self.scope.role:
            case Role.RM:
                return rows.filter(rows.manager_id == parameter("scope_subject"))
            case Role.CUSTOMER:
                return rows.filter(rows.customer_id == parameter("scope_subject"))
            case Role.MANAGER if self.scope.shape(self.store) == "manager of all":
                return rows
            case Role.MANAGER:
                branches = parameter("scope_branches", "array<string>")
                return rows.filter(branches.contains(rows.branch_id))
            case Role.MARKETER:
                return rows.mutate(name=rows.name.substr(0, 1) + "**")
            case Role.COMPLIANCE:
                return rows
        return rows.filter(False)

    def shown(self, name: str) -> str:
        """A customer's name as ``customers()`` shows it to this asker."""
        return name[:1] + "**" if self.scope.names_masked else name

    def table(self, name: str) -> Any:
        """A table of the mart, with the rows of this asker's customers only."""
        rows = self.store.table(name)
        if name in PUBLIC_TABLES:
            return rows
        hidden = [column for column in _NEVER_SHOWN if column in rows.columns]
        if self.scope.names_masked and name != "prospects" and "name" in rows.columns:
            hidden.append("name")
        rows = rows.drop(*hidden) if hidden else rows
        return rows.semi_join(self.customers().select("customer_id"), "customer_id")

    def aggregate(self, name: str) -> Any:
        """A table to count over: of the whole bank for those whom its figures are for."""
        return self.store.table(name) if self.scope.sees_aggregates else self.table(name)

    def rows(
        self, row: type[Row], key: Hashable, build: Build, **parameters: Parameter
    ) -> list[Row]:
        """Run a query made of this view's tables; ``Store.rows`` says the rest."""
        shape = (key, self.scope.shape(self.store))
        scoped: dict[str, Parameter] = {**self.scope.parameters(self.store)}
        return self.store.rows(row, shape, build, optional=scoped, **parameters)

    def numbers(self, key: Hashable, build: Build, **parameters: Parameter) -> Mapping[str, Any]:
        """``rows`` as NumPy columns."""
        shape = (key, self.scope.shape(self.store))
        scoped: dict[str, Parameter] = {**self.scope.parameters(self.store)}
        return self.store.numbers(shape, build, optional=scoped, **parameters)

    def one(
        self, row: type[Row], key: Hashable, customer_id: str, source: Source | None = None
    ) -> Row:
        """The customer's row of ``customers()``, or of what ``source`` makes of a narrowing.

        Raises:
            NotFound: no such customer for this asker, whether or not another one has them.
        """

        def only(rows: Any) -> Any:
            return rows.filter(rows.customer_id == parameter("customer_id"))

        def build() -> Any:
            return only(self.customers()) if source is None else source(only)

        found = self.rows(row, ("one", key), build, customer_id=customer_id)
        if not found:
            raise unknown_customer(customer_id, self.scope)
        return found[0]


def unknown_customer(customer_id: str, scope: Scope) -> NotFound:
    """The one message for a customer who is not there for this asker."""
    return NotFound(f"customer_id must be one of {scope}'s customers, got {customer_id!r}")
