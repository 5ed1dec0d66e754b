"""Writing the row store: features and dealings of every customer, and the tops' contributions."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.scoring.blocks import COLUMNS, Matrix, Names, write_blocks
from decision_models.scoring.dealings import dealings_of
from decision_models.scoring.lookup import writing
from decision_models.scoring.predicting import FeaturePart

BATCH = 10_000
_COLUMNS_AT_ONCE = 32


def write_customers(con: Any, as_of: date, parts: Sequence[FeaturePart], path: Path) -> None:
    """Write ``customers.sqlite``, in the order of customer_id."""
    tables = (
        f"features: {COLUMNS}",
        "dealings: customer_id TEXT PRIMARY KEY, holdings TEXT, readings TEXT, looks TEXT, "
        "bought TEXT, refused TEXT, credit_card INTEGER, overdue_days INTEGER",
    )
    with writing(path, *tables) as file:
        features = _Features()
        for part in parts:
            write_blocks(file, "features", *features.of(part.path))
        _name(file, features.names)
        rows = con.raw_sql(dealings_of(as_of))
        while batch := rows.fetchmany(BATCH):
            file.executemany("INSERT INTO dealings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", batch)


class _Features:
    """Ranges of features as matrices, one after another; texts are numbered as they turn up."""

    def __init__(self) -> None:
        self.names = Names((), {})
        self._levels: dict[str, dict[str, int]] = {}
        self._matrix: Matrix = np.empty((0, 0))

    def of(self, path: Path) -> tuple[list[str], Matrix]:
        """The customers of a range, and columns x customers, overwritten by the next call."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with pq.ParquetFile(path) as file:
            fields = [field for field in file.schema_arrow if field.name != "customer_id"]
            texts = [field.name for field in fields if pa.types.is_string(field.type)]
            numbers = [field.name for field in fields if field.name not in texts]
            names, size = [*numbers, *texts], file.metadata.num_rows
            if self._matrix.shape != (len(names), size):
                self._matrix = np.empty((len(names), size))
            for start in range(0, len(names), _COLUMNS_AT_ONCE):
                some = file.read(names[start : start + _COLUMNS_AT_ONCE])
                for place, name in enumerate(some.column_names, start):
                    column = some[name]
                    self._matrix[place] = self._codes(name, column) if name in texts else column
            ids = file.read(["customer_id"])["customer_id"].to_pylist()
        self.names = Names(tuple(numbers), {name: tuple(self._levels[name]) for name in texts})
        return ids, self._matrix

    def _codes(self, name: str, column: Any) -> Any:
        import pyarrow as pa

        found = column.combine_chunks().dictionary_encode()
        known = self._levels.setdefault(name, {})
        codes = [known.setdefault(text, len(known)) for text in found.dictionary.to_pylist()]
        places = found.indices.cast(pa.float64()).to_numpy(zero_copy_only=False)
        absent = np.isnan(places)
        renumbered = np.asarray([*codes, 0], dtype=np.float64)
        return np.where(absent, np.nan, renumbered[np.where(absent, -1, places).astype(np.intp)])


def write_score_rows(con: Any, prospects: Path, path: Path) -> None:
    """Write ``scores.sqlite`` of the finished table of prospects: persons, and their scores."""
    quoted = str(prospects).replace("'", "''")
    read = f"read_parquet('{quoted}')"
    kinds = dict(row[:2] for row in con.raw_sql(f"DESCRIBE SELECT * FROM {read}").fetchall())
    numbers = ["balance_demand", *(name for name in kinds if name.startswith("score_"))]
    wanted = ", ".join(f'"{name}"::DOUBLE AS "{name}"' for name in numbers)
    query = f"SELECT customer_id, {wanted} FROM {read} ORDER BY customer_id"
    tables = (
        f"scores: {COLUMNS}",
        "people: customer_id TEXT PRIMARY KEY, told TEXT",
        "kinds_of_people: told TEXT",
        "places: place INTEGER PRIMARY KEY, customer_id TEXT",
    )
    with writing(path, *tables) as file:
        _name(file, Names(tuple(numbers), {}))
        for some in con.con.sql(query).to_arrow_reader(BATCH):
            matrix = np.stack([some[name].to_numpy(zero_copy_only=False) for name in numbers])
            write_blocks(file, "scores", some["customer_id"].to_pylist(), matrix)
        _people(file, con, read, kinds)
        rows = con.raw_sql(f"SELECT place, customer_id FROM {read} ORDER BY place")
        while batch := rows.fetchmany(BATCH):
            file.executemany("INSERT INTO places VALUES (?, ?)", batch)


_NOT_OF_A_PERSON = ("score_", "rank_", "balance_", "place")


def _people(file: sqlite3.Connection, con: Any, read: str, kinds: Mapping[str, str]) -> None:
    """A row of JSON for each customer: as text, because a value keeps every digit there."""
    own = {name: kind for name, kind in kinds.items() if not name.startswith(_NOT_OF_A_PERSON)}
    file.execute("INSERT INTO kinds_of_people VALUES (?)", (json.dumps(list(own.items())),))
    told = ", ".join(f'"{name}"' for name in own)
    query = f"SELECT customer_id, json_array({told})::VARCHAR FROM {read} ORDER BY customer_id"
    rows = con.raw_sql(query)
    while batch := rows.fetchmany(BATCH):
        file.executemany("INSERT INTO people VALUES (?, ?)", batch)


def _name(file: sqlite3.Connection, names: Names) -> None:
    file.execute("INSERT INTO columns VALUES (?)", (names.to_json(),))


def write_reasons(contributions: Sequence[Path], path: Path) -> None:
    """Write ``reasons.sqlite`` of the models' files of contributions."""
    table = (
        "contributions: customer_id TEXT, model TEXT, packed BLOB, PRIMARY KEY (model, customer_id)"
    )
    with writing(path, table) as file:
        for source in contributions:
            file.executemany("INSERT INTO contributions VALUES (?, ?, ?)", _reasons(source))


def _reasons(source: Path) -> Iterator[tuple[str, str, bytes]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(source) as opened:
        for batch in opened.iter_batches(BATCH):
            lists = batch["contributions"]
            flat = lists.flatten().to_numpy().astype("<f8", copy=False)
            size = len(flat) // max(len(lists), 1)  # as many for each: of one model
            ids, models = batch["customer_id"].to_pylist(), batch["model"].to_pylist()
            values = map(bytes, flat.reshape(-1, max(size, 1)))
            yield from zip(ids, models, values, strict=True)
