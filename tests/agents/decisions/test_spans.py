from datetime import date

import pytest

from agents.decisions.spans import lately, span_in

ON = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("这个月投诉有多少", "2026-09-01", "2026-09-30"),
        ("上个月呢", "2026-08-01", "2026-08-31"),
        ("各客户经理这个季度的成交", "2026-07-01", "2026-09-30"),
        ("上季度", "2026-04-01", "2026-06-30"),
        ("那上半年呢", "2026-01-01", "2026-06-30"),
        ("下半年", "2026-07-01", "2026-09-30"),
        ("今年以来", "2026-01-01", "2026-09-30"),
        ("去年的活动", "2025-01-01", "2025-12-31"),
        ("上周", "2026-09-21", "2026-09-27"),
        ("近三个月", "2026-07-03", "2026-09-30"),
        ("最近7天", "2026-09-24", "2026-09-30"),
        ("8月份的", "2026-08-01", "2026-08-31"),
        ("11月做的", "2025-11-01", "2025-11-30"),
        ("二季度", "2026-04-01", "2026-06-30"),
        ("Q4", "2025-10-01", "2025-12-31"),
    ],
)
def test_days_are_those_of_the_calendar(text: str, since: str, until: str) -> None:
    found = span_in(text, ON)
    assert found is not None
    assert (found.since.isoformat(), found.until.isoformat()) == (since, until)


@pytest.mark.parametrize("text", ["哪个活动最管用", "按渠道看呢", "30岁以下的客户", ""])
def test_no_time_is_none(text: str) -> None:
    assert span_in(text, ON) is None


def test_lately_is_as_long_as_its_subject() -> None:
    found = lately("最近哪个活动最管用", ON, 183)
    assert found is not None
    assert (found.until - found.since).days == 182
    assert lately("哪个活动最管用", ON, 183) is None
