"""From candidates to slots, once the intent is known: which of them the contract means."""

import re
from collections.abc import Callable
from dataclasses import replace

from agents.understanding.slots import counts, stated
from agents.understanding.slots.ages import AgeBound
from agents.understanding.slots.entities import Entities
from agents.understanding.slots.periods import Period
from agents.understanding.vocabulary import SLOTS, SlotValue

_NO_SLOTS = {"out_of_scope", "refuse"}
# Intents that are about many customers, whose bounds are bounds of a segment.
_SEGMENT = {
    "find_prospects",
    "event_leads",
    "campaign_result",
    "write_copy",
    "call_script",
    "forecast",
    "my_day",
    "next_best_offer",
    "explain_decision",
}
_NAMES_CUSTOMERS = {"opt_out", "human_handoff"}
_STATES_CHANNEL = {
    "write_copy",
    "call_script",
    "opt_out",
    "record_feedback",
    "campaign_result",
    "find_prospects",
    "event_leads",
    "compliance_check",
    "my_day",
}
_STATES_GOAL = {
    "find_prospects",
    "explain_decision",
    "write_copy",
    "call_script",
    "campaign_result",
}
_WORDED = {"write_copy", "call_script", "objection_reply"}
_NEWS = {"market_news", "event_leads"}
_NOT_ASSETS = re.compile(
    r"(?:到期|金额|起购|起投|起存|保费|额度|贷款|消费|刷卡|流水|年收入|月薪|收入|单笔|每月|每年|一年交)[^\s，。？?,；;!！]{0,4}$"
)


def assign_slots(entities: Entities, intent: str, side: str) -> dict[str, SlotValue]:
    """The slots that the text states, in the contract's order.

    Args:
        entities: the candidates of the text.
        intent: one of the contract's intents.
        side: ``customer``, ``staff`` or ``unknown`` (``vocabulary.side_of``); a customer who asks
            speaks of themself, so no customer is named.
    """
    if intent in _NO_SLOTS:
        return {}
    if intent == "compliance_check":
        channel = stated.channel(_request_part(entities.text), intent)
        return {"channel": channel} if channel else {}
    slots: dict[str, SlotValue | None] = {}
    for fill in (_names, _words, _numbers, _times):
        slots.update(fill(entities, intent, side))
    return {name: value for name in SLOTS if (value := slots.get(name)) is not None}


def _request_part(text: str) -> str:
    """A request to check a text, without the text that is to be checked."""
    return re.split(r"[:“\"「『《]", text, maxsplit=1)[0] or text[:20]


def _names(entities: Entities, intent: str, side: str) -> dict[str, SlotValue | None]:
    written = entities.question.written
    slots: dict[str, SlotValue | None] = {}
    if entities.products and intent != "opt_out":
        first = entities.products[0]
        slots["product"] = written(first.start, first.end)
    if side != "customer" and intent not in _NAMES_CUSTOMERS:
        if entities.people:
            person = _meant(entities)
            slots["customer"] = written(person[0], person[1])
        if entities.customer_ids:
            slots["customer_id"] = written(*entities.customer_ids[0]).upper()
    return slots


def _meant(entities: Entities) -> tuple[int, int]:
    """The person meant: after a correction (不是李总，是王总) the last one, else the first."""
    people = entities.people
    correction = re.search(r"不是", entities.text)
    if len(people) > 1 and correction and people[0].start == correction.end():
        return people[1].start, people[1].end
    return people[0].start, people[0].end


