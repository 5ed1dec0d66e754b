"""Product names as people write them, also of products that nobody here knows.

Quoted names are taken as they stand. Unquoted ones are recognised by how product names are made:
a house and a fund's words (易方达蓝筹精选), characters of good fortune (稳盈宝3号, 月月盈), a stem
with a number (达尔文8号), a term at the end (安盈两年定开).
"""

import re
from dataclasses import dataclass
from functools import cache

from agents.understanding.lexicons import read, words

_QUOTED = re.compile(
    r"《([^《》]{2,30})》|「([^「」]{2,30})」|『([^『』]{2,30})』|【([^【】]{2,30})】"
)
_SOFT_QUOTED = re.compile(r"[“\"'‘]([^“”\"'‘’，。！？,!?]{2,20})[”\"'’]")
_LAW = re.compile(
    r"(?:办法|规定|法|通知|条例|指引|意见|公告|新规|制度|合同|协议|说明书|时报|日报|新闻)$"
)
_TAIL = (
    r"(?:\d{1,4}(?:天|号|期|个月|月|年)?|[一二三四五六七八九十]{1,3}[号期](?![线院房门码店]))?"
    r"(?:[一二两三六九十]+(?:年|个月|月)(?=定开|持有|封闭|滚动))?"
    r"(?:定开|(?<=[日周月])开(?![始户放通盘发卡])|日开|周开|月开|最短持有|滚动持有|持有期?|封闭|滚动)?"
    r"(?:\d{1,4}(?:天|号|期))?(?:[a-f](?:类|款|份额)?(?![a-z0-9]))?"
)
_NUMBERED = re.compile(r"(?P<stem>[一-龥a-z]{2,12})(?P<tail>\d{1,4}号(?:[a-f]款?)?)")
_TERMED = re.compile(
    r"(?P<stem>[一-龥]{2,6}?)(?P<tail>(?:[一二两三六九十]+|\d+)(?:年|个月|月|天)(?:定开|持有期?|封闭式?|滚动))"
)
_NAMED_AS = re.compile(
    r"(?:叫做?|名为|名叫|产品名[是为:]?)(?P<name>[一-龥a-z0-9]{2,12}?)的(?:产品|理财|基金|保险|那只|那款)"
)


@dataclass(frozen=True)
class ProductName:
    """A product's name at ``text[start:end]``, without the quotation marks around it."""

    start: int
    end: int


@cache
def _list(key: str) -> tuple[str, ...]:
    return tuple(
        sorted({word.lower() for word in words(read("products")[key])}, key=len, reverse=True)
    )


@cache
def _either(key: str) -> str:
    return "|".join(re.escape(word) for word in _list(key))


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(_either("stops"))


@cache
def _housed() -> re.Pattern[str]:
    return re.compile(rf"(?:{_either('houses')})(?P<body>[一-龥a-z0-9+]{{2,20}})")


@cache
def _body() -> re.Pattern[str]:
    return re.compile(_either("bodies"))


@cache
def _fortunate() -> re.Pattern[str]:
    characters = "".join(sorted(set(str(read("products")["characters"]))))
    return re.compile(rf"[{characters}]{{2,8}}")


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(_either("marks"))


@cache
def _ordinary() -> re.Pattern[str]:
    return re.compile(rf"(?:{_either('ordinary')})+")


@cache
def _known() -> re.Pattern[str]:
    return re.compile(rf"(?:{_either('known')})(?:\d+号)?")


def find_products(text: str, taken: list[tuple[int, int]]) -> list[ProductName]:
    """Every product name in ``text`` (normalised) outside the ``taken`` spans, left to right."""
    found: list[ProductName] = []
    for candidates in (_quoted, _named, _house_names, _numbered, _termed, _fortunate_names):
        for start, end in candidates(text):
            spans = [*taken, *((product.start, product.end) for product in found)]
            if not any(start < stop and begin < end for begin, stop in spans):
                found.append(ProductName(start, end))
    return sorted(found, key=lambda product: product.start)


