"""The file of prospects: facts of today with all scores, laid out for the questions asked of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from decision_models.features.feature import AsOf
from decision_models.mart.warehouse import MartVersion
from decision_models.scoring.prospects import prospects

ROW_GROUP = 32_768
"""Rows that a reader takes or leaves together: those of few branches. Of a million rows in groups
of a quarter of that, a look at everybody took half as long again."""


def write_prospects(con: Any, mart: MartVersion, wide: Sequence[Path], path: Path) -> None:
    """Write the table of prospects with ``score_<model>`` and ``rank_<model>`` columns, and
    ``place``: the row's own number, from nought, by which the row store knows the customer.

    Customers of one branch and one manager lie together, then by customer_id: whoever asks asks
    for their own, and a reader leaves the others' row groups alone.
    """
    facts = str(con.compile(prospects(con, AsOf(mart.as_of), mart.moment)))
    files = ", ".join(f"'{_quoted(one)}'" for one in wide)
    con.raw_sql(
        "COPY (SELECT *, (row_number() OVER () - 1)::INTEGER AS place FROM ("
        f"SELECT facts.*, wide.* EXCLUDE (customer_id) FROM ({facts}) AS facts"
        f" LEFT JOIN read_parquet([{files}]) AS wide USING (customer_id)"
        " ORDER BY branch_id, manager_id, customer_id))"
        f" TO '{_quoted(path)}' (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP})"
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
