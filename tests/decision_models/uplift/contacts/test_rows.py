"""The experiment as the mart has it."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from decision_models.catalogue.effects import find
from decision_models.uplift.contacts.rows import SwitchedOff, read_rows, require_enough
from tests.decision_models import tiny_bank
from tests.decision_models.uplift.contacts import experiment

SPEC = find("effect_sms_14d")
TODAY = tiny_bank.AS_OF


def test_a_row_is_a_contact_or_control_with_what_came_of_it() -> None:
    bank = experiment.tables(200)
    rows = read_rows(tiny_bank.connect(bank), SPEC, TODAY)
    contacts = bank["contacts"].set_index("contact_id").loc[list(rows.contact)]
    assert rows.size == len(bank["contacts"])
    np.testing.assert_array_equal(rows.treated, contacts["treated"].astype(float))
    buys = bank["orders"].merge(bank["products"][["product_id", "category"]], on="product_id")
    buys = buys[(buys["side"] == "buy") & (buys["category"] == "wealth")]
    for at in range(0, rows.size, 17):
        own = buys[buys["customer_id"] == rows.customer[at]]["at"]
        moment = contacts["at"].iloc[at]
        within = (own > moment) & (own <= moment + pd.Timedelta(days=14))
        assert bool(within.any()) == bool(rows.bought[at])
    for wave in np.unique(rows.wave):
        of = rows.wave == wave
        assert rows.chance[of] == pytest.approx(rows.treated[of].mean())


def test_features_are_of_a_month_that_ended_before_the_contact() -> None:
    rows = read_rows(tiny_bank.connect(experiment.tables(200)), SPEC, TODAY)
    assert (rows.as_of < rows.day).all()
    assert (rows.day - rows.as_of <= np.timedelta64(31, "D")).all()
    assert {day.item() for day in np.unique(rows.as_of)} == {date(2026, 2, 28), date(2026, 5, 31)}


def test_a_wave_whose_outcome_is_not_known_yet_is_left_out() -> None:
    con = tiny_bank.connect(experiment.tables(200))
    last = experiment.WAVES[-1].date()
    known = read_rows(con, SPEC, last + timedelta(days=15))
    assert set(known.wave) == {"K01/1", "K01/2"}
    assert set(read_rows(con, SPEC, last + timedelta(days=13)).wave) == {"K01/1"}


def test_complaints_count_where_their_days_are_over() -> None:
    con = tiny_bank.connect(experiment.tables(200))
    rows = read_rows(con, SPEC, experiment.WAVES[-1].date() + timedelta(days=20))
    late = rows.wave == "K01/2"
    assert np.isnan(rows.complained[late]).all()
    assert not np.isnan(rows.complained[~late]).any()


def test_a_bank_without_control_groups_has_no_such_model() -> None:
    con = tiny_bank.connect(experiment.tables(200, control=False))
    with pytest.raises(SwitchedOff, match=r"effect_sms_14d.*control group.*switched off"):
        read_rows(con, SPEC, TODAY)


def test_a_small_experiment_says_how_small_it_is() -> None:
    rows = read_rows(tiny_bank.connect(experiment.tables(100)), SPEC, TODAY)
    with pytest.raises(SwitchedOff, match=r"effect_sms_14d.*200 rows in each arm.*buyers"):
        require_enough(SPEC, rows)
