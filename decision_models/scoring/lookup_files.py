"""Writing the row store: features and dealings of every customer, and the tops' contributions."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.scoring.dealings import dealings_of
from decision_models.scoring.lookup import writing
from decision_models.scoring.predicting import FeaturePart

BATCH = 10_000


def write_customers(con: Any, as_of: date, parts: Sequence[FeaturePart], path: Path) -> None:
    """Write ``customers.sqlite``, in the order of customer_id."""
    tables = (
        "features: numbers BLOB, texts TEXT",
        "dealings: holdings TEXT, readings TEXT, looks TEXT, bought TEXT, refused TEXT, "
        "credit_card INTEGER, overdue_days INTEGER",
    )
    with writing(path, *tables) as file:
        for part in parts:
            _features(file, part)
        rows = con.raw_sql(dealings_of(as_of))
        while batch := rows.fetchmany(BATCH):
            file.executemany("INSERT INTO dealings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", batch)


def _features(file: sqlite3.Connection, part: FeaturePart) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(part.path) as opened:
        texts = [field.name for field in opened.schema_arrow if pa.types.is_string(field.type)]
        texts = [name for name in texts if name != "customer_id"]
        names = [name for name in opened.schema_arrow.names if name != "customer_id"]
        numbers = [name for name in names if name not in texts]
        if part.customers.index == 0:
            _name(file, numbers, texts)
        for batch in opened.iter_batches(BATCH):
            matrix = _matrix(batch, numbers)
            words = zip(*(batch[name].to_pylist() for name in texts), strict=True)
            told = [json.dumps(row, ensure_ascii=False) for row in words] or ["[]"] * len(batch)
            ids = batch["customer_id"].to_pylist()
            rows: Iterable[Any] = zip(ids, map(bytes, matrix), told, strict=True)
            file.executemany("INSERT INTO features VALUES (?, ?, ?)", rows)


def write_score_rows(con: Any, prospects: Path, path: Path) -> None:
    """Write ``scores.sqlite`` of the finished table of prospects."""
    quoted = str(prospects).replace("'", "''")
    read = f"read_parquet('{quoted}')"
    columns = [row[0] for row in con.raw_sql(f"DESCRIBE SELECT * FROM {read}").fetchall()]
    numbers = ["balance_demand", *(name for name in columns if name.startswith("score_"))]
    wanted = ", ".join(f'"{name}"::DOUBLE AS "{name}"' for name in numbers)
    query = f"SELECT customer_id, {wanted} FROM {read} ORDER BY customer_id"
    with writing(path, "scores: packed BLOB") as file:
        _name(file, numbers, [])
        for batch in con.con.sql(query).to_arrow_reader(BATCH):
            rows = zip(
                batch["customer_id"].to_pylist(), map(bytes, _matrix(batch, numbers)), strict=True
            )
            file.executemany("INSERT INTO scores VALUES (?, ?)", rows)


def _name(file: sqlite3.Connection, numbers: Sequence[str], texts: Sequence[str]) -> None:
    file.execute("CREATE TABLE columns (told TEXT)")
    file.execute("INSERT INTO columns VALUES (?)", (json.dumps([numbers, texts]),))


def _matrix(batch: Any, numbers: Sequence[str]) -> Any:
    """Columns as rows, NaN where absent."""
    return np.column_stack(
        [np.asarray(batch[name].to_numpy(zero_copy_only=False), "<f8") for name in numbers]
    )


def write_reasons(contributions: Sequence[Path], path: Path) -> None:
    """Write ``reasons.sqlite`` of the models' files of contributions."""
    import pyarrow.parquet as pq

    with writing(path, "contributions: model TEXT, packed BLOB") as file:
        for source in contributions:
            with pq.ParquetFile(source) as opened:
                for batch in opened.iter_batches(BATCH):
                    values = map(_packed, batch["contributions"])
                    models, ids = batch["model"].to_pylist(), batch["customer_id"].to_pylist()
                    rows = zip(ids, models, values, strict=True)
                    file.executemany("INSERT INTO contributions VALUES (?, ?, ?)", rows)


def _packed(values: Any) -> bytes:
    return np.asarray(values.values.to_numpy(), "<f8").tobytes()
