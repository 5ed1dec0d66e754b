from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from decision_models.mart import demo_bank
from decision_models.mart.warehouse import MartVersion, open_tables
from decision_models.uplift import experiments
from home.errors import BadInput


@pytest.fixture(scope="module")
def mart(tmp_path_factory: pytest.TempPathFactory) -> MartVersion:
    return demo_bank.build(tmp_path_factory.mktemp("home"), customers=500, seed=3)


@pytest.fixture(scope="module")
def push(mart: MartVersion) -> tuple[pd.DataFrame, tuple[experiments.Wave, ...]]:
    con = open_tables(mart.path)
    chosen = experiments.waves(con, "push")[-2:]
    return experiments.experiment(con, "push", chosen), chosen


def test_a_row_is_a_contact_or_control_with_what_was_known_before(
    mart: MartVersion, push: tuple[pd.DataFrame, tuple[experiments.Wave, ...]]
) -> None:
    table, chosen = push
    assert tuple(table.columns[:4]) == experiments.KEYS
    assert not table["contact_id"].duplicated().any()
    assert len(table) == sum(wave.customers for wave in chosen)
    assert (table["treated"] == 0).sum() == sum(wave.controls for wave in chosen)
    assert set(table["wave_day"]) == {wave.day.isoformat() for wave in chosen}
    assert table["aum"].notna().any()


def test_purchases_of_both_arms_are_those_of_the_orders(
    mart: MartVersion, push: tuple[pd.DataFrame, tuple[experiments.Wave, ...]]
) -> None:
    """By hand from the files, for every row."""
    table, _ = push
    contacts = pd.read_parquet(mart.file("contacts")).set_index("contact_id")
    orders = pd.read_parquet(mart.file("orders"))
    products = pd.read_parquet(mart.file("products")).set_index("product_id")
    orders = orders[orders["side"] == "buy"]
    orders = orders.assign(category=products["category"].loc[orders["product_id"]].to_numpy())
    horizon = pd.Timedelta(days=experiments.HORIZON_DAYS)
    for row in table.itertuples():
        at = contacts["at"].loc[row.contact_id]
        own = orders[
            (orders["customer_id"] == row.customer_id) & (orders["category"] == row.offer_category)
        ]
        within = (own["at"] > at) & (own["at"] <= at + horizon)
        assert bool(within.any()) == bool(row.bought)


def test_waves_are_in_order_and_their_outcomes_are_known(mart: MartVersion) -> None:
    con = open_tables(mart.path)
    for channel in experiments.channels(con):
        found = experiments.waves(con, channel)
        days = [wave.day for wave in found]
        assert days == sorted(days)
        assert all(day + timedelta(days=experiments.HORIZON_DAYS) <= mart.as_of for day in days)
        assert all(wave.as_of < wave.day for wave in found)


def test_a_channel_without_an_experiment_is_named(mart: MartVersion, tmp_path: Path) -> None:
    con = open_tables(mart.path)
    with pytest.raises(BadInput, match="channel must have campaigns with a control, got 'fax'"):
        experiments.experiment(con, "fax")
    with pytest.raises(BadInput, match="got none"):
        experiments.experiment(con, "push", ())


def test_the_truth_is_no_column(push: tuple[pd.DataFrame, tuple[experiments.Wave, ...]]) -> None:
    assert "effect" not in push[0].columns
    assert np.isin(push[0]["bought"], [0, 1]).all()
