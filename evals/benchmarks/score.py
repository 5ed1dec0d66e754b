"""``weiwo bench score``: the nightly run over a large bank, beside LightGBM's ``predict`` alone.

Measured is ``weiwo models score --all`` itself over features that are ready: read, predict,
calibrate, rank, write. LightGBM is given float matrices that are ready, of the same rows, in the
layout that suits it best, on as many threads. Reasons and the table of prospects are timed apart;
then the questions that managers ask of it. ``--customers`` says how many.
"""

import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

Row: TypeAlias = dict[str, str | int | float | None]

CUSTOMERS = 50_000
MODELS = 10
THREADS = 2
QUESTIONS = 100
SLOWEST_MS = 50.0
"""The 95th percentile of a question about prospects."""
LEAST_SHARE = 0.7
"""Of LightGBM's own throughput."""


def run(customers: int = CUSTOMERS) -> Iterator[Row]:
    """Seconds by stage, customers a second of both, and what questions take."""
    from decision_models.scoring import score
    from evals.banks import scorable

    with tempfile.TemporaryDirectory() as folder:
        home, stages = scorable(Path(folder), customers, MODELS), _Stages()

        version = score(home, progress=stages)
        seconds = stages.seconds()
        pipeline = seconds["scores"] + seconds["ranks"]
        raw, gap = _lightgbm(home, version.path)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        bank = f"{customers} customers x {len(version.models)} models"
        share = raw / pipeline
        kept = share >= LEAST_SHARE
        yield _row(bank, "read, predict, calibrate, rank, write", pipeline, "s")
        yield _row(bank, "LightGBM's predict alone", raw, "s")
        yield _row(bank, "of LightGBM's throughput", share, "times", LEAST_SHARE, kept)
        yield _row(bank, "largest difference of a score", gap, "", 0.0, gap == 0.0)
        yield _row(bank, "reasons of the top 1 %", seconds["contributions"], "s")
        yield _row(bank, "table of prospects", seconds["prospects"], "s")
        yield _row(bank, "row store", seconds["lookup"], "s")
        yield _row(bank, "peak memory, bench and all", peak, "GB")
        yield from _again(home, bank)
        yield from _questions(home, bank)


def _row(
    bank: str,
    what: str,
    figure: float,
    unit: str,
    limit: float | None = None,
    kept: bool | None = None,
) -> Row:
    row: Row = {"bank": bank, "what": what, "figure": figure, "unit": unit}
    return row if limit is None else {**row, "limit": limit, "kept": kept}


class _Stages:
    """When each stage of a run first and last said something."""

    def __init__(self) -> None:
        self.times: list[tuple[float, str]] = [(time.perf_counter(), "begin")]

    def __call__(self, stage: str, _done: int, _total: int) -> None:
        self.times.append((time.perf_counter(), stage))

    def seconds(self) -> dict[str, float]:
        """By stage: from its first word to its last."""
        return {
            name: max(at for at, stage in self.times if stage == name)
            - min(at for at, stage in self.times if stage == name)
            for _, name in self.times
        }


def _lightgbm(home: Path, version: Path) -> tuple[float, float]:
    """Seconds that ``Booster.predict`` takes for the same rows, and the largest difference of a
    score, over all models.
    """
    import pyarrow.parquet as pq

    from decision_models.registry import Registry
    from decision_models.scoring.batch import read
    from decision_models.scoring.scorers import BinaryScorer
    from decision_models.trained import load

    seconds, gap = {np.float32: 0.0, np.float64: 0.0}, 0.0
    registry = Registry(home)
    parts = sorted((version / "features").glob("*.parquet"))
    for name in registry.names():
        model = load(registry.folder(name), name)
        scorer = BinaryScorer(model)
        with pq.ParquetFile(version / "scores" / f"{name}.parquet") as scores:
            for index, part in enumerate(parts):
                rows = _rows(read(part, scorer.features), scorer)
                known = scores.read_row_group(index, columns=["score"])["score"].to_numpy()
                for kind in seconds:
                    matrix = np.ascontiguousarray(rows, dtype=kind)
                    began = time.perf_counter()
                    raw = model.booster.predict(matrix, num_threads=THREADS)
                    seconds[kind] += time.perf_counter() - began
                gap = max(gap, float(np.abs(model.calibrator.apply(raw) - known).max(initial=0)))
    return min(seconds.values()), gap


