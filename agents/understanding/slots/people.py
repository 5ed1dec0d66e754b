"""Customers' names as people write them: 王女士, 李总, 欧阳老师, 老陈, 张伟, C0000123."""

import re
from dataclasses import dataclass
from functools import cache

from agents.understanding.lexicons import lexicon, names, places, themes, words

CUSTOMER_ID = re.compile(r"(?<![a-z0-9])c\d{5,10}(?!\d)", re.IGNORECASE)

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
# What may stand before a full name without title, and after it.
_BEFORE_NAME = re.compile(
    r"(?:^|[，,。;；:：!?！？、\s(（\"“「]|给|替|帮|为|跟|和|与|对|让|叫|叫做|名叫|把|将|看看|看下|看一下|看|查查|查下|查一下|"
    r"查|客户|户主|联系|拜访|约|见|问|找|是|推荐|关于|介绍|介绍下|调出|认识|评估|核|向|陪|劝|请|说说|说|了解|了解下|聊聊|"
    r"分析|先生|女士|这位|那位|拨打|打给|拨给|发给|写给|讲给|寄给|回复|记录|记|记下|登记|致|有个|叫作|因为|为什么|凭什么|为啥|凭啥|"
    r"怎么|除了|还有|刚才|刚刚|今天|昨天|明天|下午|上午|并|不是|另一个|另外一个|姓名|翻翻|打开|讲讲|下|一下|出|的)$"
)
_AFTER_NAME = re.compile(
    r"^(?:$|[，,。;；:：!?！？、\s)）\"”」]|的|是|能|可以|可否|会|要|想|买|卖|适合|合适|有|手|名下|在|和|跟|与|为|怎么|"
    r"什么|到底|最近|近期|今年|家|发|写|打|推荐|推|配|选|做|说|讲|表示|同意|拒绝|答应|没|不|这|那|现在|目前|客户|资产|"
    r"长什么|长啥|风险|持仓|持有|理财|基金|保险|多大|属于|适|把|已|也|对|应该|该|需要|准备|打算|今天|明天|下周|上次|上周|"
    r"来|去|他|她|吗|呢|吧|接|挂|签|转|存|办|流失|排|被|为何|凭|靠|值|还|就|都|先|如|愿|喜欢|考虑|约|回|拿|刚|"
    r"从|其|这位|此人|一个|一条|一段|一份|一|c\d|r\d|,)"
)
_TAKES_A_PERSON = frozenset("给跟替帮找约见和与对问为把让向叫请老小陪劝的了是")
# 张伟长什么样: 长 begins the next word.
_NEXT_WORD = re.compile(
    r"^(?:长什么|长啥|长得|明天|先看|成交|继续|明年|远程|信用|能买|能不|和他|和她|会买|会不|进来|来电|本人|家里|家的|发条|发一|行不)"
)
_PORTRAIT_FOLLOWS = re.compile(
    r"^的?(?:客户)?(?:画像|持仓|资料|档案|标签|资产|持有清单|风险等级|情况|资料)"
)
_STOCK_NAMES = frozenset({"张三", "李四", "王五", "赵六", "孙七", "周八", "吴九"})
_PRONOUN_OR_FUNCTION = frozenset("我你他她它们的了是不在有这那哪谁么什怎吗呢吧啊呀和与或及最更很都")


@dataclass(frozen=True)
class Person:
    """A customer's name at ``text[start:end]``; ``titled`` when a title stands with it."""

    start: int
    end: int
    titled: bool


@cache
def _singles() -> frozenset[str]:
    return frozenset(str(names()["surnames"]))


@cache
def _doubles() -> tuple[str, ...]:
    return words(names()["double"])


@cache
def _given() -> frozenset[str]:
    return frozenset(str(names()["given"]))


@cache
def _titled_pattern() -> re.Pattern[str]:
    titles = sorted(words(names()["titles"]), key=len, reverse=True)
    doubles = "|".join(_doubles())
    singles = "".join(sorted(_singles()))
    surname = rf"(?P<surname>{doubles}|[{singles}])"
    return re.compile(rf"{surname}(?P<given>[一-龥]{{0,2}}?)(?P<title>{'|'.join(titles)})")


@cache
def _not_names() -> frozenset[str]:
    return frozenset(words(names()["not_names"]))


def find_people(text: str) -> list[Person]:
    """Every customer's name in ``text`` (normalised), left to right."""
    tokens = _tokens(text)
    found = _titled(text, tokens)
    found += _nicknames(text, found)
    found += _full_names(text, tokens, found)
    return sorted(found, key=lambda person: person.start)


