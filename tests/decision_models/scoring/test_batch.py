from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from decision_models.scoring.batch import MissingColumn, read, read_single

NAMES = ("aum", "age", "city", "tiny", "count")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    table = pa.table(
        {
            "customer_id": ["a", "b", "c", "d"],
            "aum": [0.1, None, 1e300, -0.0],
            "age": [30.0, 31.5, None, 7.0],
            "city": ["上海", None, "北京", "上海"],
            "tiny": [1e-40, 1.0, float("nan"), float("inf")],
            "count": pa.array([1, None, 3, 2**24 + 1], pa.int64()),
        }
    )
    pq.write_table(table, tmp_path / "features.parquet")
    return tmp_path / "features.parquet"


def test_reading_for_trees_gives_what_reading_everything_gives(path: Path) -> None:
    rows = np.array([True, False, True, True])
    whole, quick = read(path, NAMES), read_single(path, NAMES, {"age"})
    assert len(quick) == len(whole) == 4
    for one, other in ((whole, quick), (whole.only(rows), quick.only(rows))):
        for name in ("aum", "age", "tiny", "count"):
            np.testing.assert_array_equal(one.coded(name, None), other.coded(name, None))
            assert other.coded(name, None).dtype == np.float32
        levels = ("北京", "上海")
        np.testing.assert_array_equal(one.coded("city", levels), other.coded("city", levels))
        assert one.texts("city").to_pylist() == other.texts("city").to_pylist()
    assert quick.coded("aum", None)[2] == np.inf


def test_a_number_is_exact_also_where_it_was_only_read_for_trees(path: Path) -> None:
    quick = read_single(path, NAMES, ())
    assert quick.number("aum").tolist()[0] == 0.1
    assert quick.number("count").tolist()[3] == 2**24 + 1


@pytest.mark.parametrize(("name", "said"), [("shoes", "none of that name"), ("city", "a number")])
def test_what_is_not_there_is_named(path: Path, name: str, said: str) -> None:
    quick = read_single(path, (*NAMES, "shoes"), ())
    with pytest.raises(MissingColumn, match=said):
        quick.coded(name, None)
