import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from decision_models.mart.schema import TABLES, arrow_schema
from decision_models.mart.warehouse import Warehouse
from home.clock import SHANGHAI
from home.errors import BadInput, NotReady

DAY = date(2026, 9, 30)
ROWS = {
    "customers": [
        {"customer_id": "C1", "name": "王芳", "opened_on": date(2020, 1, 1)},
        {"customer_id": "C2", "name": "李强", "opened_on": date(2021, 1, 1)},
    ],
    "products": [{"product_id": "P1", "name": "某理财", "category": "wealth"}],
    "balances": [{"customer_id": "C1", "as_of": DAY, "category": "demand", "balance": 10.0}],
    "orders": [
        {
            "order_id": "O1",
            "customer_id": "C1",
            "product_id": "P1",
            "side": "buy",
            "amount": 1.0,
            "at": datetime(2026, 9, 1),  # noqa: DTZ001 - stored times are UTC without a zone
        }
    ],
    "assignments": [{"customer_id": "C1", "manager_id": "M1", "branch_id": "B1"}],
}


def write(folder: Path, *names: str) -> None:
    for name in names:
        table = pa.Table.from_pylist(ROWS[name], schema=arrow_schema(TABLES[name]))
        pq.write_table(table, folder / f"{name}.parquet")


def count(table: Any) -> int:
    return int(table.count().to_pyarrow().as_py())


def load(home: Path) -> Warehouse:
    warehouse = Warehouse(home)
    with warehouse.building(as_of=DAY) as folder:
        write(folder, *ROWS)
    return warehouse


def test_an_empty_home_names_both_commands(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    assert warehouse.find() is None
    with pytest.raises(NotReady, match=r"weiwo demo.*weiwo mart load"):
        warehouse.current()
    with pytest.raises(NotReady):
        warehouse.connect()


def test_a_version_knows_its_day_moment_size_and_absent_tables(tmp_path: Path) -> None:
    version = load(tmp_path).current()
    assert version.as_of == DAY
    assert version.moment == datetime(2026, 9, 30, 17, 0, tzinfo=SHANGHAI)
    assert (version.demo, version.seed, version.customers) == (False, None, 2)
    assert set(version.absent) == set(TABLES) - set(ROWS)
    assert version.file("orders").exists()


def test_every_table_is_a_view_and_absent_ones_are_empty_and_typed(tmp_path: Path) -> None:
    con = load(tmp_path).connect()
    assert count(con.table("customers")) == 2
    for table in TABLES.values():
        assert con.table(table.name).columns == table.names
    events = con.table("app_events")
    assert count(events) == 0
    recent = events.filter(events.at > datetime(2026, 1, 1))  # noqa: DTZ001
    assert count(recent) == 0
    assert con.table("managers").skills.length().max().to_pyarrow().as_py() is None


def test_a_missing_required_table_is_named_and_nothing_is_kept(tmp_path: Path) -> None:
    warehouse = load(tmp_path)
    before = warehouse.current().id
    with (
        pytest.raises(BadInput, match="assignments, orders"),
        warehouse.building(as_of=DAY) as folder,
    ):
        write(folder, "customers", "products", "balances")
    assert warehouse.current().id == before


def test_a_killed_build_is_left_aside_and_removed_by_the_next(tmp_path: Path) -> None:
    leftover = tmp_path / "mart" / "versions" / ".building-000001-dead"
    leftover.mkdir(parents=True)
    write(leftover, "customers")
    assert Warehouse(tmp_path).find() is None
    load(tmp_path)
    assert not leftover.exists()


def test_a_mart_of_another_schema_is_refused_with_the_command(tmp_path: Path) -> None:
    version = load(tmp_path).current()
    meta = json.loads((version.path / "meta.json").read_text())
    (version.path / "meta.json").write_text(json.dumps(meta | {"schema_version": 0}))
    with pytest.raises(NotReady, match=r"schema version.*got 0.*weiwo"):
        Warehouse(tmp_path).current()


def test_a_reader_keeps_its_version_while_a_new_one_is_built(tmp_path: Path) -> None:
    warehouse = load(tmp_path)
    con = warehouse.connect()
    load(tmp_path)
    assert count(con.table("balances")) == 1


def test_a_quote_in_the_path_is_no_trouble(tmp_path: Path) -> None:
    home = tmp_path / "o'hara 的家"
    home.mkdir()
    assert count(load(home).connect().table("orders")) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.drop(["balance"]), "must have the column balance, got customer_id"),
        (
            lambda table: table.set_column(3, "balance", pa.array(["10"])),
            "balance must be of type double, got string",
        ),
    ],
)
def test_a_file_that_lost_a_column_or_its_type_is_named(
    tmp_path: Path, change: Any, said: str
) -> None:
    load(tmp_path)
    file = Warehouse(tmp_path).current().file("balances")
    pq.write_table(change(pq.read_table(file)), file)

    with pytest.raises(NotReady, match=said):
        Warehouse(tmp_path).connect()


def test_a_file_that_is_no_table_is_named(tmp_path: Path) -> None:
    load(tmp_path)
    Warehouse(tmp_path).current().file("orders").write_bytes(b"PAR1")

    with pytest.raises(NotReady, match=r"orders\.parquet must be a Parquet file"):
        Warehouse(tmp_path).connect()
