"""A bank of any size for benchmarks: a small simulated one many times over, its features ready.

Simulating a million customers takes longer than what is measured. Every copy has branches and
managers of its own under one head office; its customers' features are drawn from the small bank's
rows and amounts moved by a per cent, so that scores differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from decision_models.mart.warehouse import MartVersion, Warehouse
from evals.grown import ROWS, all_grown

if TYPE_CHECKING:
    from decision_models.trained import TrainedModel

SEED = 7
SMALL = 3_000
"""Customers of the bank that is multiplied."""
MODELS = (
    "app_active_30d",
    "asset_up_60d",
    "attrition_60d",
    "credit_card_30d",
    "deposit_30d",
    "fund_30d",
    "insurance_30d",
    "maturity_44d",
    "tier_up_90d",
    "wealth_30d",
)
"""Of every goal that a question may have, and the categories that are asked about most."""
_KEYS = {
    "customer_id": "'C' || lpad(copy::VARCHAR, 4, '0') || substr(customer_id, 2)",
    "manager_id": "manager_id || '-' || copy",
    "branch_id": "CASE branch_id WHEN 'B00' THEN 'B00' ELSE branch_id || '-' || copy END",
}
_SHARED = ("products", "campaigns")
_AT_ONCE = 10
_ONCE = ("transactions",)
"""Not replicated: no question about prospects reads it, and it is most of a mart."""


@dataclass(frozen=True)
class Scorable:
    """A large bank that can be scored.

    Args:
        home: its folder, with models of a bank's size.
        small: the same models as they were trained on few customers.
    """

    home: Path
    small: Mapping[str, "TrainedModel"]


def scorable(folder: Path, customers: int) -> Scorable:
    """A large bank with ``MODELS``, and its features where a killed run would have left them."""
    from decision_models import features
    from decision_models.mart import demo_bank
    from decision_models.registry import Registry
    from decision_models.scoring.batch import Batch
    from decision_models.trained import load
    from decision_models.training import train

    small, home = folder / "small", folder / "home"
    demo_bank.build(small, customers=SMALL, seed=SEED)
    train(small, MODELS)
    multiply(small, home, customers)
    con, mart = Warehouse(small).connect(), Warehouse(small).current()
    known = con.to_pyarrow(features.compute(con, mart.as_of))
    _features(known, home)
    registry = Registry(small)
    models = {name: load(registry.folder(name), name) for name in registry.names()}
    drawn = features_like(known, _places(ROWS), SEED)
    Registry(home).admit(all_grown(models, Batch(drawn)), str(registry.meta()["mart"]))
    return Scorable(home, models)


def _places(count: int) -> Any:
    import pyarrow as pa

    return pa.array([f"{place:06d}" for place in range(count)])


def _features(known: Any, home: Path) -> None:
    """Lay the features of ``home``'s customers aside, drawn from ``known``."""
    import pyarrow.parquet as pq

    from decision_models.scoring.ranges import RANGE
    from decision_models.scoring.stages import Run, make_features
    from decision_models.scoring.work import Workbench

    large = Warehouse(home)
    con, mart = large.connect(), large.current()

    class Drawn:
        """Stands where features are computed."""

        name = "duckdb"

        def write(self, customers: Any, path: Path) -> None:
            ids = con.con.sql(
                "SELECT customer_id FROM customers WHERE customer_id BETWEEN "
                f"'{customers.first}' AND '{customers.last}' ORDER BY 1"
            ).to_arrow_table()["customer_id"]
            pq.write_table(features_like(known, ids, customers.index), path)

    work = Workbench(home / "scores" / "unfinished", None)
    make_features(Run(con, mart, work, RANGE, lambda *_: None), Drawn())


def multiply(small: Path, home: Path, customers: int) -> MartVersion:
    """Build ``home``'s mart: as many copies of ``small``'s as give so many customers."""
    import duckdb

    source = Warehouse(small).current()
    copies = -(-customers // source.customers)
    warehouse = Warehouse(home)
    con = duckdb.connect(config={"threads": 2, "preserve_insertion_order": True})
    con.execute("SET enable_progress_bar = false")
    with warehouse.building(as_of=source.as_of, demo=True, seed=SEED) as folder:
        for file in sorted(source.path.glob("*.parquet")):
            if file.name != "truth.parquet":
                _copy(con, file, folder / file.name, copies)
    return warehouse.current()


def _copy(con: Any, file: Path, target: Path, copies: int) -> None:
    """A few copies at a time, so that a bank of any size is made in little memory."""
    import pyarrow.parquet as pq

    read = f"read_parquet('{file}')"
    columns = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
    times = 1 if file.stem in (*_SHARED, *_ONCE) else copies
    keys = [] if file.stem in _SHARED else [name for name in _KEYS if name in columns]
    replaced = ", ".join(f"{_KEYS[name]} AS {name}" for name in keys)
    replace = f" REPLACE ({replaced})" if replaced else ""
    only = "WHERE copy = 0 OR branch_id <> 'B00'" if file.stem == "branches" else ""
    order = " ORDER BY copy, customer_id" if "customer_id" in columns else ""
    writer = None
    for start in range(0, times, _AT_ONCE):
        stop = min(start + _AT_ONCE, times)
        rows = con.sql(
            f"SELECT * EXCLUDE (copy){replace} FROM range({start}, {stop}) AS copies(copy), {read}"
            f" {only}{order}"
        ).to_arrow_table()
        writer = writer or pq.ParquetWriter(target, rows.schema)
        writer.write_table(rows, row_group_size=100_000)
    if writer is not None:
        writer.close()


def features_like(small: Any, ids: Any, seed: int) -> Any:
    """An Arrow table of features for these customers, drawn from those of ``small``."""
    import pyarrow as pa

    random = np.random.default_rng(seed)
    drawn = small.take(pa.array(random.integers(0, small.num_rows, len(ids))))
    columns: Mapping[str, Any] = {
        name: ids if name == "customer_id" else _moved(drawn[name], random)
        for name in drawn.column_names
    }
    return pa.table(columns)


def _moved(column: Any, random: np.random.Generator) -> Any:
    """Amounts and ratios a per cent up or down; whole numbers and texts as they are."""
    import pyarrow as pa

    if column.type != pa.float64():
        return column
    values = column.to_numpy()
    whole = np.isnan(values) | (values == np.round(values))
    moved = np.where(whole, values, values * (1 + 0.01 * random.standard_normal(len(values))))
    return pa.array(moved, mask=np.isnan(values))
