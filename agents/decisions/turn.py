"""One request of one turn: what was understood, who asks, what the thread remembers."""

import re
from dataclasses import dataclass

from agents.context import TurnContext
from agents.state import Decision, Memory, Outcome, ToolCall
from agents.understanding import Understanding
from agents.understanding.lexicons import lexicon
from prompts.messages import say
from tools.access import Role
from tools.catalogue import call
from tools.entities import (
    Resolution,
    mentioned_customers,
    mentioned_products,
    resolve_customer,
    resolve_product,
)
from tools.pointing import pointed_at

_ORDINALS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}
_ORDINAL = re.compile(r"第([一二三四五六七八九十]|\d{1,2})(?:位|个|名|条|人|号)?")
_FIRST = re.compile(r"(?:头|首|打头|为首)(?:一)?(?:位|个|名)|排(?:在)?(?:最前|第一|首位)|榜首")
_LAST = re.compile(r"最后(?:一|那)?(?:位|个|名)|末(?:位|尾)|垫底|倒数第一")
_FIRST_OF = re.compile(r"(?:最早|最久|最老|头一|最上面|最前面|首)(?:的)?(?:那|一)?条?")
_LAST_OF = re.compile(r"最后(?:一|那)?条|最新的?(?:那|一)?条|最近的?(?:那|一)?条")
_PRONOUN = re.compile(r"他|她|TA|ta|这位|那位|该客户|这个客户|那个客户|此人|上面那位|刚才那位")
_SOME = re.compile(r"谁|哪些|哪几|哪批|名单|他们|她们|前[一二三四五六七八九十\d]+[位名个]|客户里")
_THIS_PRODUCT = re.compile(
    r"这只|那只|这款|那款|它|[这那]个(?=有|会|能|要|风险|保本|保不|收益|利率|期限|几|多|怎|安全|靠谱|稳|亏|赎|买|起)|这个产品|那个产品|该产品|刚才那|上面那"
)


class Ask(Exception):
    """The decision cannot be made without asking back, or there is nothing to decide on."""

    def __init__(self, outcome: Outcome, say_: str) -> None:
        super().__init__(say_)
        self.outcome = outcome
        self.say = say_


@dataclass(frozen=True)
class Turn:
    """What a plan decides on. ``key`` makes each effect happen once (thread, turn, request)."""

    context: TurnContext
    memory: Memory
    question: str
    request: Understanding
    key: str

    @property
    def is_customer(self) -> bool:
        """Whether the asker is a customer."""
        return self.context.scope.role is Role.CUSTOMER

    def slot(self, name: str, default: object = None) -> object:
        """A slot that the question states, or ``default``."""
        return self.request.slots.get(name, default)

    def stated(self, *names: str) -> dict[str, object]:
        """Those of the named slots that the question states."""
        return {name: self.request.slots[name] for name in names if name in self.request.slots}

    def wished(self) -> dict[str, object]:
        """What the customer wants to place, stated now or earlier in the thread."""
        return {**self.memory.wish, **self.stated("amount", "horizon_days")}

    def call(self, tool: str, **arguments: object) -> ToolCall:
        """Ask a tool of the catalogue, within the asker's scope and role."""
        given = {name: value for name, value in arguments.items() if value is not None}
        result = call(self.context.toolbox, self.context.scope, tool, given, key=self.key)
        return ToolCall(tool, given, result)

    def customer(self, required: bool = True) -> str | None:
        """The customer that is meant: stated, referred to, or the asker themself.

        Raises:
            Ask: nobody, or several, or nobody that the asker may know.
        """
        if self.is_customer:
            return self.context.scope.subject
        toolbox, scope = self.context.toolbox, self.context.scope
        stated = self.slot("customer_id") or self.slot("customer")
        named = self._mentioned()
        if stated:
            found = resolve_customer(toolbox, scope, str(stated))
            # 董文静董总: whose whole name stands there is meant, not everybody called so.
            return named[0] if found.kind != "one" and len(named) == 1 else _one(found)
        if len(named) == 1:
            return named[0]
        referred = self._referred()
        if referred or not required:
            return referred
        raise Ask("clarify", say("ask.which_customer"))

    def speaks_of_one(self) -> bool:
        """Whether the question names or points at one customer, rather than asks for some."""
        stated = self.slot("customer_id") or self.slot("customer")
        points = _PRONOUN.search(self.question) or (
            self.memory.listed and _ORDINAL.search(self.question)
        )
        return bool(stated or points or self._mentioned()) and not _SOME.search(self.question)

    @property
    def role(self) -> Role:
        """What the asker is to the bank."""
        return self.context.scope.role

    def about(self) -> object:
        """What the last answer was about, where that was how the house itself works."""
        return self.memory.subject.get("about")

    def word(self, slot: str) -> str | None:
        """The first value of a lexicon that the question's words state, whatever its intent."""
        hits = lexicon(slot).find(self.question.lower())
        return hits[0].value if hits else None

    def ordinal(self, size: int) -> int | None:
        """Which of ``size`` things is meant (第二条, 最后一条), from 0; None where none is named.

        Raises:
            Ask: there are not so many.
        """
        if _LAST_OF.search(self.question):
            return size - 1
        found = _ORDINAL.search(self.question)
        if found is None:
            return 0 if _FIRST_OF.search(self.question) else None
        word = found.group(1)
        number = _ORDINALS.get(word) or int(word)
        if not 0 < number <= size:
            raise Ask("clarify", say("ask.beyond_items", number=number, size=size))
        return number - 1

    def product(self) -> str | None:
        """The product that is stated or referred to.

        Raises:
            Ask: the stated name means none, or several.
        """
        named = self.products()
        if len(named) == 1:
            return named[0]
        stated = self.slot("product")
        if stated:
            return _one(resolve_product(self.context.toolbox, self.context.scope, str(stated)))
        if named:
            return named[0]
        return self.memory.product_id if _THIS_PRODUCT.search(self.question) else None

    def products(self) -> tuple[str, ...]:
        """The products whose names stand in the question itself."""
        return mentioned_products(self.context.toolbox, self.context.scope, self.question)

    def _mentioned(self) -> tuple[str, ...]:
        return mentioned_customers(self.context.toolbox, self.context.scope, self.question)

    def _referred(self) -> str | None:
        listed = self.memory.listed
        if listed and (found := _ORDINAL.search(self.question)):
            word = found.group(1)
            number = _ORDINALS.get(word) or int(word)
            if number > len(listed):
                raise Ask("clarify", say("ask.beyond_list", number=number, size=len(listed)))
            return listed[number - 1]
        toolbox, scope = self.context.toolbox, self.context.scope
        if listed and (one := pointed_at(toolbox, scope, listed, self.question)):
            return one
        if listed and _FIRST.search(self.question):
            return listed[0]
        if listed and _LAST.search(self.question):
            return listed[-1]
        if self.memory.customer_id:
            return self.memory.customer_id
        if len(listed) == 1 or (listed and _PRONOUN.search(self.question)):
            return listed[0]
        return None

    def decision(self, template: str, *calls: ToolCall, **more: object) -> Decision:
        """An answer decided by these calls."""
        return Decision("answer", self.request.intent, template, calls, **more)  # type: ignore[arg-type]

    def end(self, outcome: Outcome, say_: str, template: str = "statement") -> Decision:
        """An outcome that is a sentence."""
        return Decision(outcome, self.request.intent, template, say=say_)


def _one(resolution: Resolution) -> str:
    if resolution.kind == "one" and resolution.id:
        return resolution.id
    raise Ask("clarify" if resolution.kind == "several" else "not_found", resolution.question)
