"""Why the likeliest are likely: SHAP contributions of each list's top, stored beside the scores.

A contribution costs about a hundred predictions: the top of each list, the bank's and every
manager's own, is what is shown and asked about. Everybody else is explained on demand, by the very
same call; a process that starts for one question then has to load LightGBM for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

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


@dataclass(frozen=True)
class Tops:
    """Whom a model explains beforehand.

    Args:
        scorer: the model.
        key, ranked: of its file of scores.
        rank: the last one that is explained.
        own: customers who are explained besides, as an Arrow array.
    """

    scorer: Explainer
    key: str
    ranked: Path
    rank: int
    own: Any

    def part_place(self, part: FeaturePart) -> str:
        """What the file of a range's contributions is called."""
        return f"contributions/{self.scorer.name}-{part.customers.name}.parquet"

    def part_key(self, part: FeaturePart) -> str:
        """The key of a range's contributions."""
        return key_of("contributions", self.key, TOP_SHARE, OWN_TOP, part.key)

    def of(self, part: FeaturePart) -> Any:
        """The customers of a range who are explained, in order, as an Arrow array."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.ranked) as opened:
            rows = opened.read_row_group(part.customers.index, columns=["customer_id", "rank"])
        first = pc.less_equal(rows["rank"], self.rank)
        ours = pc.is_in(rows["customer_id"], value_set=self.own.cast(pa.string()))
        return rows.filter(pc.or_(first, ours))["customer_id"].combine_chunks()


class Explain(Protocol):
    """An engine that makes the contributions of ranges that are not there yet."""

    def __call__(self, work: Workbench, parts: Sequence[FeaturePart], tops: Sequence[Tops]) -> None:
        """What it leaves out is made range by range on this machine."""
        ...


def explain_later(work: Workbench, parts: Sequence[FeaturePart], tops: Sequence[Tops]) -> None:
    """Leave everything to ``write_contributions``."""


def tops_of(con: Any, scorer: Explainer, scores: tuple[str, Path]) -> Tops:
    """The top share of a model's list and managers' own tops; ``scores`` are key and file of the
    model's scores, ``con`` is the mart's backend.
    """
    import pyarrow.parquet as pq

    key, ranked = scores
    with pq.ParquetFile(ranked) as opened:
        top = math.ceil(opened.metadata.num_rows * TOP_SHARE)
    return Tops(scorer, key, ranked, top, own_tops(con, ranked))


def write_contributions(
    work: Workbench, parts: Sequence[FeaturePart], tops: Tops, path: Path
) -> None:
    """Write customer_id, model and contributions (log-odds; of the model's features in their
    order, then the expectation) of whom the model explains, by customer_id.

    Each range is written aside first.
    """
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, contributions_schema()) as writer:
        for part in parts:
            make = partial(_write_range, part, tops)
            done = work.file(tops.part_place(part), tops.part_key(part), make)
            writer.write_table(pq.read_table(done, partitioning=None))


def _write_range(part: FeaturePart, tops: Tops, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(_of_range(part, tops), path)


def _of_range(part: FeaturePart, tops: Tops) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = tops.of(part)
    if not len(wanted):
        return contributions_schema().empty_table()
    batch = read(part.path, ("customer_id", *tops.scorer.features))
    chosen = pc.is_in(batch.texts("customer_id").cast(pa.string()), value_set=wanted)
    found = tops.scorer.contributions(batch.only(chosen.to_numpy(zero_copy_only=False)))
    return contributions_table(tops.scorer.name, wanted, found)


def contributions_table(name: str, customers: Any, found: Any) -> Any:
    """Contributions (customers x columns) as they are kept."""
    import pyarrow as pa

    lists = pa.ListArray.from_arrays(
        pa.array(np.arange(len(found) + 1) * found.shape[1], pa.int32()), pa.array(found.ravel())
    )
    names = pa.array([name] * len(found), pa.string())
    return pa.Table.from_arrays([customers, names, lists], schema=contributions_schema())


def contributions_schema() -> Any:
    """The columns of a model's contributions."""
    import pyarrow as pa

    return pa.schema(
        [
            ("customer_id", pa.string()),
            ("model", pa.string()),
            ("contributions", pa.list_(pa.float64())),
        ]
    )
