"""Why this customer or product, and why not that one: the rule or score that decided."""

import re
from dataclasses import replace

from agents.decisions import texts
from agents.decisions.stated import supposed_level
from agents.decisions.suitability import suitability_check, what_if
from agents.decisions.turn import Ask, Turn
from agents.state import Decision
from prompts.messages import say
from tools.entities import partly_mentioned
from tools.product_kinds import kinds_in

_WHY = re.compile(
    r"为什么|为啥|为何|(?:是|就|才是?)为了|才(?:给我)?推|怎么(?:不|老|总|就|只)|咋(?:不|老|总|就|只)|干嘛|干吗|凭(?:什么|啥)|是不是(?:因为|为了)|不推"
)

_RECOMMENDS = re.compile(r"推(?!迟|后|进|出|翻)|推荐|介绍|给我(?:看|配|选|弄)|卖我|安利")

_ASKED_WHY = (
    ("gain", re.compile(r"提成|佣金|回扣|奖金|任务|业绩(?!比较)|冲量|赚我|挣我|好处费|抽成|拿钱")),
    (
        "growth",
        re.compile(
            r"涨(?:得|的|幅|了)|翻(?:倍|番)|猛|赚得?(?:多|快|了|最)|赚(?:的|钱)最?多|最赚|收益(?:率)?(?:最|更|比较)?高|高收益|利(?:率|息)(?:最|更)?高|最?火|热门|牛|暴"
        ),
    ),
    ("stock", re.compile(r"股票(?!型|类|基金)|炒股|个股")),
)
"""What a customer means who asks why something was recommended, or not; the first that fits."""


def asks_why_offered(text: str) -> bool:
    """Whether a text asks why something is, or is not, recommended."""
    return bool(_WHY.search(text) and _RECOMMENDS.search(text))


def why_offered(turn: Turn) -> Decision | None:
    """A customer's why of a recommendation, by what they mean; None of anything else."""
    if not turn.is_customer or not asks_why_offered(turn.question):
        return None
    return replace(explain_decision(turn), intent="explain_decision")


def _to_the_customer(turn: Turn, customer_id: str) -> str:
    """The reason in the asker's own terms, empty where the rule or rank itself is the reason."""
    level = turn.call("my_account", customer_id=customer_id).result
    risk = level.risk_level if level.risk_valid else None  # type: ignore[attr-defined]
    meant = next((name for name, words in _ASKED_WHY if words.search(turn.question)), None)
    if meant == "growth":
        return (
            say("explain.asked_growth_level", customer_risk=risk)
            if risk
            else say("explain.asked_growth")
        )
    if meant:
        return say(f"explain.asked_{meant}")
    return ""


def explain_decision(turn: Turn) -> Decision:
    """Why this customer or product, or why not that one: the true rule or score."""
    if not turn.is_customer and _STOPPED_TEXT.search(turn.question):
        return texts.compliance_check(turn)
    if supposed := supposed_level(turn.question):
        return what_if(turn, supposed)
    if turn.memory.intent == "suitability_check" and turn.slot("product_risk"):
        return suitability_check(turn)  # its rules are the reason
    if (of_list := _why_this_list(turn)) is not None:
        return of_list
    if turn.is_customer and not turn.products() and (turn.slot("product_risk") or _nothing(turn)):
        return suitability_check(turn) if turn.slot("product_risk") else _barred(turn)
    customer_id = turn.customer()
    if turn.memory.list_tool == "my_day" and _ABOUT_LIST.search(turn.question):
        day = turn.call("my_day", **turn.memory.list_arguments)
        about = turn.call("contact_permission", customer_id=customer_id)
        return turn.decision("explain_agenda", day, about)
    result = turn.call(
        "explain_decision", customer_id=customer_id, **turn.wished(), **_explained(turn)
    )
    reason = _to_the_customer(turn, str(customer_id)) if turn.is_customer else ""
    return turn.decision("explain_decision", result, say=reason)


def _explained(turn: Turn) -> dict[str, object]:
    """The product, the part of the shelf or the list that a question is about.

    Raises:
        Ask: it names something that the shelf does not know.
    """
    product_id = turn.product() or turn.memory.product_id
    parts = partly_mentioned(turn.context.toolbox, turn.context.scope, turn.question)
    if not turn.products() and parts:
        product_id = parts[0]
    elif not turn.products() and (part := part_of_shelf(turn)):
        return part
    elif not turn.is_customer and not_understood(turn):
        raise Ask("clarify", say("explain.which_part"))
    elif turn.slot("category") and not turn.slot("product"):
        product_id = None  # asked about a kind of product, not about the one that was offered
    return {
        "product_id": product_id,
        **_listed_by(turn),
        **turn.stated("category", "goal"),
    }


