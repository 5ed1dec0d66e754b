"""Where features come from: another engine gives the same table, cut into the same ranges."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from decision_models import features
from decision_models.engines import spark
from decision_models.features.feature import AsOf
from decision_models.mart.warehouse import Warehouse
from decision_models.scoring.features_of import DuckFeatures, SparkFeatures
from decision_models.scoring.ranges import ranges_of


def test_what_an_engine_made_of_everyone_is_cut_into_ranges(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine stands aside (``tests/decision_models/engines`` runs it): it hands over the table
    as Spark would, in several files, in no order, its columns in another.
    """
    warehouse = Warehouse(demo_home)
    mart, day = warehouse.current(), warehouse.current().as_of
    con = warehouse.connect(mart)
    whole = features.read(con, day)

    class Session:
        stopped = False

        def stop(self) -> None:
            Session.stopped = True

    def written(_con: object, as_of: date, path: Path, _scratch: Path) -> None:
        assert as_of == day
        path.mkdir()
        shuffled = whole.select(whole.column_names[::-1]).take(
            pa.array([*range(1, len(whole), 2), *range(0, len(whole), 2)])
        )
        for number in range(3):
            pq.write_table(shuffled.slice(number * 250, 250), path / f"part-{number}.parquet")

    monkeypatch.setattr(spark, "session", Session)
    monkeypatch.setattr(spark, "connect", lambda *_: None)
    monkeypatch.setattr(spark, "write_features", written)
    as_of = AsOf(day)
    engine = SparkFeatures(mart.path, as_of, tmp_path)
    for one in ranges_of(con, as_of, 170):
        engine.write(one, tmp_path / "theirs.parquet")
        DuckFeatures(con, as_of).write(one, tmp_path / "ours.parquet")
        theirs = pq.read_table(tmp_path / "theirs.parquet")
        assert theirs.equals(pq.read_table(tmp_path / "ours.parquet"))
    assert Session.stopped
