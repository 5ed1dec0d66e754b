"""Questions of staff about what customers complain of, and who waits for a person.

Who complains themself, asks how complaints are handled, or who may complain next asks for another
thing.
"""

import re

from agents.decisions.groups import names_one, own_branch
from agents.decisions.spans import lately, span_in
from agents.decisions.turn import Turn
from agents.state import Decision
from home.clock import business_day
from tools.access import Role

TOOL = "requests_report"
_ROLES = frozenset({Role.RM, Role.MANAGER, Role.COMPLIANCE})
_LATELY = 30
_LONGEST, _LONGEST_FOLLOW_UP = 60, 20
_COMPLAINTS = re.compile(r"投诉|客诉|抱怨|吐槽|不满(?!意度)|诉求|骂")
_WAITING = re.compile(
    r"(?:等|要求|想找|申请|转|要)[^，。？?]{0,6}(?:人工|回电|回话)|人工[^，。？?]{0,4}(?:联系|排队|等)|没人管|等得?最久|等着(?:联系|处理)"
)
_COUNTED = re.compile(
    r"多少|几(?:件|个|位|起|条|单|人|笔|次)|次数|啥|什么|哪些(?:方面|问题|内容|原因|事)|哪(?:个|家)(?:支行|网点)|各支行|情况|统计|汇总|趋势|集中|原因|最多|最久|多了还是|数量|投诉量|还剩|未结|没人管|主要|比上"
)
_ELSEWHERE = re.compile(
    r"怎么(?:处理|办|回|答|解决|应对|登记|走)|如何|流程|规定|制度|话术|回复|写|我要|我想|帮我投诉|可能投诉|会投诉|要投诉我|谁(?:会|可能|最)|概率|风险|今天|下午|答应|要回电的|率|为啥|为什么|条件|还原|哪几个客户|名单|多久(?:答复|回复|处理|内)|几(?:天|个工作日)内|多少(?:天|个工作日)"
)
_OPEN = re.compile(r"没人管|还剩|未结|没(?:有)?处理|处理完|没(?:有)?结|未处理")
_COMPARED = re.compile(r"[比较跟和](?:上个?月|上个?季度|去年)")
"""With what the days are compared, which are not the days that are asked about."""
_BRANCHES = re.compile(r"(?:哪|各|每|按|分)(?:个|家|些)?(?:支行|网点)")


def requests_report(turn: Turn) -> Decision | None:
    """The numbers, where a question asks for them or goes on with them; None for any other."""
    if turn.context.scope.role not in _ROLES or names_one(turn):
        return None
    text = turn.question
    if len(text) > _LONGEST:
        return None
    subject = _COMPLAINTS.search(text) or _WAITING.search(text)
    if subject and _COUNTED.search(text) and not _ELSEWHERE.search(text):
        return _reported(turn, _arguments(turn))
    return _followed(turn)


def report(turn: Turn) -> Decision | None:
    """The numbers, for a question that is learned to ask for them; None where its words ask how
    complaints are handled.
    """
    if _ELSEWHERE.search(turn.question) or turn.role not in _ROLES:
        return None
    return _reported(turn, _arguments(turn))


def _arguments(turn: Turn) -> dict[str, object]:
    text, on = turn.question, business_day(turn.context.toolbox.now)
    arguments: dict[str, object] = {**own_branch(turn)}
    if (span := lately(_COMPARED.sub("", text), on, _LATELY)) is not None:
        arguments |= {"since": span.since, "until": span.until}
    if _BRANCHES.search(text):
        arguments["by"] = "branch"
    if not _COMPLAINTS.search(text) or _WAITING.search(text) or _OPEN.search(text):
        arguments["focus"] = "waiting"
    return arguments


def _followed(turn: Turn) -> Decision | None:
    asked, text = turn.memory.asked, turn.question.strip()
    if asked.get("tool") != TOOL or len(text) > _LONGEST_FOLLOW_UP or _ELSEWHERE.search(text):
        return None
    span = span_in(text, business_day(turn.context.toolbox.now))
    branch = own_branch(turn)
    if span is None and not branch and not _BRANCHES.search(text):
        return None
    made: dict[str, object] = {**dict(asked["arguments"]), **branch}  # type: ignore[call-overload]
    if span is not None:
        made |= {"since": span.since, "until": span.until}
    if branch or _BRANCHES.search(text):
        made["by"] = "theme" if branch else "branch"
    return _reported(turn, made)


def _reported(turn: Turn, arguments: dict[str, object]) -> Decision:
    return turn.decision(TOOL, turn.call(TOOL, **arguments))
