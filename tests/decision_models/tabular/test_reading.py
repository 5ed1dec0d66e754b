import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.tabular.table.dates import parse_dates
from decision_models.tabular.table.kinds import Column, find_schema, parse, read_columns
from decision_models.tabular.table.numbers import parse_numbers, to_number
from decision_models.tabular.table.reading import read_table
from decision_models.tabular.table.target import read_target
from home.errors import BadInput

ROWS = [["城市", "金额", "备注"], ["北京", "1,234.5", 'a "b"'], ["上海", "-1", "x;y"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("packed", [False, True])
def test_delimiter_encoding_and_gzip_are_found(
    tmp_path: Path, delimiter: str, encoding: str, packed: bool
) -> None:
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(ROWS)
    raw = text.getvalue().encode(encoding)
    path = tmp_path / "t.csv"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    frame = read_table(path).frame
    assert [list(frame.columns), *frame.to_numpy().tolist()] == ROWS


def test_parquet_and_csv_agree(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "y"], "c": [True, False, True]})
    frame.to_parquet(tmp_path / "t.parquet")
    read = read_table(tmp_path / "t.parquet").frame
    assert read["a"].tolist() == [1.0, 2.0, 3.0]
    assert read["b"].tolist() == ["x", "", "y"]
    assert read["c"].tolist() == ["true", "false", "true"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"a\n1\n2\n", "one column"),
        (b"a,b\n", "at least one row"),
        (b"a,a,b\n1,2,3\n", "once, got twice: a"),
        (b"a,b\n1,2\n1,2,3\n", "as many fields"),
        (b"a,b\n\xff\xfe\x81,2\n", "UTF-8 or GBK"),
        (b"PAR1 nothing", "Parquet"),
        (b"a,b\x00\n1,2\n", "binary"),
        (b"PK\x03\x04xxxx", "Excel"),
    ],
)
def test_what_is_no_table_is_said(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    with pytest.raises(BadInput, match=said):
        read_table(path)


@pytest.mark.parametrize(
    ("word", "value"),
    [("1,234", 1234.0), ("12.5%", 0.125), ("¥1,000.50", 1000.5), ("3万", 30000.0), ("(5)", -5.0)],
)
def test_numbers_as_people_write_them(word: str, value: float) -> None:
    assert to_number(word) == pytest.approx(value)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_numbers_survive_being_written(values: list[float]) -> None:
    assert np.allclose(parse_numbers(pd.Series([repr(v) for v in values], dtype=str)), values)


def test_dates_of_several_formats_are_the_same_day() -> None:
    words = ["2024-03-05", "2024/3/5", "20240305", "2024年3月5日", "05-Mar-2024", "13/03/2024"]
    days = parse_dates(pd.Series(words, dtype=str))
    assert len(set(days[:5])) == 1
    assert days[5] - days[0] == 8


def test_kinds_are_found() -> None:
    rows = 100
    frame = pd.DataFrame(
        {
            "id": [str(10_000 + at) for at in range(rows)],
            "const": ["x"] * rows,
            "empty": [""] * rows,
            "n": [f"{at % 17},{at % 10}00" for at in range(rows)],
            "code": [f"{at % 9:03d}" for at in range(rows)],
            "day": [f"2024-01-{at % 28 + 1:02d}" for at in range(rows)],
        }
    )
    schema = find_schema(frame)
    assert {one.name: one.kind for one in schema.columns} == {
        "n": "number",
        "code": "category",
        "day": "date",
    }
    assert {one.name for one in schema.dropped} == {"id", "const", "empty"}


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from(["1", "2.5", "-3", "", "NA", "1,200", "20240131", "007", "a", "inf"]),
        min_size=40,
        max_size=60,
    )
)
def test_columns_read_once_are_as_read_alone(words: list[str]) -> None:
    frame = pd.DataFrame({"x": words, "y": [f"{at}.5" for at in range(len(words))]}, dtype=str)
    schema, parsed = read_columns(frame)
    assert [one.name for one in schema.columns] == list(parsed)
    for column in schema.columns:
        np.testing.assert_array_equal(parsed[column.name], parse(frame[column.name], column))


@pytest.mark.parametrize(
    ("words", "positive"),
    [(["是", "否"], "是"), (["no", "yes"], "yes"), (["0", "1"], "1"), (["b", "a", "a"], "b")],
)
def test_the_positive_class(words: list[str], positive: str) -> None:
    target = read_target(pd.DataFrame({"y": pd.Series(words, dtype=str)}), "y", None)
    assert target.positive == positive


def test_a_category_keeps_its_meaning_when_read_again() -> None:
    column = Column("c", "category", levels=("a", "b"))
    from decision_models.tabular.table.kinds import parse

    codes = parse(pd.Series(["b", "new", "", "a"], dtype=str), column)
    assert codes[:2].tolist() == [1.0, 2.0]
    assert np.isnan(codes[2])
    assert codes[3] == 0.0


def test_numbers_beyond_all_measure_stay_finite_in_their_squares() -> None:
    values = parse_numbers(pd.Series(["1e300", "-1e200", "inf", "2"]))
    assert np.isnan(values[2])
    assert np.isfinite(values[[0, 1, 3]] ** 2).all()
    assert values[0] > values[3] > values[1]
