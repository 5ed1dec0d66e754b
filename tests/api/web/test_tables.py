"""CSV for spreadsheets: no cell is a formula, each row has the label."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from api.web.tables import LABEL, cell, table


@settings(deadline=None)
@given(st.text(max_size=20), st.sampled_from(["=", "+", "-", "@", "\t", "\r", " =", "＝"]))
def test_no_text_becomes_a_formula(text: str, start: str) -> None:
    assert cell(start + text).startswith("'") or float(start + text) <= 0


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert cell("-12.50") == "-12.50"
    assert cell("-1+1") == "'-1+1"
    assert [cell(value) for value in (-3.5, 1234567.891, 2, None, "好")] == [
        "-3.5",
        "1234567.89",
        "2",
        "",
        "好",
    ]


def test_every_row_is_labelled() -> None:
    response = table(["a"], [["=1"], ["b,c"]], "x.csv")
    rows = list(csv.reader(io.StringIO(bytes(response.body).decode("utf-8-sig"))))
    assert rows == [["a", "标识"], ["'=1", LABEL], ["b,c", LABEL]]


def test_rows_that_people_wrote_say_so() -> None:
    response = table(["a"], [["1"], ["2"]], "x.csv", ["", LABEL])
    rows = list(csv.reader(io.StringIO(bytes(response.body).decode("utf-8-sig"))))
    assert rows[1:] == [["1", ""], ["2", LABEL]]
