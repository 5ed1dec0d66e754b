"""``weiwo bench quality``: fit-table beside what a data scientist would reach for.

Every method learns from the same rows and scores the same held-out rows, five times with other
splits and seeds (``--full``; else twice, on a few tables). FLAML gets the same seconds as we do;
tuned logistic regression and untuned LightGBM take what they need. Each run has one core.
"""

import multiprocessing
import os
import queue
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeAlias

import numpy as np

from evals.peers import PEERS, cores, installed
from evals.quality.comparing import Measured, measure
from evals.quality.reporting import averages, report
from evals.tables.problem import SHARED, Problem
from evals.tables.public import TABLES, PublicTable, available, by_name, draw

Row: TypeAlias = dict[str, str | int | float | bool | None]
SECONDS = 5.0
FULL_SECONDS = 10.0
SEEDS = 2
FULL_SEEDS = 5
_INSTALL = "pip install -c constraints.txt 'weiwo[bench]'"


def run(full: bool = False, data: Path = SHARED) -> Iterator[Row]:
    """A row a table and method, then the averages of both groups of tables."""
    chosen = tuple(one for one in TABLES if full or one.short)
    readable = available(chosen, data)
    tables = [one for one in chosen if one.package in readable]
    seeds, seconds = (FULL_SEEDS, FULL_SECONDS) if full else (SEEDS, SECONDS)
    found = compare([one.name for one in tables], range(seeds), seconds)
    yield from report(tables, found)
    yield from averages(tables, found)
    yield from absent(chosen, readable)


def absent(chosen: Sequence[PublicTable], readable: set[str]) -> Iterator[Row]:
    """What could not be measured, and what would change that."""
    for name in PEERS:
        if not installed(name):
            yield {"table": "all", "method": name, "note": f"left out: {_INSTALL}"}
    for one in chosen:
        if one.package not in readable:
            need = "uci_bank_marketing.csv.gz" if one.package == "uci" else _INSTALL
            yield {"table": one.name, "note": f"left out: {need}"}


def compare(
    tables: Sequence[str],
    seeds: Sequence[int],
    seconds: float,
    methods: Sequence[str] | None = None,
) -> list[Measured]:
    """Every method on every table and seed, one core each, as many at once as there are cores."""
    names = methods or ("weiwo", *(name for name in PEERS if installed(name)))
    jobs = [(t, s, m, seconds) for t in tables for s in seeds for m in names]
    context = multiprocessing.get_context("spawn")
    places = context.Queue()
    for core in cores():
        places.put(core)
    with ProcessPoolExecutor(len(cores()), context, _stay, (places,)) as pool:
        return list(pool.map(_work, jobs))


def _stay(places: "multiprocessing.Queue[int]") -> None:
    """Keep a worker on a core of its own, so that budgets mean the same for everyone."""
    if hasattr(os, "sched_setaffinity"):
        try:
            os.sched_setaffinity(0, {places.get(timeout=10)})
        except (OSError, queue.Empty):
            return


def _work(job: tuple[str, int, str, float]) -> Measured:
    name, seed, method, seconds = job
    problem = draw(by_name(name), seed)
    return measure(problem, seed, method, ours if method == "weiwo" else PEERS[method], seconds)


def ours(problem: Problem, seconds: float, seed: int) -> np.ndarray:
    """Scores through files, as ``fit-table`` and ``score-table`` do it."""
    import pandas as pd

    from decision_models.tabular.fitting import FitRequest, fit_table
    from decision_models.tabular.scoring import score_table

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with_target = problem.frame.assign(outcome=problem.labels.astype(int))
        with_target.iloc[problem.learned].to_csv(folder / "learned.csv", index=False)
        problem.frame.iloc[problem.held].to_csv(folder / "held.csv", index=False)
        model, out = folder / "model", folder / "scores.csv"
        fit_table(FitRequest(folder / "learned.csv", "outcome", model, seconds=seconds, seed=seed))
        score_table(model, folder / "held.csv", out)
        return pd.read_csv(out)["score"].to_numpy(dtype=float)
