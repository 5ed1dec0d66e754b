"""Ages that a question bounds: 60岁以下, 四十多岁, 30到45岁, 不到35岁."""

import re
from dataclasses import dataclass

from agents.understanding.slots.numerals import NUMBER, parse_number

_YEARS = r"(?:周岁|岁)"
_JOIN = r"(?:到|至|-|~|—|–|和)"
_ABOUT_AGE = r"(?:年龄|年纪|岁数|年岁)(?:段|层)?(?:在|是|为|介于|处于|:|大于|小于|超过|不到|\s)*"
_RANGE = re.compile(
    rf"(?P<low>{NUMBER}){_YEARS}?(?P<lowword>以上|及以上)?\s?{_JOIN}?[,，]?\s?(?P<high>{NUMBER}){_YEARS}"
    rf"(?P<highword>及以下|含以下|以下|以内)?"
)
_RANGE_BARE = re.compile(
    rf"{_ABOUT_AGE}(?P<low>{NUMBER})\s?{_JOIN}\s?(?P<high>{NUMBER})(?!万|w|个|元)"
)
_DECADE_PAIR = re.compile(
    rf"(?P<first>[二三四五六七八])(?P<second>[三四五六七八九])十(?:多|来|几)?{_YEARS}"
)
_DECADE = re.compile(
    rf"(?P<tens>[二三四五六七八九]十|[2-9]0)(?:多|来|几|出头|余){_YEARS}?(?!万|个|位|名|天|人|只|元|家|款|条)"
)
_ONE = re.compile(
    rf"(?P<before>超过|大于|高于|不低于|不小于|至少|年满|满|不到|未满|不满|没到|小于|低于|不超过|不大于|"
    rf"不高于|放宽到|放大到|扩大到|扩到|放到|别超过|不要超过|别过|不过|至多|最多|过了?|上了|>=|<=|>|<|≥|≤)?了?(?P<age>{NUMBER})(?P<years>{_YEARS})?"
    rf"(?P<after>\+|[(（]?含[)）]?以上|[(（]?含[)）]?以下|及以上|及以下|或以上|或以下|以上|以下|之上|之下|往上|"
    rf"往下|开外|以内|之内)?"
)
_SEXAGENARY = re.compile(r"(?:年过|过了|年逾)(?P<decade>[五六七八九])旬")
_AGE_CONTEXT = re.compile(
    rf"{_ABOUT_AGE}(?:超过|大于|不到|小于|低于|不超过|别超过|不要超过|别过|满|至少|>=?|<=?|≥|≤)?$"
)
# 买过保险的，45以上: a clause of nothing but two digits and 以上 speaks of years; money has its unit.
_BARE_CLAUSE = re.compile(r"(?:^|[，,、；;])$")
_BARE_CLAUSE_ENDS = re.compile(r"^的?(?:人|客户)?(?:$|[，,。、；;？?!！])")
_BARE_YEARS = range(18, 90)
_OLDEST = 120


@dataclass(frozen=True)
class AgeBound:
    """Inclusive bounds in whole years at ``text[start:end]``; None where that side is open."""

    start: int
    end: int
    low: int | None
    high: int | None


def find_ages(text: str) -> list[AgeBound]:
    """Every bound of age in ``text`` (normalised), left to right.

    以上 includes the number itself (民法典 art. 1259); 以下 alone excludes it, as the contract
    says (60岁以下 -> 59), and 及以下 includes it. An exact age (他65岁) is no bound.
    """
    found: list[AgeBound] = []
    for pattern, read in (
        (_RANGE, _range),
        (_RANGE_BARE, _range),
        (_DECADE_PAIR, _decade_pair),
        (_DECADE, _decade),
        (_SEXAGENARY, _sexagenary),
        (_ONE, _one),
    ):
        for match in pattern.finditer(text):
            if any(match.start() < age.end and age.start < match.end() for age in found):
                continue
            bound = read(text, match)
            if bound:
                found.append(bound)
    return sorted(found, key=lambda bound: bound.start)


def _years(written: str) -> int | None:
    value = parse_number(written)
    if value is None or not value.is_integer() or not 0 < value <= _OLDEST:
        return None
    return int(value)


def _range(text: str, match: re.Match[str]) -> AgeBound | None:
    low, high = _years(match["low"]), _years(match["high"])
    if low is None or high is None or low >= high:
        return None
    groups = match.groupdict()
    joined = re.search(_JOIN, match.group())
    if not joined and not groups.get("lowword"):
        return None
    if groups.get("highword") == "以下" and groups.get("lowword"):
        high -= 1  # 40岁以上60岁以下
    return AgeBound(match.start(), match.end(), low, high)


def _decade_pair(text: str, match: re.Match[str]) -> AgeBound | None:
    low, high = parse_number(match["first"]), parse_number(match["second"])
    if low is None or high is None or high != low + 1:
        return None
    return AgeBound(match.start(), match.end(), int(low) * 10, int(high) * 10 + 9)


def _decade(text: str, match: re.Match[str]) -> AgeBound | None:
    tens = _years(match["tens"])
    if tens is None or (
        text[match.start() - 1 : match.start()] in tuple("前百第一二三四五六七八九")
    ):
        return None
    if not re.search(_YEARS, match.group()) and not re.match(
        r"的?(?:客户|人|女|男|阿姨|大叔)", text[match.end() :]
    ):
        return None
    top = 3 if "出头" in match.group() else 9
    return AgeBound(match.start(), match.end(), tens, tens + top)


def _sexagenary(text: str, match: re.Match[str]) -> AgeBound | None:
    decade = parse_number(match["decade"])
    return AgeBound(match.start(), match.end(), int(decade or 0) * 10, None)


_AT_LEAST = {"不低于", "不小于", "至少", "年满", "满", ">=", "≥", "上了"}
_MORE = {"超过", "大于", "高于", "过", "过了", ">"}
_LESS = {"不到", "没到", "未满", "不满", "小于", "低于", "<"}
_AT_MOST = {
    "放宽到",
    "放大到",
    "扩大到",
    "扩到",
    "放到",
    "不超过",
    "别超过",
    "不要超过",
    "别过",
    "不过",
    "不大于",
    "不高于",
    "至多",
    "最多",
    "<=",
    "≤",
}


def _one(text: str, match: re.Match[str]) -> AgeBound | None:
    age = _years(match["age"])
    before, after = match["before"] or "", (match["after"] or "").strip("()（）")
    about = _AGE_CONTEXT.search(text[: match.start("age")])
    elders = re.match(r"\+?(?:以上)?的?(?:老人|老年|长者|高龄)", text[match.end("age") :])
    bare = (
        after in ("以上", "以下", "往上", "往下", "开外")
        and age in _BARE_YEARS
        and _BARE_CLAUSE.search(text[: match.start()])
        and _BARE_CLAUSE_ENDS.match(text[match.end() :])
    )
    if age is None or not (match["years"] or about or (elders and after) or bare):
        return None
    start, end = match.start(), match.end()
    if before in _LESS:
        return AgeBound(start, end, None, age - 1)
    if before in _AT_MOST:
        return AgeBound(start, end, None, age)
    if (
        after in ("+", "含以上", "及以上", "或以上", "以上", "之上", "往上", "开外")
        or before in _AT_LEAST
    ):
        return AgeBound(start, end, age + (1 if before in _MORE and not after else 0), None)
    if after in ("含以下", "及以下", "或以下", "以内", "之内"):
        return AgeBound(start, end, None, age)
    if after in ("以下", "之下", "往下"):
        return AgeBound(start, end, None, age - 1)
    if before in _MORE:
        return AgeBound(start, end, age + 1, None)
    return None
