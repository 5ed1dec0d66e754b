"""One Spark session for every test of a process that needs it, and the reasons to skip them."""

import shutil
from functools import cache
from importlib.util import find_spec
from typing import Any

import pytest

MARKS = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra `spark` is not installed"),
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java runtime"),
    # Spark's own: pandas 3, and sockets and files that its gateway leaves to the end.
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WANTED = (
    "age",
    "occupation",
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
"""At least one feature of every source and of every mechanism."""


@cache
def session() -> Any:
    """The session; it ends with the process."""
    from decision_models.engines.spark import session as on_spark

    # A short life: what the best compiler makes faster would not be earned back.
    java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    return on_spark.session(options={"spark.driver.extraJavaOptions": java})


def needed(test: Any) -> Any:
    """A test that is skipped where Spark cannot run."""
    for mark in MARKS:
        test = mark(test)
    return test
