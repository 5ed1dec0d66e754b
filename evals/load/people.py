"""Two hundred people of the demo bank, and what people of their role ask in a day."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.access import Role, Scope
from tools.store import parameter

USERS = 200
_OF_STAFF = 0.6  # the rest are customers

# By how often, roughly, in a branch's day; {mine} is a customer of the manager's own.
_MANAGER = (
    (3, "我名下哪些客户最有可能买理财？"),
    (2, "我名下哪些客户可能流失？"),
    (4, "看看客户{mine}长什么样"),
    (3, "给客户{mine}推荐什么产品，为什么？"),
    (2, "现在可以联系客户{mine}吗？"),
    (2, "给客户{mine}写一条短信"),
    (1, "降准之后我应该联系哪些客户？"),
    (2, "今天该联系谁？"),
    (3, "提前支取怎么计息？"),
    (1, "最近有什么关于黄金的消息？"),
)
_CUSTOMER = (
    (3, "我有二十万闲钱放半年，买什么合适？"),
    (3, "我现在一共有多少资产？"),
    (3, "理财和存款有什么区别？"),
    (2, "我能买R3的产品吗？"),
    (2, "最近有什么关于黄金的消息？"),
    (1, "怎么修改预留手机号？"),
)


@dataclass(frozen=True)
class User:
    """Somebody with questions of their own."""

    asker: str
    questions: tuple[str, ...]
    weights: tuple[int, ...]

    def question(self, chance: random.Random) -> str:
        """The next thing that they ask."""
        return chance.choices(self.questions, self.weights)[0]


@dataclass(frozen=True)
class _Row:
    customer_id: str
    manager_id: str


def users(parts: Any, count: int = USERS, seed: int = 7) -> tuple[User, ...]:
    """People of the bank, the same for the same seed: managers, several of whom may be one person
    at several windows where the bank has fewer, and customers.
    """
    store = parts.toolbox.store

    def build() -> Any:
        rows = store.table("prospects")
        chosen = rows.filter(rows.place % parameter("every", "int64") == 0)
        return chosen.select("customer_id", "manager_id").order_by("customer_id")

    every = max(1, parts.toolbox.mart.customers // (count * 3))
    rows = store.rows(_Row, "people of a load", build, every=every)
    chance = random.Random(seed)
    chance.shuffle(rows)
    return tuple(_people(rows, count))


def _people(rows: list[_Row], count: int) -> Iterator[User]:
    staff = round(count * _OF_STAFF)
    for row in rows[:staff]:
        said = tuple(text.format(mine=row.customer_id) for _, text in _MANAGER)
        scope = Scope(Role.RM, row.manager_id)
        yield User(str(scope), said, tuple(weight for weight, _ in _MANAGER))
    for row in rows[staff:count]:
        scope = Scope(Role.CUSTOMER, row.customer_id)
        said = tuple(text for _, text in _CUSTOMER)
        yield User(str(scope), said, tuple(weight for weight, _ in _CUSTOMER))
