"""Whom one may sign in as in a demo home: a few people of each role, picked from the mart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.access import Role, Scope, roots
from tools.store import Store, parameter

ROLE_NAMES = {
    Role.RM: "客户经理",
    Role.CUSTOMER: "客户",
    Role.MANAGER: "支行长 / 总行",
    Role.MARKETER: "营销",
    Role.COMPLIANCE: "合规",
    Role.ANALYST: "数据分析",
    Role.OPERATOR: "运维",
}
SEES = {
    Role.RM: "自己名下的客户",
    Role.CUSTOMER: "自己的资产与适合自己的产品",
    Role.MANAGER: "本机构及下级机构的客户",
    Role.MARKETER: "全行客户（姓名脱敏）与活动效果",
    Role.COMPLIANCE: "全行客户、规则与审计记录",
    Role.ANALYST: "汇总数据，看不到单个客户",
    Role.OPERATOR: "本机全部数据",
}
# The bank's mart has no table of these; a name is all that their tokens carry.
_WITHOUT_TABLE = (
    (Role.MARKETER, "marketing-01", "营销经理", "全行客群，姓名脱敏"),
    (Role.COMPLIANCE, "compliance-01", "合规专员", "规则、适当性与外发审核"),
    (Role.ANALYST, "analyst-01", "数据分析师", "只看汇总，不看个人"),
)
# Three customers who are told different things: the oldest with low risk, then higher ones.
_WANTED = (("C2", 65, 80), ("C3", 35, 60), ("C5", 25, 50))


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo bank."""

    scope: Scope
    name: str
    about: str


def personas(store: Store) -> tuple[Persona, ...]:
    """Two relationship managers, three customers, a branch, head office, and three of staff."""
    return store.remembered("personas", lambda: tuple(_picked(store)))


def name_of(store: Store, scope: Scope) -> str:
    """What the person or branch is called; the subject itself where the mart has no name."""
    place = {
        Role.RM: ("managers", "manager_id"),
        Role.CUSTOMER: ("customers", "customer_id"),
        Role.MANAGER: ("branches", "branch_id"),
    }.get(scope.role)
    if place is None:
        return {role: name for role, _, name, _ in _WITHOUT_TABLE}.get(scope.role, scope.subject)
    table, key = place
    if not store.has(table):
        return scope.subject

    def build() -> Any:
        rows = store.table(table)
        return rows.filter(rows[key] == parameter("subject"))

    found = store.rows(_Named, ("name of", table), build, subject=scope.subject)
    return found[0].name if found else scope.subject


def _picked(store: Store) -> list[Persona]:
    managers = store.rows(_Manager, "persona managers", lambda: _managers(store))
    first = managers[:1]
    second = [m for m in managers[1:] if m.branch_id != first[0].branch_id][:1] or managers[1:2]
    chosen = [*first, *second]
    found = [_manager_persona(manager) for manager in chosen]
    found += _customers(store, [manager.manager_id for manager in chosen])
    found += [_branch_persona(manager) for manager in first]
    found += [
        Persona(Scope(Role.MANAGER, root), name_of(store, Scope(Role.MANAGER, root)), "全行")
        for root in sorted(roots(store))[:1]
    ]
    found += [
        Persona(Scope(role, subject), name, about) for role, subject, name, about in _WITHOUT_TABLE
    ]
    return found


def _managers(store: Store) -> Any:
    managers, branches = store.table("managers"), store.table("branches")
    held = store.table("prospects").group_by("manager_id").aggregate(customers=_count)
    rows = managers.inner_join(held, "manager_id")
    rows = rows.inner_join(branches.select("branch_id", branch=branches.name), "branch_id")
    return rows.order_by("manager_id").limit(40)


def _count(rows: Any) -> Any:
    return rows.count()


def _customers(store: Store, managers: list[str]) -> list[Persona]:
    found: list[Persona] = []
    for level, youngest, oldest in _WANTED:
        rows = store.rows(
            _Customer,
            "persona customers",
            _customer_query(store),
            level=level,
            youngest=youngest,
            oldest=oldest,
            managers=managers,
        )
        found += [_customer_persona(rows[0])] if rows else []
    return found


def _customer_query(store: Store) -> Callable[[], Any]:
    def build() -> Any:
        rows = store.table("prospects")
        wanted = (
            (rows.risk_level == parameter("level"))
            & rows.age.between(parameter("youngest", "int64"), parameter("oldest", "int64"))
            & parameter("managers", "array<string>").contains(rows.manager_id)
            & rows.aum.between(150_000, 3_000_000)
        )
        return rows.filter(wanted).order_by("customer_id").limit(1)

    return build


def _manager_persona(manager: "_Manager") -> Persona:
    about = f"{manager.branch} · 管户{manager.customers}人"
    return Persona(Scope(Role.RM, manager.manager_id), manager.name, about)


def _branch_persona(manager: "_Manager") -> Persona:
    return Persona(Scope(Role.MANAGER, manager.branch_id), manager.branch, "本支行的全部客户")


def _customer_persona(customer: "_Customer") -> Persona:
    about = f"{customer.age}岁 · {customer.tier}客户 · {_level(customer.risk_level)}"
    return Persona(Scope(Role.CUSTOMER, customer.customer_id), customer.name, about)


def _level(code: str) -> str:
    from prompts.messages import catalogue

    return catalogue().get(f"names.{code}", code)


@dataclass(frozen=True)
class _Named:
    name: str


@dataclass(frozen=True)
class _Manager:
    manager_id: str
    name: str
    branch_id: str
    branch: str
    customers: int


@dataclass(frozen=True)
class _Customer:
    customer_id: str
    name: str
    age: int
    tier: str
    risk_level: str
