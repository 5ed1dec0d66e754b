"""How many threads LightGBM may use: the same number for all calls of a process at one time.

LightGBM (4.7) keeps that number in one variable of the process: each call sets it, and sizes its
buffers by it before it starts its threads. Where one call asks for one thread while another asks
for two, a thread writes beyond a buffer, and the process dies. So models that are trained, or
customers who are served, beside each other all ask for one; a command that does one thing at a
time says so with ``alone``; and many rows are predicted by threads of our own.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np

BESIDE_OTHERS = 1
"""``num_threads`` of all that may run while another call of the process does."""
_ONE_THREAD_CELLS = 300_000  # below, a second thread costs more in waiting than it brings
_FEWEST_ROWS = 4_096  # worth a thread of their own
_FEWEST_EXPLAINED = 64  # reasons (SHAP) cost about a hundred predictions each
_alone = BESIDE_OTHERS


def cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def alone() -> Iterator[None]:
    """Within it this process grows one model at a time and does nothing else with LightGBM.

    On a machine that others keep busy it changes nothing: threads that wait for one another make a
    fit several times slower than one thread.
    """
    global _alone
    busy = hasattr(os, "getloadavg") and os.getloadavg()[0] > cores() + 1
    before, _alone = _alone, BESIDE_OTHERS if busy else min(2, cores())
    try:
        yield
    finally:
        _alone = before


def lightgbm_threads(cells: int) -> int:
    """``num_threads`` of growing one model alone, on a matrix of so many cells.

    The trees are the same for any number (``deterministic``).
    """
    return BESIDE_OTHERS if cells < _ONE_THREAD_CELLS else _alone


def predict(booster: Any, matrix: np.ndarray, **options: Any) -> np.ndarray:
    """``booster.predict(matrix, **options)``; many rows on all cores."""

    def some(rows: np.ndarray) -> np.ndarray:
        return np.asarray(booster.predict(rows, num_threads=BESIDE_OTHERS, **options))

    fewest = _FEWEST_EXPLAINED if options.get("pred_contrib") else _FEWEST_ROWS
    workers = min(cores(), len(matrix) // fewest)
    if workers < 2:
        return some(matrix)
    with ThreadPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(some, np.array_split(matrix, workers))))
