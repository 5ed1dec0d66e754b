"""A scoring run whose features, predictions and reasons Spark makes."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from decision_models import features
from decision_models.features.feature import AsOf
from decision_models.runs import Progress
from decision_models.scoring.contributions import Tops
from decision_models.scoring.predicting import FeaturePart, missing_of, predict
from decision_models.scoring.ranges import CustomerRange
from decision_models.scoring.scorers import BinaryScorer, Scorer
from decision_models.scoring.spark import workers
from decision_models.scoring.spark.gathering import (
    failures_in,
    holds,
    keep_contributions,
    keep_predictions,
    write_asked,
)
from decision_models.scoring.work import Workbench, key_of
from home.errors import WeiwoError

VERSION = 1
"""Raised when Spark is to make other files than before from the same input."""


class SparkEngine:
    """Features, predictions and reasons by Spark: a ``FeatureSource`` that predicts as well.

    Spark starts when something has to be made, and not before; a session that runs already is used
    and left running. What it makes lies under keys beside the run's other unfinished files.

    Args:
        mart: the folder of the mart's Parquet files.
        mart_id: what the mart's version is called.
        as_of: the day.
        ranges: of all customers, in order.
        work: the run's files.
        master: where Spark runs, where no session does yet.
        wanted: names of the features to make, all for None.
    """

    name = "spark"

    def __init__(
        self,
        mart: tuple[Path, str],
        as_of: AsOf,
        ranges: Sequence[CustomerRange],
        work: Workbench,
        *,
        master: str,
        wanted: Sequence[str] | None = None,
    ) -> None:
        self.mart, self.mart_id = mart
        self.as_of = as_of
        self.ranges = tuple(ranges)
        self.work = work
        self.master = master
        self.wanted = wanted
        self._started: Any = None

    def __enter__(self) -> "SparkEngine":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._started is not None:
            self._started.stop()

    def write(self, customers: CustomerRange, path: Path) -> None:
        """Write the features of a range, by customer_id: the file that Spark wrote of it.

        Raises:
            NotReady: pyspark, a Java runtime or our package on the workers is absent; says what to
                install.
            WeiwoError: Spark failed, or wrote other customers than the mart has.
        """
        folder = self._everyone / f"{workers.RANGE}={customers.index}"
        files = sorted(folder.glob("*.parquet"))
        if len(files) != 1 or not holds(files[0], customers):
            raise WeiwoError(
                f"Spark must write the {customers.size} customers {customers.first} to "
                f"{customers.last} in one file, in order and each once, got others in "
                f"{len(files)} files of {folder}; remove {self._everyone} and score again"
            )
        try:
            path.hardlink_to(files[0])
        except OSError:
            shutil.copyfile(files[0], path)

    def predict(
        self,
        work: Workbench,
        parts: Sequence[FeaturePart],
        scorers: Mapping[str, Scorer],
        failures: dict[str, str],
        say: Progress,
    ) -> None:
        """``predicting.predict``, by Spark's workers for the models that were trained here; those
        that a bank hosts are asked by this machine.

        Raises:
            NotReady, WeiwoError: as ``write``.
        """
        ours = {name: one for name, one in scorers.items() if isinstance(one, BinaryScorer)}
        if any(missing_of(work, part, ours) for part in parts):
            folder = self._predicted(parts, tuple(ours.values()))
            failures |= failures_in(folder)
            for done, part in enumerate(parts):
                say("scores", done, len(parts))
                able = [one for name, one in ours.items() if name not in failures]
                keep_predictions(work, part, able, folder)
        predict(work, parts, scorers, failures, say)

    def explain(self, work: Workbench, parts: Sequence[FeaturePart], tops: Sequence[Tops]) -> None:
        """``contributions.Explain``, by Spark's workers; raises as ``write``."""
        ours = [
            one
            for one in tops
            if isinstance(one.scorer, BinaryScorer)
            and any(work.find(one.part_place(p), one.part_key(p)) is None for p in parts)
        ]
        if ours:
            folder = self._explained(parts, ours)
            for part in parts:
                keep_contributions(work, part, ours, folder)

    @cached_property
    def _session(self) -> Any:
        from decision_models.engines.spark.session import check_workers, running, session

        others = running()
        found = session(self.master)
        self._started = None if others else found
        check_workers(found)
        return found

    @cached_property
    def _everyone(self) -> Path:
        """The features of everyone, a folder for each range."""
        from decision_models.engines.spark import features as on_spark
        from decision_models.engines.spark.mart import connect
        from decision_models.engines.spark.session import reason

        known = features.feature_set_hash(features.names())
        bounds = [text for one in self.ranges for text in (one.first, one.last)]
        key = key_of("spark features", VERSION, self.mart_id, known, *(self.wanted or ()), *bounds)
        made, scratch = self._folder(f"{key}-features"), self._folder(f"{key}-scratch")
        spark, lasts = self._session, [one.last for one in self.ranges]
        try:
            con = connect(spark, self.mart.absolute())
            on_spark.write_features(con, self.as_of.day, made, scratch, self.wanted, lasts)
        except Exception as error:
            raise _failed("compute the features", error, reason(error)) from error
        shutil.rmtree(scratch, ignore_errors=True)
        return made

    def _predicted(self, parts: Sequence[FeaturePart], scorers: Sequence[BinaryScorer]) -> Path:
        """Every model's outputs for everyone, a folder for each range."""
        digests = [text for one in scorers for text in (one.name, one.digest)]
        key = key_of("spark predictions", VERSION, *(part.key for part in parts), *digests)
        made = self._folder(f"{key}-predictions")
        job = _Job(f"score {len(scorers)} models", "predicted", workers.schema(scorers), made)
        return self._run(job, parts, scorers)

    def _explained(self, parts: Sequence[FeaturePart], tops: Sequence[Tops]) -> Path:
        """The contributions of every model's tops, a folder for each range that has some."""
        scorers = [one.scorer for one in tops if isinstance(one.scorer, BinaryScorer)]
        keys = [one.part_key(part) for one in tops for part in parts]
        key = key_of("spark contributions", VERSION, *keys)
        made, asked = self._folder(f"{key}-contributions"), self._folder(f"{key}-asked.parquet")
        write_asked(parts, tops, asked)
        doing = f"explain the tops of {len(scorers)} models"
        job = _Job(doing, "explained", workers.explained_schema(), made, asked)
        return self._run(job, parts, scorers)

    def _run(
        self, job: "_Job", parts: Sequence[FeaturePart], scorers: Sequence[BinaryScorer]
    ) -> Path:
        from decision_models.engines.spark import files
        from decision_models.engines.spark.session import reason

        spark = self._session
        if files.ready(spark, job.made):
            return job.made
        wanted = dict.fromkeys(name for one in scorers for name in one.features)
        carried = tuple(tuple(one.model.texts().items()) for one in scorers)
        lasts = tuple(part.customers.last for part in parts)
        try:
            table = spark.read.parquet(*(files.location(part.path) for part in parts))
            there = [name for name in wanted if name in table.columns]
            table = table.select(workers.CUSTOMER, *there)
            if job.asked is not None:
                asked = spark.read.parquet(files.location(job.asked))
                table = table.join(asked, workers.CUSTOMER)
            texts = spark.sparkContext.broadcast(carried)
            work = workers.task(job.work, texts, lasts)
            found = table.mapInArrow(work, workers.ddl(job.schema))
            files.write_whole(found, job.made, by=workers.RANGE)
            texts.destroy()
        except Exception as error:
            raise _failed(job.doing, error, reason(error)) from error
        return job.made

    def _folder(self, name: str) -> Path:
        return self.work.folder.absolute() / f"spark-{name}"


@dataclass(frozen=True)
class _Job:
    """What the workers do to the customers' features, and where it goes.

    Args:
        doing: as a message says it.
        work: the function of ``workers``.
        schema: of what it gives.
        made: the folder.
        asked: a file of the customers whom it is done to; None for all.
    """

    doing: str
    work: str
    schema: Any
    made: Path
    asked: Path | None = None


def _failed(doing: str, error: Exception, why: str) -> WeiwoError:
    if isinstance(error, WeiwoError):
        return error
    return WeiwoError(
        f"Spark must {doing}, got: {why}; what it finished is kept, score again to go on"
    )
