"""What compliance asks about the texts that wait for it, and makers about those that they sent in.

Nothing is approved from a chat: 放了吧 names no text, no reason and no evidence, and who says it
may have written the text. What is said is how, and for which number.
"""

import re
from typing import Any

from agents.decisions.turn import Turn
from agents.state import Decision, ToolCall
from prompts.messages import say
from tools.drafts import CHECKER, MAKERS

_NUMBER = re.compile(r"(?<![a-z0-9])r[0-9a-f]{6,}(?![a-z0-9])", re.IGNORECASE)
_OF_TEXTS = r"(?:文案|稿子?|短信|推送|话术|内容|送审|那条|这条|条)"
_QUEUE = re.compile(
    r"(?:等|待)(?:着|待)?(?:我|合规|咱们?)?(?:去|来)?(?:审|复核|批|看)|(?:没|未|还没|要|得|该|需要?)(?:我)?(?:去)?(?:审(?!计|美|视|慎)|批(?!量|评))(?!核?(?:不|吗|么|标准))"
    r"|审核(?:队列|积压|列表|任务|工作台|台)|积压|待办|待审|待复核|送审(?:的|了|队列|情况|列表)|等(?:了|得)?最久|(?:最久|最早|最老)的?(?:是|那)?(?:哪)?一?条|要我(?:看|审|批)|手上有?[^，。？]{0,6}(?:审|批)|排队"
)
_HOW_TO = re.compile(
    r"(?:怎么|如何|怎样|咋)(?:提交|送审|申请)|(?:要不要|需不需要|用不用|必须|是否)[^，。？]{0,4}(?:送审|审核)|审核(?:流程|标准|要求|规则|时效)|送审(?:流程|标准|要求)|多久(?:能)?审|审核?多久|审(?:核|批)要多"
)
_NOT_TEXTS = re.compile(
    r"贷款|房贷|信用卡|借款|额度|开户|分期|理赔|投诉|工单|按揭|报销|审计|(?<!文案)审批进度"
)
_OWN = re.compile(
    "|".join(
        (
            r"(?:送审|报审|提交(?:上去|审核|的)|交上去|送去审|送上去)",
            r"(?:文案|短信|稿子?|话术|推送|那条|这条|内容)[^，。？]{0,10}(?:审[完过好了得到]|过审|批下来|批了|还没审)",
            r"(?:文案|短信|稿子?|话术|推送|那条|这条|内容)[^，。？]{0,10}审核(?:通过|结果|进度|完|过)",
            r"(?:文案|短信|稿子?|朋友圈|推送|企微|话术)那一?条[^。？]{0,6}(?:没过|过了|过没|通过|审)",
            r"审核(?:结果|进度)|(?:谁|哪位)(?:在)?审|卡在?审[核批]|文案审批|[能会][^，。？]{0,4}审完",
            r"合规(?:那边|部门?|的同事)?[^，。？]{0,6}[批审过](?:了|完|没|下来|好)",
            r"[没未]发出去[^。？?]{0,10}审",
        )
    )
)
_OWN_STATE = re.compile(
    r"过|批|审完|审好|审了|结果|怎么?样|咋样|到哪|进度|没|退|驳|卡|几条|哪些|多少|情况|状态|为什么|为啥|下来|谁"
)
_MAKER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9_-]{1,30}(?![A-Za-z0-9])")
_APPROVE = re.compile(
    r"放(?:了|行|掉|过|它)|批准|批了(?!没|吗|么)|准了|通过(?!了?没|了吗|吗|了么|率|没)|同意(?:了)?(?:发|放|这|第|吧|$)|(?:让|给)(?:它|这条|第.条|他们|她|他)?(?:都)?过|过了吧|发(?:了)?吧|签发|审批通过|(?:没问题|可以|行|好)[，,\s]?(?:过|放|发)(?:吧|了)?$|^过$"
)
_SEND_BACK = re.compile(r"退回|驳回|打回|拒了|毙|不通过|退了(?!没|吗)|否了")
_WHY = re.compile(
    r"为(?:啥|什么|何)|咋(?:就|回事|被)|原因|拦|卡|违反|违规|犯|碰|依据|哪(?:条|部|一条|一部)?(?:规则|法|规定|条款)|哪部|法条|怎么改|咋改|改成|该改|修改|建议|合规(?:的)?说法|原文|内容|全文|写了?(?:啥|什么|的)|详细|详情|看看|展开|打开|谁(?:写|送|提交)|说(?:说|一下)|讲讲|问题"
)
_ONE = re.compile(
    r"第[一二三四五六七八九十\d]+条|[这那该]一?条|它|最(?:早|久|老)的?|最后一?条|最新|头一条"
)
_OF_A_MAKER = re.compile(r"(?:提交|送审|送来|报)的?(?:那|这)?一?条|(?:提交|送审|送来)的(?:文案|稿)")
_ASKS = re.compile(r"[吗么？?]$|能不能|能否|可不可以|怎么|如何|为什么|为啥|谁|哪")
_ALL = re.compile(r"都|全部?|所有|一起|统统|队列")
_QUOTES = re.compile(r"[“「\"『].{6,}[”」\"』]|[：:].{8,}")
_BY_ITSELF = re.compile(
    r"为(?:啥|什么|何)|依据|哪部|法条|怎么改|咋改|改成|该改|原文|全文|违反|拦|卡"
)
_HOW_TO_SUBMIT = re.compile(
    r"(?:怎么|如何|怎样|咋|去哪|在哪)[^，。？]{0,6}(?:送审|报审|提交(?:合规)?审核|送合规)"
)
_WRITES = re.compile(r"(?:写|拟|起草|生成|来)(?:一|个|条|几|份|版)")
_MOST_GOING_ON = 30


