"""How many: the length of a list (top_k) and the number of versions (variants)."""

import re

from agents.understanding.slots.numerals import NUMBER, parse_number

_RANK = re.compile(
    rf"(?:(?<!提)(?<!以)(?<!之)前|top|(?<!手)头|最[高大低]的前?|第一到第)\s?(?P<number>{NUMBER})"
    r"(?!\s?(?:个?(?:月|季度|星期|礼拜|小时|工作日)|天|周|年|%|成|号|期|岁|点|万元|块|元|次|分之|分位|遍|半))"
)
_LISTED = re.compile(
    rf"(?P<before>.{{0,6}}?)(?P<number>{NUMBER})\s?"
    r"(?P<counter>个|位|名|户|人|只|款|条|件|家|样|笔|支|组|单|篇|则)"
    r"(?!w(?![a-z])|月|季度|星期|礼拜|小时|半|字|亿|小目标|工作日|点|版本|版|百分|孩子|娃|钟|多|年|人[员工头]|均|工|民|生|寿|数|间|气)"
)
_NOT_A_REQUEST = re.compile(
    r"(?:第|这|那|上|某|另外?|有了?|每|手里|手上|持有的?|我的|买了|其中|过|了|星期|周|家里|一家|分|我们|打了|见了|发了|成了|回了)\s?$"
)
_ASKED_FOR = re.compile(
    r"(?:给|列|挑|选|找|推荐|荐|推|来|要|出|拉|抓|捞|排|导|取|配|看|报|哪|最\S{1,3}的?|整|搜|圈|筛|联系|告诉|通知|先找|留|说|讲|介绍|拿|换|再|发|搞|弄|凑|查|抽|写|做|得)\S{0,4}$"
)
_VARIANT = re.compile(
    rf"(?P<before>.{{0,3}}?)(?P<number>{NUMBER})\s?(?P<counter>个|种|条|版|套|份|组|款|篇|段|封|则|句|遍|张|幅)"
    r"(?P<after>不同|版本|版|风格|文案|短信|推送|口吻|写法|说法|方案|脚本|话术|标题|模板|push|变体|备选|样式|语气|横幅|banner|朋友圈|文本|微信|企微|邮件|开场白)?"
    r"(?!月|字|客户|人|小时|季度|星期|礼拜|分钟|汉字|步骤|孩子|以内|以下|之内|部分|亿|小目标|百|万)"
)
_MOST = 1_000_000
_IN_A_ROW = re.compile(r"[一二两三四五六七八九]{2,}")
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")


def top_k(text: str, *, plain: bool) -> int | None:
    """The stated length of the list asked for.

    ``plain`` accepts a bare number with a counter (十个客户), as in a question for a list of
    customers; otherwise the number must follow a word of asking (推荐三只).
    """
    for match in _RANK.finditer(text):
        number = _whole(match["number"])
        if number:
            return number
    for match in _LISTED.finditer(text):
        number = _whole(match["number"])
        if number is None or number < 2 or _NOT_A_REQUEST.search(match["before"]):
            continue
        if plain or _ASKED_FOR.search(match["before"]):
            return number
    return None


def variants(text: str) -> int | None:
    """The stated number of versions of a text (三个版本, 五条不同的短信, 再来三个)."""
    for match in _VARIANT.finditer(text):
        number = _whole(match["number"])
        before, counter, after = match["before"], match["counter"], match["after"]
        if number is None or re.search(
            r"(?:第|这|那|压到|压成|缩到|精简到|控制在|不超过|前|打了)$", before
        ):
            continue
        if counter == "句" and not after:
            continue
        if number >= 2 or (number == 1 and re.match(r"版", after or counter) and "只" in before):
            return number
    return None


def _whole(written: str) -> int | None:
    value = parse_number(written)
    # Alone these are a part of a name (陆家嘴); digits in a row are vague (三五个) or run on from
    # the word before (统一一版).
    if written in _FORMAL or _IN_A_ROW.fullmatch(written):
        return None
    if value is None or not value.is_integer() or not 0 < value <= _MOST:
        return None
    return int(value)
