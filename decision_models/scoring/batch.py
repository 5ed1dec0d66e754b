"""Some customers' features as columns that models read, each made once for all models."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.calibration import Floats

AT_ONCE = 32
"""Columns that are decoded together: their doubles take 26 MB of a range, and that again."""


class MissingColumn(ValueError):
    """The features lack a column that a model reads, or have it as another type."""


class Batch:
    """Columns of some customers.

    Args:
        table: an Arrow table of features.
        whole: the batch that this one is some rows of, None for a whole table.
        rows: which of them, as a mask.
        source: the file that columns beyond the table's are read from, None for none.
    """

    def __init__(
        self,
        table: Any,
        whole: "Batch | None" = None,
        rows: Any = None,
        source: Path | None = None,
    ) -> None:
        self._table = table
        self._whole = whole
        self._rows = rows
        self._places: Any = None if rows is None else np.flatnonzero(rows)  # quicker than a mask
        self._source = source
        self._made: dict[Any, Any] = {}

    def __len__(self) -> int:
        return self._table.num_rows if self._rows is None else int(self._rows.sum())

    def only(self, rows: Any) -> "Batch":
        """The rows of a mask over the whole table. Models of one population share them."""
        if rows.all():
            return self
        key = rows.tobytes()
        if key not in self._made:
            self._made[key] = Batch(self._table, self, rows, self._source)
        found: Batch = self._made[key]
        return found

    def number(self, name: str) -> Floats:
        """A number's column in double precision, NaN where absent, over the whole table.

        Raises:
            MissingColumn: it is not there, or holds texts.
        """
        key = ("double", name)
        if key not in self._made:
            self._made[key] = np.asarray(self._column(name).to_numpy(), dtype=np.float64)
        return np.asarray(self._made[key])

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
        return single(self._column(name)) if levels is None else self._codes(name, levels)

    def hold(self, name: str, column: Any) -> None:
        """Keep a number's column as trees read it."""
        self._made[name, None] = single(column)

    def texts(self, name: str) -> Any:
        """A text's column, as Arrow has it."""
        column = self._named(name)
        return column if self._rows is None else column.filter(_mask(self._rows))

    def _codes(self, name: str, levels: Sequence[str]) -> Floats:
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self._named(name)
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            raise MissingColumn(f"feature {name} must be text, got {column.type}")
        found = pc.index_in(column, value_set=pa.array(levels, column.type))
        return np.asarray(found.cast(pa.float32()).to_numpy())

    def _column(self, name: str) -> Any:
        column = self._named(name)
        if not _is_number(column.type):
            raise MissingColumn(f"feature {name} must be a number, got {column.type}")
        return column

    def _named(self, name: str) -> Any:
        if name in self._table.column_names:
            return self._table[name]
        if self._source is not None:
            found = read(self._source, [name])._table
            if name in found.column_names:
                return found[name]
        raise MissingColumn(f"feature {name} must be among the features, got none of that name")


def read(path: Path, names: Sequence[str]) -> Batch:
    """These columns of a file of features, as far as it has them."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        there = set(file.schema_arrow.names)
        return Batch(file.read([name for name in names if name in there]))


def read_single(path: Path, names: Sequence[str], exact: Collection[str]) -> Batch:
    """These columns of a file of features as trees read them, as far as it has them.

    Numbers are brought to single precision a few columns at a time, in the reader's thread, and
    only those of ``exact`` are held in double besides; another that is asked for in double is read
    from the file again.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        kinds = {field.name: field.type for field in file.schema_arrow}
        there = [name for name in names if name in kinds]
        held = [n for n in there if n in exact or not _is_number(kinds[n])]
        # Without a column a table would not know how many rows it has.
        batch = Batch(file.read(held or list(kinds)[:1]), source=path)
        rest = [name for name in there if name not in batch._table.column_names]
        for start in range(0, len(rest), AT_ONCE):
            some = file.read(rest[start : start + AT_ONCE])
            for name in some.column_names:
                batch.hold(name, some[name])
    return batch


def single(column: Any) -> Floats:
    """An Arrow column of numbers in single precision, NaN where absent. What is beyond it is
    infinite, as in training.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.cast(pc.cast(column, pa.float64()), pa.float32(), safe=False)
    if found.null_count:
        found = pc.fill_null(found, pa.scalar(float("nan"), pa.float32()))
    return np.asarray(found.to_numpy())


def _is_number(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


def _mask(rows: Any) -> Any:
    import pyarrow as pa

    return pa.array(rows)
