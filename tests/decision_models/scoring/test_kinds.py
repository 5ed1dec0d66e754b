"""Models of another kind than ours are scored alike, and what is wrong with one is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from decision_models.catalogue import Range
from decision_models.scoring import ScoreStore
from decision_models.scoring.batch import Batch
from decision_models.scoring.predicting import FeaturePart, predict
from decision_models.scoring.ranges import CustomerRange
from decision_models.scoring.ranking import write_scores
from decision_models.scoring.work import Workbench

ADULTS = Range(minimum=30)


@dataclass
class Hosted:
    """A model that a bank brought: any function of columns."""

    name: str
    function: Callable[[Batch], Any]
    features: tuple[str, ...] = ("aum", "age", "occupation")
    population: Mapping[str, Range] = field(default_factory=lambda: {"age": ADULTS})
    outputs: tuple[str, ...] = ("score", "low", "high")
    ranks_by: str = "high"
    base_rate: float = 0.5
    digest: str = "1"

    def predict(self, batch: Batch) -> Mapping[str, Any]:
        score = self.function(batch)
        return {"score": score, "low": score - 1, "high": score + 1}


@pytest.fixture
def part(demo_home: Path) -> FeaturePart:
    path = ScoreStore(demo_home).current().path / "features" / "00000.parquet"
    ids = pq.read_table(path, columns=["customer_id"])["customer_id"].to_pylist()
    return FeaturePart(CustomerRange(0, 0, len(ids), ids[0], ids[-1]), "key", path)


def _quietly(_stage: str, _done: int, _total: int) -> None:
    pass


def test_a_hosted_model_ranks_whom_it_speaks_of(part: FeaturePart, tmp_path: Path) -> None:
    model = Hosted("hosted", lambda batch: batch.coded("aum", None).astype(float))
    work, failures = Workbench(tmp_path / "work", None), {}
    predict(work, [part], {"hosted": model}, failures, _quietly)
    assert failures == {}
    write_scores(work, [part], model, tmp_path / "hosted.parquet")
    known = pq.read_table(part.path).to_pylist()
    expected = sorted(
        (row for row in known if row["age"] is not None and row["age"] >= 30),
        key=lambda row: (-np.float32(row["aum"]), row["customer_id"]),
    )
    found = pq.read_table(tmp_path / "hosted.parquet")
    assert found["customer_id"].to_pylist() == sorted(row["customer_id"] for row in expected)
    ranked = found.sort_by("rank")["customer_id"].to_pylist()
    assert ranked == [row["customer_id"] for row in expected]


def test_what_a_model_gets_wrong_is_said_and_the_others_go_on(
    part: FeaturePart, tmp_path: Path
) -> None:
    def raises(_batch: Batch) -> Any:
        raise ConnectionAbortedError("the host hung up")

    models = {
        model.name: model
        for model in (
            Hosted("few", lambda batch: np.ones(len(batch) - 1)),
            Hosted("nan", lambda batch: np.full(len(batch), np.nan)),
            Hosted("missing", lambda batch: batch.coded("shoe_size", None)),
            Hosted("text", lambda batch: batch.coded("occupation", None)),
            Hosted("number", lambda batch: batch.coded("aum", ("a", "b"))),
            Hosted("host", raises),
            Hosted("nobody", raises, population={"age": Range(minimum=200)}),
            Hosted("fine", lambda batch: np.ones(len(batch))),
        )
    }
    work, failures = Workbench(tmp_path / "work", None), {}
    predict(work, [part], models, failures, _quietly)
    assert failures.keys() == {"few", "nan", "missing", "text", "number", "host"}
    assert all(why.startswith(f"model {name}: ") for name, why in failures.items())
    assert "finite" in failures["nan"]
    assert "hung up" in failures["host"]
    assert "shoe_size" in failures["missing"]
    assert "occupation must be a number, got string" in failures["text"]
    assert "aum must be text, got double" in failures["number"]
    write_scores(work, [part], models["nobody"], tmp_path / "nobody.parquet")
    assert pq.read_table(tmp_path / "nobody.parquet").num_rows == 0
