"""Links a text to the themes that it speaks of, with direction, confidence and the place."""

import math
import re
import unicodedata
from dataclasses import dataclass

from knowledge.normalisation import simplify
from knowledge.themes.ontology import Direction, Theme, ontology, pattern

LINKED = 0.5
"""Least confidence of a link that is reported."""

_STRONG, _WEAK = 0.75, 0.4  # how much one mention alone says
_LEAD = 1.15  # a mention in the first sentence or title is what the text is about
_NEGATED, _PASSING, _ABROAD = 0.6, 0.64, 0.45
_LEAD_LENGTH = 60
_MAX_LENGTH = 4000
_CLAUSE = re.compile(r"[^，。；！？,;!?\n]+")
_SENTENCE = re.compile(r"[^。；！？;!?\n]+")
_COUNTRIES = re.compile(
    r"美国|美联储|联储|欧洲|欧央行|欧元区|英国|英央行|日本|德国|法国|印度|韩国|俄罗斯|土耳其|菲律宾|泰国|越南|巴西|加拿大"
    r"|澳大利亚|澳洲联储|新西兰|瑞士|瑞典|挪威|波兰|匈牙利|墨西哥|智利|秘鲁|南非|埃及|印尼|马来西亚|新加坡"
    r"|意大利|西班牙|以色列|阿根廷|乌克兰|捷克|罗马尼亚|巴基斯坦|斯里兰卡|哥伦比亚|尼日利亚|沙特|欧盟|海外|香港|金管局|全球|国际"
)
_CHINA = re.compile(r"中国|人民银行|我国|国内|国务院|央行(?=今|宣布|决定|开展|公告|15|再)")


@dataclass(frozen=True)
class ThemeLink:
    """A theme that a text speaks of. ``span`` is its first mention, in the text as given."""

    theme: str
    direction: Direction
    confidence: float
    span: tuple[int, int]


def link(text: str) -> tuple[ThemeLink, ...]:
    """The themes of ``text``, the surest first; none where nothing is said clearly enough.

    ``direction`` is how the theme itself moves (汇率: the yuan; 债市: prices, so 收益率上行 is
    ``down``), or ``event`` where the text tells of a thing done or says no direction.
    """
    level = _level(text[:_MAX_LENGTH])
    found = [made for theme in ontology().themes if (made := _link(theme, level)) is not None]
    return tuple(sorted(found, key=lambda one: -one.confidence))


def canonical(word: str) -> str | None:
    """The theme that ``word`` is a name of (金价: 黄金), or None."""
    level = _level(word.strip())
    if not level or len(level) > 40:
        return None
    best: tuple[float, str] | None = None
    for theme in ontology().themes:
        if level == theme.name.lower():
            return theme.name
        for strength, patterns in ((1.0, (*theme.strong, *theme.reversed)), (0.6, theme.weak)):
            covered = max((len(m.group()) for m in pattern(*patterns).finditer(level)), default=0)
            share = strength * covered / len(level)
            if share >= 0.4 and (best is None or share > best[0]):
                best = (share, theme.name)
    return best[1] if best else None


def _link(theme: Theme, level: str) -> ThemeLink | None:
    surest: dict[str, float] = {}
    mentions = _mentions(theme, level)
    for strength, match in mentions:
        sure = strength * _setting(theme, level, match)
        # The same word again adds nothing; another word for the same thing does.
        surest[match.group()] = max(sure, surest.get(match.group(), 0.0))
    confidence = round(1 - math.prod(1 - min(sure, 0.95) for sure in surest.values()), 3)
    if not mentions or confidence < LINKED:
        return None
    told = [_direction(theme, level, match) for _, match in mentions]
    first = max(mentions, key=lambda one: (one[0], -one[1].start()))[1]
    return ThemeLink(theme.name, _majority([d for d in told if d]), confidence, first.span())


def _mentions(theme: Theme, level: str) -> list[tuple[float, re.Match[str]]]:
    """Each mention with how much it alone says, but for those in words that mean another thing."""
    barred = [match.span() for match in pattern(*theme.exclude).finditer(level)]
    found = [
        (strength, match)
        for strength, patterns in (
            (_STRONG, (*theme.strong, *theme.reversed)),
            (_WEAK, theme.weak),
        )
        for match in pattern(*patterns).finditer(level)
    ]
    return [
        (strength, match)
        for strength, match in found
        if not any(start <= match.start() < end for start, end in barred)
    ]


def _setting(theme: Theme, level: str, match: re.Match[str]) -> float:
    """What stands around a mention makes it more or less than a plain statement."""
    sentence = _around(_SENTENCE, level, match)
    factor = _LEAD if match.start() < _LEAD_LENGTH else _PASSING
    if theme.domestic and _COUNTRIES.search(sentence) and not _CHINA.search(sentence):
        factor *= _ABROAD
    clause = _around(_CLAUSE, level, match)
    if theme.fixed and re.search(ontology().negations, clause):
        factor *= _NEGATED
    return factor


def _direction(theme: Theme, level: str, match: re.Match[str]) -> Direction | None:
    if theme.reversed and pattern(*theme.reversed).search(_around(_CLAUSE, level, match)):
        return "up"
    if theme.fixed:
        return theme.fixed
    for unit in (_CLAUSE, _SENTENCE):
        told = _told(theme, _around(unit, level, match))
        if told is not None:
            return told
    return None


def _told(theme: Theme, stretch: str) -> Direction | None:
    if theme.told_by and not pattern(theme.told_by).search(stretch):
        return None
    general = ontology().directions
    ups = len(pattern(theme.up, general["up"]).findall(stretch))
    downs = len(pattern(theme.down, general["down"]).findall(stretch))
    if theme.inverse and pattern(*theme.inverse).search(stretch):
        ups, downs = downs, ups
    if ups == downs:
        return None
    return "up" if ups > downs else "down"


def _majority(directions: list[Direction]) -> Direction:
    """The direction told most often, the earlier where two are told as often."""
    if not directions:
        return "event"
    return max(directions, key=directions.count)


def _around(unit: re.Pattern[str], text: str, match: re.Match[str]) -> str:
    for found in unit.finditer(text, max(0, match.start() - 200)):
        if found.end() >= match.end():
            return found.group()
    return match.group()


def _level(text: str) -> str:
    """Lower case, half width, simplified, and as long as ``text``, so that spans hold."""
    return simplify("".join(_one(character) for character in text))


def _one(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character
