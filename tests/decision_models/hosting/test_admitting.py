from pathlib import Path

import numpy as np
import pytest

from decision_models.artefact import DamagedModel
from decision_models.explanation import explain
from decision_models.hosting.admitting import host
from decision_models.hosting.hosted import HostedModel
from decision_models.registry import Registry
from decision_models.scoring import ScoreStore
from decision_models.scoring.run import score
from home.errors import BadInput, NotFound
from tests.conftest import linked_home
from tests.decision_models.hosting import onnx_files, their_model

NAME = "wealth_30d"
PYTHON = """
name: wealth_30d
host: {kind: python, entry_point: "tests.decision_models.hosting.their_model:score"}
inputs: {assets: aum, town: city}
note: 本行自建模型
"""


def spec(folder: Path, text: str = PYTHON) -> Path:
    path = folder / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A home whose models may change."""
    import shutil

    made = linked_home(demo_home, tmp_path / "home")
    for part in ("models", "scores"):
        (made / part).unlink()
    shutil.copytree(demo_home / "models", made / "models")
    return made


def test_it_is_judged_like_ours_and_its_scores_are_its_own(home: Path, tmp_path: Path) -> None:
    admitted = host(home, spec(tmp_path), "always")
    registry = Registry(home)
    ours = registry.card(NAME, 1)
    assert admitted.card.evaluation.rows == ours.evaluation.rows
    assert admitted.card.training.hold_out == ours.training.hold_out
    assert admitted.comparison is not None
    assert admitted.comparison.champion == pytest.approx(ours.evaluation.auc, abs=0.01)
    assert admitted.card.limits[-1] == "本行自建模型"
    assert admitted.entry.champion == 2
    score(home, [NAME])
    con = ScoreStore(home).connect()
    found = con.raw_sql(
        "SELECT f.aum AS assets, f.city AS town, s.score FROM scores s JOIN features f "
        "USING (customer_id) ORDER BY customer_id LIMIT 200"
    ).df()
    raw = their_model.score(found[["assets", "town"]].copy())
    model = registry.load(NAME)
    assert isinstance(model, HostedModel)
    expected = model.caller.calibrator.apply(raw)
    assert found["score"].to_numpy() == pytest.approx(expected, rel=1e-6)


def test_its_reasons_are_what_it_answers_to_other_values(home: Path, tmp_path: Path) -> None:
    host(home, spec(tmp_path), "always")
    model = Registry(home).load(NAME)
    rows = [{"aum": 5e6, "city": "上海"}, {"aum": 0.0, "city": None}]
    matrix = model.matrix(rows)
    found = model.contributions(matrix)
    probability = model.predict(matrix)[0]
    assert found.sum(axis=1) == pytest.approx(np.log(probability / (1 - probability)))
    assert found[0, 0] > 0 > found[1, 0]
    reasons = explain(model, rows[0])
    assert reasons[0].feature == "aum"
    assert reasons[0].direction == "up"


def test_a_worse_one_waits(home: Path, tmp_path: Path) -> None:
    """Scores that run against what happens: no institution would want them."""
    weights = onnx_files.one_input(tmp_path / "m.onnx", [-0.3, -0.3], -2.0)
    text = f"""
name: {NAME}
host: {{kind: onnx, path: {weights.name}}}
inputs: [view_count_30d, buy_wealth_count_365d]
calibrate: false
"""
    admitted = host(home, spec(tmp_path, text))
    assert admitted.comparison is not None
    assert admitted.comparison.clearly_worse
    assert (admitted.entry.champion, admitted.entry.challenger) == (1, 2)
    # A copy of its file was taken: the original may go.
    weights.unlink()
    assert Registry(home).load(NAME, 2).predict(np.zeros((3, 2)))[0] == pytest.approx(
        0.1192, abs=1e-4
    )
    copied = next((Registry(home).folder(NAME, 2) / "model").iterdir())
    copied.write_bytes(b"damaged")
    with pytest.raises(DamagedModel, match="models host"):
        Registry(home).load(NAME, 2)


_HOST = "host: {kind: python, entry_point: a:b}"
_GONE = "host: {kind: onnx, path: gone.onnx}"


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (f"name: nothing_30d\n{_HOST}\ninputs: [aum]", NotFound, "nothing_30d"),
        (f"name: wealth_30d\n{_HOST}\ninputs: [shoe_size]", BadInput, "shoe_size"),
        (f"name: wealth_30d\n{_GONE}\ninputs: [aum]", BadInput, r"gone\.onnx"),
        ("name: wealth_30d\nhost: {kind: fax}\ninputs: [aum]", BadInput, "host"),
        ("name: wealth_30d\ninputs: [aum]", BadInput, "host"),
        ("a: [", BadInput, "readable YAML"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_by_name(
    home: Path, tmp_path: Path, text: str, error: type[Exception], said: str
) -> None:
    before = Registry(home).entries()
    with pytest.raises(error, match=said):
        host(home, spec(tmp_path, text))
    assert Registry(home).entries() == before
