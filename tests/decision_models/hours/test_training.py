"""A model of hours from a mart to a customer's best hour."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from decision_models.artefact import DamagedModel
from decision_models.catalogue.hours import find
from decision_models.hours.page import render
from decision_models.hours.rows import read_rows
from decision_models.hours.shelf import BestHours
from decision_models.mart.warehouse import Warehouse
from decision_models.runs import PartlyFailed
from decision_models.training import train
from tests.decision_models import tiny_bank

NAME = "hour_call"


def bank(*, differ: bool, customers: int = 400) -> tiny_bank.Tables:
    """The tiny bank with calls, which are answered most from 18 to 20 where hours ``differ``."""
    rng = np.random.default_rng(2)
    made = tiny_bank.tables(customers)
    size = 6_000
    hour = rng.integers(9, 20, size)
    days = rng.integers(0, 500, size)
    start = datetime(2025, 5, 1)  # noqa: DTZ001 (naive UTC)
    chance = np.where(hour >= 18, 0.6, 0.35) if differ else np.full(size, 0.4)
    answered = rng.random(size) < chance
    made["contacts"] = pd.DataFrame(
        {
            "contact_id": [f"H{number}" for number in range(size)],
            "customer_id": rng.choice(made["customers"]["customer_id"], size),
            "at": [
                start + timedelta(days=int(day), hours=int(of) - 8)
                for day, of in zip(days, hour, strict=True)
            ],
            "channel": "outbound_call",
            "treated": True,
            "outcome": np.where(answered, "answered", None),
            "converted_amount": 0.0,
        }
    )
    return made


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hours")
    tiny_bank.home_with(bank(differ=True), made)
    train(made, [NAME])
    return made


def test_later_calls_bear_out_the_hours_that_are_named(home: Path) -> None:
    card = BestHours(home).card(NAME)
    assert card.proven
    assert card.later is not None
    assert card.later.taken > card.later.usual
    assert card.later.difference.low > 0
    assert {(one.first, one.last) for one in card.groups if one.known} == {(18, 20)}
    page = render(card)
    assert "18点至20点" in page
    assert "推荐时段" in page


def test_customers_are_named_hours_from_what_is_known_of_them(home: Path) -> None:
    model = BestHours(home).load(NAME)
    con = Warehouse(home).connect()
    rows = read_rows(con, find(NAME), tiny_bank.AS_OF)
    customers = sorted(set(rows.customer))[:50]
    found = model.name_hours(customers, [model.groups[0]] * 50, rows)
    assert found.known.all()
    assert {model.bands[band] for band in found.band} == {18}
    assert (found.expected > found.usual).all()
    stranger = model.name_hours(["C9999999"], [None], rows)
    assert stranger.band.shape == (1,)


def test_what_is_read_back_names_the_same_hours_and_damage_is_told(home: Path) -> None:
    shelf = BestHours(home)
    first, again = shelf.load(NAME), shelf.load(NAME)
    rows = read_rows(Warehouse(home).connect(), find(NAME), tiny_bank.AS_OF)
    customers = sorted(set(rows.customer))[:20]
    one, other = (m.name_hours(customers, ["x"] * 20, rows) for m in (first, again))
    np.testing.assert_array_equal(one.expected, other.expected)
    assert first.digest == again.digest
    shelf.admit({NAME: first}, "mart")
    assert shelf.rollback(NAME).champion == 1
    shelf.admit({NAME: first}, "mart")
    (shelf.folder(NAME) / "hours.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DamagedModel, match=f"best hour {NAME}.*weiwo models train {NAME}"):
        shelf.load(NAME)
    shelf.rollback(NAME)


def test_no_hour_is_named_to_anybody_where_hours_do_not_differ(tmp_path: Path) -> None:
    tiny_bank.home_with(bank(differ=False), tmp_path)
    train(tmp_path, [NAME])
    model = BestHours(tmp_path).load(NAME)
    assert not model.card.proven
    rows = read_rows(Warehouse(tmp_path).connect(), find(NAME), tiny_bank.AS_OF)
    assert not model.name_hours(sorted(set(rows.customer)), [None] * 400, rows).known.any()
    assert any("不向任何客户推荐时段" in limit for limit in model.card.limits)


def test_a_bank_without_calls_has_no_such_model(tmp_path: Path) -> None:
    tiny_bank.home_with(tiny_bank.tables(100), tmp_path)
    with pytest.raises(PartlyFailed, match=r"hour_call.*switched off"):
        train(tmp_path, [NAME])
