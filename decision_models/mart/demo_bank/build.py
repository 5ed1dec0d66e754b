"""Writing a demo bank: block by block, in bounded memory, the same bytes for the same seed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

from decision_models.mart.warehouse import MartVersion, Warehouse
from home.errors import BadInput

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the customers done and the customers in all."""

DEFAULT_CUSTOMERS = 20_000
DEFAULT_SEED = 7
_HIGH_CARDINALITY = {
    "customer_id": ("customers", "assignments"),
    "order_id": ("orders",),
    "transaction_id": ("transactions",),
    "event_id": ("app_events",),
    "contact_id": ("contacts", "truth"),
    "request_id": ("service_requests",),
    "card_id": ("cards",),
    "loan_id": ("loans",),
}


def build(
    home: Path,
    *,
    customers: int = DEFAULT_CUSTOMERS,
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
) -> MartVersion:
    """Make the demo bank the current mart of ``home``.

    Args:
        home: the data folder (``WEIWO_HOME``).
        customers: how many, from 1 to 9,999,999.
        seed: the same seed and number give the same bytes in every file.
        progress: told after each block of customers.

    Raises:
        BadInput: ``customers`` or ``seed`` is out of range.
        HomeLocked: another process is writing to this home.
    """
    from decision_models.mart.demo_bank.timeline import END

    if not 1 <= customers <= 9_999_999:
        raise BadInput(f"customers must be from 1 to 9999999, got {customers}")
    if seed < 0:
        raise BadInput(f"seed must be nought or more, got {seed}")
    warehouse = Warehouse(home)
    with warehouse.building(as_of=END, demo=True, seed=seed, purpose="demo bank") as folder:
        write(folder, customers=customers, seed=seed, progress=progress)
    return warehouse.current()


def write(folder: Path, *, customers: int, seed: int, progress: Progress | None = None) -> None:
    """Write every table, and ``truth.parquet``, to ``folder``."""
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        writers: dict[str, Any] = {}
        for table, rows, done in generate(customers=customers, seed=seed):
            if table not in writers:
                path = folder / f"{table}.parquet"
                writer = pq.ParquetWriter(path, rows.schema, **_options(table, rows))
                writers[table] = stack.enter_context(writer)
            writers[table].write_table(rows, row_group_size=max(rows.num_rows, 1))
            if progress is not None and table == "app_events":
                progress(done, customers)


def generate(*, customers: int, seed: int) -> Iterator[tuple[str, Any, int]]:
    """Each table's name, its rows (``pyarrow.Table``) and the customers done, block by block."""
    from decision_models.mart.demo_bank.bank import draw_bank
    from decision_models.mart.demo_bank.bank_rows import bank_tables
    from decision_models.mart.demo_bank.block import BLOCK, block_rows

    bank = draw_bank(seed)
    for table, rows in bank_tables(bank):
        yield table, rows, 0
    for number in range(-(-customers // BLOCK)):
        here = min(BLOCK, customers - number * BLOCK)
        for rows_of in block_rows(bank, seed, number):
            yield rows_of.table, rows_of.first(here), number * BLOCK + here


def _options(table: str, rows: Any) -> dict[str, Any]:
    """Fixed, so that the bytes are: plain Parquet without Arrow's own notes on types."""
    repeated = [name for name in rows.schema.names if table not in _HIGH_CARDINALITY.get(name, ())]
    return {
        "compression": "snappy",
        "use_dictionary": repeated,
        "store_schema": False,
        "version": "2.6",
        "coerce_timestamps": "us",
    }
