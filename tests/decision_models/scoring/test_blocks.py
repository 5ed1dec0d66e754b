import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.scoring.blocks import BLOCK, COLUMNS, Names, find_rows, write_blocks
from decision_models.scoring.lookup import writing

NAMES = Names(("aum", "age"), {"city": ("上海", '说"好"')})
VALUES = st.floats(allow_nan=True, allow_infinity=True)


@settings(max_examples=30, deadline=None)
@given(
    size=st.integers(1, 4 * BLOCK + 1),
    seed=st.integers(0, 2**32 - 1),
    odd=st.lists(VALUES, min_size=3, max_size=3),
)
def test_whoever_was_written_is_found_and_nobody_else(
    tmp_path_factory: pytest.TempPathFactory, size: int, seed: int, odd: list[float]
) -> None:
    random = np.random.default_rng(seed)
    customers = sorted({f"C{number:05d}" for number in random.integers(0, 99_999, size)})
    matrix = random.choice([0.0, np.nan, 1e-300, *odd], (3, len(customers)))
    path: Path = tmp_path_factory.mktemp("blocks") / "rows.sqlite"
    with writing(path, f"rows: {COLUMNS}") as file:
        half = len(customers) // 2
        write_blocks(file, "rows", customers[:half], matrix[:, :half])
        write_blocks(file, "rows", customers[half:], matrix[:, half:])
    con = sqlite3.connect(path)

    def run(query: str, *values: str) -> list[tuple[object, ...]]:
        return con.execute(query, values).fetchall()

    wanted = ["A", *customers, *(f"{one}0" for one in customers), "Z"]
    found = find_rows(run, "rows", NAMES, wanted)
    con.close()
    assert list(found) == customers
    np.testing.assert_array_equal(np.array(list(found.values())).T, matrix)


def test_names_are_kept_with_the_file_and_values_said_by_them() -> None:
    again = Names.from_json(NAMES.to_json())
    assert again == NAMES
    assert again.said([1.5, float("nan"), 1.0]) == {"aum": 1.5, "age": None, "city": '说"好"'}
    assert again.said([0.0, 2.0, float("nan")])["city"] is None
