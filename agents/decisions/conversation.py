"""What concerns the conversation itself: feedback, results, opting out, a person, limits."""

import re
from dataclasses import replace
from datetime import date

from agents.decisions import news
from agents.decisions.turn import Ask, Turn
from agents.state import Decision
from prompts.messages import first, say
from tools.access import Role
from tools.promised_days import promised_day
from tools.senders import SenderQuery, managers_named, sender


def record_feedback(turn: Turn) -> Decision:
    """A manager reports what came of a contact."""
    customer_id = turn.customer()
    receipt = turn.call(
        "record_feedback",
        customer_id=customer_id,
        outcome=outcome_of(turn.question, turn.context.toolbox.as_of),
        note=turn.question[:500],
        **turn.stated("channel", "amount"),
    )
    return turn.decision("receipt", receipt)


def tells_outcome(turn: Turn) -> bool:
    """Whether the words say what came of a contact."""
    try:
        return bool(outcome_of(turn.question, turn.context.toolbox.as_of))
    except Ask:
        return False


_PROFILING = re.compile(
    r"画像|个性化|算法|自动化决策|自动决策|大数据|(?:根据|依据|用|分析|使用)我的?(?:个人)?(?:信息|数据|资料|行为)"
)


_HARDLY = 0.9
"""Confidence below which a right is not exercised for who says no word of stopping, and may have
meant something else (你们短信发得也太勤了吧)."""
_DONT = (
    r"(?:(?<![特分区个级性送告识另类])别(?![的人家处])"
    r"|(?<!要)不要(?!紧)|(?<!用)不用|不许|不准|勿|甭|莫(?!名))"
)
"""A word that forbids, not one that holds its letters: 特别, 别的时候, 要不要, 不要紧."""
_STOPS = re.compile(
    _DONT + r"|少给|消停|清净|停|退订|拒收|取消|关掉|关闭|不想|不再|免打扰|屏蔽|拉黑|撤回|td\b"
    r"|\b(?:stop|unsubscribe|no more|opt|don'?t|do not|never|remove|quit)\b",
    re.IGNORECASE,
)


def stopped(turn: Turn) -> Decision | None:
    """No more contact, where a word of stopping is said; None where none is."""
    return replace(opt_out(turn), intent="opt_out") if stops(turn.question) else None


def stops(text: str) -> bool:
    """Whether a text says a word of stopping."""
    return bool(_STOPS.search(text))


def opt_out(turn: Turn) -> Decision:
    """No more contact, or no more profiling: effective at once, where that was what was said."""
    if turn.request.confidence < _HARDLY and not _STOPS.search(turn.question):
        raise Ask("clarify", say("ask.opt_out"))
    customer_id = turn.customer()
    what = turn.stated("channel")
    if _PROFILING.search(turn.question):
        what = {"purpose": "profiling"}
    receipt = turn.call("opt_out", customer_id=customer_id, **what)
    return turn.decision("receipt", receipt)


_SERVICE = re.compile(r"提醒|通知|到期|服务|账单|动账|余额变动|还款日|验证码")


def some_contact(turn: Turn) -> Decision | None:
    """What stays where only some contact is stopped: one channel is stopped alone, and service
    notices are not marketing.
    """
    if stops(turn.question) and turn.word("channel") and not _SERVICE.search(turn.question):
        return replace(opt_out(turn), intent="opt_out")
    if not _SERVICE.search(turn.question):
        return None
    who = "customer" if turn.is_customer else "staff"
    return replace(turn.end("answer", say(f"opt_out.service_stays_{who}")), intent="opt_out")


_GRIEVES = re.compile(
    r"投诉|意见|不满|差劲?|烂|骗|赔|亏|坑|凭|为什么|为啥|生气|垃圾|气|没人|态度|误导|乱|退|催|一直|还没|还不|怎么还|故障|错|扣|少了|没到|失败|不了|打不开|说法|讨|欠|损失|太|老是|总是|几次|曝光"
)
"""Words of a grievance; without one a question is no complaint, whatever it was taken for."""


_WHY_NOT = re.compile(
    r"凭什么|凭啥|为什么|为啥|怎么就|咋就|有什么不(?:行|能)|不(?:行|能)吗|又不是|有啥不能|[也都]不(?:行|能|可以|让)"
)
_NO_TARGETS = re.compile(
    r"(?:任务|指标|目标(?!客|人群)|KPI|kpi|考核)[^，。？]{0,6}(?:差|完成|缺|剩|达成|还有多)"
    r"|(?:离|差)[^，。？]{0,4}(?:任务|指标|目标(?!客|人群))"
)


