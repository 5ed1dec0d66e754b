"""Every model over every customer that it speaks of: probabilities, ranks, lifts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from decision_models import features
from decision_models.population import inside
from decision_models.runs import Progress
from decision_models.trained import TrainedModel, encode

BATCH = 100_000
"""Customers scored at a time: what bounds the memory."""


@dataclass
class Scored:
    """The customers that a model speaks of, with calibrated and raw probabilities."""

    customers: list[str]
    parts: list[Any]

    @property
    def probability(self) -> Any:
        """Calibrated, in the order of ``customers``."""
        return np.concatenate([np.empty(0), *(part[0] for part in self.parts)])

    @property
    def raw(self) -> Any:
        """As the trees say it."""
        return np.concatenate([np.empty(0), *(part[1] for part in self.parts)])


def predict(path: Path, models: Mapping[str, TrainedModel], say: Progress) -> dict[str, Scored]:
    """Every model over every customer that it speaks of, batch by batch."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    total, done = file.metadata.num_rows, 0
    found = {name: Scored([], []) for name in models}
    for batch in file.iter_batches(BATCH):
        customers = np.array(batch.column("customer_id").to_pylist(), dtype=object)
        columns = {
            feature.name: _values(batch.column(feature.name), feature.is_text)
            for feature in features.names()
        }
        for name, model in models.items():
            rows = inside(model.population, columns.__getitem__, len(customers))
            if rows.any():
                matrix = encode(columns, model.features, model.levels)[rows]
                found[name].customers.extend(customers[rows])
                found[name].parts.append(model.predict(matrix))
        done += len(customers)
        say("scores", done, total)
    return found


def _values(column: Any, is_text: bool) -> Any:
    return column.to_pylist() if is_text else column.to_numpy(zero_copy_only=False)


def scores_schema() -> Any:
    """The columns of ``scores.parquet``."""
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


def ranked(name: str, scored: Scored, base_rate: float) -> Any:
    """The rows of one model. Rank 1 is the most likely: by raw probability, because calibration
    may make neighbours equal, then by identifier, so that ties fall the same way everywhere.
    """
    import pyarrow as pa

    size = len(scored.customers)
    customers = np.array(scored.customers, dtype=str)
    order = np.lexsort((customers, -scored.raw))
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(1, size + 1)
    columns = [
        pa.array(scored.customers, pa.string()),
        pa.array([name] * size, pa.string()),
        pa.array(scored.probability, pa.float64()),
        pa.array(rank),
        pa.array((size - rank + 1) / max(size, 1)),
        pa.array(scored.probability / base_rate),
    ]
    return pa.Table.from_arrays(columns, schema=scores_schema())
