"""The mart's schema: what the rest of the house may rely on. Money in yuan, times UTC, rates as
fractions.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from decision_models.mart.codes import (
    BALANCE_CATEGORIES,
    CATEGORIES,
    CHANNELS,
    CUSTOMER_LEVELS,
    PRODUCT_LEVELS,
    TIERS,
)
from decision_models.mart.columns import DUCKDB_TYPES, Column, Kind, Table
from decision_models.mart.tables import ALL

__all__ = [
    "BALANCE_CATEGORIES",
    "CATEGORIES",
    "CHANNELS",
    "CUSTOMER_LEVELS",
    "DUCKDB_TYPES",
    "PRODUCT_LEVELS",
    "SCHEMA_VERSION",
    "TABLES",
    "TIERS",
    "Column",
    "Kind",
    "Table",
    "arrow_schema",
]

SCHEMA_VERSION = 1
"""Raised when a table or column changes so that an older mart can no longer be read."""

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in ALL})
"""Every table by name."""


def arrow_schema(table: Table) -> Any:
    """The table's ``pyarrow.Schema``, the one that its Parquet file is written with."""
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(),
        Kind.TEXTS: pa.list_(pa.string()),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DATE: pa.date32(),
        Kind.MOMENT: pa.timestamp("us"),
    }
    return pa.schema([pa.field(c.name, types[c.kind], nullable=c.nullable) for c in table.columns])