def of_others(turn: Turn) -> Decision | None:
    """Another manager's customers, asked for by who sees their own alone (M002手里有哪些大户)."""
    scope = turn.context.scope
    if scope.role is not Role.RM:
        return None
    if not set(managers_named(turn.context.toolbox.store, turn.question)) - {scope.subject}:
        return None
    return turn.end("refuse", say("ask.others_customers"))


def declined(turn: Turn) -> Decision | None:
    """Why the last request was refused, where that is what is asked (夫妻之间凭啥不能查); that no
    sales target is on record, where the gap to one is.
    """
    if turn.memory.declined and _WHY_NOT.search(turn.question) and len(turn.question) <= _BRIEF:
        key = first(f"declined.{turn.memory.declined}", "declined.other")
        return turn.end("nothing", say(key))
    if not turn.is_customer and _NO_TARGETS.search(turn.question):
        return turn.end("nothing", say("scope.no_targets"))
    return None


_BRIEF = 24


def complaint(turn: Turn) -> Decision:
    """Dissatisfaction goes to a person, at once and on record; a question without any (理财到期了
    钱什么时候到账) is answered where a document does.
    """
    questions = news.asks(turn.question) and not _GRIEVES.search(turn.question)
    if questions and (found := news.known(turn, news.SURE)) is not None:
        return replace(found, intent="product_info")
    return _to_a_person(turn, "complaint")


def human_handoff(turn: Turn) -> Decision:
    """The asker wants a person."""
    return _to_a_person(turn, "person")


def _to_a_person(turn: Turn, why: str) -> Decision:
    """A customer's request is kept with the answer (``deliver_answer``). Staff are told whom to
    ask: nobody sits behind their assistant.
    """
    if not turn.is_customer:
        return turn.end("handoff", say(f"handoff.staff_{why}"))
    line = sender(turn.context.toolbox, turn.context.scope, SenderQuery()).hotline
    call = say("handoff.call", hotline=line) if line else ""
    return turn.end("handoff", say(f"handoff.{why}") + call)


def out_of_scope(turn: Turn) -> Decision:
    """Not our business; says what is. An industry that we know is, and what documents answer."""
    if news.VIEW.search(turn.question) and (view := news.market_view(turn)) is not None:
        return view
    if (known := news.known(turn, news.SURE)) is not None:
        return known
    who = "customer" if turn.is_customer else "staff"
    return turn.end("nothing", say(f"scope.{who}"))


_ASSESSMENT = re.compile(r"测评|风险等级|问卷|答题|[测评]到|[Cc]\s?[1-5]|激进型|进取型")


def refuse(turn: Turn) -> Decision:
    """What the understanding takes for a request for wrongdoing."""
    if _ASSESSMENT.search(turn.question):
        return turn.end("refuse", say("ask.no_gaming"))
    return turn.end("refuse", say("screen.refused"))


_NO_MORE = re.compile(
    _DONT
    + r"(?:再|老|总|给[他她我])*(?![急着]|[^，。；]{0,2}(?:[早中晚午]|周|点|时|节|假|太|急))"
    + r"[^，。；]{0,3}?(?:打|联系|发|找|推|骚扰|烦|来电)"
)
"""No more contact, as customers say it and managers report it (说以后别打了); that a time is
inconvenient (别中午打), or that there is no hurry, is not that.
"""
_REFUSED = ("拒绝", "挂断", "婉拒")
_NOT_NOW = re.compile(r"不需要|没兴趣|不感兴趣|不买|不想(?!错过|放弃|失去)")
_OUTCOMES = (
    ("no_answer", ("没接", "未接", "没人接", "打不通", "无人接听", "关机", "没打通")),
    ("converted", ("买了", "成交", "签了", "认购", "申购了", "办了", "下单", "办理了", "购买了")),
    ("follow_up", ("考虑", "再说", "回头", "改天", "下次", "约了", "约好", "再联系", "跟进")),
    ("interested", ("感兴趣", "有兴趣", "想了解", "有意向", "愿意", "可以看看")),
    ("answered", ("接了", "接通", "聊了", "回了", "回复", "沟通")),
)


def outcome_of(report: str, on: date) -> str:
    """What a manager's words say came of the contact; the first that fits, refusals first.

    Who wants nothing of it is not called again (``_NOT_NOW``), unless the report names the day of
    the next contact (这次不买，让我下周二再打).

    Raises:
        Ask: the words name no outcome.
    """
    if _NO_MORE.search(report) or any(word in report for word in _REFUSED):
        return "refused"
    if _NOT_NOW.search(report):
        return "follow_up" if promised_day(report, on) else "refused"
    for outcome, words in _OUTCOMES:
        if any(word in report for word in words):
            return outcome
    raise Ask("clarify", say("ask.which_outcome"))
