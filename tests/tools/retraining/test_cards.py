"""Kinds that share no rows to be judged on: the challenger waits, and both cards are shown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from decision_models.scoring.run import score
from decision_models.shelves import shelf_of
from decision_models.training import train
from home.errors import RefusedByPolicy
from home.lock import writer_lock
from tests.decision_models import tiny_bank
from tests.decision_models.fatigue.test_training import bank as weary
from tests.decision_models.hours.test_training import bank as hourly
from tests.decision_models.uplift.contacts import experiment
from tools.access import parse
from tools.background import Reporter
from tools.model_shelf import model_line, promote, rollback
from tools.retraining import work
from tools.retraining.cards import cards_beside
from tools.retraining.retraining import beside
from tools.toolbox import Toolbox

ANALYST = parse("analyst:x")


def _effects() -> tiny_bank.Tables:
    return experiment.tables()


def _hours() -> tiny_bank.Tables:
    return hourly(differ=True)


def _weariness() -> tiny_bank.Tables:
    return weary(tires=True)


@pytest.mark.parametrize(
    ("name", "tables", "measures"),
    [
        ("effect_sms_14d", _effects, {"average_effect": "points", "qini": "figure"}),
        ("hour_call", _hours, {"best_hour": "points", "proven": "yes"}),
        ("refusal_next_contact", _weariness, {"auc": "figure", "proven": "yes"}),
    ],
)
def test_a_challenger_of_another_kind_waits_beside_its_champion(
    tmp_path: Path,
    name: str,
    tables: Callable[[], tiny_bank.Tables],
    measures: dict[str, str],
) -> None:
    tiny_bank.home_with(tables(), tmp_path)
    train(tmp_path, [name])
    score(tmp_path, [name])
    box = Toolbox(tmp_path)
    assert cards_beside(box, ANALYST, name) is None, "nothing waits"
    order = {
        "home": str(tmp_path),
        "ledger_url": None,
        "model": name,
        "by": str(ANALYST),
        "seconds": None,
    }
    stages: list[str] = []
    work.run(order, _reporter(stages))
    line = model_line(box, ANALYST, name)
    assert (line.champion, line.challenger) == (1, 2)
    found = cards_beside(box, ANALYST, name)
    assert found is not None
    assert {one.name: one.unit for one in found.measures}.items() >= measures.items()
    for one in found.measures:
        assert one.champion == one.challenger, "the same data give the same card"
    assert beside(box, ANALYST, name) is None, "no row that neither has seen"
    assert promote(box, ANALYST, name, reason="数据更新").champion == 2
    assert cards_beside(box, ANALYST, name) is None
    assert rollback(box, ANALYST, name, reason="再看看").champion == 1
    kinds = [record.kind for record in box.ledger.records()]
    assert kinds == ["model_retrained", "model_promoted", "model_rolled_back"]
    assert set(stages) & {"effects", "hours", "fatigue"}
    box.close()


def test_effects_on_waves_that_neither_saw_are_compared(tmp_path: Path) -> None:
    from decision_models.uplift.contacts.comparing import EffectComparison
    from decision_models.uplift.contacts.shelf import Effects

    name = "effect_sms_14d"
    tiny_bank.home_with(experiment.tables(), tmp_path)
    train(tmp_path, [name])
    shelf = Effects(tmp_path)
    with writer_lock(tmp_path, "test"):
        better = EffectComparison(0.01, 0.05, 0.01, 2_000)
        shelf.admit({name: shelf.load(name)}, "m", {name: better}, waiting=[name])
    box = Toolbox(tmp_path)
    found = beside(box, ANALYST, name)
    assert found is not None
    assert (found.measure, found.verdict, found.rows) == ("gain", "better", 2_000)
    assert found.low == pytest.approx(0.04 - 1.96 * 0.01)
    assert found.champion_brier is None
    box.close()


def test_a_forecasters_card_is_shown_beside_its_champions(
    desk: Toolbox, demo_home: Path, tmp_path: Path
) -> None:
    from decision_models.forecasting.forecasters import Forecasters

    name = "aum_30d"
    (desk.home / "forecasters").unlink()
    source = Forecasters(demo_home).load(name)
    with writer_lock(desk.home, "test"):
        for waiting in ((), (name,)):
            Forecasters(desk.home).admit({name: source}, "m", waiting=waiting)
    found = cards_beside(desk, ANALYST, name)
    assert found is not None
    coverage = next(one for one in found.measures if one.name == "coverage")
    assert coverage.challenger is not None
    assert coverage.challenger.value == source.card.coverage
    assert cards_beside(desk, ANALYST, "wealth_30d") is None, "judged on the same rows"
    with pytest.raises(RefusedByPolicy):
        cards_beside(desk, parse("rm:M001"), name)


def test_a_damaged_card_is_not_shown(tmp_path: Path) -> None:
    name = "hour_call"
    tiny_bank.home_with(_hours(), tmp_path)
    train(tmp_path, [name])
    train(tmp_path, [name], promotion="never")
    (shelf_of(tmp_path, name).folder(name, 2) / "card.json").write_text("{}")
    box = Toolbox(tmp_path)
    assert cards_beside(box, ANALYST, name) is None
    box.close()


def _reporter(stages: list[str]) -> Reporter:
    class Heard:
        def say(self, stage: str, done: int, of: int) -> None:
            stages.append(stage)

    return Heard()  # type: ignore[return-value]
