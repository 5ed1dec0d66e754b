"""The list that was just shown, once more and otherwise: fewer, others, in another order."""

import re
from collections.abc import Mapping
from dataclasses import replace

from agents.decisions.customers import conditions_in, points_within
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding import slots_for
from agents.understanding.slots.numerals import NUMBER, parse_number
from prompts.messages import say
from tools.access import Role
from tools.customer_list import ListQuery
from tools.entities import partly_mentioned
from tools.movements import MovementQuery
from tools.prospect_query import ProspectQuery
from tools.tiers_and_branches import city_in, occupation_in

_RANKS = frozenset({"goal", "model", "horizon_days", "order", "channel", "category"})
"""What only a list by a model takes."""
_TAKES: Mapping[str, frozenset[str]] = {
    "find_prospects": frozenset(ProspectQuery.model_fields),
    "customer_list": frozenset(ListQuery.model_fields) - _RANKS,
    "movements_report": frozenset(MovementQuery.model_fields) - _RANKS,
    "my_day": frozenset({"uncontacted_days", "category", "top_k"}),
}
"""The tools whose lists can be narrowed, and by what."""
_LISTS = frozenset(_TAKES)
_CONTACTED = re.compile(r"(?:联系|打|触达|聊|沟通|找|跟进|拜访|发)过(?:电话|短信|微信)?")
_NOT_YET = re.compile(r"[没未]有?(?:人)?(?:联系|打|触达|聊|沟通|找|跟进|拜访|发)过")
_DROPS = re.compile(r"剔|去掉|去除|除去|除掉|排除|除外|不要|不算|拿掉|删|刨|筛掉|换掉|撇开|别要")
"""Words by which those who are named are to be left out."""
_WITHIN = re.compile(
    rf"(?:最近|近|过去)?(?P<number>{NUMBER}|半)?个?(?P<unit>天|日|周|星期|礼拜|月)(?:内|以来|里)?"
)
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_LATELY = 7
_ON_HAND = re.compile(
    r"(?:账上|活期|卡上|卡里|户头)[^，。]{0,6}?(?:剩|有|余额|留)?[^，。]{0,3}?(?P<amount>[\d.一二两三四五六七八九十百千]+)(?P<unit>万|千|块|元)?(?:元|块)?(?:以上|往上|多)"
)
_UNITS = {"万": 10_000.0, "千": 1_000.0}


def further_conditions(turn: Turn) -> dict[str, object]:
    """What a text says of whom it looks for beside slots: a city, money on hand, nobody who was
    contacted lately.
    """
    text = turn.question
    found: dict[str, object] = {}
    if (occupation := occupation_in(turn.context.toolbox.store, text)) is not None:
        found["occupation"] = occupation
    if (city := city_in(turn.context.toolbox.store, text)) is not None:
        found["city"] = city
    if (held := _ON_HAND.search(text)) is not None:
        number = parse_number(held["amount"])
        if number:
            found["min_demand"] = float(number) * _UNITS.get(held["unit"] or "", 1.0)
    if (days := _uncontacted(text)) is not None:
        found["uncontacted_days"] = days
    return found


def _uncontacted(text: str) -> int | None:
    """For how many days nobody must have contacted them, where they are to be left out (联系过的剔
    掉) or asked for (没联系过的); None where those who were contacted are asked for, or nothing is.
    """
    if not _CONTACTED.search(text) or not (_NOT_YET.search(text) or _DROPS.search(text)):
        return None
    found = _WITHIN.search(text)
    if found is None:
        return _LATELY
    number = 0.5 if found["number"] == "半" else parse_number(found["number"] or "1")
    return max(1, round(float(number or 1) * _DAYS[found["unit"]]))


def _said(turn: Turn) -> dict[str, object]:
    """All that a text says of whom it looks for."""
    text = turn.question
    slots = slots_for("find_prospects", text, str(turn.context.scope.role))
    said = {**conditions_in(text, slots), **further_conditions(turn)}
    said.pop("channel", None)
    if "city" in said and str(said["city"]) in str(said.get("branch", "")):
        del said["branch"]  # 只要上海的: where they live
    if "uncontacted_days" in said:
        for name in ("horizon_days", "maturing_within_days"):
            said.pop(name, None)  # 这周联系过的: of contacts, not of what is to come
    if "min_demand" in said:
        for name in ("min_aum", "category"):
            said.pop(name, None)  # 活期剩两万以上: neither all assets nor what they will buy
    return said


_ONLY_KEPT = frozenset({"tier", "branch", "city", "occupation", "payroll", "customer_risk"})
"""Conditions that a list can be asked for with, and not without; bounds and holdings that are
turned down are read as their opposites."""


def narrowed(turn: Turn) -> Decision | None:
    """The list under the further conditions; None where there is none, or nothing is said that a
    list can be narrowed by.
    """
    memory = turn.memory
    if memory.list_tool not in _LISTS or turn.is_customer:
        return None
    found = _said(turn)
    if _DROPS.search(turn.question) and _ONLY_KEPT & set(found):
        return turn.end("nothing", say("ask.only_kept"))
    tool, arguments = memory.list_tool, dict(memory.list_arguments)
    if tool == "customer_list" and _for_a_model(found, turn.question):
        if "product" in arguments:
            return None
        tool = "find_prospects"  # 里面谁最可能买理财
        arguments.pop("by_maturity", None)
    else:
        found = {name: value for name, value in found.items() if name in _TAKES[tool]}
    if not found:
        return None
    if tool == "my_day" and "top_k" in found:
        found["most"] = found.pop("top_k")
    made = turn.decision(tool, turn.call(tool, **{**arguments, **found}))
    return replace(made, intent="my_day" if tool == "my_day" else "find_prospects")


def _for_a_model(said: dict[str, object], text: str) -> bool:
    """Whether it is asked who will do something, which a model says."""
    goal = said.get("goal") not in (None, "maturity")
    return bool(said.get("model")) or goal or bool(_AHEAD.search(text))


_AHEAD = re.compile(r"可能|会(?!员)|想|意向|意愿|潜力|快要?(?!到期)|要(?:走|买|流失)|概率")


def within(turn: Turn) -> Decision | None:
    """The same where the words point into the list (这里面住上海的呢); None of another request."""
    return narrowed(turn) if points_within(turn.question) else None


def having(turn: Turn) -> Decision | None:
    """The customers who are or hold what is said, without a model; None where nothing is said that
    customers can be told by.
    """
    if turn.context.scope.role not in (Role.RM, Role.MANAGER):
        return None
    text, said = turn.question, _said(turn)
    if _for_a_model(said, text):
        return None
    category = said.pop("category", None)
    toolbox, scope = turn.context.toolbox, turn.context.scope
    products = turn.products() or partly_mentioned(toolbox, scope, text)
    if len(products) == 1:
        said["product"] = products[0]
    elif category is not None and not said.get("lacks") and not said.get("holds"):
        said["holds"] = [category]
    found = {name: value for name, value in said.items() if name in _TAKES["customer_list"]}
    if not set(found) - {"top_k"}:
        return None
    made = turn.decision("customer_list", turn.call("customer_list", **found))
    return replace(made, intent="find_prospects")
