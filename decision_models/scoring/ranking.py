"""The rows of one model for everybody: probability, rank, percentile and lift, in one file.

Ranks are over the whole population, so all of a model's predictions are held at once, as arrays of
numbers alone: 44 bytes a customer; everything else goes range by range.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.scoring.predicting import FeaturePart, part_key, part_place
from decision_models.scoring.scorers import Scorer
from decision_models.scoring.work import Workbench, key_of


def scores_place(name: str) -> str:
    """Where a version has a model's scores."""
    return f"scores/{name}.parquet"


def scores_key(parts: Sequence[FeaturePart], scorer: Scorer) -> str:
    """The key of a model's scores: of all its predictions."""
    return key_of("scores", scorer.base_rate, *(part_key(part, scorer) for part in parts))


def write_scores(work: Workbench, parts: Sequence[FeaturePart], scorer: Scorer, path: Path) -> None:
    """Write ``scores_schema`` by customer_id, one row group for each range (none is left out)."""
    import pyarrow.parquet as pq

    found = [_load(work, part, scorer) for part in parts]
    ranks = rank(np.concatenate([one[scorer.ranks_by] for one in found]))
    total, start = len(ranks), 0
    with pq.ParquetWriter(
        path,
        scores_schema(),
        use_dictionary=["model"],
        column_encoding={"customer_id": "DELTA_BYTE_ARRAY"},
    ) as writer:
        for part, one in zip(parts, found, strict=True):
            stop = start + len(one)
            rows = _rows(part, one, ranks[start:stop], total, scorer)
            writer.write_table(rows, row_group_size=max(len(one), 1))
            start = stop


def rank(by: Any) -> Any:
    """Places from 1, the highest first; among equals the earlier customer_id, so that ties fall
    the same way everywhere. ``by`` is in the order of customer_id.
    """
    order = np.argsort(-by)  # several times as fast as a stable sort; ties are put right below
    ordered = by[order]
    tied = ordered[1:] == ordered[:-1]
    if tied.any():
        run = np.concatenate([[0], np.cumsum(~tied)])
        order = np.sort(run * len(by) + order) % len(by)
    found = np.empty(len(by), dtype=np.int64)
    found[order] = np.arange(1, len(by) + 1)
    return found


def _load(work: Workbench, part: FeaturePart, scorer: Scorer) -> Any:
    path = work.find(part_place(part, scorer), part_key(part, scorer))
    if path is None:
        raise FileNotFoundError(part_place(part, scorer))
    return np.load(path, allow_pickle=False)


def _rows(part: FeaturePart, one: Any, ranks: Any, total: int, scorer: Scorer) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(part.path) as file:
        ids = file.read(["customer_id"])["customer_id"]
    if len(one) < len(ids):
        ids = ids.take(pa.array(one["place"]))
    columns = [
        ids.cast(pa.string()),
        pa.array([scorer.name] * len(one), pa.string()),
        pa.array(one["score"]),
        pa.array(ranks),
        pa.array((total - ranks + 1) / max(total, 1)),
        pa.array(one["score"] / scorer.base_rate),
    ]
    return pa.Table.from_arrays(columns, schema=scores_schema())


def scores_schema() -> Any:
    """The columns of a model's scores."""
    import pyarrow as pa

    return pa.schema(
        [
            ("customer_id", pa.string()),
            ("model", pa.string()),
            ("score", pa.float64()),
            ("rank", pa.int64()),
            ("percentile", pa.float64()),
            ("lift", pa.float64()),
        ]
    )
