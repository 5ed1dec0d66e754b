"""What came of campaigns: which did best, what came of it net of control, which channel or version.

A brief question that goes on with a report keeps its campaign and time (那上半年呢, 按渠道看呢).
"""

import re
from collections.abc import Mapping

from agents.decisions.groups import names_one
from agents.decisions.spans import lately, span_in
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding import slots_for
from agents.understanding.lexicons import lexicon
from home.clock import business_day
from tools.access import Role
from tools.campaigns import CampaignQuery, campaign_named, latest

TOOL = "campaign_result"
_ROLES = frozenset({Role.RM, Role.MANAGER, Role.MARKETER, Role.COMPLIANCE, Role.ANALYST})
_LATELY = 183
"""Days that 最近 means of campaigns, of which one comes every few weeks."""
_LONGEST_FOLLOW_UP = 20
_LONGEST_GOING_ON = 30
_COMPARED = (
    (
        "version",
        re.compile(
            r"(?:哪个|哪版|各|每个|不同|几个|三个|两个)(?:版本|文案|内容|版)|版本|(?<![A-Za-z])A[/、和跟与]?B(?![A-Za-z])|A版|B版|哪版",
            re.IGNORECASE,
        ),
    ),
    (
        "channel",
        re.compile(
            r"(?:哪个|哪些|哪种|各|每个|不同|几个|按|分)渠道|渠道(?:之间|对比|比较|排|效果|呢)"
        ),
    ),
    ("campaign", re.compile(r"(?:哪个|哪次|哪场|各|每个|按|分)(?:场|次)?(?:营销)?活动")),
)
"""What a report compares, by the words that ask for it; campaigns otherwise."""
_FOCUS = (
    (
        "extra",
        re.compile(
            r"扣(?:掉|除|去)|净(?:增|赚|得|收益|效果)|增量|多(?:带来|卖|成交)|带来(?:了)?(?:多少|几)|水分|自然成交|额外"
        ),
    ),
    (
        "cost",
        re.compile(
            r"划算|划得来|值不值|值得|合算|性价比|花的钱|投入产出|ROI|还有必要", re.IGNORECASE
        ),
    ),
    ("worst", re.compile(r"最差|最不|最没用|垫底|最烂|反作用|倒数|最低")),
    (
        "best",
        re.compile(
            r"(?:哪|谁|什么).{0,14}(?:最|好|管用|有效|提升大|高)|最(?:管用|好|有效|成功|灵|佳)|排(?:个)?名|谁(?:的)?(?:提升|效果)"
        ),
    ),
)
_ABOUT = re.compile(
    r"活动|对照组|渠道|版本|A[/、和跟与]?B|A版|(?:短信|电话|企微|推送|外呼|群发)(?:营销)?[^，。？?]{0,6}(?:谁|值|跟|和|与|比|有(?:没有)?用|必要|效果)"
)
_ASKED = re.compile(
    r"管用|有(?:没有)?用|效果|划算|值不值|值得|净(?:增|赚)|增量|扣(?:掉|除|去)|对照|提升|谁带来|哪(?:个|种|版|次)[^，。？?]{0,6}(?:好|高|有效|响应|差)|水分|响应率?|转化率|成交率|必要"
)
_ELSEWHERE = re.compile(
    r"写|文案怎么|怎么写|能发|合规|报名|参加|奖|礼|规则|什么时候(?:开始|结束)|每天最多|打几个|名单|导|人里|里头|哪些(?:客户|人|值)|谁(?!的|更|最|好|带来)|联系谁|推给"
)


def campaign_result(turn: Turn) -> Decision:
    """How campaigns, channels or versions did against their control groups."""
    return _reported(turn, _arguments(turn))


def going_on(turn: Turn) -> Decision:
    """What came of campaigns, for a question that is known to ask for it: of the one that is spoken
    of where it goes on about that, else of those that it names.
    """
    asked, now = turn.memory.asked, _arguments(turn)
    goes_on = asked.get("tool") == TOOL and len(turn.question) <= _LONGEST_GOING_ON
    if not goes_on or "campaign_id" in now:
        return _reported(turn, now)
    before: dict[str, object] = dict(asked["arguments"])  # type: ignore[call-overload]
    if "since" in now:
        before.pop("campaign_id", None)
    return _reported(turn, {**before, **now})


def claimed(turn: Turn) -> Decision | None:
    """A question about what came of campaigns, however it was understood; None for any other."""
    if turn.context.scope.role not in _ROLES or names_one(turn):
        return None
    text = turn.question
    about = _ABOUT.search(text) or campaign_named(turn.context.toolbox.store, text)
    anew = about and _ASKED.search(text) and not _ELSEWHERE.search(text)
    if anew and not _GOES_ON.match(text):
        return campaign_result(turn)
    return _followed(turn) or (campaign_result(turn) if anew else None)


def _arguments(turn: Turn) -> dict[str, object]:
    text, on = turn.question, business_day(turn.context.toolbox.now)
    arguments: dict[str, object] = _stated(turn)
    if (span := lately(text, on, _LATELY)) is not None:
        arguments |= {"since": span.since, "until": span.until}
    return arguments


def _stated(turn: Turn) -> dict[str, object]:
    """What the question itself says: which campaign, category, channels, compared by what."""
    text = turn.question
    slots = slots_for(TOOL, text, str(turn.context.scope.role))
    said: dict[str, object] = {
        name: slots[name] for name in ("channel", "category", "branch") if name in slots
    }
    channels = tuple(dict.fromkeys(str(hit.value) for hit in lexicon("channel").find(text.lower())))
    by = next((by for by, words in _COMPARED if words.search(text)), None)
    if len(channels) > 1:  # 短信跟企微哪个好: beside each other, not the first of them alone
        said |= {"channels": list(channels)}
        by = by or "channel"
    if by == "channel" or len(channels) > 1:
        said.pop("channel", None)
    if by is not None:
        said["by"] = by
    if (focus := next((name for name, words in _FOCUS if words.search(text)), None)) is not None:
        said["focus"] = focus
    if (campaign := campaign_named(turn.context.toolbox.store, text)) is not None:
        said["campaign_id"] = campaign
    return said


def _followed(turn: Turn) -> Decision | None:
    """The same report of another time, campaign, category or comparison; None for anything else."""
    asked, text = turn.memory.asked, turn.question.strip()
    if asked.get("tool") != TOOL or len(text) > _LONGEST_FOLLOW_UP or _ELSEWHERE.search(text):
        return None
    said = _stated(turn)
    span = span_in(text, business_day(turn.context.toolbox.now))
    if not said and span is None:
        return None
    before: dict[str, object] = dict(asked["arguments"])  # type: ignore[call-overload]
    if "campaign_id" in said:
        for name in ("since", "until", "category", "channel"):
            before.pop(name, None)
    if span is not None:
        before |= {"since": span.since, "until": span.until}
        before.pop("campaign_id", None)
    return _reported(turn, {**before, **said})


def _reported(turn: Turn, arguments: Mapping[str, object]) -> Decision:
    made = dict(arguments)
    if made.get("by") == "version" and not made.get("campaign_id"):
        # Versions of one campaign are drawn together; A of this and B of that one are not.
        narrowing = {name: made[name] for name in _NARROWS if made.get(name) is not None}
        made["campaign_id"] = latest(
            turn.context.toolbox, turn.context.scope, CampaignQuery.model_validate(narrowing)
        )
    return turn.decision(TOOL, turn.call(TOOL, **made))


_GOES_ON = re.compile(r"那|它|这|该|其中|再|还有")
_NARROWS = ("category", "channel", "since", "until")
