"""Where each role goes: the places of the workbench, in the order of a day."""

from dataclasses import dataclass

from tools.access import Role


@dataclass(frozen=True)
class Place:
    """A page that stands in the navigation; ``icon`` names a drawing of ``icons.html``."""

    path: str
    name: str
    icon: str
    roles: frozenset[Role]


_STAFF = frozenset(set(Role) - {Role.CUSTOMER, Role.OPERATOR})

PLACES: tuple[Place, ...] = (
    Place("/today", "今日", "today", frozenset({Role.RM})),
    Place("/review", "审核", "review", frozenset({Role.COMPLIANCE})),
    Place("/studio", "批量文案", "many", frozenset({Role.MARKETER})),
    Place("/results", "经营", "results", frozenset({Role.MANAGER, Role.MARKETER})),
    Place("/models", "模型", "models", frozenset({Role.ANALYST})),
    Place("/tables", "表格建模", "table", frozenset({Role.ANALYST})),
    Place("/effects", "活动效果", "results", frozenset({Role.ANALYST})),
    Place("/prospects", "找客户", "people", frozenset({Role.RM, Role.MANAGER, Role.MARKETER})),
    Place("/write", "写文案", "write", frozenset({Role.RM, Role.MANAGER, Role.MARKETER})),
    Place("/submitted", "我的送审", "review", frozenset({Role.RM, Role.MANAGER, Role.MARKETER})),
    Place(
        "/sending",
        "发送",
        "send",
        frozenset({Role.RM, Role.MANAGER, Role.MARKETER, Role.COMPLIANCE}),
    ),
    Place("/rules", "规则", "rules", frozenset({Role.COMPLIANCE})),
    Place("/ratings", "回答评价", "up", frozenset({Role.ANALYST, Role.COMPLIANCE})),
    Place("/ask", "问答", "ask", _STAFF | {Role.CUSTOMER}),
)
"""The first of a role's places is where its day begins."""


def places_of(role: Role) -> tuple[Place, ...]:
    """The places that a role may go to."""
    return tuple(place for place in PLACES if role in place.roles)


def landing(role: Role) -> str:
    """Where a role's day begins."""
    return next((place.path for place in places_of(role)), "/ask")