def claim(turn: Turn) -> Decision | None:
    """A question of texts on their way out, decided; None where it is none."""
    if turn.role is CHECKER:
        return _checkers(turn)
    return _makers(turn) if turn.role in MAKERS else None


def _checkers(turn: Turn) -> Decision | None:
    text = turn.question
    if _HOW_TO.search(text) or (_NOT_TEXTS.search(text) and not _NUMBER.search(text)):
        return None
    points = turn.about() == "reviews" and len(text) <= _MOST_GOING_ON
    numbered = _NUMBER.search(text) is not None
    named = numbered or _ONE.search(text) is not None
    sends_back = _SEND_BACK.search(text) is not None
    if (sends_back or _APPROVE.search(text)) and not _QUOTES.search(text):
        asks = _ASKS.search(text) is not None
        if asks and (named or points):
            return _one(turn)
        if not asks and (named or points or _ALL.search(text)):
            return _how(turn, "reject" if sends_back else "approve")
    pointed_at = points and (named or _BY_ITSELF.search(text))
    if _WHY.search(text) and (numbered or pointed_at or _OF_A_MAKER.search(text)):
        return _one(turn)
    if _QUEUE.search(text):
        return _queue(turn, "waiting")
    if points and named:
        return _one(turn)
    return _queue(turn, "waiting") if turn.request.intent == "my_day" else None


def _makers(turn: Turn) -> Decision | None:
    text = turn.question
    if _HOW_TO_SUBMIT.search(text):
        return turn.end("answer", say("review.how_to_submit"))
    if _HOW_TO.search(text) or _NOT_TEXTS.search(text):
        return None
    spoken = turn.about() == "reviews" and len(text) <= _MOST_GOING_ON
    if _WRITES.search(text):
        return None
    own = _OWN.search(text) is not None and _OWN_STATE.search(text) is not None
    if (spoken or own) and _WHY.search(text):
        return _one(turn)
    if own:
        return _queue(turn, "all")
    return _one(turn) if spoken and _ONE.search(text) else None


def _queue(turn: Turn, state: str) -> Decision:
    channel = turn.word("channel") if turn.role in MAKERS else None
    made = turn.call("review_queue", state=state, channel=channel)
    if channel and not made.result.items:  # type: ignore[attr-defined]
        made = turn.call("review_queue", state=state)
    return turn.decision("review_queue", made)


def _one(turn: Turn) -> Decision:
    """One request whole: what holds it back, on what law, what to write instead."""
    listed = _listed(turn)
    number = _meant(turn, listed)
    if number is None:
        if turn.role is not CHECKER or not listed:
            return _queue(turn, "waiting" if turn.role is CHECKER else "all")
        made = turn.call("review_queue", state="waiting")
        return turn.decision("review_which", made)
    made = turn.call("review_queue", state="all", review_id=number)
    if not made.result.items:  # type: ignore[attr-defined]
        return turn.end("not_found", say("review.unknown", review_id=number))
    return turn.decision("review_item", made)


def _how(turn: Turn, act: str) -> Decision:
    """How to decide about a request, which one, and that this is not done here."""
    listed = _listed(turn)
    number = None if _ALL.search(turn.question) else _meant(turn, listed)
    if number is None:
        made = turn.call("review_queue", state="waiting")
    else:
        made = turn.call("review_queue", state="all", review_id=number)
        if not made.result.items:  # type: ignore[attr-defined]
            return turn.end("not_found", say("review.unknown", review_id=number))
    return turn.decision(f"review_{act}", made)


def _listed(turn: Turn) -> tuple[str, ...]:
    """The numbers that 第一条 counts: of the last list, else of what waits now."""
    known: Any = turn.memory.subject.get("listed") if turn.about() == "reviews" else None
    if known:
        return tuple(str(one) for one in known)
    state = "waiting" if turn.role is CHECKER else "all"
    made: ToolCall = turn.call("review_queue", state=state)
    return tuple(item.review_id for item in made.result.items)  # type: ignore[attr-defined]


def _meant(turn: Turn, listed: tuple[str, ...]) -> str | None:
    """The number that is stated or counted, the one last looked at, or the only one there is."""
    stated = _NUMBER.search(turn.question)
    if stated is not None:
        return stated.group().upper()
    if not listed:
        return None
    theirs = _by_maker(turn)
    if len(theirs) == 1:
        return theirs[0]
    place = turn.ordinal(len(listed))
    if place is not None:
        return listed[place]
    looked_at = turn.memory.subject.get("review_id") if turn.about() == "reviews" else None
    if looked_at:
        return str(looked_at)
    return listed[0] if len(listed) == 1 else None


def _by_maker(turn: Turn) -> tuple[str, ...]:
    """The requests of the maker whom a checker names (M001提交的那条)."""
    wanted = {name.lower() for name in _MAKER.findall(turn.question)}
    if not wanted or turn.role is not CHECKER:
        return ()
    made = turn.call("review_queue", state="waiting")
    return tuple(
        item.review_id
        for item in made.result.items  # type: ignore[attr-defined]
        if item.submitted_by.partition(":")[2].lower() in wanted
    )
