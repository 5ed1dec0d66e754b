"""The scores of all models side by side, one row per customer, range by range."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.scoring.predicting import FeaturePart


def write_wide(part: FeaturePart, scores: Mapping[str, Path], path: Path) -> None:
    """Write customer_id, ``score_<model>`` and ``rank_<model>`` (NULL where a model does not speak
    of a customer) for a range, by customer_id.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    ids = pq.read_table(part.path, columns=["customer_id"], partitioning=None)["customer_id"]
    columns = {"customer_id": ids.cast(pa.string())}
    for name, file in sorted(scores.items()):
        with pq.ParquetFile(file) as opened:
            rows = opened.read_row_group(
                part.customers.index, columns=["customer_id", "score", "rank"]
            )
        places = _places(columns["customer_id"], rows["customer_id"])
        columns[f"score_{name}"] = _spread(rows["score"], places, len(ids), pa.float64())
        columns[f"rank_{name}"] = _spread(rows["rank"], places, len(ids), pa.int32())
    pq.write_table(pa.table(columns), path)


def _places(everybody: Any, some: Any) -> Any:
    """Where some of the customers stand among all of a range."""
    import pyarrow.compute as pc

    if len(some) == len(everybody):
        return slice(None)
    return pc.index_in(some, value_set=everybody.combine_chunks()).to_numpy()


def _spread(values: Any, places: Any, size: int, kind: Any) -> Any:
    import pyarrow as pa

    absent = np.ones(size, dtype=bool)
    absent[places] = False
    spread = np.zeros(size)
    spread[places] = values.to_numpy()
    return pa.array(spread, mask=absent).cast(kind)


def wide_names(names: Sequence[str]) -> tuple[str, ...]:
    """The columns that ``write_wide`` adds to customer_id."""
    return tuple(f"{what}_{name}" for name in sorted(names) for what in ("score", "rank"))
