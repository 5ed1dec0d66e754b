"""``weiwo bench score``: the nightly run over a large bank, beside LightGBM's ``predict`` alone.

Measured is ``weiwo models score --all`` itself over features that are ready: read, predict,
calibrate, rank, write. LightGBM is given float matrices that are ready, of the same rows, in the
layout that suits it best, on as many threads. Models are as large as 100,000 customers give them
(``evals.grown``), and again as 3,000 do. Reasons and the table of prospects are timed apart; then
different questions that managers ask of it. ``--customers`` says how many.
"""

import resource
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from evals.banks import Scorable

Row: TypeAlias = dict[str, str | int | float | None]

CUSTOMERS = 50_000
THREADS = 2
QUESTIONS = 200
SLOWEST_MS = 50.0
"""The 95th percentile of a question about prospects."""
LEAST_SHARE = 0.7
"""Of LightGBM's own throughput."""


def run(customers: int = CUSTOMERS) -> Iterator[Row]:
    """Seconds by stage, customers a second of both, and what questions take."""
    from decision_models.scoring.run import score
    from evals.banks import scorable

    with tempfile.TemporaryDirectory() as folder:
        made, stages = scorable(Path(folder), customers), _Stages()
        home = made.home

        version = score(home, progress=stages)
        seconds = stages.seconds()
        bank = f"{customers} customers x {len(version.models)} models"
        yield from _beside_lightgbm(home, bank, "", seconds)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        yield _row(bank, "reasons of the top 1 %", seconds["contributions"], "s")
        yield _row(bank, "table of prospects", seconds["prospects"], "s")
        yield _row(bank, "row store", seconds["lookup"], "s")
        yield _row(bank, "peak memory, bench and all", peak, "GB")
        yield from _questions(home, bank)
        yield from _again(home, bank)
        yield from _small(made, bank)


def _beside_lightgbm(
    home: Path, bank: str, which: str, seconds: Mapping[str, float]
) -> Iterator[Row]:
    """Our seconds of the scores of the current version, LightGBM's of the same, and their gap."""
    from decision_models.scoring import ScoreStore

    pipeline = seconds["scores"] + seconds["ranks"]
    raw, gap, trees = _lightgbm(home, ScoreStore(home).current().path)
    share = raw / pipeline
    kept = share >= LEAST_SHARE
    yield _row(bank, f"{which}trees of a model, on average", trees, "")
    yield _row(bank, f"{which}read, predict, calibrate, rank, write", pipeline, "s")
    yield _row(bank, f"{which}LightGBM's predict alone", raw, "s")
    yield _row(bank, f"{which}of LightGBM's throughput", share, "times", LEAST_SHARE, kept)
    yield _row(bank, f"{which}largest difference of a score", gap, "", 0.0, gap == 0.0)


def _small(made: "Scorable", bank: str) -> Iterator[Row]:
    """The models as few customers give them: what does not depend on trees weighs most there."""
    from decision_models.registry import Registry
    from decision_models.scoring.run import score

    registry, stages = Registry(made.home), _Stages()
    registry.admit(dict(made.small), str(registry.meta()["mart"]))
    score(made.home, progress=stages)
    yield from _beside_lightgbm(made.home, bank, "small models: ", stages.seconds())


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


def _lightgbm(home: Path, version: Path) -> tuple[float, float, float]:
    """Seconds that ``Booster.predict`` takes for the same rows, the largest difference of a
    score, over all models, and how many trees a model has.
    """
    import pyarrow.parquet as pq

    from decision_models.registry import Registry
    from decision_models.scoring.batch import read
    from decision_models.scoring.scorers import BinaryScorer
    from decision_models.trained import load

    seconds, gap, trees = {np.float32: 0.0, np.float64: 0.0}, 0.0, []
    registry = Registry(home)
    parts = sorted((version / "features").glob("*.parquet"))
    for name in registry.names():
        model = load(registry.folder(name), name)
        scorer = BinaryScorer(model)
        trees.append(model.booster.num_trees())
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
    return min(seconds.values()), gap, float(np.mean(trees))


def _rows(batch: Any, scorer: Any) -> Any:
    from decision_models.population import inside

    chosen = batch.only(inside(scorer.population, batch.number, len(batch)))
    levels = scorer.model.levels
    return np.column_stack([chosen.coded(n, levels.get(n)) for n in scorer.model.features])


def _again(home: Path, bank: str) -> Iterator[Row]:
    """The next night's run on the same data, and one in which one model is new."""
    from decision_models.registry import Registry
    from decision_models.scoring.run import score
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
    """What questions take, by whose customers they are about; each is unlike those before."""
    from evals.prospect_questions import ask
    from tools.access import parse
    from tools.prospects import ProspectQuery, find_prospects
    from tools.toolbox import Toolbox

    toolbox = Toolbox(home)
    began = time.perf_counter()
    find_prospects(toolbox, parse("manager:B00"), ProspectQuery())
    yield _row(bank, "find_prospects, the first of a process", time.perf_counter() - began, "s")
    for who, scopes in _askers(toolbox).items():
        asked = ask(toolbox, scopes, QUESTIONS)
        p95 = asked.at(95)
        yield _row(bank, f"find_prospects, {who}, found somebody", asked.found / QUESTIONS, "share")
        yield _row(bank, f"find_prospects, {who}, median", asked.at(50), "ms")
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
