"""The list that was just shown, once more and otherwise: fewer, others, in another order."""

import re
from dataclasses import replace

from agents.decisions.customers import conditions_in, points_within
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding import slots_for
from agents.understanding.slots.numerals import NUMBER, parse_number
from tools.access import Role
from tools.entities import partly_mentioned
from tools.tiers_and_branches import city_in, occupation_in

_LISTS = frozenset({"find_prospects", "my_day", "movements_report", "customer_list"})
_CONTACTED = re.compile(r"(?:联系|打|触达|聊|沟通|找|跟进|拜访|发)过")
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
    """For how many days nobody must have contacted them; None where nothing is said of that."""
    if not _CONTACTED.search(text):
        return None
    found = _WITHIN.search(text)
    if found is None:
        return _LATELY
    number = 0.5 if found["number"] == "半" else parse_number(found["number"] or "1")
    return max(1, round(float(number or 1) * _DAYS[found["unit"]]))


def narrowed(turn: Turn) -> Decision | None:
    """The list under the further conditions; None where there is none, or nothing is said that a
    list can be narrowed by.
    """
    memory = turn.memory
    if memory.list_tool not in _LISTS or turn.is_customer:
        return None
    slots = slots_for("find_prospects", turn.question, str(turn.context.scope.role))
    said = {**conditions_in(turn.question, slots), **further_conditions(turn)}
    said.pop("channel", None)
    if "city" in said and str(said["city"]) in str(said.get("branch", "")):
        del said["branch"]  # 只要上海的: where they live
    if "min_demand" in said:
        for name in ("min_aum", "category"):
            said.pop(name, None)  # 活期剩两万以上: neither all assets nor what they will buy
    if memory.list_tool == "my_day":
        kept: dict[str, object] = {
            name: said[name] for name in ("uncontacted_days", "category") if name in said
        }
        if "top_k" in said:
            kept["most"] = said["top_k"]
        said = kept
    if not said:
        return None
    arguments = {**memory.list_arguments, **said}
    made = turn.decision(memory.list_tool, turn.call(memory.list_tool, **arguments))
    return replace(made, intent="my_day" if memory.list_tool == "my_day" else "find_prospects")


def within(turn: Turn) -> Decision | None:
    """The same where the words point into the list (这里面住上海的呢); None of another request."""
    return narrowed(turn) if points_within(turn.question) else None


_AHEAD = re.compile(r"可能|会(?!员)|想|意向|意愿|潜力|快要?(?!到期)|要(?:走|买|流失)|概率")
_RANKS = frozenset({"goal", "model", "horizon_days", "order", "channel"})


def having(turn: Turn) -> Decision | None:
    """The customers who are or hold what is said, without a model; None where nothing is said that
    customers can be told by.
    """
    if turn.context.scope.role not in (Role.RM, Role.MANAGER):
        return None
    text = turn.question
    slots = slots_for("find_prospects", text, str(turn.context.scope.role))
    said = {**conditions_in(text, slots), **further_conditions(turn)}
    if "city" in said and str(said["city"]) in str(said.get("branch", "")):
        del said["branch"]
    if said.get("model") or said.get("goal") not in (None, "maturity") or _AHEAD.search(text):
        return None  # who will do something is for a model to say
    category = said.pop("category", None)
    toolbox, scope = turn.context.toolbox, turn.context.scope
    products = turn.products() or partly_mentioned(toolbox, scope, text)
    if len(products) == 1:
        said["product"] = products[0]
    elif category is not None and not said.get("lacks") and not said.get("holds"):
        said["holds"] = [category]
    found = {name: value for name, value in said.items() if name not in _RANKS}
    if not set(found) - {"top_k"}:
        return None
    made = turn.decision("customer_list", turn.call("customer_list", **found))
    return replace(made, intent="find_prospects")
