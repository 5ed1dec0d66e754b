"""What sort of figure a question asks for, and whether a passage holds one.

A question that asks 多少天 is answered where days stand. Within one document that tells the passage
that answers from its neighbours, which are about the same words (Li and Roth 2002, "Learning
Question Classifiers", found the sort of the answer to be the strongest hint).
"""

import re

_N = r"(?:\d[\d,.]*|[零一二两三四五六七八九十百千万半]+)"
_KINDS: tuple[tuple[str, str], ...] = (
    (
        r"[几多少]+个?(?:工作|交易|自然)?[天日]|几个?月|多久|多长时间|几年|多少年|几[个多]?小时|几分钟|提前[几多]"
        r"|how long|how many (?:\w+ )?(?:days|months|years|hours)|how (?:soon|often|early)",
        rf"{_N}\s*个?(?:工作日|交易日|自然日|天|日(?!期)|小时|分钟|月|年|周|星期)|[TD]\+\d|次日|当[天日]|每[日周月季年]"
        r"|\b(?:\d+|one|two|three|four|five|six|seven|ten|twelve|thirty)\b[- ](?:\w+ )?"
        r"(?:days?|months?|years?|hours?|weeks?|minutes?)",
    ),
    (
        r"多少[钱元块万]|几[块元万]|(?:收|给|扣|赔|报|交|付|存|取|转|借|汇|买|罚|奖|限额|费|起[存购买点投])"
        r"[^，。？?]{0,8}多少(?![天日次个级年月])|多少(?:奖|罚|费|押金|工本)|额度|上限|how much"
        r"|(?:fee|charge|price|cost|cap|limit|minimum|maximum|amount|allowance)\b",
        rf"{_N}\s*(?:元|块|万|亿|港币|美元|欧元)|(?:CNY|USD|RMB|EUR|HKD|[¥$])\s*\d|免费|不收",
    ),
    (
        r"几个点|利率|费率|百分之|多少息|几折|几成|比例|年化|基准|税|占多少|[跌涨亏][^，。？?]{0,4}多少|多少(?:股票|权益|仓位)|折扣"
        r"|\b(?:rates?|percent(?:age)?|interest|yield|share)\b",
        r"\d(?:\.\d+)?\s*[%‰]|[一二三四五六七八九\d]折|百分之|基点|\bbps?\b|percent",
    ),
    (
        r"几点|几时|钟头|时间段|what time",
        r"\d{1,2}[:：]\d\d|\d+\s*[点时](?!间)|\b\d{1,2}\s*(?:a\.?m|p\.?m)",
    ),
    (
        r"周几|星期几|礼拜几|哪几?天|几号|什么时候|哪[天日年月]|何时|\bwhen\b"
        r"|which (?:day|month|year)",
        rf"周[一二三四五六日]|星期|礼拜|{_N}[月日号年]|每[周月季年]|\b20\d\d\b|\b(?:january|february|march"
        r"|april|june|july|august|september|october|november|december|monday|tuesday|wednesday"
        r"|thursday|friday|saturday|sunday)\b",
    ),
    (
        r"[几多少]+[次回遍趟]|how many times|how often",
        rf"{_N}\s*[次回遍趟]|\b(?:once|twice|times)\b|every",
    ),
    (
        r"[几多少]+[个枚户张人位份笔家名](?![点月])|how many (?!days|months|years|hours|times)",
        rf"{_N}\s*[个枚户张人位份笔家名件]|\|\s*\d",
    ),
    (r"[几多少]+(?:周)?岁|多大(?:年纪|岁数)?|年龄", rf"{_N}\s*周?岁"),
    (r"什么级|哪[一个]?级|几级|风险等级|什么等级|risk (?:level|rating)|rated", r"[RC][1-5]"),
    (r"电话|热线|号码|phone|hotline|number to call", r"\d{3,4}-?\d{4,8}|\b95\d{3}\b|\b400"),
)
_COMPILED = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(holds, re.IGNORECASE)) for asks, holds in _KINDS
)


def asked_for(question: str) -> tuple[re.Pattern[str], ...]:
    """How the sorts of figures that ``question`` asks for are written; empty where for none."""
    return tuple(holds for asks, holds in _COMPILED if asks.search(question))


def share_held(kinds: tuple[re.Pattern[str], ...], passage: str) -> float:
    """The share, 0 to 1, of the sorts that ``passage`` holds; 0 of none."""
    return sum(bool(one.search(passage)) for one in kinds) / len(kinds) if kinds else 0.0
