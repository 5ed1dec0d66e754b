"""Some customers' features as columns that models read, each made once for all models."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.calibration import Floats


class MissingColumn(ValueError):
    """The features lack a column that a model reads, or have it as another type."""


class Batch:
    """Columns of some customers.

    Args:
        table: an Arrow table of features.
        whole: the batch that this one is some rows of, None for a whole table.
        rows: which of them, as a mask.
    """

    def __init__(self, table: Any, whole: "Batch | None" = None, rows: Any = None) -> None:
        self._table = table
        self._whole = whole
        self._rows = rows
        self._places: Any = None if rows is None else np.flatnonzero(rows)  # quicker than a mask
        self._made: dict[Any, Any] = {}

    def __len__(self) -> int:
        return self._table.num_rows if self._rows is None else int(self._rows.sum())

    def only(self, rows: Any) -> "Batch":
        """The rows of a mask over the whole table. Models of one population share them."""
        if rows.all():
            return self
        key = rows.tobytes()
        if key not in self._made:
            self._made[key] = Batch(self._table, self, rows)
        found: Batch = self._made[key]
        return found

    def number(self, name: str) -> Floats:
        """A number's column in double precision, NaN where absent, over the whole table.

        Raises:
            MissingColumn: it is not there, or holds texts.
        """
        return np.asarray(self._column(name).to_numpy(), dtype=np.float64)

    def coded(self, name: str, levels: Sequence[str] | None) -> Floats:
        """A column as trees read it: single precision, texts as places among ``levels``.

        Absent values and texts that are not among them are NaN.

        Raises:
            MissingColumn: it is not there, or not of the kind that it was trained on.
        """
        key = (name, levels)
        if key not in self._made:
            self._made[key] = self._coded(name, levels)
        return np.asarray(self._made[key])

    def _coded(self, name: str, levels: Sequence[str] | None) -> Floats:
        if self._whole is not None and self._places is not None:
            return np.asarray(self._whole.coded(name, levels).take(self._places))
        return self._f4(name) if levels is None else self._codes(name, levels)

    def prepare(self) -> "Batch":
        """Make the columns of all numbers; the reader's thread does it while models predict."""
        for name in self._table.column_names:
            with suppress(MissingColumn):
                self.coded(name, None)
        return self

    def texts(self, name: str) -> Any:
        """A text's column, as Arrow has it."""
        column = self._table[name]
        return column if self._rows is None else column.filter(_mask(self._rows))

    def _f4(self, name: str) -> Floats:
        with np.errstate(over="ignore"):  # beyond single precision is infinite, as in training
            return self.number(name).astype(np.float32)

    def _codes(self, name: str, levels: Sequence[str]) -> Floats:
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self._named(name)
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            raise MissingColumn(f"feature {name} must be text, got {column.type}")
        found = pc.index_in(column, value_set=pa.array(levels, column.type))
        return np.asarray(found.cast(pa.float32()).to_numpy())

    def _column(self, name: str) -> Any:
        import pyarrow as pa

        column = self._named(name)
        kinds = pa.types
        if not (kinds.is_floating(column.type) or kinds.is_integer(column.type)):
            raise MissingColumn(f"feature {name} must be a number, got {column.type}")
        return column

    def _named(self, name: str) -> Any:
        if name not in self._table.column_names:
            raise MissingColumn(f"feature {name} must be among the features, got none of that name")
        return self._table[name]


def read(path: Path, names: Sequence[str]) -> Batch:
    """These columns of a file of features, as far as it has them."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        there = set(file.schema_arrow.names)
        return Batch(file.read([name for name in names if name in there]))


def _mask(rows: Any) -> Any:
    import pyarrow as pa

    return pa.array(rows)
