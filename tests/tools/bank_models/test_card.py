"""What is said of one model is what its card holds; who does not look after models hears none."""

from datetime import date, timedelta

import pytest

from home.errors import NotFound, NotReady, RefusedByPolicy
from tools.access import parse
from tools.bank_models import CardQuery, model_card
from tools.facts import facts_of
from tools.toolbox import Toolbox

ANALYST = parse("analyst:x")


def test_the_figures_are_the_cards(toolbox: Toolbox) -> None:
    card = toolbox.card("attrition_60d")
    found = model_card(toolbox, ANALYST, CardQuery(model="attrition_60d"))
    seen = found.chances
    assert seen is not None
    assert seen.auc == card.evaluation.auc
    assert seen.base_rate == card.evaluation.base_rate
    assert seen.ece == card.evaluation.after.expected_calibration_error
    assert [one.lift for one in seen.lifts] == list(card.evaluation.lift.values())
    assert [one.share for one in seen.lifts] == [0.01, 0.05, 0.1]
    assert seen.features[0].meaning == card.top_features[0].meaning
    assert (found.version, found.challenger, found.guest) == (1, None, False)
    assert found.feature_set == card.feature_set


def test_what_is_expected_and_what_came_are_of_all_held_out_rows(toolbox: Toolbox) -> None:
    seen = model_card(toolbox, ANALYST, CardQuery(model="wealth_30d")).chances
    assert seen is not None
    rows = sum(one.rows for one in seen.curve)
    observed = sum(one.observed * one.rows for one in seen.curve) / rows
    assert rows == seen.rows
    assert observed == pytest.approx(seen.base_rate)
    assert 0 < seen.expected < 1


def test_training_ends_before_what_judged_it_begins(toolbox: Toolbox) -> None:
    found = model_card(toolbox, ANALYST, CardQuery(model="attrition_60d", aspect="leakage"))
    assert found.chances is not None
    learned = found.chances.learned
    assert learned is not None
    assert learned.apart
    assert learned.label_until <= min(found.chances.tested)
    assert found.horizon_days is not None
    assert learned.label_until >= learned.last + timedelta(days=found.horizon_days - 3)


def test_a_forecaster_says_how_often_its_intervals_held(toolbox: Toolbox) -> None:
    found = model_card(toolbox, ANALYST, CardQuery(model="aum_90d"))
    assert found.chances is None
    assert found.covered is not None
    assert found.covered.nominal == 0.8
    assert 0.5 < found.covered.coverage <= 1
    outside = found.covered.below + found.covered.above
    assert found.covered.coverage + outside == pytest.approx(1)


def test_drift_is_said_once_it_was_measured(desk: Toolbox) -> None:
    asked = CardQuery(model="wealth_30d", aspect="drift")
    assert model_card(desk, ANALYST, asked).drift is None
    measured = asked.model_copy(update={"measure": True})
    found = model_card(desk, ANALYST, measured).drift
    assert found is not None
    assert found.compared > 0
    assert found.until <= desk.as_of
    assert model_card(desk, ANALYST, asked).drift == found


def test_facts_carry_days_and_figures(toolbox: Toolbox) -> None:
    found = model_card(toolbox, ANALYST, CardQuery(model="wealth_30d"))
    facts = {fact.id: fact for fact in facts_of(found)}
    assert facts["model.chances.auc"].unit == "number"
    assert facts["model.data_as_of"].value == found.data_as_of.isoformat()
    assert isinstance(found.data_as_of, date)


def test_who_is_told_and_what_is_not_there(toolbox: Toolbox) -> None:
    for who in ("rm:M001", "manager:B00", "compliance:x"):
        assert model_card(toolbox, parse(who), CardQuery(model="fund_30d")).name == "fund_30d"
    for who in ("customer:C0000001", "marketer:x"):
        with pytest.raises(RefusedByPolicy):
            model_card(toolbox, parse(who), CardQuery(model="fund_30d"))
    with pytest.raises(NotFound):
        model_card(toolbox, ANALYST, CardQuery(model="no_such"))
    with pytest.raises(NotReady):
        model_card(toolbox, ANALYST, CardQuery(model="gold_30d"))
