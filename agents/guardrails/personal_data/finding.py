"""Finding identity cards, phones, bank cards, e-mail addresses and postal addresses.

``\\b`` sees no boundary between a digit and a Chinese character, so every pattern names the
characters that may not stand beside it. Positions are those of the text as given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agents.guardrails.normalisation import MappedText, fold


class Kind(StrEnum):
    """Kinds of personal data; the value is the word used in placeholders."""

    ID_CARD = "身份证"
    BANK_CARD = "银行卡"
    MOBILE = "手机"
    EMAIL = "邮箱"
    ADDRESS = "地址"


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """One piece of personal data: ``text[start:end]`` as written, and its value without spacing."""

    kind: Kind
    start: int
    end: int
    text: str
    value: str


REGIONS = frozenset(
    [
        11,
        12,
        13,
        14,
        15,
        21,
        22,
        23,
        31,
        32,
        33,
        34,
        35,
        36,
        37,
        41,
        42,
        43,
        44,
        45,
        46,
        50,
        51,
        52,
        53,
        54,
    ]
    + [61, 62, 63, 64, 65, 71, 81, 82, 83]
)
"""First two digits of an identity number (GB/T 2260), residents of Hong Kong etc. included."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10x98765432"
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九幺两", "0012345678912")
_RUN = re.compile(r"(?<![0-9a-z])\d(?:[ \-–·.]?\d){10,24}(?:[ \-]?x)?(?![0-9a-z])")
_SPOKEN_RUN = re.compile(
    r"[〇零一二三四五六七八九幺两](?:[ \-、]?[〇零一二三四五六七八九幺两]){10,18}"
)
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\-]{0,63}\s?@\s?[a-z0-9](?:[a-z0-9\-]{0,62}\.)+[a-z]{2,12}(?![a-z0-9])"
)
_ADDRESS = re.compile(
    r"(?:[一-鿿]{2,7}(?:省|自治区))?(?:[一-鿿]{2,8}(?:市|自治州|盟|地区))?(?:[一-鿿]{1,8}(?:区|县|旗|市))?"
    r"(?:[一-鿿]{1,10}(?:街道|镇|乡))?[一-鿿a-z0-9]{1,12}?(?:大道|大街|路|街|巷|弄|胡同|村|里|小区|花园|苑|家园|公寓|广场|新村|庄)"
    r"(?:[一-鿿]{0,8}?\d{1,5}\s?(?:号院|号楼|号|弄|巷|栋|幢|座|单元|室|层|楼|组)(?:[一-鿿a-z]{0,4}?\d{1,5}\s?(?:号|栋|幢|座|单元|室|层|楼|房)?){0,4})"
)
_NOT_A_NUMBER_OF_ONE = re.compile(
    r"(?:登记编码|产品代码|产品编码|编码|订单号|流水号|合同号|单号|批次号|编号|代码|公告|文号|isbn)[为是:：\s]*$"
)


def find(text: str) -> tuple[PersonalDatum, ...]:
    """Every piece of personal data in ``text``, in order, none overlapping another."""
    mapped = fold(text)
    found: list[tuple[Kind, int, int, str]] = []
    for match in _RUN.finditer(mapped.text):
        found.extend(_of_run(mapped.text, match.start(), match.end()))
    for match in _SPOKEN_RUN.finditer(mapped.text):
        digits = re.sub(r"\D", "", match.group().translate(_CHINESE_DIGITS))
        kind = _kind_of(digits)
        if kind is not None:
            found.append((kind, match.start(), match.end(), digits))
    found.extend(
        (Kind.EMAIL, m.start(), m.end(), m.group().replace(" ", ""))
        for m in _EMAIL.finditer(mapped.text)
    )
    found.extend(
        (Kind.ADDRESS, m.start(), m.end(), m.group()) for m in _ADDRESS.finditer(mapped.text)
    )
    return tuple(_apart(mapped, found))


def _of_run(text: str, start: int, end: int) -> Iterator[tuple[Kind, int, int, str]]:
    """What a run of digits is: one number, or several with spaces between."""
    digits = re.sub(r"[^\dx]", "", text[start:end])
    kind = (
        None if _NOT_A_NUMBER_OF_ONE.search(text[max(0, start - 8) : start]) else _kind_of(digits)
    )
    if kind is not None:
        yield kind, start, end, digits
        return
    piece = re.compile(r"\d+x?")
    pieces = list(piece.finditer(text, start, end))
    if digits.startswith("86") and is_mobile(digits[2:]):
        yield Kind.MOBILE, start, end, digits[2:]
    elif len(pieces) > 1:
        for one in pieces:
            kind = _kind_of(one.group())
            if kind is not None:
                yield kind, one.start(), one.end(), one.group()


def _kind_of(digits: str) -> Kind | None:
    if is_id_card(digits):
        return Kind.ID_CARD
    if is_mobile(digits):
        return Kind.MOBILE
    return Kind.BANK_CARD if is_bank_card(digits) else None


def is_id_card(digits: str) -> bool:
    """18 characters: region, date of birth, sequence, check by modulus 11 (GB 11643)."""
    if not re.fullmatch(r"\d{17}[\dx]", digits) or int(digits[:2]) not in REGIONS:
        return False
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    if not 1900 <= born.year <= 2100:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == digits[17]


def is_mobile(digits: str) -> bool:
    """A mobile number of mainland China."""
    return bool(re.fullmatch(r"1[3-9]\d{9}", digits))


def is_bank_card(digits: str) -> bool:
    """13 to 19 digits that satisfy Luhn (ISO/IEC 7812), and are not all alike."""
    if not re.fullmatch(r"[1-9]\d{12,18}", digits) or len(set(digits)) < 3:
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _apart(mapped: MappedText, found: list[tuple[Kind, int, int, str]]) -> Iterator[PersonalDatum]:
    taken = -1
    for kind, start, end, value in sorted(found, key=lambda one: (one[1], -one[2])):
        if start < taken:
            continue
        taken = end
        first, last = mapped.span(start, end)
        yield PersonalDatum(kind, first, last, mapped.original[first:last], value)
