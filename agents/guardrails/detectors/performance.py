"""Past performance without its interval, over too short a time, or ranked by it (G5)."""

import re
from collections.abc import Iterable

from agents.guardrails.document import Document, Hit
from agents.guardrails.grounding.figures import Figure, Kind
from agents.guardrails.language.figure_roles import Role, role_of
from agents.guardrails.language.segments import Sentence, clause_at
from agents.guardrails.language.stance import Stance
from agents.guardrails.packs.schema import DetectorEntry
from agents.guardrails.verdicts import Verdict

SHORTEST_WEALTH_DAYS = 28
"""理财业务办法 26: an interval under one month may not be shown (February has 28 days)."""
SHORTEST_FUND_DAYS = 180
"""基金宣传规定 6: an interval under six months may not be shown."""
SHORTEST_RANKED_DAYS = 360
"""Rankings by less than a year are rankings by short-term return."""
_INTERVAL = re.compile(
    r"近(?P<n>[一二两三四五六七八九十\d]+|半)个?(?P<u>年|月|周|星期|日|天|季度|个?交易日)|(?P<word>本周|上周|昨日|昨天|当日|今日|本月|上月|上个月|单日|单周|当周|当月|前天|这周|这个月|上一周)"
)
_DAYS = {
    "年": 365,
    "月": 30,
    "周": 7,
    "星期": 7,
    "日": 1,
    "天": 1,
    "季度": 90,
    "交易日": 1,
    "个交易日": 1,
}
_WORD_DAYS = {
    "本周": 7, "上周": 7, "昨日": 1, "昨天": 1, "当日": 1, "今日": 1, "本月": 27, "上月": 30, "上个月": 30, "单日": 1,
    "单周": 7, "当周": 7, "当月": 27, "前天": 1, "这周": 7, "这个月": 27, "上一周": 7,
}  # fmt: skip
_RANKED = re.compile(
    r"排名|第[一二三1-3](?![口个次条步点季阶页年章节天只种类层代批轮项份笔手方步])|冠军|榜首|前[一二三十\d]|榜单|领先|夺冠|居首|top|霸榜|登顶"
)
_DAILY = re.compile(r"七日年化|7日年化|万份收益|每万份")
_DATED = re.compile(r"截至|截止|昨日|当日|今日|\d+月\d+日|20\d\d[-/.]\d")
_OF_MANY = re.compile(
    r"(?:全市场|全行业|同业|各家|市场上?)[^,。;]{0,14}(?:均值|平均|中位)|均值|平均水平"
)
"""A figure of the whole market shows no product off."""
_FELL = re.compile(r"(?:跌|亏|回撤|下跌|亏损|缩水)(?:了|去|幅)?[约近为]?$")
_DISCLAIMS = re.compile(r"不代表|不预示|并不预示|不构成|不等于|不保证|不意味")


