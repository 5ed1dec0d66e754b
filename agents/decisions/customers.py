"""Who: prospects, a portrait, a forecast, the day's agenda."""

import re
from collections.abc import Mapping
from dataclasses import replace

from agents.decisions import news
from agents.decisions.stated import assessment_in, category_in, holdings_in, order_in
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding import slots_for, understand
from prompts.messages import say
from tools.access import Role
from tools.model_choice import named_in
from tools.pointing import pointed_at

_FILTERS = (
    "category",
    "goal",
    "min_aum",
    "max_aum",
    "min_age",
    "max_age",
    "tier",
    "branch",
    "payroll",
    "maturing_within_days",
    "horizon_days",
    "customer_risk",
    "top_k",
)


def filters_in(text: str, persona: str) -> dict[str, object]:
    """The arguments of `find_prospects` that a sentence states, for a form to show and correct."""
    return conditions_in(text, understand(text, persona).slots)


def conditions_in(text: str, slots: Mapping[str, object]) -> dict[str, object]:
    """What a sentence says of whom it looks for: its slots that do, and what they do not hold."""
    stated = {name: slots[name] for name in (*_FILTERS, "channel") if name in slots}
    said = {
        "model": named_in(text),
        "order": order_in(text),
        "assessment": assessment_in(text),
        **holdings_in(text),
    }
    return {**{name: value for name, value in said.items() if value is not None}, **stated}


_BIRTHDAY = re.compile(r"生日|寿星|birthday", re.IGNORECASE)
_OF_THE_DAY = (
    ("birthday", _BIRTHDAY),
    ("handoff", re.compile(r"(?:等|要求|想找|点了?)[^，。？]{0,6}(?:回电|回话|联系|人工)|投诉")),
    ("maturity", re.compile(r"(?<!测评)(?<!授权)到期|满期|承接|续作|接续")),
    (
        "follow_up",
        re.compile(
            r"跟进|回访|(?:答应|约好|约定|说好|说过|承诺)[^，。？]{0,8}(?:联系|回|打|找|再)"
        ),
    ),
    ("attrition", re.compile(r"流失|要走的|挽留|搬家|转走")),
    ("purchase", re.compile(r"有意向|意向客户|想买的|可能买的|商机")),
    ("refusal", re.compile(r"(?:不要|不能|别|不想|不让|拒绝)[^，。？]{0,4}(?:打扰|联系|骚扰|碰)")),
)
"""One kind of a day's work, by the words that ask for it alone."""
_LARGEST = re.compile(
    r"(?:金额|钱|资金|本金|笔)[^，。？]{0,3}最?(?:大|多|高)|最大|大额|大的先|从大到小"
)


def find_prospects(turn: Turn) -> Decision:
    """The ranked list of customers, from the decision core, within the asker's rows."""
    if turn.speaks_of_one() and (customer_id := turn.customer(required=False)):
        # 李雷会不会走: one customer's score and what it rests on, no list.
        why = turn.call(
            "explain_decision", customer_id=customer_id, **turn.stated("category", "goal")
        )
        return turn.decision("customer_outlook", why)
    if _BIRTHDAY.search(turn.question) and turn.context.scope.role in (Role.RM, Role.MANAGER):
        return my_day(turn)  # no model says who has one
    conditions = {**_before(turn), **conditions_in(turn.question, turn.stated(*_FILTERS))}
    found = turn.call("find_prospects", **conditions)
    return turn.decision("find_prospects", found)


_KEPT = (
    "model",
    "order",
    "assessment",
    "holds",
    "lacks",
    "city",
    "occupation",
    "min_demand",
    "uncontacted_days",
)
"""What a list was asked by beside slots, which understanding itself carries on."""


def _before(turn: Turn) -> dict[str, object]:
    """What else the list was asked by that this request only changes."""
    if turn.request.relation != "change" or turn.memory.list_tool != "find_prospects":
        return {}
    return {name: value for name, value in turn.memory.list_arguments.items() if name in _KEPT}


def customer_profile(turn: Turn) -> Decision:
    """The portrait of one customer, and what would suit them next."""
    customer_id = turn.customer()
    if turn.is_customer:  # their own figures; what models say of them is for the bank
        return _overview(turn)
    profile = turn.call("customer_profile", customer_id=customer_id)
    return turn.decision("customer_profile", profile)


_WITHIN = re.compile(
    r"(?:这|那)(?:里面|些|批|份名单|个名单)|里面|里头|其中|名单(?:里|中|上)|这(?:几|\d+)[个位]|他们(?:里|中|当中)"
)
_COUNTED = re.compile(r"多少|几[个位人]|占比|比例")


