"""What people say to each other beside their business: a greeting, thanks, a nod, who are you."""

import re

from agents.decisions.turn import Turn
from agents.state import Decision
from prompts.messages import say

_SOFT = r"[\s，,。.!！?？~～、…啊呀哈哦噢呢吧啦了嘛哟哒滴的]*"
_KINDS = {
    "able": (
        r"(?:那|请问)?(?:你|您|你们|小助手|这个助手|这)?(?:都)?(?:能|会|可以)(?:帮我|给我|为我|替我)?(?:们)?(?:干|做|办|查|处理)(?:些|点)?(?:什么|啥|哪些)(?:事情?|活)?",
        r"(?:你|这个?|这玩意儿?)(?:都)?有(?:什么|啥|哪些)(?:功能|用|本事|作用)|(?:你|这个?)?(?:该)?(?:怎么|咋)(?:用|玩)|使用说明|功能介绍|帮助|help",
        r"(?:你|您)(?:是)?(?:干|做)(?:什么|啥)的",
    ),
    "ai": (
        r"(?:你|您|对面|这边)?(?:是|到底是|究竟是)?(?:不是)?(?:真人|人工|活人|人|机器人|机器|ai|人工智能|程序)(?:在回|在聊|回复)?(?:还是|或者?)(?:真人|人工|活人|人|机器人|机器|ai|人工智能|程序)",
        r"(?:你|您|对面|这边|这)(?:是|到底是|究竟是|该不会是|不会是|莫非是)(?:不是)?(?:个|一个)?(?:真人|人工|活人|机器人|机器|ai|人工智能|大模型|程序|数字人)(?:吗|么|嘛)?",
        r"(?:你|您)(?:是谁|叫什么(?:名字)?|哪位)|who are you|are you (?:a )?(?:human|robot|ai)",
    ),
    "greeting": (
        r"(?:你|您|大家)好|哈喽|嗨|hi|hello|hey|喂|在吗|在不在|在线吗|有人吗|有人在吗|早上好|上午好|中午好|下午好|晚上好|早安|早",
    ),
    "mood": (
        r"(?:唉|哎呀?|诶)?[\s，,]*(?:我)?(?:今天|今儿|这两天|最近)?(?:真|好|太|可|都)?(?:要|快)?(?:累|困|烦|忙|乏|饿|热|冷)(?:死|坏|惨|傻|趴)?(?:我)?(?:了|啊|呀)?",
        r"心(?:好)?累|不想上班|想下班|头疼|无聊|开心|高兴|郁闷|难受",
    ),
    "bye": (
        r"再见|拜拜?|回见|回头(?:再)?(?:聊|见|说)|下次(?:再)?(?:聊|见)|晚安|bye|先忙|忙去|下班",
    ),
    "thanks": (
        r"(?:谢谢|多谢|感谢|谢)(?:你|您|啊)?|(?:你|您)?辛苦(?:你|您)?|麻烦(?:你|您)",
        r"thanks?|thank you",
        r"太好|太棒|真棒|不错|厉害|给力|牛|赞|完美|好评|满意|有帮助|帮大忙",
    ),
    "nod": (
        r"(?:那)?(?:好|行|中|成|嗯+|哦|噢|喔|收到|明白|晓得|知道|了解|懂|ok|okay|okk|可以|没问题|清楚)",
        r"(?:那)?(?:好嘞|得嘞|妥|对|是|没错|就这样|先这样|没事|不用|没有|没别的|暂时没有?|先不用)",
    ),
}
_ONE = {
    kind: re.compile(rf"{_SOFT}(?:{'|'.join(forms)}){_SOFT}", re.IGNORECASE)
    for kind, forms in _KINDS.items()
}
_ORDER = ("able", "ai", "mood", "bye", "thanks", "greeting", "nod")
"""What is answered of several courtesies in one text: the first of these."""


def courtesies(text: str) -> tuple[str, ...]:
    """The kinds of courtesy that ``text`` consists of, from its beginning to its end; none where
    anything else stands in it.
    """
    found: list[str] = []
    at = 0
    while at < len(text):
        matches = [(one.match(text, at), kind) for kind, one in _ONE.items()]
        ends = [(match.end(), kind) for match, kind in matches if match and match.end() > at]
        if not ends:
            return ()
        at, kind = max(ends)
        found.append(kind)
    return tuple(found)


def asked(turn: Turn) -> Decision | None:
    """The answer to a courtesy; None where the text wants anything else."""
    said = courtesies(turn.question.strip())
    if not said and turn.request.relation == "nod":
        said = ("nod",)
    if not said:
        return None
    kind = next(kind for kind in _ORDER if kind in said)
    who = "customer" if turn.is_customer else "staff"
    return turn.end("nothing", say(f"courtesy.{kind}_{who}"))
