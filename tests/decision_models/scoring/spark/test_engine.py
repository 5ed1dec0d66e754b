"""Features, scores and reasons that Spark makes, in local mode, against those of this machine."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from decision_models import features
from decision_models.calibration import fit_isotonic, fit_platt
from decision_models.catalogue import Range
from decision_models.engines.spark import files
from decision_models.features.feature import AsOf
from decision_models.mart.warehouse import Warehouse
from decision_models.registry import Registry
from decision_models.scoring.features_of import DuckFeatures
from decision_models.scoring.ranges import CustomerRange, ranges_of
from decision_models.scoring.scorers import BinaryScorer, Scorer
from decision_models.scoring.spark.engine import SparkEngine
from decision_models.scoring.stages import (
    Files,
    Run,
    make_contributions,
    make_features,
    make_scores,
)
from decision_models.scoring.work import Workbench
from decision_models.trained import TrainedModel, encode
from home.errors import WeiwoError
from tests.decision_models import on_spark, tiny_bank
from tests.decision_models.scoring.test_kinds import Hosted

pytestmark = on_spark.MARKS
CUSTOMERS, RANGE = 60, 25
OURS = ("everyone", "grown_ups")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank without the table of consents: an absent table is an empty one."""
    home = tmp_path_factory.mktemp("bank") / "home"
    bank = tiny_bank.tables(CUSTOMERS)
    bank.pop("consents")
    tiny_bank.home_with(bank, home)
    return home


def _run(home: Path, folder: Path) -> Run:
    warehouse = Warehouse(home)
    mart = warehouse.current()
    return Run(warehouse.connect(mart), mart, Workbench(folder, None), RANGE, lambda *_: None)


def _engine(run: Run, wanted: tuple[str, ...] = on_spark.WANTED) -> SparkEngine:
    ranges, place = ranges_of(run.con, run.as_of, RANGE), (run.mart.path, run.mart.id)
    return SparkEngine(place, run.as_of, ranges, run.work, master="local[2]", wanted=wanted)


class _Few(DuckFeatures):
    def write(self, customers: CustomerRange, path: Path) -> None:
        found = features.read(self.con, self.as_of.day, wanted=on_spark.WANTED)
        pq.write_table(found.slice(customers.offset, customers.size), path)


def _models(demo_home: Path, table: Any) -> dict[str, Scorer]:
    """Two models with splits on numbers and texts, calibrated in both ways, one of a part of the
    customers; one that reads what is not there; one that this machine asks.
    """
    known, rng = Registry(demo_home).load("wealth_30d"), np.random.default_rng(3)
    assert isinstance(known, TrainedModel)
    levels = {"occupation": tuple(sorted(set(table["occupation"].to_pylist()) - {None}))}
    matrix = encode({n: table[n].to_pylist() for n in on_spark.WANTED}, on_spark.WANTED, levels)
    aum = matrix[:, on_spark.WANTED.index("aum")]
    outcome = rng.random(len(matrix)) < 0.3 + 0.4 * (aum > np.median(aum))
    codes = [on_spark.WANTED.index("occupation")]
    params = {"objective": "binary", "num_leaves": 6, "min_data_in_leaf": 3, "verbose": -1}
    params |= {"cat_smooth": 1, "min_data_per_group": 1, "deterministic": True, "num_threads": 1}
    data = lightgbm.Dataset(matrix, outcome, categorical_feature=codes, params=params)
    booster = lightgbm.train(params, data, 40)
    raw = np.asarray(booster.predict(matrix, num_threads=1))
    made = replace(
        known,
        card=known.card.model_copy(update={"name": "everyone"}),
        trees=booster.model_to_string(),
        features=on_spark.WANTED,
        levels=levels,
        calibrator=fit_isotonic(raw, outcome),
        population={},
    )
    some = replace(
        made,
        card=known.card.model_copy(update={"name": "grown_ups"}),
        calibrator=fit_platt(raw, outcome),
        population={"age": Range(minimum=35)},
    )
    lost = replace(
        made,
        card=known.card.model_copy(update={"name": "lost"}),
        features=("shoe_size", *made.features[1:]),
    )
    hosted = Hosted("hosted", lambda batch: batch.coded("aum", None).astype(float))
    return {one.name: BinaryScorer(one) for one in (made, some, lost)} | {"hosted": hosted}


def _together(files: Files) -> Any:
    return pa.concat_tables([pq.read_table(path) for _, (_, path) in sorted(files.items())])


