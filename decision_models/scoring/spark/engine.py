"""A scoring run whose features and predictions Spark makes."""

import shutil
from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from decision_models import features
from decision_models.features.feature import AsOf
from decision_models.runs import Progress
from decision_models.scoring.predicting import (
    FeaturePart,
    missing_of,
    part_key,
    part_place,
    predict,
)
from decision_models.scoring.predicting import write as write_predictions
from decision_models.scoring.ranges import CustomerRange
from decision_models.scoring.scorers import BinaryScorer, Scorer
from decision_models.scoring.spark import workers
from decision_models.scoring.work import Workbench, key_of
from home.errors import WeiwoError

VERSION = 1
"""Raised when Spark is to make other files than before from the same input."""


class SparkEngine:
    """Features and predictions of everyone by Spark: a ``FeatureSource`` that predicts as well.

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
        self._started = False

    def __enter__(self) -> "SparkEngine":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._started:
            self._session.stop()

    def write(self, customers: CustomerRange, path: Path) -> None:
        """Write the features of a range, by customer_id: the file that Spark wrote of it.

        Raises:
            NotReady: pyspark, a Java runtime or our package on the workers is absent; says what to
                install.
            WeiwoError: Spark failed, or wrote other customers than the mart has.
        """
        folder = self._everyone / f"{workers.RANGE}={customers.index}"
        files = sorted(folder.glob("*.parquet"))
        if len(files) != 1 or not _holds(files[0], customers):
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
            failures |= _failures(folder)
            for done, part in enumerate(parts):
                say("scores", done, len(parts))
                able = [one for name, one in ours.items() if name not in failures]
                _keep(work, part, able, folder)
        predict(work, parts, scorers, failures, say)

    @cached_property
    def _session(self) -> Any:
        from decision_models.engines.spark.session import check_workers, running, session

        self._started = not running()
        found = session(self.master)
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
        from decision_models.engines.spark import files
        from decision_models.engines.spark.session import reason

        digests = [text for one in scorers for text in (one.name, one.digest)]
        key = key_of("spark predictions", VERSION, *(part.key for part in parts), *digests)
        made, spark = self._folder(f"{key}-predictions"), self._session
        if files.ready(spark, made):
            return made
        paths = [files.location(part.path) for part in parts]
        wanted = dict.fromkeys(name for one in scorers for name in one.features)
        carried = tuple(tuple(one.model.texts().items()) for one in scorers)
        try:
            table = spark.read.parquet(*paths)
            there = [name for name in wanted if name in table.columns]
            texts = spark.sparkContext.broadcast(carried)
            run = workers.task(texts, tuple(part.customers.last for part in parts))
            found = table.select("customer_id", *there).mapInArrow(run, workers.ddl(scorers))
            files.write_whole(found, made, by=workers.RANGE)
            texts.destroy()
        except Exception as error:
            raise _failed(f"score {len(scorers)} models", error, reason(error)) from error
        return made

    def _folder(self, name: str) -> Path:
        return self.work.folder.absolute() / f"spark-{name}"


def _holds(file: Path, customers: CustomerRange) -> bool:
    """Whether a file has the customers of a range, in order and each once."""
    import pyarrow.parquet as pq

    found = pq.read_table(file, columns=["customer_id"], partitioning=None)["customer_id"]
    ids = found.to_numpy(zero_copy_only=False)
    ends = (customers.size, customers.first, customers.last)
    return (len(ids), ids[0], ids[-1]) == ends and bool(np.all(ids[1:] > ids[:-1]))


def _failed(doing: str, error: Exception, why: str) -> WeiwoError:
    if isinstance(error, WeiwoError):
        return error
    return WeiwoError(
        f"Spark must {doing}, got: {why}; what it finished is kept, score again to go on"
    )


def _failures(folder: Path) -> dict[str, str]:
    """Model -> what was wrong with it, of all that the workers said."""
    import json

    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    said = ds.dataset(sorted(folder.rglob("*.parquet")), format="parquet").to_table(
        columns=[workers.FAILURES], filter=pc.field(workers.FAILURES).is_valid()
    )[workers.FAILURES]
    found: dict[str, str] = {}
    for text in said.unique().to_pylist():
        found |= {name: f"model {name}: {why}" for name, why in json.loads(text).items()}
    return found


def _keep(work: Workbench, part: FeaturePart, scorers: Sequence[Scorer], folder: Path) -> None:
    """Lay the predictions of a range aside as those that this machine makes.

    Raises:
        WeiwoError: they are not of the range's customers, each once.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted((folder / f"{workers.RANGE}={part.customers.index}").glob("*.parquet"))
    tables = [pq.read_table(one, partitioning=None) for one in files]
    ids = pq.read_table(part.path, columns=["customer_id"], partitioning=None)["customer_id"]
    table = pa.concat_tables(tables).sort_by("customer_id") if tables else None
    if table is None or not table["customer_id"].equals(ids.cast(pa.string())):
        raise WeiwoError(
            f"Spark must give predictions of the {len(ids)} customers of range "
            f"{part.customers.name}, each once, got {0 if table is None else len(table)}; "
            f"remove {folder} and score again"
        )
    for scorer in scorers:
        place, key = part_place(part, scorer), part_key(part, scorer)
        found = _of_model(table, scorer)
        work.file(place, key, partial(write_predictions, found))


def _of_model(table: Any, scorer: Scorer) -> Any:
    """What ``predicting.predictions`` gives, of columns that are absent where it has no row."""
    columns = [table[workers.output(scorer.name, name)] for name in scorer.outputs]
    rows = columns[0].is_valid().to_numpy(zero_copy_only=False)
    kinds = [("place", "<i4"), *((name, "<f8") for name in scorer.outputs)]
    found = np.empty(int(rows.sum()), dtype=kinds)
    found["place"] = np.flatnonzero(rows)
    for name, column in zip(scorer.outputs, columns, strict=True):
        found[name] = column.to_numpy()[rows]
    return found