def _quoted(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _QUOTED.finditer(text):
        index = match.lastindex or 0
        if (
            index
            and not _LAW.search(match[index])
            and not re.search(r"[，。！？,!?;；]", match[index])
        ):
            found.append(match.span(index))
    for match in _SOFT_QUOTED.finditer(text):
        if _looks_like_a_name(match[1]):
            found.append(match.span(1))
    return found


def _looks_like_a_name(quoted: str) -> bool:
    return any(
        (end - start) >= len(quoted) - 2
        for candidates in (_house_names, _numbered, _termed, _fortunate_names)
        for start, end in candidates(quoted)
    )


def _named(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _known().finditer(text)] + [
        match.span("name") for match in _NAMED_AS.finditer(text)
    ]


def _house_names(text: str) -> list[tuple[int, int]]:
    found = []
    position = 0
    while match := _housed().search(text, position):
        name = match["body"][: _body_end(match["body"])]
        position = match.start("body")
        if len(name) >= 2 and _is_fund_body(name):
            position = match.start("body") + len(name)
            found.append((match.start(), position))
    return found


def _body_end(body: str) -> int:
    """Where a name ends: at the first stop that is not inside a word of fund names."""
    covered = [word.span() for word in _body().finditer(body)]
    for stop in _stop().finditer(body):
        if not any(start <= stop.start() < end for start, end in covered):
            return stop.start()
    return len(body)


def _is_fund_body(name: str) -> bool:
    """At least one word of fund names, beyond the bare kind (华夏基金, 招商银行, 平安保险)."""
    if re.fullmatch(
        r"(?:基金|理财|保险|证券|信托|资管|人寿|养老|银行|财险|养老险|健康|货币基金|债券基金|指数基金)+",
        name,
    ):
        return False
    first = _body().search(name)
    return first is not None and first.start() <= 4


def _trim_left(stem: str) -> int:
    """Where the name begins in ``stem``: after the last stop, or the last word that is none."""
    begin = 0
    for stop in _stop().finditer(stem):
        if not any(start <= stop.start() < end for start, end in _mark_spans(stem)):
            begin = stop.end()
    return begin


def _mark_spans(stem: str) -> list[tuple[int, int]]:
    return [match.span() for match in _marks().finditer(stem)]


def _numbered(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _NUMBERED.finditer(text):
        stem = match["stem"]
        begin = _trim_left(stem)
        name = stem[begin:]
        date_or_account = re.search(
            r"(?:月|本|下|每|尾|编|账|卡|客户|版本|方案|活动|窗口|星期|日|柜台)$", name
        )
        if len(name) < 2 or date_or_account:
            continue
        fortunate = list(_fortunate().finditer(name))
        if fortunate and fortunate[-1].end() == len(name) and len(name) > 6:
            begin += fortunate[-1].start()
        found.append((match.start("stem") + begin, match.end()))
    return found


def _termed(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _TERMED.finditer(text):
        begin = _trim_left(match["stem"])
        name = match["stem"][begin:]
        if len(name) >= 2 and _fortunate().search(name) and not _ordinary().fullmatch(name):
            found.append((match.start("stem") + begin, match.end()))
    return found


_TAIL_PATTERN = re.compile(_TAIL)
_SERIES = re.compile(
    r"优选|精选|臻选|严选|甄选|增强|成长|进取|平衡|稳健|增利|添利|增益|双利|纯债|短债|混合|先锋|领航"
)


def _with_series(text: str, end: int) -> int:
    """The end of a name that goes on with a word of series (瑞利优|选三号, 安盈|稳健一号)."""
    for word in _SERIES.finditer(text, max(end - 1, 0), end + 4):
        if word.start() <= end < word.end() and re.match(
            r"[\d一二三四五六七八九十]{1,4}[号期]|[a-f](?:类|款)", text[word.end() :]
        ):
            return word.end()
    return end


def _fortunate_names(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _fortunate().finditer(text):
        start, end = match.start(), _with_series(text, match.end())
        tail = _TAIL_PATTERN.match(text, end)
        stop = tail.end() if tail else end
        name = match.group()
        long_enough = len(name) >= 3 or (len(name) == 2 and stop > end and text[end:stop].strip())
        if not long_enough or not _marks().search(name) or _ordinary().fullmatch(name):
            continue
        if _is_ordinary_speech(name):
            continue
        found.append((start, stop))
    return found


def _is_ordinary_speech(name: str) -> bool:
    """Whether the segmenter reads nothing but dictionary words (天天享福, 年金收益)."""
    import rjieba

    parts = rjieba.cut(name, False)
    return len(name) <= 4 and all(
        len(part) > 1 and rjieba.has_word(part) and _ordinary().fullmatch(part) for part in parts
    )
