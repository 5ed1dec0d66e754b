"""Which of a list's customers is pointed at by what they are like: 钱最多的那个, 姓蔡的那位."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tools.customers import Person, persons

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

_MONEY = "(?:钱|资产|资金|家底|余额|AUM|aum|身家|体量)"
_YEARS = "(?:年纪|年龄|岁数)"
_DUE = "到期(?:的)?(?:金额|钱|资金)"
_NEAR = "[^，。？]{0,2}"


@dataclass(frozen=True)
class _Order:
    """Words, what is compared where they stand, and whether the most of it counts."""

    words: re.Pattern[str]
    of: Callable[[Person], float | date | None]
    most: bool


_ORDERS = (
    _Order(re.compile(rf"{_DUE}{_NEAR}最(?:多|大|高)"), lambda p: p.next_maturity_amount, True),
    _Order(
        re.compile("最(?:早|先|快|近)到期|到期最(?:早|近|快|先)"),
        lambda p: p.next_maturity_on,
        False,
    ),
    _Order(
        re.compile(rf"{_MONEY}{_NEAR}最(?:多|大|高|厚)|最有钱|最大的?客户"), lambda p: p.aum, True
    ),
    _Order(re.compile(rf"{_MONEY}{_NEAR}最(?:少|小|低|薄)"), lambda p: p.aum, False),
    _Order(
        re.compile(rf"{_YEARS}{_NEAR}最(?:大|高|长)|最(?:年长|老)"), lambda p: p.birth_date, False
    ),
    _Order(re.compile(rf"{_YEARS}{_NEAR}最(?:小|轻)|最年轻"), lambda p: p.birth_date, True),
)
_GENDER = re.compile("[那这][个位](男|女)的|(男|女)的?[那这]一?[个位]|[那这][个位](女士|先生)")
_SURNAME = re.compile("姓([一-龥])(?:的|那|这)")
_OF_ONE = re.compile(
    r"谁|哪[个位些]|[前头][一二三四五六七八九十两\d]+|排|按|列|名单|[二三四五六七八九十两\d]+[个位名]"
)
"""Words that ask for customers or for an order instead of pointing at one."""


def pointed_at(
    toolbox: "Toolbox", scope: "Scope", customer_ids: Sequence[str], text: str
) -> str | None:
    """The one of these customers whom ``text`` points at by what they are like, or None where it
    points at nobody, at several, or at what is not known of any.
    """
    order = next((one for one in _ORDERS if one.words.search(text)), None)
    gender, surname = _GENDER.search(text), _SURNAME.search(text)
    if _OF_ONE.search(text) or not (order or gender or surname):
        return None
    known = persons(toolbox.view(scope), customer_ids)
    left = [known[one] for one in customer_ids if one in known]
    if gender:
        said = next(one for one in gender.groups() if one)
        wanted = {"女士": "女", "先生": "男"}.get(said, said)
        left = [one for one in left if one.gender == wanted]
    if surname:
        left = [one for one in left if one.name.startswith(surname[1])]
    if order:
        left = _extreme(left, order)
    return left[0].customer_id if len(left) == 1 else None


def _extreme(people: Sequence[Person], order: _Order) -> list[Person]:
    """Those with the most, or the least, of what is known of any."""
    values = [(value, one) for one in people if (value := order.of(one)) is not None]
    if not values:
        return []
    best = (max if order.most else min)(value for value, _ in values)
    return [one for value, one in values if value == best]
