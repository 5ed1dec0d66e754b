"""A challenger from a page: trained aside, compared, and champion only when a person says so."""

import shutil
import time
from pathlib import Path

import pytest

from decision_models.registry import Comparison, Registry
from home.errors import BadInput, NotFound, NotReady, RefusedByPolicy
from home.lock import writer_lock
from tools.access import Role, Scope, parse
from tools.background import Busy
from tools.model_shelf import model_line, promote
from tools.retraining.retraining import (
    Retraining,
    beside,
    cancel_retraining,
    retrain,
    retraining,
    training_fault_said,
)
from tools.toolbox import Toolbox

ANALYST = parse("analyst:x")
MODEL = "wealth_30d"


@pytest.fixture
def own(desk: Toolbox, demo_home: Path) -> Toolbox:
    """A home whose models are its own: the shared ones are read by other tests."""
    (desk.home / "models").unlink()
    shutil.copytree(demo_home / "models", desk.home / "models", symlinks=True)
    return desk


def ended(box: Toolbox) -> Retraining:
    for _ in range(2400):
        found = retraining(box, ANALYST)
        if found is not None and not found.work.running:
            return found
        time.sleep(0.1)
    raise AssertionError("the training must end")


def test_a_challenger_waits_with_its_comparison_until_it_is_promoted(own: Toolbox) -> None:
    assert retraining(own, ANALYST) is None
    begun = retrain(own, ANALYST, MODEL)
    assert begun is not None
    assert (begun.model, begun.by) == (MODEL, "analyst:x")
    with pytest.raises(Busy):
        retrain(own, ANALYST, "fund_30d")
    found = ended(own)
    assert found.work.state == "done", training_fault_said(found.work)
    line = model_line(own, ANALYST, MODEL)
    assert (line.champion, line.challenger) == (1, 2)
    said = beside(own, ANALYST, MODEL)
    assert said is not None
    assert said.rows > 0
    assert said.verdict == "unclear"  # the same data give the same model
    assert said.low <= said.difference <= said.high
    assert promote(own, ANALYST, MODEL, reason="数据更新").champion == 2
    assert beside(own, ANALYST, MODEL) is None
    kinds = [record.kind for record in own.ledger.records()]
    assert kinds == ["model_retraining", "model_retrained", "model_promoted"]
    assert own.ledger.verify().ok


def test_cancelled_leaves_everything_as_it_was(own: Toolbox) -> None:
    retrain(own, ANALYST, MODEL, seconds=300)
    stopped = cancel_retraining(own, ANALYST)
    assert stopped is not None
    assert stopped.work.state == "cancelled"
    assert model_line(own, ANALYST, MODEL).challenger is None
    with writer_lock(own.home, "test"):  # the next writer is not kept out
        pass
    last = list(own.ledger.records())[-1]
    assert last.kind == "model_retraining_cancelled"


def test_what_writes_already_is_said(own: Toolbox) -> None:
    with writer_lock(own.home, "knowledge ingest"):
        retrain(own, ANALYST, MODEL)
        found = ended(own)
    assert "正在更新" in training_fault_said(found.work)


def test_a_difference_that_is_no_accident_is_told(own: Toolbox) -> None:
    registry = Registry(own.home)
    worse = Comparison(0.8, 0.7, 0.01, 0.02, 0.03, 500)
    with writer_lock(own.home, "test"):
        registry.admit({MODEL: registry.load(MODEL)}, "m", {MODEL: worse}, waiting=[MODEL])
    said = beside(own, ANALYST, MODEL)
    assert said is not None
    assert said.verdict == "worse"
    assert said.high < 0


def test_only_who_looks_after_models_trains_them(desk: Toolbox) -> None:
    for role in set(Role) - {Role.ANALYST, Role.OPERATOR}:
        scope = Scope(role, "x")
        with pytest.raises(RefusedByPolicy):
            retrain(desk, scope, MODEL)
        with pytest.raises(RefusedByPolicy):
            cancel_retraining(desk, scope)
        if role is not Role.COMPLIANCE:  # who reads, and changes nothing
            with pytest.raises(RefusedByPolicy):
                retraining(desk, scope)
    with pytest.raises(NotFound):
        retrain(desk, ANALYST, "no_such")
    with pytest.raises(BadInput, match="one of chances"):
        retrain(desk, ANALYST, "aum_30d", seconds=5)
    with pytest.raises(NotReady, match="champion first"):
        retrain(desk, ANALYST, "gold_30d")
    with pytest.raises(BadInput, match="seconds"):
        retrain(desk, ANALYST, MODEL, seconds=0)
    assert list(desk.ledger.records()) == []
