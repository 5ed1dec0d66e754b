"""Questions about groups of customers: how many, which branches, what sort of people, how it grew.

What they have in common with questions for a list (conditions, goals, categories) the intents do
not tell apart: the words that ask for a number or a group do.
"""

import re
from collections.abc import Mapping

from agents.decisions.customers import conditions_in
from agents.decisions.group_words import (
    KINDS,
    asks_for_groups,
    asks_how_many,
    axes_in,
    axis_named,
    looks_ahead,
    measure_in,
    speaks_of_all,
    wants_a_list,
)
from agents.decisions.spans import span_in
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding import slots_for
from home.clock import business_day
from tools.access import Role
from tools.campaigns import campaign_named

_ROLES = frozenset({Role.MANAGER, Role.RM, Role.MARKETER})
TOOL = "segment_report"
_LONGEST_FOLLOW_UP = 20
_HIGHER = re.compile(r"(?:卡|级|客户|等级)?(?:及|和|或|以及)?(?:其)?(?:以上|往上|更高)")
_WOMEN = re.compile(r"女(?:性|客户|的(?!钱))|妇女")
_MEN = re.compile(r"(?<!美)男(?:性|客户|的)")
_DORMANT = re.compile(r"沉睡|睡眠(?:客户|户)|不活跃|(?:长期|很久|好久)(?:没|未)(?:登录|用)")
_YEAR_START = re.compile(r"今年以来|年初|年内|今年")
_YEAR = re.compile(r"同比|去年同期|比去年|较去年|一年前")
_QUARTER = re.compile(r"季(?:度)?(?:初|末|以来)|上(?:个)?季度|环季|这个?季度|本季")
_RESPONSE = re.compile(r"响应|活动|投放|反馈|反应")
_LIKELY_TO = re.compile(r"想买|会买|可能买|感兴趣|意向|意愿|潜力|潜在")
_PASSED_ON = ("by", "measure", "against", "since", "until", "responses", "dormant", "gender")
"""What a list of customers is not asked for by."""


def segment_report(turn: Turn) -> Decision | None:
    """The numbers of groups, where a question asks for them or goes on with what was asked."""
    if turn.context.scope.role not in _ROLES:
        return None
    followed = _followed(turn)
    if followed is not None:
        return followed
    if not _is_asked(turn):
        return None
    return _report(turn, _arguments(turn))


_TITLED = re.compile(
    r"[一-鿿](?:女士(?!们)|先生(?!们)|小姐|阿姨|叔(?!叔阿姨)|老板娘|总(?=[，。？?这那说的要想适能手]))|我(?:妈|爸|老婆|老公|女儿|儿子|家)"
)


def names_one(turn: Turn) -> bool:
    """Whether a question is about one person: a customer, however written, or somebody's kin."""
    if turn.speaks_of_one() or _TITLED.search(turn.question):
        return True
    slots = slots_for("customer_profile", turn.question, str(turn.context.scope.role))
    return bool(slots.get("customer") or slots.get("customer_id"))


def _is_asked(turn: Turn) -> bool:
    text = turn.question
    if wants_a_list(text) or names_one(turn):
        return False
    if campaign_named(turn.context.toolbox.store, text) and not axes_in(text):
        return False  # what came of it is the campaign's report
    if not (asks_how_many(text) or asks_for_groups(text) or speaks_of_all(text)):
        return False
    measure = measure_in(text, conditions_of_group(turn))
    return measure in ("likelihood", "contacts") or not looks_ahead(text)


def report(turn: Turn, **known: object) -> Decision:
    """The numbers of groups, for a question that is known to ask for them; ``known`` is what is
    sure whatever the words say.
    """
    made = {**_arguments(turn), **known}
    measure = str(made["measure"])
    if "branch" in list(made.get("by") or ()):  # type: ignore[call-overload]
        made.pop("branch", None)  # 八家支行 names none of them
    return _report(turn, _consistent({**made, **_time_of(turn, measure)}, turn.question))


def _report(turn: Turn, arguments: Mapping[str, object]) -> Decision:
    return turn.decision(TOOL, turn.call(TOOL, **arguments))


def _arguments(turn: Turn) -> dict[str, object]:
    text = turn.question
    said = conditions_of_group(turn)
    measure = measure_in(text, said)
    by = axes_in(text)
    if not by and measure == "likelihood" and asks_for_groups(text):
        by = KINDS
    arguments = {**said, "measure": measure, "by": list(by), **_time_of(turn, measure)}
    for axis, condition in (("risk", "customer_risk"), ("tier", "tier")):
        # C1占多少 of the distribution of all: told first, beside the others.
        if axis in by and condition in arguments and measure == "size":
            arguments["spotlight"] = arguments.pop(condition)
            arguments.pop("or_higher", None)
    if measure == "likelihood" and _RESPONSE.search(text):
        arguments["responses"] = True
    return _consistent(arguments, text)


