"""The treatment column: which rows were treated, and which are the control."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from decision_models.tabular.table.numbers import to_number
from decision_models.tabular.table.target import POSITIVE_WORDS, cell_words
from home.errors import BadInput

_NOTHING = frozenset({"", "na", "n/a", "nan", "null", "<na>", "?", "-", "未知", "缺失", "unknown"})
_TREATED = POSITIVE_WORDS | {
    *("treated", "treatment", "treat", "test", "exposed", "variant", "target", "on", "contacted"),
    *("实验", "实验组", "试验", "试验组", "处理", "处理组", "干预", "干预组", "营销组", "测试组"),
    *("发送", "触达", "已触达", "联系", "已联系", "曝光"),
}
_CONTROL = frozenset(
    [
        *(
            "0",
            "false",
            "no",
            "n",
            "f",
            "control",
            "ctrl",
            "ctl",
            "controls",
            "holdout",
            "hold-out",
        ),
        *("placebo", "none", "off", "untreated", "unexposed", "baseline", "not contacted"),
        *("否", "无", "没有", "假", "对照", "对照组", "控制", "控制组", "空白", "空白组", "参照组"),
        *("未发送", "未触达", "未联系", "未干预", "不发送"),
    ]
)
_NEGATED = re.compile(
    r"^(?:no|non|not|without|un)[\s_-]|^(?:未|不|无|非|没)|\b(?:control|holdout)\b"
)
_SIDES = {"a": "b", "a组": "b组", "group a": "group b"}


@dataclass(frozen=True)
class Arms:
    """Who was treated.

    Attributes:
        name: the column.
        treated: 1.0 treated, 0.0 control, NaN where the table says nothing or another arm.
        treated_value, control_value: as written.
        guessed: neither value says which it is; the choice is a convention.
    """

    name: str
    treated: np.ndarray
    treated_value: str
    control_value: str
    guessed: bool = False


def read_arms(
    frame: pd.DataFrame, name: str, treated: str | None = None, control: str | None = None
) -> Arms:
    """The arm of each row.

    Args:
        treated, control: the values, where they are told; rows of other arms are left out.

    Raises:
        BadInput: one arm alone, more than two, or two of which neither is known as control.
    """
    words = cell_words(frame[name]).map(_canonical)
    known = ~words.str.lower().isin(_NOTHING)
    counts = words[known].value_counts()
    values = [str(value) for value in counts.index]
    if not values:
        raise BadInput(f"treatment {name} must have two arms, got only missing values")
    if treated is not None:
        treated = _told(name, "--treated", treated, values)
    if control is not None:
        control = _told(name, "--control", control, values)
    if treated is not None and treated == control:
        raise BadInput(f"--treated and --control must differ, got {treated!r} twice")
    if len(values) == 1:
        raise BadInput(
            f"treatment {name} must have two arms, treated and control, got one: {values[0]!r} "
            f"in {counts.iloc[0]} rows"
        )
    guessed = False
    if treated is None or control is None:
        treated, control, guessed = _find(name, values, counts, treated, control)
    marks = np.where(words == treated, 1.0, np.where(words == control, 0.0, np.nan))
    return Arms(name, np.where(known.to_numpy(), marks, np.nan), treated, control, guessed)


def _canonical(word: str) -> str:
    word = str(word).strip()
    return word[:-2] if re.fullmatch(r"-?\d+\.0", word) else word


def _told(name: str, option: str, value: str, values: Sequence[str]) -> str:
    wanted = _canonical(value)
    for same in (str, str.lower):
        for one in values:
            if same(one) == same(wanted):
                return one
    shown = ", ".join(repr(one) for one in values[:6])
    raise BadInput(f"{option} must be a value of {name}, got {value!r} (it has {shown})")


def _find(
    name: str,
    values: Sequence[str],
    counts: pd.Series,
    treated: str | None,
    control: str | None,
) -> tuple[str, str, bool]:
    if len(values) > 2:
        shown = ", ".join(f"{value!r} ({counts[value]} rows)" for value in values[:6])
        more = f" and {len(values) - 6} more" if len(values) > 6 else ""
        raise BadInput(
            f"treatment {name} must have two arms, got {len(values)}: {shown}{more}; choose two "
            "with --treated VALUE --control VALUE, rows of the others are then left out"
        )
    first, second = values
    if treated is not None or control is not None:
        other = second if first in {treated, control} else first
        return treated or other, control or other, False
    numbers = to_number(first), to_number(second)
    if all(number == number for number in numbers):
        return (*((first, second) if numbers[0] > numbers[1] else (second, first)), False)
    for one, two in ((first, second), (second, first)):
        if is_control(one) and not is_control(two):
            return two, one, False
        if one.lower() in _TREATED and two.lower() not in _TREATED:
            return one, two, False
        if one.lower() in two.lower() and _NEGATED.search(two.lower()):
            return one, two, False
    for one, two in ((first, second), (second, first)):
        if _SIDES.get(one.lower()) == two.lower():
            return two, one, True
    raise BadInput(
        f"treatment {name} must say which arm is the control (0/1, no/yes, 对照/实验, ...), got "
        f"{first!r} and {second!r}; name it with --control VALUE"
    )


def is_control(value: str) -> bool:
    """Whether a value of a treatment column says that nothing was done."""
    word = value.lower()
    return word in _CONTROL or bool(_NEGATED.search(word))