def points_within(text: str) -> bool:
    """Whether a text speaks of those of a list, and counts none of them."""
    return bool(_WITHIN.search(text)) and not _COUNTED.search(text)


def narrowed(turn: Turn) -> Decision | None:
    """Those of the list just shown who meet a further condition (这里面有没有风评过期的)."""
    if turn.memory.list_tool != "find_prospects" or not points_within(turn.question):
        return None
    if turn.is_customer:
        return None
    slots = slots_for("find_prospects", turn.question, str(turn.context.scope.role))
    said = conditions_in(turn.question, slots)
    if not set(said) & _NARROWING:
        return None
    found = turn.call("find_prospects", **{**turn.memory.list_arguments, **said})
    return replace(turn.decision("find_prospects", found), intent="find_prospects")


_NARROWING = frozenset(
    {"min_aum", "max_aum", "min_age", "max_age", "tier", "branch", "payroll", "customer_risk"}
) | {"maturing_within_days", "assessment", "holds", "lacks"}


_OF_SOMETHING = ("topic", "category", "product", "customer", "customer_id")
_NOT_OF_ONE = frozenset({"market_news", "out_of_scope", "product_info", "human_handoff"})


def pointed(turn: Turn) -> Decision | None:
    """The portrait of who is pointed at in the list just shown, where nothing else is asked of them
    (钱最多的那个，最近什么情况 is no question about markets).
    """
    listed = turn.memory.listed
    if not listed or turn.is_customer or turn.request.intent not in _NOT_OF_ONE:
        return None
    if turn.stated(*_OF_SOMETHING) or turn.context.scope.role not in _SEES:
        return None
    toolbox, scope = turn.context.toolbox, turn.context.scope
    if pointed_at(toolbox, scope, listed, turn.question) is None and not turn.speaks_of_one():
        return None
    return customer_profile(turn)


_SEES = frozenset({Role.RM, Role.MANAGER, Role.COMPLIANCE})
_OF_THE_WHOLE = re.compile(
    r"资产|余额|家底|持仓|持有|多少(?:钱|块)|几[万块]|有(?:哪些|什么|啥)|账[上户]|名下|情况|画像|我(?:的|是)|买(?:了|过)|存(?:了|款)|财富|身家"
)
_NOT_IN_IT = re.compile(r"安全|积分|权益|密码|几张卡|流水|明细|额度|工资|地址|手机号")


_SURELY = 0.9
"""Relevance from which a document, rather than that it is not known, answers such a question."""


def _overview(turn: Turn) -> Decision:
    """The whole account where it is asked for; else what documents say, or that it is not known."""
    if _OF_THE_WHOLE.search(turn.question) and not _NOT_IN_IT.search(turn.question):
        return turn.decision("my_account", turn.call("my_account"))
    if (found := news.known(turn, _SURELY)) is not None:
        return found
    return turn.end("nothing", say("ask.not_of_account"))


def forecast(turn: Turn) -> Decision:
    """How an amount will develop: one customer's, or the asker's whole book."""
    customer_id = turn.customer(required=False)
    result = turn.call("forecast", customer_id=customer_id, **turn.stated("metric", "horizon_days"))
    return turn.decision("forecast", result)


def my_day(turn: Turn) -> Decision:
    """Whom to contact today and why; the brief where that is asked for."""
    if news.BRIEF.search(turn.question):
        return news.daily_brief(turn)
    asked = [kind for kind, words in _OF_THE_DAY if words.search(turn.question)]
    only = asked[0] if len(asked) == 1 else None
    how = _of_what_is_due(turn) if only == "maturity" else {}
    many = turn.stated("top_k")
    if only is None and many:
        many = {"most": many["top_k"]}  # 今天最该联系的三个: of all kinds together
    return turn.decision("my_day", turn.call("my_day", only=only, **how, **many))


def of_day(turn: Turn, kind: str) -> Decision:
    """One kind of a day's work alone."""
    how = _of_what_is_due(turn) if kind == "maturity" else {}
    return turn.decision("my_day", turn.call("my_day", only=kind, **how))


def _of_what_is_due(turn: Turn) -> dict[str, object]:
    """Within which days, of which kind of product and in which order, where the question says."""
    days = turn.slot("maturing_within_days") or turn.slot("horizon_days")
    category = turn.slot("category") or category_in(turn.question)
    largest = _LARGEST.search(turn.question) or order_in(turn.question) == "maturity_amount"
    return {"days": days, "category": category, "by_amount": bool(largest)}