def _words(entities: Entities, intent: str, side: str) -> dict[str, SlotValue | None]:
    text = entities.text
    theme = stated.topic(entities, intent)
    slots: dict[str, SlotValue | None] = {"topic": theme.value if theme else None}
    ignored = entities.themes if intent == "market_news" else (theme,) if theme else ()
    slots["category"] = stated.category(entities, intent, ignore=tuple(ignored))
    if intent in _STATES_GOAL:
        slots["goal"] = stated.goal(text, intent)
    if intent == "find_prospects" and slots["topic"] == "养老" and not slots["category"]:
        slots.update(category="pension", topic=None)
    if intent in _STATES_CHANNEL:
        slots["channel"] = stated.channel(text, intent)
    if intent in _WORDED:
        slots["tone"] = stated.tone(text)
    if intent in _SEGMENT and side != "customer":
        slots["tier"] = stated.tier(text)
        slots["payroll"] = stated.payroll(text)
    if side != "customer":
        slots["branch"] = stated.branch(entities)
    if intent == "forecast":
        slots["metric"] = _metric(text)
        if slots.get("category") == "credit_card":
            slots["category"] = None  # the metric says it
    slots["product_risk"] = stated.product_risk(text)
    slots["customer_risk"] = stated.customer_risk(text)
    return slots


def _metric(text: str) -> str | None:
    if re.search(r"到期|满期", text):
        return "maturity"
    if re.search(r"(?:资产|aum|规模)(?:/|、|和|与|跟|还有)(?:信用卡|刷卡|卡消费)", text):
        return "aum"  # both are asked for: the first stands for the request
    if re.search(
        r"信用卡|刷卡|卡消费|消费额|消费金额|卡交易|用卡|卡的?流水|花多少|花销|要还多少|花掉|开销|刷(?:掉|个)?多少|消费(?:多少|情况|水平|趋势|支出)|支出",
        text,
    ):
        return "card_spend"
    found = re.search(
        r"资产|aum|规模|盘子|管户|余额|总额|家底|有多少钱|变成多少|存款|业务量|摊子|身家|财富|多少钱|的钱|这些钱|体量|盘|数",
        text,
    )
    return "aum" if found else None


def _numbers(entities: Entities, intent: str, side: str) -> dict[str, SlotValue | None]:
    text = entities.text
    slots: dict[str, SlotValue | None] = {}
    if intent in _WORDED:
        slots["variants"] = counts.variants(text)
    elif intent in ("find_prospects", "event_leads", "my_day", "market_news"):
        slots["top_k"] = counts.top_k(text, plain=True)
    elif intent in ("next_best_offer", "product_info", "campaign_result"):
        slots["top_k"] = counts.top_k(text, plain=False)
    segment = intent in _SEGMENT and side != "customer"
    for bound in entities.ages if segment or intent == "suitability_check" else ():
        age = _turned_down(bound) if _UNWANTED.match(text[bound.end :]) else bound
        slots.setdefault("min_age", age.low)
        if age.high is not None and slots.get("max_age") is None:
            slots["max_age"] = age.high
        if age.low is not None and slots.get("min_age") is None:
            slots["min_age"] = age.low
    slots.update(_sums(entities, intent, segment))
    return slots


_UNWANTED = re.compile(
    r"^的?(?:客户|人|老人)?(?:就|都)?(?:不要|不算|除外|排除|除[去掉]|去[掉除]|剔|筛掉|拿掉|换掉|刨[掉除去]|删|过滤|撇开"
    r"|不看|别要|不考虑)"
)


def _turned_down(bound: AgeBound) -> AgeBound:
    """What is left when those within ``bound`` are not wanted (60岁以上的不要)."""
    if bound.low is not None and bound.high is None:
        return replace(bound, low=None, high=bound.low - 1)
    if bound.high is not None and bound.low is None:
        return replace(bound, low=bound.high + 1, high=None)
    return bound


# 退休金一个月六千, 每月能存三千: what comes in by the month is not what is there to place.
_INCOME_BEFORE = re.compile(
    r"(?:退休金|养老金|工资|月薪|年薪|收入|薪水|房租|(?<![\d一二三四五六七八九十])(?:一个?月|每个?月|月月|一年|每年))"
    r"(?:能|可以|大概|差不多|到手|领|拿|发|挣|赚|有|是|才|也就|就|才有|[:：\s]|一个?月|每个?月|一年|每年)*$"
)


