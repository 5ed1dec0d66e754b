"""What stands written answers: documents of the house, and sentences of the catalogue."""

import re
from dataclasses import replace

from agents.composition.texts import text_to_check
from agents.decisions import news, texts
from agents.decisions.turn import Turn
from agents.state import Decision
from prompts.messages import say
from tools.entities import partly_mentioned


def documents(turn: Turn) -> Decision | None:
    """What documents say of how something is done; a brief text goes on about what was asked."""
    if turn.products():
        return None
    found = news.searched(news.in_context(turn))
    if not found.result.items:  # type: ignore[attr-defined]
        return None
    return replace(turn.decision("service_info", found), intent="product_info")


def of_a_saying(turn: Turn) -> Decision | None:
    """Whether something may be said or done: the words, where they are quoted; else the rules."""
    if text_to_check(turn.question) is not None:
        return replace(texts.compliance_check(turn), intent="compliance_check")
    found = news.ruled(news.in_context(turn))
    if not found.result.items:  # type: ignore[attr-defined]
        return None
    return replace(turn.decision("service_info", found), intent="compliance_check")


_OF_PEOPLE = re.compile(r"手机号|电话号码|名单|身份证|客户(?:资料|信息|号)")


def record(turn: Turn) -> Decision | None:
    """How the record of what was said is had; no list of people is one."""
    if _OF_PEOPLE.search(turn.question):
        return None
    made = turn.end("answer", say(f"audit.how_to_export_{_who(turn)}"))
    return replace(made, intent="compliance_check")


def no_internal_texts(turn: Turn) -> Decision:
    """That texts for colleagues are not written here, and which figures may be had for them."""
    made = turn.end("nothing", say(f"scope.no_internal_texts_{_who(turn)}"))
    return replace(made, intent="out_of_scope")


def elsewhere(turn: Turn) -> Decision | None:
    """That it is not our business, where it names nothing that is."""
    if news.VIEW.search(turn.question):
        return None
    if turn.products() or turn.stated("product", "category", "topic", "customer", "customer_id"):
        return None
    if partly_mentioned(turn.context.toolbox, turn.context.scope, turn.question):
        return None
    return replace(turn.end("nothing", say(f"scope.{_who(turn)}")), intent="out_of_scope")


def _who(turn: Turn) -> str:
    return "customer" if turn.is_customer else "staff"
