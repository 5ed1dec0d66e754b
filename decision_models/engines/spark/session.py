"""A Spark session with the settings that the numbers need, and what its workers must have."""

import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from home.errors import NotReady

SETTINGS = {
    # Times are UTC everywhere; amounts that do not parse are null, as try_cast says on DuckDB.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.caseSensitive": "true",
    # Hundreds of aggregates make methods that Java does not compile; Spark says so for each.
    "spark.sql.codegen.wholeStage": "false",
}
STATIC = {"spark.ui.enabled": "false"}
LOCAL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
}
MASTER = "local[2]"
PACKAGE = "weiwo"
_RAISED = re.compile(r"^[\w.]*(Error|Exception|Failed|Missing\w*|Interrupt|Exit)\b")
"""The last line of a Python trace."""


def session(master: str = MASTER, options: Mapping[str, str] | None = None) -> Any:
    """A Spark session with the settings that the features need; the running one where there is.

    ``options`` are further settings of one that has to be started.

    Raises:
        NotReady: pyspark or a Java runtime is absent; names what to install.
    """
    import shutil

    if shutil.which("java") is None:
        raise NotReady(
            "Spark must have a Java runtime (java on the path), got none; "
            "install one, such as: apt-get install openjdk-17-jre-headless"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of pandas 3, which no feature passes
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise NotReady("Spark must be installed: pip install 'weiwo[spark]'") from error
        builder = SparkSession.builder
        if not running():
            builder = builder.master(master).appName("weiwo")
            chosen = STATIC | (LOCAL if master.startswith("local") else {}) | dict(options or {})
            for key, value in chosen.items():
                builder = builder.config(key, value)
        try:
            found = builder.getOrCreate()
        except Exception as error:
            raise NotReady(
                f"Spark must start with master {master!r}, got: {reason(error)}"
            ) from error
        for key, value in SETTINGS.items():
            found.conf.set(key, value)
        if (found.sparkContext.master or "").startswith("local"):
            found.sparkContext.pythonExec = sys.executable  # else whatever `python3` is
        return found


def reason(error: Exception) -> str:
    """What an error of Spark says in one line: Java's and Python's traces left out."""
    lines = [line.strip() for line in f"{error}".splitlines() if line.strip()]
    if any(line.startswith("Traceback") for line in lines):
        raised = [line for line in lines if _RAISED.match(line)]
        return raised[-1] if raised else lines[0]
    return lines[0] if lines else type(error).__name__


def running() -> bool:
    """Whether this process has a session already: it is somebody else's to stop."""
    try:
        from pyspark import SparkContext
    except ImportError:
        return False
    return SparkContext._active_spark_context is not None


def check_workers(spark: Any, module: str = "decision_models") -> None:
    """See that Python on the workers can run our code, and that it is the code of this machine.

    As many tasks as there are cores are asked, which is no proof for every machine of a cluster.

    Raises:
        NotReady: ``module`` cannot be imported there, or is of another version; says what to do.
    """
    from importlib.metadata import version

    ours, cores = version(PACKAGE), max(int(spark.sparkContext.defaultParallelism), 1)

    def look(_batches: Iterator[Any]) -> Iterator[Any]:
        # Sent as code and not by name: it must run where our package is absent.
        import importlib
        import importlib.metadata

        import pyarrow as pa

        try:
            importlib.import_module(module)
            said = importlib.metadata.version("weiwo")
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        yield pa.RecordBatch.from_pydict({"said": [said]})

    remedy = (
        f"install it on every worker (pip install 'weiwo[spark]=={ours}') and let "
        "PYSPARK_PYTHON name that Python"
    )
    try:
        rows = spark.range(0, cores, 1, cores).mapInArrow(look, "said string").collect()
    except Exception as error:
        raise NotReady(
            f"Spark's workers must run Python with weiwo {ours}, got: {reason(error)}; {remedy}"
        ) from error
    others = sorted({row.said for row in rows} - {ours})
    if others:
        raise NotReady(f"Spark's workers must have weiwo {ours}, got: {others[0]}; {remedy}")
