"""Links a text to the themes that it speaks of: direction, confidence, standing and the place."""

import math
import re
from dataclasses import dataclass

from knowledge.themes.levelling import PHRASE, SENTENCE, around, level
from knowledge.themes.ontology import Direction, Theme, ontology, pattern
from knowledge.themes.standing import Standing, standing_at, whole

LINKED = 0.5
"""Least confidence of a link that is reported."""

MAX_LENGTH = 4000
_STRONG, _WEAK = 0.75, 0.4  # how much one mention alone says
_LEAD = 1.15  # a mention in the first sentence or title is what the text is about
_NEGATED, _PASSING, _ABROAD = 0.6, 0.64, 0.45
_LEAD_LENGTH = 60
_COUNTRIES = re.compile(
    r"美国|美联储|联储|欧洲|欧央行|欧元区|英国|英央行|日本|德国|法国|印度|韩国|俄罗斯|土耳其|菲律宾|泰国|越南|巴西|加拿大"
    r"|澳大利亚|澳洲联储|新西兰|瑞士|瑞典|挪威|波兰|匈牙利|墨西哥|智利|秘鲁|南非|埃及|印尼|马来西亚|新加坡"
    r"|意大利|西班牙|以色列|阿根廷|乌克兰|捷克|罗马尼亚|巴基斯坦|斯里兰卡|哥伦比亚|尼日利亚|沙特|乌拉圭|哈萨克斯坦|厄瓜多尔|希腊|葡萄牙|爱尔兰"
    r"|荷兰|丹麦|芬兰|欧盟|海外|香港|金管局|全球|国际"
)
_CHINA = re.compile(r"中国|人民银行|我国|国内|国务院|央行(?=今|宣布|决定|开展|公告|15|再)")


@dataclass(frozen=True)
class ThemeLink:
    """A theme that a text speaks of. ``span`` is its first mention, in the text as given."""

    theme: str
    direction: Direction
    confidence: float
    span: tuple[int, int]
    standing: Standing = "fact"


def link(text: str) -> tuple[ThemeLink, ...]:
    """The themes of ``text``, the surest first; none where nothing is said clearly enough.

    ``direction`` is how the theme itself moves (汇率: the yuan; 债市: prices, so 收益率上行 is
    ``down``), or ``event`` where the text tells of a thing done or says no direction.
    """
    levelled = level(text[:MAX_LENGTH])
    found = [made for theme in ontology().themes if (made := _link(theme, levelled)) is not None]
    return tuple(sorted(found, key=lambda one: -one.confidence))


def canonical(word: str) -> str | None:
    """The theme that ``word`` is a name of (金价: 黄金), or None."""
    levelled = level(word.strip())
    if not levelled or len(levelled) > 40:
        return None
    best: tuple[float, str] | None = None
    for theme in ontology().themes:
        if levelled == theme.name.lower():
            return theme.name
        for strength, patterns in ((1.0, (*theme.strong, *theme.reversed)), (0.6, theme.weak)):
            covered = max(
                (len(m.group()) for m in pattern(*patterns).finditer(levelled)), default=0
            )
            share = strength * covered / len(levelled)
            if share >= 0.4 and (best is None or share > best[0]):
                best = (share, theme.name)
    return best[1] if best else None


def told_direction(theme: Theme, stretch: str) -> Direction | None:
    """Which way a clause or sentence says that the theme goes, or None."""
    if theme.told_by and not pattern(theme.told_by).search(stretch):
        return None
    general = {"up": "", "down": ""} if theme.own_words else ontology().directions
    ups = len(pattern(theme.up, general["up"]).findall(stretch))
    downs = len(pattern(theme.down, general["down"]).findall(stretch))
    if theme.inverse and pattern(*theme.inverse).search(stretch):
        ups, downs = downs, ups
    if ups == downs:
        return None
    return "up" if ups > downs else "down"


def _link(theme: Theme, text: str) -> ThemeLink | None:
    surest: dict[str, float] = {}
    mentions = _mentions(theme, text)
    for strength, match in mentions:
        sure = strength * _setting(theme, text, match)
        # The same word again adds nothing; another word for the same thing does.
        surest[match.group()] = max(sure, surest.get(match.group(), 0.0))
    confidence = round(1 - math.prod(1 - min(sure, 0.95) for sure in surest.values()), 3)
    if not mentions or confidence < LINKED:
        return None
    told = [_direction(theme, text, match) for _, match in mentions]
    first = max(mentions, key=lambda one: (one[0], -one[1].start()))[1]
    direction = _majority([d for d in told if d])
    # Of what goes neither way (LPR维持不变) nothing is denied: that it stays is the news.
    steady = direction == "event" and theme.fixed is None
    standings = [standing_at(text, match.span(), steady=steady) for _, match in mentions]
    return ThemeLink(theme.name, direction, confidence, first.span(), whole(text, standings))


def _mentions(theme: Theme, text: str) -> list[tuple[float, re.Match[str]]]:
    """Each mention with how much it alone says, but for those in words that mean another thing."""
    barred = [match.span() for match in pattern(*theme.exclude).finditer(text)]
    found = [
        (strength, match)
        for strength, patterns in (
            (_STRONG, (*theme.strong, *theme.reversed)),
            (_WEAK, theme.weak),
        )
        for match in pattern(*patterns).finditer(text)
    ]
    return [
        (strength, match)
        for strength, match in found
        if not any(start <= match.start() < end for start, end in barred)
    ]


def _setting(theme: Theme, text: str, match: re.Match[str]) -> float:
    """What stands around a mention makes it more or less than a plain statement."""
    sentence = around(SENTENCE, text, match.span())
    factor = _LEAD if match.start() < _LEAD_LENGTH else _PASSING
    abroad = theme.domestic and _COUNTRIES.search(sentence) and not _CHINA.search(sentence)
    if abroad and not pattern(theme.also).search(sentence):
        factor *= _ABROAD
    clause = around(PHRASE, text, match.span())
    if theme.fixed and re.search(ontology().negations, clause):
        factor *= _NEGATED
    return factor


def _direction(theme: Theme, text: str, match: re.Match[str]) -> Direction | None:
    if theme.reversed and pattern(*theme.reversed).search(around(PHRASE, text, match.span())):
        return "up"
    if theme.fixed:
        return theme.fixed
    for unit in (PHRASE, SENTENCE):
        told = told_direction(theme, around(unit, text, match.span()))
        if told is not None:
            return told
    return None


def _majority(directions: list[Direction]) -> Direction:
    """The direction told most often, the earlier where two are told as often."""
    if not directions:
        return "event"
    return max(directions, key=directions.count)