def _rows(batch: Any, scorer: Any) -> Any:
    from decision_models.population import inside

    chosen = batch.only(inside(scorer.population, batch.number, len(batch)))
    levels = scorer.model.levels
    return np.column_stack([chosen.coded(n, levels.get(n)) for n in scorer.model.features])


def _again(home: Path, bank: str) -> Iterator[Row]:
    """The next night's run on the same data, and one in which one model is new."""
    from decision_models.registry import Registry
    from decision_models.scoring import score
    from decision_models.trained import load

    began = time.perf_counter()
    version = score(home)
    taken, made = time.perf_counter() - began, version.files_made
    yield _row(bank, "the same night again", taken, "s")
    yield _row(bank, "files that it made", made, "", 0, made == 0)
    registry = Registry(home)
    name = registry.names()[0]
    model = load(registry.folder(name), name)
    calibrator = model.calibrator.model_copy(update={"method": "none"})
    registry.admit({name: replace(model, calibrator=calibrator)}, str(registry.meta()["mart"]))
    began = time.perf_counter()
    score(home)
    yield _row(bank, "again with one model new, all of it", time.perf_counter() - began, "s")


def _questions(home: Path, bank: str) -> Iterator[Row]:
    """What questions take, by whose customers they are about; each shape was asked once before."""
    from tools.access import parse
    from tools.prospects import find_prospects
    from tools.toolbox import Toolbox

    toolbox = Toolbox(home)
    began = time.perf_counter()
    find_prospects(toolbox, parse("manager:B00"), _asked()[0])
    yield _row(bank, "find_prospects, the first of a process", time.perf_counter() - began, "s")
    for who, scopes in _askers(toolbox).items():
        ask = partial(find_prospects, toolbox)
        for query in _asked():
            ask(parse(scopes[0]), query)
        taken = []
        for number in range(QUESTIONS):
            scope, query = parse(scopes[number % len(scopes)]), _asked()[number % len(_asked())]
            began = time.perf_counter()
            ask(scope, query)
            taken.append(1000 * (time.perf_counter() - began))
        p50, p95 = (float(at) for at in np.percentile(taken, [50, 95]))
        yield _row(bank, f"find_prospects, {who}, median", p50, "ms")
        yield _row(bank, f"find_prospects, {who}, p95", p95, "ms", SLOWEST_MS, p95 <= SLOWEST_MS)
    toolbox.close()


def _askers(toolbox: Any) -> dict[str, Sequence[str]]:
    with toolbox.store.lock:
        rows = toolbox.store.backend.raw_sql(
            "SELECT DISTINCT manager_id, branch_id FROM assignments ORDER BY hash(manager_id) "
            "LIMIT 25"
        ).fetchall()
    return {
        "a manager's own": [f"rm:{manager}" for manager, _ in rows],
        "a branch's": [f"manager:{branch}" for _, branch in rows],
        "the whole bank's": ["manager:B00"],
    }


def _asked() -> list[Any]:
    from tools.prospects import ProspectQuery

    return [
        ProspectQuery(**given)
        for given in (
            {},
            {"category": "fund", "min_aum": 200_000},
            {"tier": "金卡", "min_age": 30, "max_age": 59},
            {"goal": "attrition", "min_aum": 100_000},
            {"goal": "maturity", "maturing_within_days": 30},
            {"category": "deposit", "payroll": True},
            {"product_risk": "R3", "max_aum": 1_000_000},
            {"customer_risk": "C3", "top_k": 20},
            {"goal": "tier_up", "tier": "大众", "payroll": False},
        )
    ]