def _tokens(text: str) -> list[tuple[int, int, str]]:
    """The segmenter's words: start, end, part of speech."""
    import rjieba

    tokens, at = [], 0
    for word, tag in rjieba.tag(text):
        tokens.append((at, at + len(word), tag))
        at += len(word)
    return tokens


def _covering(tokens: list[tuple[int, int, str]], at: int) -> tuple[int, int, str]:
    return next((token for token in tokens if token[0] <= at < token[1]), (at, at + 1, "x"))


def _titled(text: str, tokens: list[tuple[int, int, str]]) -> list[Person]:
    found: list[Person] = []
    position = 0
    while match := _titled_pattern().search(text, position):
        position = match.start() + 1
        if _is_titled_name(text, match, tokens):
            found.append(Person(match.start(), match.end(), True))
            position = match.end()
    return found


def _is_titled_name(text: str, match: re.Match[str], tokens: list[tuple[int, int, str]]) -> bool:
    surname, given, title = match["surname"], match["given"], match["title"]
    if match.group() in _not_names() or re.match(_STAFF_TITLES, text[match.end() :]):
        return False
    if text[match.end() : match.end() + 1] in tuple(_TITLE_CONTINUES.get(title, "")):
        return False
    if given and (title in _TITLE_FOLLOWS_ONLY_ONE or not set(given) <= _given()):
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


def _full_names(text: str, tokens: list[tuple[int, int, str]], taken: list[Person]) -> list[Person]:
    found: list[Person] = []
    for at, character in enumerate(text):
        double = text[at : at + 2] in _doubles()
        if not double and character not in _singles():
            continue
        if any(person.start <= at < person.end for person in [*taken, *found]):
            continue
        size = _full_name_length(text, at, 2 if double else 1, tokens)
        if size:
            found.append(Person(at, at + size, False))
    return found


def _full_name_length(text: str, at: int, surname: int, tokens: list[tuple[int, int, str]]) -> int:
    """How many characters a full name at ``at`` has, or 0."""
    before = text[:at]
    if not _BEFORE_NAME.search(before):
        return 0
    start, end, _tag = _covering(tokens, at)
    if start < at and not (before.endswith(("叫", "给", "找"))):
        return 0
    for given in (2, 1):
        stop = at + surname + given
        name, after = text[at:stop], text[stop:]
        if name in _STOCK_NAMES:
            return len(name)
        if len(name) < surname + given or not _may_be_name(name, surname):
            continue
        if not _AFTER_NAME.match(after) or (given == 2 and _NEXT_WORD.match(text[stop - 1 :])):
            continue
        if _is_a_word(text, at, stop, tokens) and not _PORTRAIT_FOLLOWS.match(after):
            continue
        return surname + given
    return 0


def _may_be_name(name: str, surname: int) -> bool:
    return (
        set(name[surname:]) <= _given()
        and _PRONOUN_OR_FUNCTION.isdisjoint(name)
        and name not in _not_names()
        and name not in _stated_words()
    )


@cache
def _stated_words() -> frozenset[str]:
    """Words that state another slot (白银, 黄金, 金山): never a person."""
    return frozenset(
        {*lexicon("category").values, *themes().values, *lexicon("tier").values, *places()}
    )


def _is_a_word(text: str, at: int, stop: int, tokens: list[tuple[int, int, str]]) -> bool:
    """Whether the segmenter reads ordinary words there (方案, 安排, 马上) and no name."""
    import rjieba

    inside = [token for token in tokens if token[0] < stop and token[1] > at]
    exact = inside[0][0] == at and inside[-1][1] == stop
    if len(inside) == 1 and exact:
        return not inside[0][2].startswith("nr") and bool(rjieba.has_word(text[at:stop]))
    if exact and all(end - start == 1 for start, end, _ in inside):
        return False
    if inside[0][2].startswith("nr") and inside[0][0] == at:
        return False  # 张伟长|什么样: the segmenter took one character too many
    return any(
        end - start > 1 and not tag.startswith("nr") for start, end, tag in inside
    ) and not _rare_pair(text, at, stop, inside)


def _rare_pair(text: str, at: int, stop: int, inside: list[tuple[int, int, str]]) -> bool:
    """方志|远: a word and one character of a name, after 叫 or 客户, is a name all the same."""
    introduced = re.search(r"(?:叫|客户|叫做|名叫|姓名|[:：])$", text[:at]) is not None
    return introduced and inside[0][0] == at and inside[-1][1] == stop
