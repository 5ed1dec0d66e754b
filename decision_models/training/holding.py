"""The large tables in memory for a training run, which reads each of them once per as-of day."""

from typing import Any

from decision_models.mart.schema import TABLES, Column, Table
from decision_models.mart.warehouse import MartVersion

LARGE = ("transactions", "app_events", "balances")
MOST_CUSTOMERS = 200_000
"""Above this the files are read where they lie: 20,000 customers take about 0.3 GB."""


def hold(con: Any, mart: MartVersion) -> None:
    """Put the large tables of a connection in memory, words of a fixed set as numbers."""
    if mart.customers > MOST_CUSTOMERS:
        return
    for name in LARGE:
        table = TABLES[name]
        columns = ", ".join(_kept(column, table) for column in table.columns)
        con.raw_sql(f"CREATE TEMP TABLE held_{name} AS SELECT {columns} FROM {name}")
        con.raw_sql(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM held_{name}")


def _kept(column: Column, table: Table) -> str:
    if table.key == (column.name,):  # a row's own identifier is not read, but must be there
        return f'NULL::VARCHAR AS "{column.name}"'
    if column.domain:
        words = ", ".join(f"'{word}'" for word in column.domain)
        return f'"{column.name}"::ENUM ({words}) AS "{column.name}"'
    return f'"{column.name}"'