_PRIVATE = re.compile(r"私募")
_RATED = re.compile(r"[Rr]\s?([1-5])(?!\d)")


def part_of_shelf(turn: Turn) -> dict[str, object]:
    """The kind, the rating or the private placements that a question's own words are about, with
    their category; empty where they name no more than the category that was understood.
    """
    kinds, rated = kinds_in(turn.question), _RATED.search(turn.question)
    category = turn.word("category") or ("pension" if "养老" in turn.question else None)
    found: dict[str, object] = {}
    if kinds:
        found = {"kind": kinds[0].name}
    elif category is not None and _of_products(turn, category):
        found = {"category": category}
    found |= {"private": True} if _PRIVATE.search(turn.question) else {}
    found |= {"product_risk": f"R{rated[1]}"} if rated else {}
    if found and "kind" not in found and category is not None:
        found["category"] = category
    return found


def _of_products(turn: Turn, category: str) -> bool:
    """Whether a category is what was not recommended (为什么没给第一位推基金), or was not
    understood as one, rather than what a list is of.
    """
    understood = turn.slot("category") == category or turn.slot("goal") is not None
    return bool(_NOT_OFFERED.search(turn.question)) or not understood


_NOT_OFFERED = re.compile(
    r"(?:没有?|不)(?:给(?:[^，。？?]{1,4}?))?(?:推荐|推|介绍)(?:的是)?(?P<what>[^，。？?的]{2,})"
)
_NOTHING_NAMED = re.compile(
    r"^(?:给|别|其他|其它|另外|更|任何|东西|产品|过|出|他|她|它|这|那|我|上面|第|呢|啊|吗|吧|了)"
)


def not_understood(turn: Turn) -> bool:
    """Whether a question names what was not recommended, and it is nothing of the shelf."""
    found = _NOT_OFFERED.search(turn.question)
    if found is None or _NOTHING_NAMED.match(found["what"]):
        return False
    if turn.product() if turn.slot("product") else turn.word("category"):
        return False
    who = str(turn.slot("customer") or turn.slot("customer_id") or "")
    return not (who and who in found["what"])


def _nothing(turn: Turn) -> bool:
    """Whether what the thread last said is that nothing may be offered."""
    return bool(turn.memory.barred) and turn.memory.product_id is None


def _barred(turn: Turn) -> Decision:
    """The rule that keeps everything from the customer who asks."""
    made = turn.call("check_suitability", **turn.memory.barred)
    return turn.decision("suitability_check", made)


def _why_this_list(turn: Turn) -> Decision | None:
    """How the list came about that was just shown, where no one of it is meant (就这几个？)."""
    memory = turn.memory
    if turn.is_customer or not memory.listed or memory.intent not in ("find_prospects", "my_day"):
        return None
    if turn.customer(required=False) or turn.product():
        return None
    if memory.list_tool == "find_prospects":
        found = turn.call("find_prospects", **memory.list_arguments)
        return turn.decision("explain_list", found)
    day = turn.call("my_day", **memory.list_arguments)
    return turn.decision("explain_list", day)


_ABOUT_LIST = re.compile(r"名单|排|上榜|入选|没有|漏|第.{1,2}[位个名]|选[他她]")


def _listed_by(turn: Turn) -> dict[str, object]:
    """By what the list was made that the thread last showed, where it is asked about."""
    just_shown = turn.memory.intent == "find_prospects"  # 为什么是他
    about = just_shown or _ABOUT_LIST.search(turn.question)
    return turn.memory.listed_by if about else {}


_STOPPED_TEXT = re.compile(
    r"(?:文案|话术|短信|推送|邮件|朋友圈|海报|稿子?|这[条段句篇]|那[条段句篇]|内容)[^，。？?]{0,10}"
    r"(?:拦|退回|打回|毙|不通过|没通过|没过|没让|不让|不能发|发不出|不给发|被否|驳回)"
)
"""Why a text was stopped is a matter of the rules on texts, not of a customer."""


def why_listed(turn: Turn) -> Decision | None:
    """Why somebody stands where they stand, where somebody or a list is spoken of."""
    if turn.slot("topic") or not (turn.memory.listed or turn.customer(required=False)):
        return None
    return replace(explain_decision(turn), intent="explain_decision")