def _interrupted(patch: pytest.MonkeyPatch, *stops: int) -> list[str]:
    """The folders that Spark writes from now on; at each of ``stops`` it is killed once, halfway
    through that many-th folder.
    """
    written, left, plain = list[str](), list(stops), files.write_whole

    def write(table: Any, path: Any, by: str | None = None) -> None:
        if left and len(written) == left[0]:
            left.pop(0)
            (Path(path) / "_temporary").mkdir(parents=True)
            raise KeyboardInterrupt
        plain(table, path, by)
        written.append(Path(path).name.rsplit("-", 1)[-1])

    patch.setattr(files, "write_whole", write)
    return written


def test_features_scores_and_reasons_are_those_of_this_machine_after_being_killed_twice(
    demo_home: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_spark.session()  # the engine uses it and leaves it running
    ours, theirs = _run(home, tmp_path / "ours"), _run(home, tmp_path / "theirs")
    parts = make_features(ours, _Few(ours.con, ours.as_of))
    table = pa.concat_tables([pq.read_table(part.path) for part in parts])
    models = _models(demo_home, table)
    failed: tuple[dict[str, str], dict[str, str]] = ({}, {})
    expected = make_scores(ours, parts, models, failed[0])
    reasons = make_contributions(ours, parts, models, expected)
    for name in ("predict", "contributions"):  # in this process; the workers have their own
        monkeypatch.setattr(BinaryScorer, name, _not_here)
    written = _interrupted(monkeypatch, 5, 18)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt), _engine(theirs) as engine:
            make_scores(theirs, make_features(theirs, engine), models, failed[1], engine.predict)
    with _engine(theirs) as engine:
        found_parts = make_features(theirs, engine)
        scores = make_scores(theirs, found_parts, models, failed[1], engine.predict)
        found_reasons = make_contributions(theirs, found_parts, models, scores, engine.explain)
    assert len(written) == len(set(written))
    assert written[-3:] == ["features", "predictions", "contributions"]
    assert failed[0].keys() == {"lost"}
    assert failed[0] == failed[1]
    assert [p.customers.size for p in found_parts] == [RANGE, RANGE, CUSTOMERS - 2 * RANGE]
    made = [pq.read_table(part.path, partitioning=None) for part in found_parts]
    _same_features(pa.concat_tables(made), table)
    _same_scores(scores, expected)
    _same_reasons(found_reasons, reasons)


def _not_here(self: BinaryScorer, _batch: Any) -> Any:
    raise AssertionError(f"{self.name} must be asked by a worker")


def _same_features(found: Any, table: Any) -> None:
    assert found.column_names == table.column_names
    for name in table.column_names:
        one, other = found[name].to_pandas(), table[name].to_pandas()
        if name in ("customer_id", "occupation"):
            assert one.equals(other), name
        else:
            np.testing.assert_allclose(one, other.astype(float), rtol=1e-9, err_msg=name)


def _same_reasons(found_reasons: Files, reasons: Files) -> None:
    assert reasons.keys() == found_reasons.keys() == {f"contributions/{n}.parquet" for n in OURS}
    told, said = _together(found_reasons), _together(reasons)
    assert told.select(["customer_id", "model"]).equals(said.select(["customer_id", "model"]))
    one, other = (pc.list_flatten(table["contributions"]) for table in (told, said))
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def _same_scores(scores: Files, expected: Files) -> None:
    assert scores.keys() == expected.keys()
    one, other = _together(scores), _together(expected)
    for name in ("customer_id", "model", "rank", "percentile"):
        assert one[name].equals(other[name]), name
    for name in ("score", "lift"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-9, err_msg=name)
    assert len(set(one["score"].to_pylist())) > CUSTOMERS


def test_what_spark_left_broken_is_named(home: Path, tmp_path: Path) -> None:
    run = _run(home, tmp_path / "work")
    engine = _engine(run, ("age",))
    folder = tmp_path / "everyone"
    engine.__dict__["_everyone"] = folder  # as if made: what lies there is another's
    first = ranges_of(run.con, run.as_of, RANGE)[0]
    place = folder / "customers_range=0"
    place.mkdir(parents=True)
    ids = [f"C{number:07d}" for number in (*range(1, RANGE), RANGE - 1)]
    pq.write_table(pa.table({"customer_id": ids}), place / "part-0.parquet")
    with pytest.raises(WeiwoError, match=r"each once.*remove .*everyone and score again"):
        engine.write(first, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()
    assert AsOf(run.mart.as_of) == run.as_of
