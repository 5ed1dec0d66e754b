from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.promised_days import promised_by, promised_day

WEDNESDAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("说考虑考虑，让我下周三再联系", date(2026, 10, 7)),
        ("这周五给他回电", date(2026, 10, 2)),
        ("周三再说", date(2026, 10, 7)),
        ("礼拜天有空", date(2026, 10, 4)),
        ("过两天再打", date(2026, 10, 2)),
        ("十天后再看", date(2026, 10, 10)),
        ("过一个月再联系", date(2026, 10, 30)),
        ("后天上午来签字", date(2026, 10, 2)),
        ("12月2号来网点", date(2026, 12, 2)),
        ("3月5日以后", date(2027, 3, 5)),
        ("十五号发工资再谈", date(2026, 10, 15)),
        ("下个月八号", date(2026, 10, 8)),
        ("月底再说", date(2026, 9, 30)),
        ("下月底", date(2026, 10, 31)),
        ("下周再说", date(2026, 10, 5)),
        ("下个月再看看", date(2026, 10, 1)),
        ("年底分红了再说", date(2026, 12, 31)),
        ("节后再联系", date(2026, 10, 8)),
        ("说过完节再打", date(2026, 10, 8)),
        ("国庆以后再看", date(2026, 10, 8)),
        ("过了十一长假再约", date(2026, 10, 8)),
    ],
)
def test_the_day_that_is_named(said: str, on: date) -> None:
    assert promised_day(said, WEDNESDAY) == on


@pytest.mark.parametrize(
    "said",
    [
        "没人接",
        "买了30万",
        "",
        "说要和家里人商量",
        "15天期的那只",
        "2月30号",
        "初步有兴趣",
        "到底买不买没说",
        "看中180天持有期2号",
        "住在2号楼",
        "坐2号线过来",
    ],
)
def test_no_day_is_named(said: str) -> None:
    assert promised_day(said, WEDNESDAY) is None


@given(
    st.text(alphabet="下下周星期礼拜一二三四五六日天号月底初十两个后过明大1230 年再", max_size=14),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
def test_whatever_is_said_the_day_is_not_behind_and_within_reach(said: str, on: date) -> None:
    found = promised_day(said, on)
    assert found is None or on <= found <= on + timedelta(days=3700)


def test_who_was_not_reached_is_due_on_the_day_that_is_named() -> None:
    assert promised_by("no_answer", "没接，下周三再打", WEDNESDAY) == date(2026, 10, 7)
    assert promised_by("no_answer", "没接", WEDNESDAY) is None
    assert promised_by("refused", "别再打了，下周三也别打", WEDNESDAY) is None
