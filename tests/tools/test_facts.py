from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from tools.facts import INLINE, Fact, Figure, facts_of


@dataclass(frozen=True)
class Part:
    facts_source: ClassVar[str] = "scores"

    customer_id: Annotated[str, Figure("id", "编号")]
    probability: Annotated[float | None, Figure("fraction", "概率")]
    value: Annotated[float, Figure("@unit", "数值")]
    unit: str
    comment: str = "not a fact"


@dataclass(frozen=True)
class Whole:
    facts_root: ClassVar[str] = "whole"

    items: Annotated[tuple[Part, ...], INLINE]
    on: Annotated[date, Figure("date", "日期", "calendar")]
    amounts: Annotated[dict[str, float], Figure("yuan", "金额")]
    other: Part | None = None


PART = Part("C1", 0.25, 3.0, "次")


def test_every_marked_field_is_a_fact_with_a_stable_id() -> None:
    whole = Whole((PART, Part("C2", None, 1.0, "元")), date(2026, 9, 30), {"fund": 5.0}, PART)
    assert facts_of(whole) == (
        Fact("whole.0.customer_id", "C1", "id", "编号", "scores:C1"),
        Fact("whole.0.probability", 0.25, "fraction", "概率", "scores:C1"),
        Fact("whole.0.value", 3.0, "次", "数值", "scores:C1"),
        Fact("whole.1.customer_id", "C2", "id", "编号", "scores:C2"),
        Fact("whole.1.value", 1.0, "元", "数值", "scores:C2"),
        Fact("whole.on", "2026-09-30", "date", "日期", "calendar"),
        Fact("whole.amounts.fund", 5.0, "yuan", "金额", "whole"),
        Fact("whole.other.customer_id", "C1", "id", "编号", "scores:C1"),
        Fact("whole.other.probability", 0.25, "fraction", "概率", "scores:C1"),
        Fact("whole.other.value", 3.0, "次", "数值", "scores:C1"),
    )


def test_the_root_can_be_given_and_a_tuple_is_a_result_too() -> None:
    assert facts_of(PART, "mine")[0].id == "mine.customer_id"
    assert next(fact.id for fact in facts_of((PART,))) == "part.0.customer_id"
    assert facts_of(()) == ()
