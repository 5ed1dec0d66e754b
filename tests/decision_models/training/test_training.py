from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.calibration import choose
from decision_models.evaluation import auc, calibration, lift_at
from decision_models.registry import Registry
from decision_models.training import train
from home.errors import NotFound, NotReady
from tests.decision_models import tiny_bank

NAMES = (
    "wealth_30d",
    "fund_30d",
    "attrition_60d",
    "tier_up_90d",
    "app_lost_30d",
    "wecom_opened_30d",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_card_judges_on_months_that_come_after_those_learned_from(
    demo_home: Path, name: str
) -> None:
    card = Registry(demo_home).card(name)
    assert max(card.training.fit) < min(card.training.hold_out)
    assert 0 <= card.evaluation.auc <= 1
    assert sum(point.rows for point in card.evaluation.curve) == card.evaluation.rows
    assert card.simulated
    assert "模拟" in card.limits[0]


@pytest.mark.parametrize("name", NAMES)
def test_no_label_window_of_the_fit_reaches_into_the_held_out_months(
    demo_home: Path, name: str
) -> None:
    from datetime import date, timedelta

    card = Registry(demo_home).card(name)
    last, first = date.fromisoformat(card.training.fit[-1]), card.training.hold_out[0]
    assert last + timedelta(days=card.horizon_days - 3) <= date.fromisoformat(first)


def test_the_same_seed_gives_the_same_model(tmp_path: Path) -> None:
    texts = []
    for name in ("a", "b"):
        tiny_bank.home_with(tiny_bank.tables(), tmp_path / name)
        (card,) = train(tmp_path / name, ["wealth_30d"])
        texts.append(Registry(tmp_path / name).load("wealth_30d").trees)
        assert card.evaluation.auc_low > 0.5
    assert texts[0] == texts[1]


def test_an_empty_home_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="weiwo mart load"):
        train(tmp_path)


def test_an_unknown_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="wealth_30d"):
        train(tmp_path, ["nope"])


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 50), st.floats(0.3, 3.0), st.floats(-1.0, 1.0))
def test_calibration_mends_probabilities_that_are_off(
    seed: int, slope: float, shift: float
) -> None:
    random = np.random.default_rng(seed)
    odds = random.normal(-1.5, 1.2, 4000)
    outcome = (random.random(4000) < 1 / (1 + np.exp(-odds))).astype(float)
    raw = 1 / (1 + np.exp(-(slope * odds + shift)))
    half = np.arange(4000) % 2 == 0
    found = choose(raw[half], outcome[half], np.arange(half.sum()))
    said = found.apply(raw[~half])
    assert ((said >= 0) & (said <= 1)).all()
    assert (
        calibration(said, outcome[~half]).brier
        <= calibration(raw[~half], outcome[~half]).brier + 2e-3
    )


def test_figures_of_a_ranking() -> None:
    outcome = np.array([0.0] * 90 + [1.0] * 10)
    assert auc(np.arange(100.0), outcome) == 1.0
    assert auc(np.ones(100), outcome) == 0.5
    assert auc(outcome, np.zeros(100)) is None
    assert lift_at(np.arange(100.0), outcome, 0.05) == 10.0
