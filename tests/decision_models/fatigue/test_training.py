"""A model of weariness from a mart to a customer's next contact."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from decision_models.artefact import DamagedModel
from decision_models.catalogue.fatigue import find
from decision_models.fatigue.page import render
from decision_models.fatigue.rows import LOADS, read_past, read_today
from decision_models.fatigue.shelf import Fatigues
from decision_models.features.sources import Span
from decision_models.mart.warehouse import Warehouse
from decision_models.runs import PartlyFailed
from decision_models.scoring import ScoreStore
from decision_models.scoring.run import score
from decision_models.training import train
from tests.decision_models import tiny_bank

NAME = "refusal_next_contact"
EVERYBODY = Span("", "\U0010ffff")


def bank(*, tires: bool, customers: int = 500) -> tiny_bank.Tables:
    """The tiny bank with text messages: who had several in the month before refuses the next,
    where contacts tire at all. One half of the customers is written to thrice as often.
    """
    rng = np.random.default_rng(3)
    made = tiny_bank.tables(customers)
    ids = made["customers"]["customer_id"].to_numpy()
    rows = []
    for place, customer in enumerate(ids):
        count = rng.poisson(36 if place % 2 else 8)
        days = np.sort(rng.integers(0, 500, count))
        for number, day in enumerate(days):
            before = int((days[:number] > day - 30).sum())
            chance = 0.01 * 3.0**before if tires else 0.04
            rows.append((customer, int(day), rng.random() < min(chance, 0.9)))
    start = datetime(2025, 5, 1, 3)  # noqa: DTZ001 (naive UTC)
    made["contacts"] = pd.DataFrame(
        {
            "contact_id": [f"F{number}" for number in range(len(rows))],
            "customer_id": [one for one, _, _ in rows],
            "at": [start + timedelta(days=day) for _, day, _ in rows],
            "channel": "sms",
            "treated": True,
            "outcome": ["refused" if refused else "delivered" for *_, refused in rows],
            "converted_amount": 0.0,
        }
    )
    return made


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fatigue")
    tiny_bank.home_with(bank(tires=True), made)
    train(made, [NAME])
    return made


def test_later_contacts_bear_out_that_contacts_tire(home: Path) -> None:
    card = Fatigues(home).card(NAME)
    assert card.proven
    assert card.one_more > 1.5
    assert card.evaluation is not None
    assert card.evaluation.auc_low > 0.6
    assert card.evaluation.after.expected_calibration_error < 0.03
    said = [one.predicted for one in card.wearing]
    assert said == sorted(said)
    page = render(card)
    assert "联系得越多" in page
    assert "短信" in page


def test_a_state_knows_nothing_of_its_own_moment_or_later(home: Path) -> None:
    con = Warehouse(home).connect()
    spec = find(NAME)
    past = read_past(con, spec, tiny_bank.AS_OF)
    first = {customer: place for place, customer in reversed(list(enumerate(past.customer)))}
    for place in first.values():
        assert past.loads[place].tolist() == [0.0] * len(LOADS)
        assert past.touches_30d[place] == 0
    # The same moment asked for as today's gives the same state as the contact that was made.
    place = next(p for p in range(past.size - 1, 0, -1) if past.touches_30d[p] >= 2)
    moment = datetime.fromisoformat(f"{past.day[place]}T03:00:00")
    there = read_today(con, spec, moment, Span(past.customer[place], past.customer[place]))
    here = there.only(there.channel == "sms")
    np.testing.assert_allclose(here.loads[0], past.loads[place])
    np.testing.assert_allclose(here.numbers[0], past.numbers[place])


def test_customers_are_scored_by_channel_and_looked_up(home: Path) -> None:
    score(home, [NAME])
    con = ScoreStore(home).connect()
    rows = con.raw_sql("SELECT count(*), count(DISTINCT channel) FROM fatigue").fetchone()
    assert rows == (1_500, 3)
    model = Fatigues(home).load(NAME)
    warehouse = Warehouse(home)
    moment = warehouse.current().moment.astimezone(UTC)
    today = read_today(warehouse.connect(), find(NAME), moment.replace(tzinfo=None), EVERYBODY)
    sms = today.only(today.channel == "sms")
    said = model.predict(sms)
    touches = ScoreStore(home).lookup().touches(sms.customer.tolist())
    for customer, chance in zip(sms.customer, said, strict=True):
        weariness = touches[customer]["sms"].weariness
        assert weariness is not None
        assert weariness.chance(moment) == pytest.approx(chance, rel=1e-3)
        assert weariness.usual == pytest.approx(model.usual["sms"])


def test_what_is_read_back_says_the_same_and_damage_is_told(home: Path) -> None:
    shelf = Fatigues(home)
    first, again = shelf.load(NAME), shelf.load(NAME)
    rows = read_past(Warehouse(home).connect(), find(NAME), tiny_bank.AS_OF)
    np.testing.assert_array_equal(first.predict(rows), again.predict(rows))
    assert first.digest == again.digest
    shelf.admit({NAME: first}, "mart")
    assert shelf.rollback(NAME).champion == 1
    shelf.admit({NAME: first}, "mart")
    (shelf.folder(NAME) / "fatigue.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DamagedModel, match=f"weariness {NAME}.*weiwo models train {NAME}"):
        shelf.load(NAME)
    shelf.rollback(NAME)


def test_where_contacts_do_not_tire_nothing_is_said_of_anybody(tmp_path: Path) -> None:
    tiny_bank.home_with(bank(tires=False), tmp_path)
    train(tmp_path, [NAME])
    card = Fatigues(tmp_path).card(NAME)
    assert not card.proven
    assert any("不用于触达判断" in limit for limit in card.limits)
    score(tmp_path, [NAME])
    assert ScoreStore(tmp_path).connect().raw_sql("SELECT count(*) FROM fatigue").fetchone() == (0,)
    assert ScoreStore(tmp_path).lookup().touches(["C0000001"]) == {}


def test_a_bank_with_few_refusals_has_no_such_model(tmp_path: Path) -> None:
    tiny_bank.home_with(tiny_bank.tables(100), tmp_path)
    with pytest.raises(PartlyFailed, match=rf"{NAME}.*switched off"):
        train(tmp_path, [NAME])
