import shutil
import sys

import pytest

from decision_models.engines.spark.session import check_workers, reason, session
from home.errors import NotReady
from tests.decision_models import on_spark


@pytest.mark.parametrize(
    ("java", "absent", "said"),
    [(None, "nothing", "openjdk-17-jre"), ("/usr/bin/java", "pyspark.sql", r"weiwo\[spark\]")],
)
def test_what_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, java: str | None, absent: str, said: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: java)
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(NotReady, match=said):
        session()


@on_spark.needed
def test_workers_that_lack_the_package_are_told_of_with_what_to_do() -> None:
    spark = on_spark.session()
    check_workers(spark)
    with pytest.raises(NotReady, match=r"workers must have weiwo .*no_such_package.*pip install"):
        check_workers(spark, "no_such_package")


def test_an_error_of_spark_is_said_in_one_line() -> None:
    error = RuntimeError(
        "An exception was thrown from the Python worker.\nTraceback (most recent call last):\n"
        '  File "x.py", line 1\nValueError: too few\n\tat org.apache.spark.Task.run'
    )
    assert reason(error) == "ValueError: too few"
    assert reason(RuntimeError("no such file\n\tat java.io")) == "no such file"
