import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from decision_models import features
from tests.decision_models import tiny_bank

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java runtime"),
    # Spark's own: pandas 3, and sockets and files that its gateway leaves to the end.
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WANTED = (
    "age",
    "risk_level",
    "aum",
    "aum_change_3m",
    "balance_wealth",
    "asset_evenness",
    "salary_mean_amount_90d",
    "money_out_total_amount_30d",
    "consumption_deviation",
    "weekend_moves_share_90d",
    "app_office_share_90d",
    "app_gap_mean",
    "view_wealth_count_90d",
    "viewed_most_90d",
    "buy_distinct_category_365d",
    "maturing_30d",
    "touch_since",
    "answer_rate",
    "complaint_count_365d",
    "card_limit",
    "loan_rate",
    "salary_then_out_3d_count",
    "out_of_aum_30d",
    "aum_of_peers",
)
"""At least one of every source and of every mechanism."""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from decision_models.engines import spark as engine

    found = engine.session()
    yield found
    found.stop()


def test_spark_gives_the_numbers_of_duckdb(spark: Any, tmp_path: Path) -> None:
    from decision_models.engines import spark as engine

    bank, day = tiny_bank.tables(60), date(2026, 8, 31)
    bank.pop("consents")  # an absent table is an empty one
    mart = tmp_path / "mart"
    mart.mkdir()
    tiny_bank.write(bank, mart)
    con = engine.connect(spark, mart)
    engine.write_features(con, day, tmp_path / "features", tmp_path / "scratch", WANTED)
    ours = features.read(tiny_bank.connect(bank), day, wanted=WANTED).to_pandas()
    theirs = pd.read_parquet(tmp_path / "features").sort_values("customer_id", ignore_index=True)
    assert list(theirs) == list(ours)
    assert list(theirs.customer_id) == list(ours.customer_id)
    for name in WANTED:
        np.testing.assert_allclose(
            theirs[name].astype(float), ours[name].astype(float), rtol=1e-9, err_msg=name
        )
