"""Which products suit a group: 银发客群适合的产品, 代发客户推什么.

What suits one customer is the decision core's choice for them (``offers.next_best_offer``).
"""

import re

from agents.composition.greetings import audience_in
from agents.decisions.groups import conditions_of_group, names_one
from agents.decisions.stated import risk_bounds
from agents.decisions.turn import Turn
from agents.state import Decision
from tools.access import Role

TOOL = "segment_products"
_ROLES = frozenset({Role.RM, Role.MANAGER, Role.MARKETER})
_LONGEST_FOLLOW_UP = 16
_SUITS = re.compile(
    r"适合[^，。？?]{0,6}(?:产品|理财|基金|保险|存款|什么|哪|啥)|(?:推|卖|配|买|主推|推荐)(?:荐)?(?:些|点)?(?:什么|哪|啥)|(?:什么|哪些|哪几|啥|哪款|哪只)[^，。？?]{0,4}产品|能推[^，。？?]{0,6}产品"
)
_ELSEWHERE = re.compile(
    r"响应|写|文案|话术|短信|朋友圈|怎么|规定|为什么|名单|谁|哪类人|哪些客户|什么样的(?:人|客户)|特点|特征|区别|注意|活动|有个|账上|手里|手上"
)
_AGES: dict[str, dict[str, object]] = {
    "senior": {"min_age": 60},
    "young": {"max_age": 34},
    "women": {"gender": "女"},
    "payroll": {"payroll": True},
}
"""Whom the words for an audience mean, where they state nothing narrower."""
_OF_A_GROUP = ("min_age", "max_age", "tier", "payroll", "gender", "branch", "min_aum", "max_aum")


def segment_products(turn: Turn) -> Decision | None:
    """Products for a group, where a question asks for them; None for any other."""
    if turn.context.scope.role not in _ROLES or names_one(turn):
        return None
    text = turn.question
    if _ELSEWHERE.search(text):
        return None
    whom = _whom(turn)
    asked = turn.memory.asked
    if asked.get("tool") == TOOL and len(text) <= _LONGEST_FOLLOW_UP and whom:
        before: dict[str, object] = dict(asked["arguments"])  # type: ignore[call-overload]
        return _reported(turn, {**_without_group(before), **whom})
    if not _SUITS.search(text) or not whom:
        return None
    return _reported(turn, whom)


def _whom(turn: Turn) -> dict[str, object]:
    """The group that the question names; empty where it names none."""
    text = turn.question
    said = conditions_of_group(turn)
    said.pop("goal", None)
    said.pop("model", None)
    if not any(name in said for name in _OF_A_GROUP):
        said |= _AGES.get(audience_in(text) or "", {})
    if not any(name in said for name in _OF_A_GROUP):
        return {}
    highest = risk_bounds(text)[1]
    return {**said, **({"max_risk": highest} if highest else {})}


def _without_group(arguments: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in arguments.items() if name not in _OF_A_GROUP}


def _reported(turn: Turn, arguments: dict[str, object]) -> Decision:
    found = turn.call(TOOL, **arguments)
    items = found.result.fitting  # type: ignore[attr-defined]
    return turn.decision(TOOL, found, products=tuple(one.product_id for one in items[:1]))
