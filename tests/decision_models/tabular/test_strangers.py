"""Cells that a model cannot read or has not met are named, column by column."""

import pandas as pd
import pytest

from decision_models.tabular.table.faults import TableFault
from decision_models.tabular.table.kinds import Column
from decision_models.tabular.table.strangers import Strange, strangers

AGE, DAY = Column("age", "number"), Column("day", "date")
TOWN = Column("town", "category", levels=("上海", "杭州"))


def test_what_is_as_it_was_is_not_named() -> None:
    frame = pd.DataFrame({"age": ["1", "", "3"], "town": ["杭州", None, "上海"]})
    assert strangers(frame, (AGE, TOWN)) == ()
    assert strangers(pd.DataFrame({"age": [1.0, float("nan"), 3.0]}), (AGE,)) == ()


def test_a_few_cells_of_another_type_and_values_never_met_are_counted() -> None:
    frame = pd.DataFrame(
        {
            "age": ["31", "老", "缺失", "年轻"],
            "day": ["2026-01-02", "2026-01-03", "明天", ""],
            "town": ["成都", "上海", "成都", "杭州"],
        }
    )
    age, day, town = strangers(frame, (AGE, DAY, TOWN))
    assert (age.unreadable, age.example) == (True, "老")
    assert day == Strange("day", unreadable=True, rows=1, example="明天")
    assert town == Strange("town", unreadable=False, rows=2, example="成都")


@pytest.mark.parametrize(
    ("column", "kind", "cells"),
    [(AGE, "no_numbers", ["老", "小", ""]), (DAY, "no_dates", ["明天", "后天", ""])],
)
def test_a_column_whose_type_has_changed_is_refused(
    column: Column, kind: str, cells: list[str]
) -> None:
    (slip,) = strangers(pd.DataFrame({column.name: cells}), (column,))
    assert slip.rows == 2
    with pytest.raises(TableFault, match=column.name) as fault:
        strangers(pd.DataFrame({column.name: cells * 10}), (column,))
    assert fault.value.kind == kind
    assert fault.value.given["example"] == cells[0]
