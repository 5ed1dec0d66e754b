from datetime import date

import pytest

from knowledge.dates import parse_day


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-15",
        "2026-09-15T22:30:00Z",
        "2026年9月15日",
        "2026/9/15 18:00",
        "20260915",
        "Tue, 15 Sep 2026 10:00:00 +0800",
        date(2026, 9, 15),
        1789401600,  # 00:00 in Shanghai
        "1789487999000",
    ],
)
def test_days_as_documents_write_them(written: object) -> None:
    assert parse_day(written) == date(2026, 9, 15)


@pytest.mark.parametrize("written", ["", None, "昨天", "2026-13-40", "n/a", 7])
def test_what_is_no_day_is_none(written: object) -> None:
    assert parse_day(written) is None
