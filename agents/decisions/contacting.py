"""Whether, how and when one customer may be contacted, where that is what is asked."""

import re

from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding.lexicons import lexicon
from tools.access import Role

_REACH = (
    "(?:打(?!新|折|款|算|理|包|分|开|印|扰|听|造)|联系(?!方式|人)|发(?!行|现|售|展|生|布|票|放|奖|薪|工资|财|红|觉)"
    "|约(?!定|束|好)|拨|去电|找(?=他|她|客户)|加(?=个?(?:微信|好友|企微)))(?:个|条|一下|过去)?"
    "(?:电话|短信|信息|消息|微信|企微|邮件|推送)?"
)
_MAY = re.compile(
    rf"(?:能|可以|可不可以|能不能|让|允许|好|方便|合适|适合)(?:不能|不可以)?[^，。？?]{{0,6}}{_REACH}[^，。？?]{{0,3}}(?:吗|么|不|嘛|吧|呢|[？?]|$)"
    rf"|{_REACH}[^，。？?]{{0,6}}(?:合适|方便|行|可以|妥|太早|太晚|来得及|打扰)(?:吗|么|不|嘛|吧|呢|了|[？?]|$)"
    rf"|(?:现在|这会儿|这个点|今天|今晚|晚上|周末|中午)[^，。？?]{{0,4}}{_REACH}[^，。？?]{{0,6}}(?:吗|么|不|嘛|吧|[？?])"
)
_WHEN = re.compile(
    rf"(?:什么时候|啥时候|几点|哪个时[间段]|何时|什么时[间段])[^，。？?]{{0,6}}{_REACH}"
    rf"|{_REACH}[^，。？?]{{0,6}}(?:什么时候|啥时候|几点|哪个时[间段]|何时|什么时[间段])"
    r"|(?:用|走|通过)?(?:什么|哪个|啥|哪种)(?:渠道|方式)[^，。？?]{0,4}(?:联系|触达|找|好|合适)"
)
_WHY_NOT = re.compile(
    rf"(?:为什么|为啥|咋|怎么|凭啥)[^，。？?]{{0,4}}(?:不能|不让|不可以|没法)[^，。？?]{{0,3}}{_REACH}"
)
_OF_A_TEXT = re.compile(
    r"[“\"「『：:]|[这那][条段句篇份]|文案|话术|稿|内容|帮我?写|写[一两几个条段]|拟|编|怎么说|说什么|聊"
)
_ASKERS = frozenset({Role.RM, Role.MANAGER})
_SAYS_MORE = frozenset(
    {"record_feedback", "opt_out", "compliance_check", "my_day", "find_prospects"}
)
"""Intents in which such words are not the question."""


def asked(turn: Turn) -> Decision | None:
    """The permission for the customer that the thread is about (现在打合适吗, 那发短信总行吧)."""
    question = turn.question
    if turn.context.scope.role not in _ASKERS or _OF_A_TEXT.search(question):
        return None
    words = _MAY.search(question) or _WHEN.search(question) or _WHY_NOT.search(question)
    if not words or (turn.request.intent in _SAYS_MORE and turn.request.confidence >= _SURE):
        return None
    customer_id = turn.customer(required=False)
    if customer_id is None:
        return None
    return permission(turn, customer_id, channel_of(turn))


def permission(turn: Turn, customer_id: str | None, channel: str | None) -> Decision:
    """Whether this customer may be contacted now through a channel, and through the others."""
    made = turn.call("contact_permission", customer_id=customer_id, channel=channel)
    return turn.decision("contact_permission", made)


_SURE = 0.8
_CALL = re.compile(r"打(?!扰)|拨|去电|电话")


def channel_of(turn: Turn) -> str | None:
    """The channel that is named; a call where something is dialled."""
    named = turn.slot("channel") or next(
        (hit.value for hit in lexicon("channel").find(turn.question.lower())), None
    )
    return str(named) if named else ("outbound_call" if _CALL.search(turn.question) else None)