def _sums(entities: Entities, intent: str, segment: bool) -> dict[str, SlotValue | None]:
    slots: dict[str, SlotValue | None] = {}
    for money in entities.money:
        income = _INCOME_BEFORE.search(entities.text[: money.start])
        if income and intent == "next_best_offer" and len(entities.money) > 1:
            continue
        of_something_else = _NOT_ASSETS.search(entities.text[: money.start])
        about_customers = money.of_assets or intent in ("find_prospects", "event_leads")
        if (
            money.bound
            and segment
            and intent != "forecast"
            and about_customers
            and not of_something_else
        ):
            if _UNWANTED.match(
                entities.text[money.end :].removeprefix("以上").removeprefix("以下")
            ):
                money = replace(money, low=money.high, high=money.low)
            if money.low is not None:
                slots.setdefault("min_aum", money.low)
            if money.high is not None:
                slots.setdefault("max_aum", money.high)
        elif intent in ("find_prospects", "event_leads", "market_news"):
            continue
        elif intent == "forecast" and money.bound:
            continue  # 能不能破两亿: what is hoped for, not what is held
        elif not money.bound or not segment:
            slots.setdefault("amount", money.low if money.low is not None else money.high)
    return slots


def _times(entities: Entities, intent: str, side: str) -> dict[str, SlotValue | None]:
    text = entities.text
    slots: dict[str, SlotValue | None] = {}
    if intent == "forecast":
        slots["horizon_days"] = next((p.days for p in entities.periods if not p.past), None)
        return slots
    accepts = _HORIZONS.get(intent)
    for period in entities.periods:
        if period.past:
            continue
        matures = intent == "find_prospects" and stated.goal(text, intent) == "maturity"
        if (matures or _is_until_maturity(text, period)) and intent not in (
            "product_info",
            "record_feedback",
        ):
            slots.setdefault("maturing_within_days", period.days)
        elif accepts and accepts(text, period):
            slots.setdefault("horizon_days", period.days)
    return slots


def _is_until_maturity(text: str, period: Period) -> bool:
    clause = re.split(r"[，,。;；?？!！]", text[period.end :], maxsplit=1)[0][:14]
    before = re.split(r"[，,。;；?？!！]", text[: period.start])[-1]
    if period.term:
        return False
    return bool(re.search(r"到期|满期", clause)) or bool(
        re.search(
            r"(?:到期|满期)(?:日|时间)?(?:在|是|还有|还剩|剩|不足|不到)?(?:未来|今后|接下来)?$",
            before,
        )
    )


def _of_forecast(_text: str, period: Period) -> bool:
    return not period.term


def _of_holding(text: str, period: Period) -> bool:
    """How long the money can stay: 放半年, 三个月左右, 90天的; a date to come only when it is
    then needed (下个月要用)."""
    written = text[period.start : period.end]
    if re.match(r"[本这下当明来今后]", written):
        return bool(re.match(r"\S{0,3}(?:用|取|花)", text[period.end :]))
    if re.match(
        r"(?:能|领|拿|发|挣|赚|有|存|交)*[\d一二两三四五六七八九十几][\d十百千万.]*(?:块|元|万|千|百|，|,|$)",
        text[period.end :],
    ):
        return False  # 一个月六千
    return not re.search(r"(?:每|收|交|交了|缴|缴了|近|离|距离?|还有)$", text[: period.start])


def _of_term(text: str, period: Period) -> bool:
    before = text[: period.start]
    held = re.search(r"(?:存|放|持有|买|投|搁|定期|定存|期限(?:是|为|在)?)(?:个|满|了)?$", before)
    follows = re.match(
        r"(?:定期|定存|存款|大额存单|理财|存单|不用|期|的(?:理财|产品|存单|定期|大额存单|存款|呢?$))",
        text[period.end :],
    )
    return bool(held or follows or text[period.start : period.end].endswith("期"))


def _ahead(_text: str, period: Period) -> bool:
    return period.ahead and not period.term


_HORIZONS: dict[str, Callable[[str, Period], bool]] = {
    "find_prospects": _of_forecast,
    "next_best_offer": _of_holding,
    "product_info": _of_term,
    "suitability_check": _of_term,
    "explain_decision": _ahead,
}
