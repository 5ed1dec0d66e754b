"""How figures and people are said in Chinese: amounts, rates, days, honorifics."""

import re
from datetime import date

from prompts.messages import day, moment, money, number, percent, points, term

__all__ = [
    "day",
    "moment",
    "money",
    "number",
    "percent",
    "points",
    "term",
]  # said alike wherever users read them

CATEGORY_WORDS = {
    "wealth": "理财",
    "fund": "基金",
    "insurance": "保险",
    "deposit": "存款",
    "credit_card": "信用卡",
    "loan": "贷款",
    "gold": "黄金",
    "pension": "养老产品",
    "forex": "外汇",
    "bond": "国债",
}

# R1-R5 as the field names them (理财业务办法: five levels).
RISK_WORDS = {
    "R1": "R1（低风险）",
    "R2": "R2（中低风险）",
    "R3": "R3（中风险）",
    "R4": "R4（中高风险）",
    "R5": "R5（高风险）",
}

# The commonest two-character surnames; any other surname is the first character.
_COMPOUND = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶"
    "太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘令狐西门东郭百里呼延"
)
_COMPOUND_SURNAMES = frozenset(_COMPOUND[i : i + 2] for i in range(0, len(_COMPOUND), 2))


def rate(fraction: float) -> str:
    """An interest rate or benchmark, always with two decimals as on product sheets: 2.40%."""
    return f"{fraction * 100:.2f}%"


_BETWEEN_WORDS = re.compile(r"(?<=[!-~])\s*\n\s*(?=[!-~])")


def flowing(text: str) -> str:
    """A passage in one line: English words stay apart, Chinese sentences need no blank."""
    return _BETWEEN_WORDS.sub(" ", text).replace("\n", "")


_STANDS_ALONE = re.compile(
    r"\A\s*(?:[-*·•●|]|\d{1,2}[.、．)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、]|【|问\s*[:：]|答\s*[:：]|[QA]\s*[:：]"
    r"|第[一二三四五六七八九十百零\d]+[章节条]|.* \| )"
)
_SHORT = 16
"""Characters of the longest heading, and fewer than a line is wrapped at."""
_ENDED = re.compile(r"[。！？!?；;：:]\s*\Z")
_CHINESE_LINE = re.compile(r"[^\x00-\x7f]")
_RULE_OF_TABLE = re.compile(r"\A[\s|:：-]+\Z")


def set_out(text: str) -> str:
    """A passage to be read by itself: items of a list and rows of a table keep their lines, what
    was only wrapped is joined.
    """
    lines: list[str] = []
    last = ""
    for line in text.split("\n"):
        said = line.strip()
        if not said or _RULE_OF_TABLE.match(said):
            continue
        if not lines or _STANDS_ALONE.match(said) or _complete(last, said):
            lines.append(said)
        else:
            lines[-1] = flowing(f"{lines[-1]}\n{said}")
        last = said
    return "\n".join(lines)


def _complete(line: str, below: str) -> bool:
    """Whether what stands ``below`` a line in its document is a line of its own: the line has
    come to its end, or is a heading, much shorter than lines are wrapped at.
    """
    if _STANDS_ALONE.match(line) or _ENDED.search(line):
        return True
    return len(line) <= _SHORT < len(below) and _CHINESE_LINE.search(line) is not None


def month(value: date) -> str:
    """A calendar month: 2026年9月."""
    return f"{value.year}年{value.month}月"


def short_day(value: date) -> str:
    """A day without its year: 10月9日."""
    return f"{value.month}月{value.day}日"


def surname(name: str) -> str:
    """The family name of a Chinese full name."""
    return name[:2] if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def honorific(name: str, gender: str | None) -> str:
    """How a bank addresses a customer: 王女士, 欧阳先生; by 客户 where the gender is unknown."""
    title = {"女": "女士", "F": "女士", "male": "先生", "男": "先生", "M": "先生", "female": "女士"}
    return surname(name) + title.get(gender or "", "客户")


def pronoun(gender: str | None) -> str:
    """他 or 她; 客户 where the gender is unknown."""
    return {"女": "她", "F": "她", "男": "他", "M": "他"}.get(gender or "", "客户")
