"""Models of flat tables: never far below the best of three peers, above untuned LightGBM."""

from collections.abc import Iterator
from typing import Any

from evals.score import Score


def run(parts: Any) -> Iterator[Score]:
    """Differences of AUC on bundled and simulated tables, and the UCI bank table by time."""
    from evals.benchmarks.tabular import SECONDS, compare
    from evals.tables import SHARED, problems, uci

    rows = [compare(one, SECONDS) for one in problems(SHARED / "nowhere")]
    best = [float(row["AUC minus best"] or 0) for row in rows]
    untuned = [float(row["AUC minus lightgbm"] or 0) for row in rows]
    peers = "LightGBM untuned and tuned, logistic regression"
    yield Score("mean AUC minus best peer", sum(best) / len(best), len(rows), peers)
    yield Score("worst AUC minus best peer", min(best), len(rows), peers)
    yield Score("mean AUC minus untuned LightGBM", sum(untuned) / len(untuned), len(rows))
    brier = [float(row["Brier ratio to lightgbm"] or 0) for row in rows]
    yield Score(
        "mean Brier ratio to untuned LightGBM", sum(brier) / len(brier), len(rows), "", False
    )
    if not (SHARED / "uci_bank_marketing.csv.gz").exists():
        yield Score("UCI bank by time, AUC", None, 0, "absent: uci_bank_marketing.csv.gz")
        return
    problem = uci(SHARED)
    row = compare(problem, 30.0)
    size = len(problem.held)
    yield Score("UCI bank by time, AUC", float(row["AUC weiwo"] or 0), size, "last fifth held out")
    yield Score(
        "UCI bank by time, AUC minus untuned LightGBM", float(row["AUC minus lightgbm"] or 0), size
    )
