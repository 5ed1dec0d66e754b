import hashlib
from pathlib import Path

import pyarrow.compute as pc
import pytest

from decision_models.mart.demo_bank import build
from decision_models.mart.demo_bank.build import generate, write
from decision_models.mart.schema import TABLES
from decision_models.mart.warehouse import MartVersion, Warehouse
from home.errors import BadInput


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("*.parquet")
    }


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(
    demo_version: MartVersion, tmp_path: Path
) -> None:
    first = digests(demo_version.path)
    again, other = tmp_path / "again", tmp_path / "other"
    again.mkdir()
    other.mkdir()
    write(again, customers=500, seed=7)
    assert digests(again) == first
    write(other, customers=30, seed=8)
    assert set(digests(other)) == set(first)
    changed = {name for name, digest in digests(other).items() if digest != first[name]}
    assert changed == set(first) - {"branches.parquet", "products.parquet"}


def test_every_table_is_there_and_the_truth_is_no_view(demo_version: MartVersion) -> None:
    files = {path.stem for path in demo_version.path.glob("*.parquet")}
    assert files == {*TABLES, "truth"}
    assert demo_version.absent == ()
    assert (demo_version.demo, demo_version.seed, demo_version.customers) == (True, 7, 500)


def test_a_customer_does_not_depend_on_how_many_there_are(demo_version: MartVersion) -> None:
    con = Warehouse(demo_version.path.parents[2]).connect()
    seen: dict[str, int] = {}
    for table, rows, done in generate(customers=2_001, seed=7):
        seen[table] = max(seen.get(table, 0), done)
        if not 0 < done <= 2_000 or table not in ("customers", "orders", "contacts"):
            continue
        few = rows.filter(pc.less_equal(rows["customer_id"].cast("string"), "C0000500"))
        small = con.table(table).to_pyarrow()
        for name in ("customer_id", TABLES[table].key[0]):
            assert few[name].cast("string").to_pylist() == small[name].to_pylist()
    assert seen["customers"] == seen["app_events"] == 2_001


def test_progress_is_told_in_customers(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    version = build(
        tmp_path, customers=3, seed=0, progress=lambda done, of: told.append((done, of))
    )
    assert told == [(3, 3)]
    assert version.customers == 3


@pytest.mark.parametrize(("customers", "seed"), [(0, 7), (-5, 7), (10_000_000, 7), (10, -1)])
def test_a_number_out_of_range_is_refused(tmp_path: Path, customers: int, seed: int) -> None:
    with pytest.raises(BadInput, match=r"must be .*got"):
        build(tmp_path, customers=customers, seed=seed)
    assert Warehouse(tmp_path).find() is None
