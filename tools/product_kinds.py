"""Kinds of products as people call them, within the categories of the product table."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tools.shelf import ProductSheet


@dataclass(frozen=True)
class Kind:
    """A kind: its category, the words for it, and the words of which a product's name has one.
    ``name`` is how it is spoken of.
    """

    name: str
    category: str
    said: re.Pattern[str]
    named: tuple[str, ...]

    def holds(self, sheet: ProductSheet) -> bool:
        """Whether a product is of this kind."""
        return sheet.category == self.category and any(word in sheet.name for word in self.named)


def _kind(name: str, category: str, said: str, *named: str) -> Kind:
    return Kind(name, category, re.compile(said), named or (name,))


KINDS = (
    _kind("大额存单", "deposit", r"大额存单|(?<!储蓄)存单|大额的?存款"),
    _kind("活期存款", "deposit", r"活期(?!理财)(?:存款|储蓄)?", "活期存款"),
    _kind("通知存款", "deposit", r"通知存款|七天通知|一天通知"),
    _kind(
        "定期存款",
        "deposit",
        r"(?:普通|一般|整存整取|银行)?的?定期(?!寿|开放|定额|的?(?:理财|产品|险))(?:存款|储蓄)?|定存|整存整取|死期",
        "定期存款",
        "整存整取",
    ),
    _kind("结构性存款", "deposit", r"结构性存款"),
    _kind("储蓄国债", "bond", r"国债|储蓄债", "国债"),
    _kind("货币基金", "fund", r"货币(?:型|市场)?基金|货基", "货币"),
    _kind("债券基金", "fund", r"债券(?:型)?基金|债基|纯债|短债", "债券", "纯债", "短债"),
    _kind("股票基金", "fund", r"股票(?:型)?基金|股基|偏股", "股票", "沪深"),
    _kind("混合基金", "fund", r"混合(?:型)?基金", "混合"),
    _kind("指数基金", "fund", r"指数(?:型)?基金|指数增强|宽基", "指数", "ETF"),
    _kind("QDII基金", "fund", r"(?i:qdii)|海外基金|美股基金", "QDII"),
    _kind("重疾险", "insurance", r"重疾|重大疾病", "重大疾病"),
    _kind("医疗险", "insurance", r"医疗险|百万医疗|医疗保险", "医疗"),
    _kind("终身寿险", "insurance", r"(?:增额|终身)(?:终身)?寿险?|增额寿", "终身寿险"),
    _kind("年金险", "insurance", r"年金(?:险|保险)", "年金"),
    _kind("万能险", "insurance", r"万能险", "万能"),
    _kind("意外险", "insurance", r"意外险|意外保险", "意外"),
    _kind("投资金条", "gold", r"金条|实物金|实物黄金", "金条"),
    _kind("积存金", "gold", r"积存金|黄金积存|黄金定投", "积存金"),
    _kind(
        "现金管理类理财",
        "wealth",
        r"现金管理|活期理财|随时(?:能|可以)?(?:赎|取)的理财",
        "现金管理",
        "日日",
    ),
    _kind("封闭式理财", "wealth", r"封闭(?:式|型)?(?:的)?(?:理财|产品)", "封闭"),
)


def kinds_in(text: str) -> tuple[Kind, ...]:
    """The kinds that a text names, in its order, each once."""
    found: list[tuple[int, int, Kind]] = []
    for kind in KINDS:
        for match in kind.said.finditer(text):
            found.append((match.start(), match.end(), kind))
    # 定期 within 七天定期通知存款 is none: the longer word at a place counts.
    kept = [
        one
        for one in found
        if not any(
            o is not one and o[0] <= one[0] and one[1] <= o[1] and o[1] - o[0] > one[1] - one[0]
            for o in found
        )
    ]
    return tuple(dict.fromkeys(kind for _, _, kind in sorted(kept, key=lambda one: one[:2])))


def kind_of(name: str) -> Kind | None:
    """The kind of that name, or None."""
    return next((kind for kind in KINDS if kind.name == name), None)


_BUYING = ("申购费", "认购费")
_YEARLY = ("管理费", "托管费", "销售服务费")
_RATE = r"\s*(\d+(?:\.\d+)?)%"


def purchase_fee(fees: str | None) -> float | None:
    """The fee for buying as a fraction, 0 where the table says that there is none, None where it
    does not say.
    """
    return _fee(fees, _BUYING)


def yearly_fees(fees: str | None) -> float | None:
    """The fees of a year together, as a fraction, None where the table names none."""
    found = [_fee(fees, (name,)) for name in _YEARLY]
    stated = [one for one in found if one is not None]
    return round(sum(stated), 6) if stated else None


def _fee(fees: str | None, names: Iterable[str]) -> float | None:
    for name in names:
        if fees and (found := re.search(name + _RATE, fees)):
            return float(found[1]) / 100
        if fees and re.search(rf"不收(?:[^，；。]{{0,6}}[和、])?{name}|不收费", fees):
            return 0.0
    return None
