from datetime import UTC, date, datetime

import pytest

from agents.composition import wording


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "0元"),
        (9_999, "9,999元"),
        (10_000, "1万元"),
        (123_456, "12.35万元"),
        (99_999.9, "10万元"),
        (1e8, "1亿元"),
        (2.345e8, "2.35亿元"),
        (-50_000, "-5万元"),
        (12.5, "12.5元"),
    ],
)
def test_money(amount: float, said: str) -> None:
    assert wording.money(amount) == said


def test_rates_have_two_decimals_and_probabilities_one() -> None:
    assert wording.rate(0.024) == "2.40%"
    assert wording.percent(0.1234) == "12.3%"


@pytest.mark.parametrize(
    ("name", "gender", "said"),
    [
        ("王秀兰", "女", "王女士"),
        ("欧阳修", "男", "欧阳先生"),
        ("欧阳", "男", "欧先生"),
        ("李四", None, "李客户"),
    ],
)
def test_honorific(name: str, gender: str | None, said: str) -> None:
    assert wording.honorific(name, gender) == said


def test_moments_are_said_in_shanghai() -> None:
    late = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    assert wording.day(late) == "2026年10月1日"
    assert wording.clock_time(late) == "10月1日 01:00"
    assert wording.day(date(2026, 9, 30)) == "2026年9月30日"
