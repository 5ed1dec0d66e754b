"""The catalogue for whoever looks after models; switching leaves a record."""

import shutil
from pathlib import Path

import pytest

from home.errors import BadInput, NotFound, RefusedByPolicy
from tests.conftest import TRAINED
from tools.access import parse
from tools.model_shelf import card_page, changes, drift, model_line, model_list, promote, rollback
from tools.toolbox import Toolbox

ANALYST = parse("analyst:x")


def test_every_model_is_listed_with_its_figures_or_why_not(toolbox: Toolbox) -> None:
    found = {one.name: one for one in model_list(toolbox, ANALYST)}
    for name in TRAINED:
        one = found[name]
        assert one.champion == 1
        assert one.auc is not None
        assert one.auc_low is not None
        assert one.auc_low <= one.auc
    assert any(one.champion is None and one.why for one in found.values())
    assert found["aum_30d"].figure.startswith("80%区间")


def test_others_do_not_see_models(toolbox: Toolbox) -> None:
    for who in ("rm:M001", "customer:C0000001", "marketer:x"):
        with pytest.raises(RefusedByPolicy):
            model_list(toolbox, parse(who))
        with pytest.raises(RefusedByPolicy):
            card_page(toolbox, parse(who), "wealth_30d")
    with pytest.raises(NotFound):
        model_line(toolbox, ANALYST, "no_such")


def test_drift_is_told_in_words_of_features(toolbox: Toolbox) -> None:
    found = drift(toolbox, ANALYST, "wealth_30d")
    assert found.verdict in ("stable", "watch", "retrain")
    assert all(one.psi >= 0.1 for one in found.shifts)


def test_a_switch_is_recorded_and_only_a_keeper_makes_it(desk: Toolbox, demo_home: Path) -> None:
    (desk.home / "models").unlink()  # a copy of its own: the shared one is read by other tests
    shutil.copytree(demo_home / "models", desk.home / "models", symlinks=True)
    with pytest.raises(RefusedByPolicy):
        promote(desk, parse("compliance:x"), "wealth_30d", reason="更准")
    from decision_models.registry import Registry
    from home.lock import writer_lock

    registry = Registry(desk.home)
    with writer_lock(desk.home, "test"):
        registry.admit({"wealth_30d": registry.load("wealth_30d")}, "m", waiting=["wealth_30d"])
    assert model_line(desk, ANALYST, "wealth_30d").challenger == 2
    assert promote(desk, ANALYST, "wealth_30d", reason="更准").champion == 2
    assert rollback(desk, ANALYST, "wealth_30d", reason="投诉变多").champion == 1
    kinds = [record.kind for record in desk.ledger.records()]
    assert kinds == ["model_promoted", "model_rolled_back"]
    back, forth = changes(desk, ANALYST, "wealth_30d")
    assert (forth.before, forth.champion, forth.reason) == (1, 2, "更准")
    assert (back.change, back.by) == ("rolled_back", "analyst:x")
    assert desk.ledger.verify().ok
    with pytest.raises(BadInput):
        promote(desk, ANALYST, "wealth_30d", reason=" ")
