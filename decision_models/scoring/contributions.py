"""Why the likeliest are likely: SHAP contributions of each list's top, stored beside the scores.

A contribution costs about a hundred predictions: the top of each list, the bank's and every
manager's own, is what is shown and asked about. Everybody else is explained on demand, by the very
same call; a process that starts for one question then has to load LightGBM for it.
"""

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.scoring.batch import read
from decision_models.scoring.predicting import FeaturePart
from decision_models.scoring.scorers import Explainer
from decision_models.scoring.work import Workbench, key_of

TOP_SHARE = 0.01
"""Of the bank's list."""
OWN_TOP = 15
"""Of each manager's own list: the ten that are shown, and those who take the place of customers
who may not be ranked."""


def contributions_place(name: str) -> str:
    """Where a version has the contributions of a model's top customers."""
    return f"contributions/{name}.parquet"


def own_tops(con: Any, ranked: Path) -> Any:
    """The customers who are among the first ``OWN_TOP`` of their manager's, by a file of scores,
    as an Arrow array; ``con`` is the mart's backend.
    """
    quoted = str(ranked).replace("'", "''")
    query = (
        f"SELECT unnest(min_by(customer_id, rank, {OWN_TOP})) AS customer_id"
        f" FROM read_parquet('{quoted}') JOIN assignments USING (customer_id)"
        " WHERE manager_id IS NOT NULL GROUP BY manager_id"
    )
    return con.con.sql(query).to_arrow_table()["customer_id"].combine_chunks()


def write_contributions(
    con: Any,
    work: Workbench,
    parts: Sequence[FeaturePart],
    scorer: Explainer,
    scores: tuple[str, Path],
    path: Path,
) -> None:
    """Write customer_id, model and contributions (log-odds; of the model's features in their
    order, then the expectation) of the top share and of managers' own tops, by customer_id.

    ``scores`` are the key and file of the model's scores. Each range is written aside first.
    """
    import pyarrow.parquet as pq

    key, ranked = scores
    with pq.ParquetFile(ranked) as opened:
        top = math.ceil(opened.metadata.num_rows * TOP_SHARE)
    own_top = own_tops(con, ranked)
    with pq.ParquetWriter(path, _schema()) as writer:
        for part in parts:
            place = f"contributions/{scorer.name}-{part.customers.name}.parquet"
            own = key_of("contributions", key, TOP_SHARE, OWN_TOP, part.key)
            done = work.file(
                place, own, partial(_write_range, part, scorer, ranked, (top, own_top))
            )
            writer.write_table(pq.read_table(done, partitioning=None))


def _write_range(
    part: FeaturePart, scorer: Explainer, ranked: Path, tops: tuple[int, Any], path: Path
) -> None:
    import pyarrow.parquet as pq

    pq.write_table(_of_range(part, scorer, ranked, tops), path)


def _of_range(part: FeaturePart, scorer: Explainer, ranked: Path, tops: tuple[int, Any]) -> Any:
    """``tops``: the last rank that is explained, and who is explained besides."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with pq.ParquetFile(ranked) as opened:
        rows = opened.read_row_group(part.customers.index, columns=["customer_id", "rank"])
    top, own = tops
    first = pc.less_equal(rows["rank"], top)
    ours = pc.is_in(rows["customer_id"], value_set=own.cast(pa.string()))
    wanted = rows.filter(pc.or_(first, ours))["customer_id"].combine_chunks()
    if not len(wanted):
        return _schema().empty_table()
    batch = read(part.path, ("customer_id", *scorer.features))
    chosen = pc.is_in(batch.texts("customer_id").cast(pa.string()), value_set=wanted)
    found = scorer.contributions(batch.only(chosen.to_numpy(zero_copy_only=False)))
    lists = pa.ListArray.from_arrays(
        pa.array(np.arange(len(found) + 1) * found.shape[1], pa.int32()), pa.array(found.ravel())
    )
    names = pa.array([scorer.name] * len(found), pa.string())
    return pa.Table.from_arrays([wanted, names, lists], schema=_schema())


def _schema() -> Any:
    import pyarrow as pa

    return pa.schema(
        [
            ("customer_id", pa.string()),
            ("model", pa.string()),
            ("contributions", pa.list_(pa.float64())),
        ]
    )
