"""Documents on a few subjects, as the tests of the knowledge base write them."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Write: TypeAlias = Callable[..., Path]
"""Writes documents as JSON lines and returns the file."""

TOPICS = (
    "存款准备金率下调",
    "黄金价格创下新高",
    "新能源汽车销量",
    "个人养老金缴费上限",
    "港股通交易日历",
)


def numbered(count: int) -> list[dict[str, object]]:
    """Documents that share their subject and differ in what it is about."""
    return [
        {
            "id": f"d{i}",
            "title": f"{TOPICS[i % 5]}第{i}号通报",
            "text": f"本文讲{TOPICS[i % 5]}，第{i}号，由第{i * 7}组整理，涉及{i * 113}万元。",
        }
        for i in range(count)
    ]
