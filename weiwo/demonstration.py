"""The four main jobs, as a conversation at a terminal. What is asked follows from the data."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from weiwo.transcript import show

if TYPE_CHECKING:
    from agents.answering import Answer
    from tools.access import Scope
    from weiwo.assembly import Parts

MANAGER = "rm:M001"
TOPIC = "降准之后我应该联系哪些客户？"
WISH = "我有二十万闲钱放半年，买什么合适？"


@dataclass
class Conversation:
    """One asker's thread, printed as it goes."""

    parts: "Parts"
    scope: "Scope"
    who: str
    thread: str

    def ask(self, question: str) -> "Answer":
        """Ask, print, return."""
        from rich.console import Console

        console = Console(highlight=False)
        console.print(f"\n[bold]{self.who}：{question}[/bold]\n")
        answer = self.parts.ask(self.scope, question, self.thread)
        show(answer)
        return answer


def run(parts: "Parts") -> None:
    """Do the jobs: prospects and portrait, news, copy and script, a customer's wish."""
    import uuid

    from tools.access import parse

    once = uuid.uuid4().hex[:6]
    manager = Conversation(parts, parse(MANAGER), "客户经理", f"demo-{once}")
    _title("一、谁最有可能买")
    prospects = manager.ask("我名下哪些客户最有可能买理财？")
    manager.ask("看看第一位长什么样")
    _title("二、消息与客户")
    # Of its own: what is listed there is not what 给他 refers to below.
    replace(manager, thread=f"demo-{once}-news").ask(TOPIC)
    _title("三、文案与话术")
    number = reachable(parts, manager.scope, prospects)
    manager.ask("给他写一条短信" if number == 1 else f"给第{number}位写一条短信")
    manager.ask("再给他备一份电话话术")
    _title("四、数字人接待客户")
    customer_id, product = someone(parts)
    customer = Conversation(parts, parse(f"customer:{customer_id}"), "客户", f"demo-{once}")
    customer.ask(WISH)
    customer.ask(f"我想买“{product}”，可以吗？")


def reachable(parts: "Parts", scope: "Scope", answer: "Answer") -> int:
    """The first of a list to whom both a message and a call are allowed now, counted from 1.

    Where there is none, 1: the answer then says which rule forbids the text.
    """
    from tools.contact_policy import contact_permission

    items: Any = answer.decision.get("items", [])
    for number, item in enumerate(items, start=1):
        ways = [
            contact_permission(parts.toolbox, scope, item["customer_id"], channel)
            for channel in ("sms", "outbound_call")
        ]
        if item["suitable"] and all(way.contact.allowed for way in ways):
            return number
    return 1


def someone(parts: "Parts") -> tuple[str, str]:
    """A customer with a valid cautious level and means, and a product above that level."""
    from tools.access import parse
    from tools.shelf import shelf
    from tools.store import parameter

    store = parts.toolbox.store

    @dataclass(frozen=True)
    class Found:
        customer_id: str

    def build() -> Any:
        rows = store.table("prospects")
        cautious = (rows.risk_level == "C2") & (rows.age < 60) & (rows.aum > 200_000)
        valid = rows.risk_expires_on > parameter("today", "date")
        return rows.filter(cautious & valid).order_by("customer_id").limit(1)

    found = store.rows(Found, "demo customer", build, today=parts.toolbox.as_of)
    customer_id = found[0].customer_id if found else parse("customer:C0000001").subject
    risky = [
        sheet.name
        for sheet in shelf(store).values()
        if sheet.risk_level == "R4" and not sheet.private and sheet.on_sale(parts.toolbox.as_of)
    ]
    return customer_id, risky[0]


def _title(text: str) -> None:
    from rich.console import Console
    from rich.rule import Rule

    Console().print(Rule(text, style="bold"))
