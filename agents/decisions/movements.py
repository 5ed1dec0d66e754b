"""What has moved: who moved money out, what was sold, how the asker's own results stand."""

import re
from dataclasses import replace

from agents.decisions.customers import conditions_in
from agents.decisions.group_words import axes_in
from agents.decisions.spans import lately
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding import slots_for
from home.clock import business_day
from tools.access import Role
from tools.movement_rows import TRADES

TOOL = "movements_report"
DAYS = 30
"""Days that are meant where a question names none."""
_MEASURES = (
    ("redeemed", re.compile(r"赎回?")),
    ("spent", re.compile(r"消费|刷卡|刷(?:了|掉)|花(?:了|掉|钱|销)|开销")),
    ("net_out", re.compile(r"净(?:流)?[出入减]|净流")),
    ("bought", re.compile(r"买|卖|销|认购|申购|成交|[出开]单|业绩|下单")),
    (
        "in",
        re.compile(r"转[入进]|进(?:账|来|了|钱)|流入|[存打汇](?:进|过?来)|到账|新增资金|入账"),
    ),
)
"""What is looked at, by the words that ask for it; money that leaves where none does."""
_OF_ASSETS = re.compile(r"资产|身家|余额|存款|AUM|账[上户]", re.IGNORECASE)
_BY_PRODUCT = re.compile(r"哪(?:只|款|个产品|些产品)|每只|各(?:只|产品)|按产品|什么产品|啥产品")
_NARROWS = ("branch", "tier", "payroll", "min_age", "max_age", "customer_risk", "holds", "lacks")
_FOLLOWS = 24
_COMPARED = re.compile(
    r"(?:[比较跟和同与])(?:起)?(?:上一?个?(?:月|季度?|周)|去年(?:同期)?|前一?个?月|之前|以前)[^，。？?]{0,3}"
)
"""With what the days are compared, which are not the days that are asked about."""


def moved(turn: Turn) -> Decision:
    """The customers who moved most of their money, or what was moved in all, as it was asked."""
    return _reported(turn, _arguments(turn))


def results(turn: Turn) -> Decision:
    """What the asker's customers bought, by kind, against before, and what contacts brought."""
    arguments = {**_arguments(turn), "measure": "bought"}
    arguments["by"] = _units(turn) or "category"
    return _results(turn, arguments)


def _results(turn: Turn, arguments: dict[str, object]) -> Decision:
    made = _reported(turn, arguments)
    span = {name: arguments[name] for name in ("since", "until") if name in arguments}
    reached = turn.call("segment_report", measure="contacts", **span)
    return replace(made, template="results_report", calls=(*made.calls, reached))


def followed(turn: Turn) -> Decision | None:
    """The last report of another time or measure; None where nothing of that is said."""
    asked = turn.memory.asked
    if asked.get("tool") != TOOL or len(turn.question) > _FOLLOWS:
        return None
    before: dict[str, object] = dict(asked["arguments"])  # type: ignore[call-overload]
    now = _arguments(turn)
    changed = {name: now[name] for name in ("since", "until", *_NARROWS) if name in now}
    if any(words.search(turn.question) for _, words in _MEASURES):
        changed["measure"] = now["measure"]
    if unit := _units(turn):
        changed["by"] = unit
    if not changed:
        return None
    made = {**before, **changed}
    return _results(turn, made) if _of_sales(made) else _reported(turn, made)


def _arguments(turn: Turn) -> dict[str, object]:
    text = turn.question
    slots = slots_for("find_prospects", text, str(turn.context.scope.role))
    said = conditions_in(text, slots)
    measure = next((name for name, words in _MEASURES if words.search(text)), "out")
    arguments: dict[str, object] = {"measure": measure, "by": _units(turn) or "customer"}
    arguments |= {name: said[name] for name in _NARROWS if name in said}
    if measure in TRADES:
        arguments |= {name: said[name] for name in ("category",) if name in said}
        if arguments["by"] == "customer" and _BY_PRODUCT.search(text):
            arguments["by"] = "product"
    if "min_aum" in said:
        arguments["min_aum" if _OF_ASSETS.search(text) else "least"] = said["min_aum"]
    if "top_k" in said:
        arguments["top_k"] = said["top_k"]
    if (
        span := lately(_COMPARED.sub("", text), business_day(turn.context.toolbox.now), DAYS)
    ) is not None:
        arguments |= {"since": span.since, "until": span.until}
    return arguments


def _units(turn: Turn) -> str | None:
    """By which units the asker wants it told apart, where they lead any."""
    if turn.context.scope.role is not Role.MANAGER:
        return None
    return next((axis for axis in axes_in(turn.question) if axis in ("branch", "manager")), None)


def _reported(turn: Turn, arguments: dict[str, object]) -> Decision:
    made = turn.decision(TOOL, turn.call(TOOL, **arguments))
    return replace(made, intent="campaign_result" if _of_sales(arguments) else "find_prospects")


def _of_sales(arguments: dict[str, object]) -> bool:
    return arguments["measure"] == "bought" and arguments["by"] != "customer"