def conditions_of_group(turn: Turn) -> dict[str, object]:
    """What the question itself says of whom it counts, whatever was asked before."""
    text = turn.question
    slots = slots_for("find_prospects", text, str(turn.context.scope.role))
    said = conditions_in(text, slots)
    said.pop("top_k", None)
    said.pop("order", None)
    said.pop("channel", None)
    if "tier" in said:
        after = text[text.find(str(said["tier"])) + len(str(said["tier"])) :]
        if _HIGHER.match(after):
            said["or_higher"] = True
    if _WOMEN.search(text) != _MEN.search(text) and not (_WOMEN.search(text) and _MEN.search(text)):
        said["gender"] = "女" if _WOMEN.search(text) else "男"
    if _DORMANT.search(text):
        said["dormant"] = True
        said.pop("goal", None)
        said.pop("model", None)
    return said


def own_branch(turn: Turn) -> dict[str, object]:
    """The branch that a question names, by itself."""
    slots = slots_for("find_prospects", turn.question, str(turn.context.scope.role))
    return {"branch": slots["branch"]} if "branch" in slots else {}


def _time_of(turn: Turn, measure: str) -> dict[str, object]:
    text, on = turn.question, business_day(turn.context.toolbox.now)
    if measure == "change":
        return {"against": _against(text)}
    if measure == "contacts":
        span = span_in(text, on) or span_in("今年", on)
        assert span is not None, "this year is a span"
        return {"since": span.since, "until": span.until}
    return {}


_MONTH_END = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2}|上个?)月(?:底|末)")


def _against(text: str) -> str:
    if _MONTH_END.search(text) and not _YEAR.search(text):
        return "month"
    if _YEAR.search(text):
        return "year"
    if _YEAR_START.search(text):
        return "year_start"
    return "quarter" if _QUARTER.search(text) else "month"


def _consistent(arguments: dict[str, object], text: str) -> dict[str, object]:
    """Without what the measure does not look at; a category that is counted is one that is held."""
    made = dict(arguments)
    measure = made.get("measure")
    if measure != "likelihood":
        if measure == "size" and "category" in made and not made.get("lacks"):
            made["holds"] = made.get("holds") or [made["category"]]
        if measure in ("size", "contacts"):
            made.pop("category", None)
        for name in ("model", "horizon_days", "responses"):
            made.pop(name, None)
        if made.get("goal") != "maturity":
            made.pop("goal", None)
    elif made.get("holds") and not _LIKELY_TO.search(text) and made.get("goal"):
        made.pop("category", None)
    return made


def _followed(turn: Turn) -> Decision | None:
    """The same again, otherwise grouped, narrowed, or of another time; the list of whom it counts;
    None where the question does not go on with a report.
    """
    asked = turn.memory.asked
    text = turn.question.strip()
    if asked.get("tool") != TOOL or len(text) > _LONGEST_FOLLOW_UP or names_one(turn):
        return None
    before: dict[str, object] = dict(asked["arguments"])  # type: ignore[call-overload]
    if wants_a_list(text):
        return _listed(turn, before)
    if _is_asked(turn) and asks_how_many(text):
        return None  # a question of its own
    said, axis = conditions_of_group(turn), axis_named(text)
    on = business_day(turn.context.toolbox.now)
    span = span_in(text, on)
    measured = _measured_anew(text, said)
    ahead = looks_ahead(text) and measured is None  # 往后三个月呢 is a forecast
    if ahead or not (said or axis or span or measured):
        return None
    made = {**before, **said}
    if measured:
        made["measure"] = measured
        made |= _time_of(turn, measured)
    if axis:
        made["by"] = list(axis)
    elif "branch" in said:
        made["by"] = [one for one in _by(before) if one != "branch"]
    if span is not None and made.get("measure") == "contacts":
        made |= {"since": span.since, "until": span.until}
    if made.get("measure") == "change" and (span or _YEAR.search(text)):
        made["against"] = _against(text)
    return _report(turn, _consistent(made, text))


def _by(arguments: Mapping[str, object]) -> list[str]:
    found = arguments.get("by")
    return [str(one) for one in found] if isinstance(found, list | tuple) else []


_MEASURED = (
    ("change", re.compile(r"比(?:上|去|年初)|环比|同比|涨|跌|增长|变化")),
    ("contacts", re.compile(r"成交|业绩|联系|触达|转化")),
    ("size", re.compile(r"(?:资产|人数|AUM|规模)(?:呢|多少|怎么样)", re.IGNORECASE)),
)


def _measured_anew(text: str, said: Mapping[str, object]) -> str | None:
    found = next((name for name, words in _MEASURED if words.search(text)), None)
    if found is None and said.get("goal") not in (None, "maturity"):
        return "likelihood"
    return found


def _listed(turn: Turn, before: dict[str, object]) -> Decision | None:
    """The customers whom the report counted, as far as a list can be asked for so."""
    conditions = {name: value for name, value in before.items() if name not in _PASSED_ON}
    conditions.pop("or_higher", None)
    if any(before.get(name) for name in ("dormant", "gender", "or_higher")):
        return None
    found = turn.call("find_prospects", **conditions, **turn.stated("top_k"))
    return turn.decision("find_prospects", found)
