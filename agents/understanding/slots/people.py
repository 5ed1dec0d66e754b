"""Customers' names as people write them: 王女士, 李总, 欧阳老师, 老陈, 张伟, C0000123."""

import re
from dataclasses import dataclass
from functools import cache

from agents.understanding.lexicons import lexicon, names, places, read, themes, words
from agents.understanding.names.recogniser import find_names
from agents.understanding.names.spans import (
    Token,
    double_surnames,
    given_characters,
    segmented,
    surnames,
)

_CUSTOMER_ID = re.compile(
    r"(?<![a-z0-9])(?P<plain>c\d{5,10})(?!\d)"
    r"|(?:客户(?:编?号|id|代码)|(?<![合产证单票批股])编号|客户)[是为:：\s]*(?P<told>[a-z]{0,2}\d{5,12})(?![\d元万亿块])",
    re.IGNORECASE,
)

_TITLE_FOLLOWS_ONLY_ONE = {"总", "董", "工", "哥", "姐", "姨", "叔", "婶", "嫂", "公", "老", "伯"}
# 李总是 and 王总结 are not 李总 and 王总; 周总体 neither.
_TITLE_CONTINUES = {
    "总": "结体共是量额部行之经资分有数算括览监规价收统值理和",
    "董": "事",
    "工": "作商行资程人具银农",
    "公": "司募积开布告",
    "老": "是年人了客师板婆公",
    "姐": "妹",
    "叔": "叔",
    "姨": "妈",
    "哥": "们",
    "厂": "商长",
}
_STAFF_TITLES = "(?:经理|行长|顾问|理财师|客服|柜员)"
_TAKES_A_PERSON = frozenset("给跟替帮找约见和与对问为把让向叫请老小陪劝的了是下查看")
_STOCK_NAMES = re.compile("张三|李四|王五|赵六|孙七|周八|吴九")


@dataclass(frozen=True)
class Person:
    """A customer's name at ``text[start:end]``; ``titled`` when a title stands with it."""

    start: int
    end: int
    titled: bool


def find_customer_ids(text: str) -> list[tuple[int, int]]:
    """Where customers' ids stand: C0000123 anywhere, other forms where they are said to be one."""
    return [match.span(match.lastgroup or 0) for match in _CUSTOMER_ID.finditer(text)]


@cache
def _titled_pattern() -> re.Pattern[str]:
    titles = sorted(words(names()["titles"]), key=len, reverse=True)
    doubles = "|".join(double_surnames())
    singles = "".join(sorted(surnames()))
    surname = rf"(?P<surname>{doubles}|[{singles}])"
    return re.compile(rf"{surname}(?P<given>[一-龥]{{0,2}}?)(?P<title>{'|'.join(titles)})")


@cache
def _not_names() -> frozenset[str]:
    return frozenset(words(names()["not_names"]))


def find_people(text: str) -> list[Person]:
    """Every customer's name in ``text`` (normalised), left to right."""
    found = titled_people(text)
    found += _nicknames(text, found)
    found += _full_names(text, found)
    return sorted(found, key=lambda person: person.start)


def _covering(tokens: list[Token], at: int) -> Token:
    return next((token for token in tokens if token[0] <= at < token[1]), (at, at + 1, "x"))


def titled_people(text: str) -> list[Person]:
    """Those whose title stands with the name: 王女士, 李总, 欧阳老师."""
    tokens = segmented(text)
    found: list[Person] = []
    position = 0
    while match := _titled_pattern().search(text, position):
        position = match.start() + 1
        if _is_titled_name(text, match, tokens):
            found.append(Person(match.start(), match.end(), True))
            position = match.end()
    return found


def _is_titled_name(text: str, match: re.Match[str], tokens: list[Token]) -> bool:
    surname, given, title = match["surname"], match["given"], match["title"]
    if match.group() in _not_names() or re.match(_STAFF_TITLES, text[match.end() :]):
        return False
    if text[match.end() : match.end() + 1] in tuple(_TITLE_CONTINUES.get(title, "")):
        return False
    if given and (title in _TITLE_FOLLOWS_ONLY_ONE or not set(given) <= given_characters()):
        return False
    start, end, _tag = _covering(tokens, match.start())
    # 提高|先生: the surname belongs to a longer word that began before it; 给钱|先生 does not.
    if start < match.start():
        return text[match.start() - 1] in _TAKES_A_PERSON
    # 安全|总额: the surname and what follows are a word of their own.
    within = end - match.start()
    return not (1 < within <= len(surname + given) and end < match.end() and not given) or (
        within <= len(surname)
    )


_NICKNAME = re.compile(
    r"(?P<prefix>老|小|阿|大)(?P<surname>[一-龥])(?=$|[，,。!?！？、\s]|的|说|那|手|能|买|要|想|会|最|现|资|他|推|适|为|怎|写|打|发|名)"
)


def _nicknames(text: str, taken: list[Person]) -> list[Person]:
    """老陈, 小李: only after a word that takes a person, or where a sentence begins."""
    found = []
    for match in _NICKNAME.finditer(text):
        if (
            match["surname"]
            not in "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡杜苏魏吕丁沈姚卢姜崔钟谭陆汪金廖贾夏韦付方白邹孟熊秦江尹薛雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔汤"
        ):
            continue
        before = text[: match.start()]
        if not re.search(
            r"(?:^|[，,。、\s]|给|和|跟|与|对|约|问|找|替|为|让|把|看看|联系|客户)$", before
        ):
            continue
        if not any(person.start < match.end() and match.start() < person.end for person in taken):
            found.append(Person(match.start(), match.start() + 2, True))
    return found


def _full_names(text: str, taken: list[Person]) -> list[Person]:
    """Names without title, but for words that state another slot (白银, 黄金, 金山)."""
    stated = [*((one.start, one.end) for one in taken), *_stated(text)]
    found = [(one.start, one.end) for one in find_names(text)]
    found += [match.span() for match in _STOCK_NAMES.finditer(text)]
    return [
        Person(start, end, False)
        for start, end in dict.fromkeys(found)
        if text[start:end] not in _not_names()
        and not any(start < stop and begin < end for begin, stop in stated)
    ]


def _stated(text: str) -> list[tuple[int, int]]:
    lexicons = (lexicon("category"), themes(), lexicon("tier"))
    found = [(hit.start, hit.end) for words_ in lexicons for hit in words_.find(text)]
    return found + [match.span() for match in _other_names().finditer(text)]


@cache
def _other_names() -> re.Pattern[str]:
    """Places that stand for a branch, and houses: 杭银 and 鹏华 are nobody's name."""
    known = {*places(), *words(read("products")["houses"])}
    return re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