def past_performance(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """Past returns of a product that lack start and end, or cover too short a time."""
    del entry
    for sentence in document.sentences:
        if sentence.speaker == "asks":
            continue
        yield from _short_ranking(document, sentence)
        for figure in document.figures_in(sentence):
            if figure.kind not in {Kind.RATE, Kind.MULTIPLE} or figure.reference:
                continue
            hit = _unbounded(document, sentence, figure)
            if hit is not None:
                yield hit
                break


def _unbounded(document: Document, sentence: Sentence, figure: Figure) -> Hit | None:
    topic = document.topic(sentence, figure.start, figure.end)
    if role_of(sentence, figure, topic) is not Role.PAST_RETURN:
        return None
    if topic in {"insurance", "gold"} or _OF_MANY.search(sentence.text):
        return None
    if _FELL.search(sentence.text[: figure.start - sentence.start]):
        return None
    start, end = _stretch(sentence, figure)
    if document.stance(sentence, start, end) in {Stance.ASKED, Stance.WARNED, Stance.DEFINED}:
        return None
    if _DAILY.search(sentence.text):
        if _DATED.search(sentence.text) or _DISCLAIMS.search(document.text):
            return None
        return Hit(start, end, "detector:past_performance")
    days = _shortest_interval(sentence.text[: figure.end - sentence.start])
    floor = SHORTEST_FUND_DAYS if topic == "fund" else SHORTEST_WEALTH_DAYS
    dates = _dates(document, sentence)
    if days is None and len(dates) >= 2:
        days = _between(dates[0], dates[1])
    if days is not None and days < floor:
        text = "统计区间不足六个月" if topic == "fund" else "统计区间不足一个月"
        return Hit(
            start, end, "detector:past_performance", Verdict.VIOLATION, f"引用的过往业绩{text}。"
        )
    if _has_interval(sentence, dates, days):
        return None
    if not document.context.complete and _is_bound(document, figure):
        return None
    return Hit(start, end, "detector:past_performance")


def _short_ranking(document: Document, sentence: Sentence) -> Iterable[Hit]:
    """近一月收益排名第一: ranked by a return too short to be shown at all."""
    ranked = _RANKED.search(sentence.text)
    interval = _INTERVAL.search(sentence.text)
    if ranked is None or interval is None:
        return
    days = _shortest_interval(sentence.text)
    start = sentence.start + min(interval.start(), ranked.start())
    end = sentence.start + max(interval.end(), ranked.end())
    topic = document.topic(sentence, start, end)
    if topic in {"deposit", "treasury", "loan", "market", "credit_card", "insurance"}:
        return
    if (
        days is None
        or days >= SHORTEST_RANKED_DAYS
        or document.stance(sentence, start, end) is not Stance.ASSERTED
    ):
        return
    if re.search(r"收益|业绩|回报|净值|年化|涨幅|基金|理财|产品", sentence.text):
        yield Hit(
            start, end, "detector:past_performance", Verdict.VIOLATION, "按短期业绩排名作宣传。"
        )


def _stretch(sentence: Sentence, figure: Figure) -> tuple[int, int]:
    first, _ = clause_at(sentence.text, figure.start - sentence.start)
    return sentence.start + first, figure.end


def _shortest_interval(text: str) -> int | None:
    from agents.guardrails.grounding.numerals import parse_number

    shortest = None
    for match in _INTERVAL.finditer(text):
        if match["word"]:
            days = float(_WORD_DAYS[match["word"]])
        else:
            days = (parse_number(match["n"]) or 0) * _DAYS[match["u"]]
        shortest = int(days) if shortest is None else min(shortest, int(days))
    return shortest


def _dates(document: Document, sentence: Sentence) -> list[tuple[int, int, int]]:
    return [f.parts for f in document.figures_in(sentence) if f.kind is Kind.DATE]


def _between(start: tuple[int, int, int], end: tuple[int, int, int]) -> int | None:
    first_year, last_year = start[0], end[0] or start[0]
    if not first_year or not start[1] or not end[1]:
        return None
    return (
        (last_year - first_year) * 365 + (end[1] - start[1]) * 30 + (end[2] or 30) - (start[2] or 1)
    )


def _has_interval(sentence: Sentence, dates: list[tuple[int, int, int]], days: int | None) -> bool:
    """Two dates; or an end and a length; or a start and 至今; or whole calendar years."""
    if len(dates) >= 2:
        return True
    text = sentence.text
    if dates and (days is not None or re.search(r"至今|以来|截至|截止|起至", text)):
        has_day = any(part[1] for part in dates)
        return has_day and bool(days is not None or re.search(r"至今|自|从|成立", text))
    return bool(
        dates and re.search(r"年度|全年|(?:上|下)半年|第?[一二三四]季度", text) and dates[0][0]
    )


def _is_bound(document: Document, figure: Figure) -> bool:
    from agents.guardrails.grounding.binding import is_bound

    return document.context.facts is not None and is_bound(figure, document.context.facts)
