"""What is said against a limit of suitability, or asked of it, once it was told: that one would
sign, knows the market, would be assessed again. The rule stays, and is explained kindly.
"""

import re
from dataclasses import replace

from agents.decisions.case_words import WAIVER
from agents.decisions.stated import speaks_of_kin, supposed_level
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding.lexicons import lexicon
from prompts.messages import say

_LONGEST = 40
"""Characters of a text that goes on about the limit, rather than asks something of its own."""
_ABOUT = (
    (
        "reassess",
        re.compile(
            r"(?:再|重新?|另外|补)(?:去)?(?:测|做|评)(?!好)|重测|更新(?:一下)?(?:测评|等级)|(?:之前|以前|上次|去年|不是|明明)[^，。？?]{0,8}(?:做|测|评)过"
            r"|(?:改|换|调|升)(?:一)?(?:下|个)?(?:等级|级别|测评)|再(?:来)?一次(?:测评)?"
        ),
    ),
    (
        "when",
        re.compile(
            r"(?:什么时候|啥时候?|何时|怎么样?|怎样|如何|咋|要什么条件|什么情况)[^，。？?]{0,6}(?:才)?[^，。？?]{0,4}(?:能|可以|让|够)[^，。？?]{0,4}(?:买|投|办)?"
            r"|(?:测|评|达|做|要)(?:到|成)(?:多少|几|什么|啥|哪)|差(?:多少|几级|哪)|(?:要|得|需要)(?:几级|什么等级|C几)"
        ),
    ),
    (
        "experience",
        re.compile(
            r"经验|炒(?:股|过|了)|老股民|懂(?:行|这|股|得|投资)|专业|有(?:的是)?钱|不差钱|身家|[亏输赔]得起|做(?:了)?投资|学(?:的)?金融|银行上班"
        ),
    ),
    (
        "waiver",
        re.compile(
            rf"{WAIVER.pattern}|凭(?:什么|啥)|(?:我)?自己的钱|钱是我|我说了算|又不是你|管(?:得|那么|这么)|找(?:你们)?(?:的)?(?:经理|领导|行长|主管)|(?:也|都|就)?不(?:行|让|给)(?:买|卖)?(?:吗|么|啊)?[？?]?$|不能商量|商量"
        ),
    ),
)
"""What is said of a limit, by the words; the first that fits."""
_OTHER_GOODS = re.compile(r"[RrＲ]\s?[1-5]")

_TEST = r"(?:测评|测试|问卷|风评|评估|答题|答卷|[那几这]?(?:几)?(?:道)?题(?:目)?|选项|答案)"
_HOW = (
    r"(?:(?:怎么|咋|如何|怎样|该)(?:才)?(?:填|答|选|弄|勾|回答|写|测(?=才|能|到|成)|做(?=才|能|到))|选(?:哪|什么|啥|几|[A-Da-d])"
    r"|(?:填|答)(?:什么|啥|哪)|哪(?:个|几个)(?:选项|答案)|教(?:教)?我|技巧|窍门|诀窍|攻略|标准答案|参考答案|告诉我(?:答案|选))"
)
_AIM = (
    r"(?:最高|高(?:一)?(?:点|些|档|级|分)|分(?:数)?(?:能)?高|高分|满分|[CcRr]\s?[2-5](?!\d)|激进|进取|成长型|积极型|那档|(?:能|可以|才)(?:买|过)|通过|过关|达标|往上|凑|够"
    r"|高(?:的)?(?:等级|级别))"
)
_COACHING = re.compile(
    rf"{_TEST}[^。！!]{{0,16}}{_HOW}[^。！!]{{0,16}}{_AIM}|{_HOW}[^。！!]{{0,10}}{_TEST}[^。！!]{{0,16}}{_AIM}|{_TEST}[^。！!]{{0,10}}{_AIM}[^。！!]{{0,8}}{_HOW}"
    rf"|{_AIM}[^。！!]{{0,10}}{_TEST}[^。！!]{{0,10}}{_HOW}"
)


def about_limit(text: str) -> str | None:
    """What a text says of a limit, or asks of it; None where it is long, or speaks of goods."""
    if len(text) > _LONGEST or _OTHER_GOODS.search(text) or lexicon("category").find(text.lower()):
        return None
    return next((name for name, words in _ABOUT if words.search(text)), None)


def coaching(turn: Turn) -> Decision | None:
    """Refuses to say how an assessment is to be answered so that it comes out higher."""
    if not _COACHING.search(turn.question):
        return None
    return replace(turn.end("refuse", say("ask.no_gaming")), intent="refuse")


def limit(turn: Turn) -> Decision | None:
    """The rule again, with what it says to that; None where the text is of something else."""
    barred = turn.memory.barred
    if not barred or speaks_of_kin(turn.question):
        return None
    about = about_limit(turn.question)
    if about is None or turn.products() or supposed_level(turn.question):
        return None
    if not turn.is_customer and turn.memory.customer_id != barred.get("customer_id"):
        return None
    made = turn.call("check_suitability", **barred, about=about)
    product = barred.get("product_id")
    decision = turn.decision("suitability_limit", made, products=(str(product),) if product else ())
    return replace(decision, intent="suitability_check")
