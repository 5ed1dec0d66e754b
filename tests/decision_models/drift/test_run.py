import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from decision_models import trained
from decision_models.drift.report import Verdict
from decision_models.drift.run import DriftFailed, measure
from decision_models.registry import Registry
from decision_models.training import train
from home.errors import BadInput
from tests.conftest import linked_home

NAMES = ("fund_30d", "wealth_30d")


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    made = linked_home(demo_home, tmp_path / "home")
    (made / "models").unlink()
    shutil.copytree(demo_home / "models", made / "models")
    return made


def _changed(home: Path, name: str, **values: object) -> None:
    registry = Registry(home)
    model = trained.load(registry.folder(name), name)
    registry.admit({name: replace(model, **values)}, "mart")  # type: ignore[arg-type]


def test_the_bank_that_it_was_trained_on_has_not_become_another(demo_home: Path) -> None:
    reports = measure(demo_home, NAMES)
    assert [one.model for one in reports] == list(NAMES)
    for one in reports:
        assert one.score < 0.25
        assert one.decay is None  # every closed month was already judged on
        assert one.features == len(Registry(demo_home).load(one.model).features)


def test_a_month_that_has_closed_since_is_looked_at(home: Path) -> None:
    """As if the model had been made some months before."""
    card = Registry(home).card("wealth_30d")
    training = card.training.model_copy(update={"hold_out": ("2026-05-31", "2026-06-30")})
    _changed(home, "wealth_30d", card=card.model_copy(update={"training": training}))
    (report,) = measure(home, ["wealth_30d"])
    assert report.decay is not None
    assert report.decay.day == "2026-08-31"
    assert 0.5 < report.decay.auc < 1


def test_another_population_is_told(home: Path) -> None:
    model = trained.load(Registry(home).folder("wealth_30d"), "wealth_30d")
    assert model.reference is not None
    low = model.reference.score.model_copy(
        update={"edges": (1e-9, 2e-9), "shares": (0.6, 0.3, 0.1, 0.0)}
    )
    moved = model.reference.model_copy(update={"score": low})
    _changed(home, "wealth_30d", reference=moved)
    (report,) = measure(home, ["wealth_30d"])
    assert report.score > 0.25
    assert report.verdict is Verdict.WATCH  # no month has closed that training could learn from
    assert report.why == ("score",)


def test_who_is_scored_is_compared_and_not_who_was_asked(home: Path) -> None:
    """A model about contacts learns of the contacted and scores everyone."""
    train(home, ["call_answered_30d"])
    (report,) = measure(home, ["call_answered_30d"])
    model = trained.load(Registry(home).folder("call_answered_30d"), "call_answered_30d")
    assert model.reference is not None
    assert model.reference.rows > 2 * model.card.evaluation.rows / len(model.card.training.hold_out)
    assert report.score < 0.25
    assert report.verdict is not Verdict.RETRAIN
    older = model.reference.model_copy(update={"everyone": False})
    _changed(home, "call_answered_30d", reference=older)
    with pytest.raises(DriftFailed, match="weiwo models train call_answered_30d"):
        measure(home, ["call_answered_30d"])


def test_one_that_cannot_be_looked_at_is_named_and_the_other_is_reported(home: Path) -> None:
    _changed(home, "fund_30d", reference=None)
    with pytest.raises(DriftFailed, match="fund_30d") as failed:
        measure(home, NAMES)
    assert [one.model for one in failed.value.found] == ["wealth_30d"]


@pytest.mark.parametrize("name", ["effect_sms_14d", "hour_call", "aum_30d"])
def test_other_kinds_are_referred_to_their_cards(demo_home: Path, name: str) -> None:
    with pytest.raises(BadInput, match=f"{name}.*weiwo models train {name}"):
        measure(demo_home, [name])
