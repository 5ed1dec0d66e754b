"""Who signs a message: the bank, and the manager whom the customer belongs to."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from prompts.messages import say
from tools.access import Role, roots
from tools.arguments import Arguments
from tools.facts import Figure
from tools.store import Store

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

DEMO_HOTLINE = "400-000-0000"
"""Nobody's number: 400-000 is not assigned."""

# The head office's name is the bank's name with its own word behind it.
_OFFICE = re.compile(r"(总行|总部|总公司)?(（.*）|\(.*\))?$")


class SenderQuery(Arguments):
    """Whose message it is follows from the asker; nothing is asked further."""


@dataclass(frozen=True)
class Sender:
    """The institution, and the person where one writes."""

    facts_root: ClassVar[str] = "sender"
    facts_source: ClassVar[str] = "managers"

    bank: Annotated[str, Figure("name", "机构名称")]
    person: Annotated[str | None, Figure("name", "客户经理")]
    hotline: Annotated[str | None, Figure("text", "客服热线")]

    @property
    def signature(self) -> str:
        """How a message is signed: 示例银行李明."""
        return f"{self.bank}{self.person or ''}"


@dataclass(frozen=True)
class _Named:
    id: str
    name: str


def sender(toolbox: "Toolbox", scope: "Scope", query: SenderQuery) -> Sender:
    """The bank's name from its head office's row, and the asking manager's own name."""
    store = toolbox.store
    person = None
    if scope.role is Role.RM:
        person = names_of(store, "managers").get(scope.subject)
    hotline = toolbox.hotline or (DEMO_HOTLINE if toolbox.mart.demo else None)
    return Sender(bank_name(toolbox), person, hotline)


def bank_name(toolbox: "Toolbox") -> str:
    """The bank's name, from its head office's row."""
    store = toolbox.store
    branches = names_of(store, "branches")
    bank = next((branches[root] for root in sorted(roots(store)) if root in branches), "")
    return _OFFICE.sub("", bank) or say("sender.unnamed_bank")


_KEYS = {"managers": "manager_id", "branches": "branch_id"}


def names_of(store: Store, table: Literal["managers", "branches"]) -> dict[str, str]:
    """The names of managers or branches by id; none where the mart has no such table."""
    key = _KEYS[table]
    if not store.has(table):
        return {}

    def build() -> object:
        rows = store.table(table)
        return rows.select(id=rows[key], name=rows.name)

    def read() -> dict[str, str]:
        return {row.id: row.name for row in store.rows(_Named, ("names", table), build)}

    return store.remembered(("names", table), read)


_BOOK = (
    r"(?:经理|老师)?(?:手里|手上|手下|名下|那边|那里|那儿|的(?:客户|名单|大户|单子)|负责|(?:在)?管)"
)


def managers_named(store: Store, text: str) -> tuple[str, ...]:
    """The ids of the managers whose customers ``text`` speaks of: by an id, or by a name with a
    word for the customers that are theirs (a name alone may as well be a customer's).
    """
    said = text.upper()

    def named(key: str, name: str) -> bool:
        if name in text and re.search(re.escape(name) + _BOOK, text):
            return True
        if key.isdigit() or key.upper() not in said:  # digits alone may as well be an amount
            return False
        return bool(re.search(rf"(?<![A-Z0-9]){re.escape(key.upper())}(?![A-Z0-9])", said))

    return tuple(key for key, name in names_of(store, "managers").items() if named(key, name))
