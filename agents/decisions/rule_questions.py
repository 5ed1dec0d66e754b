"""What staff ask of the rules on texts: which covers words, on what law, what to say instead."""

import re
from typing import Any

from agents.decisions.turn import Turn
from agents.state import Decision
from tools.access import STAFF

_MOST_GOING_ON = 16
_RULE_ID = re.compile(r"(?<![a-z0-9])g\d{1,2}(?![a-z0-9])", re.IGNORECASE)
_WHICH = re.compile(
    r"(?:哪|什么|啥)(?:一|几)?(?:条|个|项)?(?:合规)?(?:规则|红线|法条|法规|法律|条款|规定)|(?:归|受|由)(?:哪|什么)(?:一)?(?:条|个)?[^。？?]{0,4}(?:管|约束)|(?:违反|触犯|碰到?|踩|犯)(?:了)?(?:的)?(?:是)?(?:哪|什么|啥)(?:一)?(?:条|部|个)?|(?:依据|根据|凭|出自|出处)(?:的)?(?:是)?(?:哪|什么|啥)|哪(?:一)?部法|哪(?:一)?条(?:管|不让|禁止|规定)|法律依据|法规依据|第几条|依据(?:呢|在哪)|(?:出自|来自|源自|出处)(?:哪里|哪儿|哪)?"
)
_PACK = re.compile(
    r"规则包|(?:几|多少)条(?:合规)?规则|(?:有)?哪些(?:合规)?规则|规则(?:清单|列表|目录|一览)|(?:全部|所有)(?:的)?(?:合规)?规则"
)
_MAY_WRITE = re.compile(
    r"(?:能不能|能否|可不可以|可否|可以|能|允许|准)(?:直接)?(?:写|说|叫|讲|用|宣传|表述|标)(?:成|作|为|做|上|进)?|(?:写|说|叫|讲|宣传|表述)(?:成|作|为|做)[^。？?]{1,14}(?:行|可以|合规|违规|没问题|有问题)|(?:合规|违规|违法|允许)(?:吗|么|不|嘛)"
)
_FRAME = re.compile(
    r"[，,]?(?:不行|不可以|不能|不让)$|(?:应该|需要|得|要)?(?:写明?|注意|带|标注|说明)(?:上|清楚)?(?:什么|啥|哪些)|请问|麻烦|帮我?(?:查|看)(?:一)?下?|我想(?:知道|问)|(?:文案|短信|稿子?|话术|海报|朋友圈|宣传|推送|材料)(?:里|中|上)?(?:面)?(?:写|说|用|出现)?(?:了)?|(?:的)?(?:说法|表述|这种话|这句话|这个词|字眼|这类|行为|规定)|关于"
)
_OF_TEXTS = re.compile(r"写|宣传|文案|短信|朋友圈|海报|促销|代言|话术|推广|广告|推介|营销")
_ENDS = re.compile(
    r"吗|呢|啊|呀|吧|么|嘛|[，。？?！!、：:\s]|(?<=.)的$|^(?:管|是|说|在)|(?:管|是)$"
)
_QUOTED = re.compile(r"[“「\"『‘'《]([^”」\"』’'》]{1,60})[”」\"』’'》]")
_BECOMES = re.compile(
    r"(.+?)(?:能不能|能否|可不可以|可否|可以|能)?(?:直接)?(?:写|说|叫|讲|宣传|表述)(?:成|作|为|做)(.+)"
)
_ASKS_WHAT_TO_DO = re.compile(r"怎么(?!写|说|改)|如何(?!写|说|改)|流程|材料|办理|多少钱|费用|利率")
_RULE_FOLLOW = re.compile(
    r"哪部法|依据|法条|哪条法|第几条|怎么改|咋改|怎么(?:写|说)|合规(?:的)?说法|什么时候(?:施行|生效|实施)|哪天(?:生效|施行|实施)|生效|施行|为(?:啥|什么)|原文|内容"
)


_PARTICULAR_TEXT = re.compile(r"[：:].{10,}|[“「\"『].{16,}[”」\"』]")


def claim(turn: Turn) -> Decision | None:
    """Rules on texts, looked up by number or by words; None where the pack holds none of it."""
    book = turn.context.toolbox.rulebook
    if turn.role not in STAFF or book is None:
        return None
    text = turn.question
    if _PARTICULAR_TEXT.search(text) or turn.speaks_of_one():
        return None
    numbers = list(dict.fromkeys(found.upper() for found in _RULE_ID.findall(text)))
    known = {one.rule_id.upper() for one in book.every()}
    if numbers and set(numbers) <= known:
        return _found(turn, rule_ids=numbers)
    if _PACK.search(text):
        return _found(turn)
    may = _MAY_WRITE.search(text) is not None
    if not may and not _WHICH.search(text):
        return _of_before(turn)
    words = _words(text)
    found = book.about(words) if words else ()
    if not found:
        return _of_before(turn)
    # May one do it: of what is written, or of words that a rule runs into; else it is a question
    # of procedure, which the handbooks answer.
    of_texts = not may or _QUOTED.search(text) or _OF_TEXTS.search(text) or found[0].quote
    if _ASKS_WHAT_TO_DO.search(text) or not of_texts:
        return None
    return _found(turn, words=words)


def _of_before(turn: Turn) -> Decision | None:
    """The rule that was just spoken of, asked about further (依据哪部法)."""
    listed: Any = turn.memory.subject.get("listed")
    if turn.about() != "rules" or not listed or len(turn.question) > _MOST_GOING_ON:
        return None
    if len(listed) > 3 or not _RULE_FOLLOW.search(turn.question):
        return None
    return _found(turn, rule_ids=[str(one) for one in listed])


def _found(turn: Turn, **asked: object) -> Decision:
    return turn.decision("compliance_rules", turn.call("compliance_rules", **asked))


def _words(text: str) -> str:
    """The words of a text that are asked about: those in quotes, else what no question is made of.

    A写成B is looked up as the sentence that it would make.
    """
    quoted = _QUOTED.findall(text)
    if quoted:
        return "，".join(quoted)
    bare = _FRAME.sub("", text)
    becomes = _BECOMES.search(
        re.sub(
            r"(?:行|可以|合规|违规|没问题|有问题)?(?:不行|不可以)?[吗么嘛呢啊？?。！]*$", "", bare
        )
    )
    if becomes is not None:
        return f"{becomes[1]}就是{becomes[2]}"
    bare = _MAY_WRITE.sub("", _WHICH.sub("", bare))
    while (trimmed := _ENDS.sub("", bare)) != bare:
        bare = trimmed
    return bare if len(bare) >= 2 else ""
