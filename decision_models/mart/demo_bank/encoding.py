"""From arrays of codes and numbers to the Arrow tables of the mart's schema, fast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from decision_models.mart.demo_bank.timeline import EPOCH_DAY, FOREVER, Flags, Ints
from decision_models.mart.schema import TABLES, arrow_schema

Array: TypeAlias = Any
"""A ``pyarrow.Array``."""


@dataclass(frozen=True)
class Rows:
    """A block's rows of one table: Arrow columns, and whose they are (customer's place in the
    block, by which a partial block is cut).
    """

    table: str
    columns: Mapping[str, Array]
    customer: Ints

    def first(self, customers: int) -> Any:
        """A ``pyarrow.Table`` of the rows of the block's first ``customers`` customers."""
        import pyarrow as pa

        names = TABLES[self.table].names if self.table in TABLES else tuple(self.columns)
        arrays = [self.columns[name] for name in names]
        table = pa.Table.from_arrays(arrays, names=list(names))
        keep = self.customer < customers
        return table if keep.all() else table.filter(pa.array(keep))


def ids(prefix: str, numbers: Ints, width: int) -> Array:
    """Texts such as ``C0000001``: a prefix and a number with leading noughts."""
    import pyarrow as pa

    length = len(prefix) + width
    grid = np.empty((numbers.size, length), dtype=np.uint8)
    grid[:, : len(prefix)] = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    rest = numbers.astype(np.int64)
    for place in range(length - 1, len(prefix) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        grid[:, place] = digit + 48
    offsets = np.arange(0, (numbers.size + 1) * length, length, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(grid.tobytes())]
    return pa.Array.from_buffers(pa.string(), numbers.size, buffers)


def words(codes: Ints, vocabulary: Sequence[str] | Array) -> Array:
    """Texts by code; a negative code is no value."""
    import pyarrow as pa

    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    dictionary = vocabulary if isinstance(vocabulary, pa.Array) else pa.array(list(vocabulary))
    return pa.DictionaryArray.from_arrays(indices, dictionary)


def days(numbers: Ints) -> Array:
    """Dates by day number; ``FOREVER`` is no value."""
    import pyarrow as pa

    return pa.array((numbers + EPOCH_DAY).astype(np.int32), mask=numbers >= FOREVER).cast(
        pa.date32()
    )


def times(microseconds: Ints) -> Array:
    """UTC times without a zone."""
    import pyarrow as pa

    return pa.array(microseconds).cast(pa.timestamp("us"))


def numbers(values: Any, present: Flags | None = None) -> Array:
    """Numbers or flags, with no value where ``present`` is false."""
    import pyarrow as pa

    return pa.array(values, mask=None if present is None else ~present)


def empty(table: str) -> Any:
    """The table without rows, of the schema's types."""
    return arrow_schema(TABLES[table]).empty_table()
