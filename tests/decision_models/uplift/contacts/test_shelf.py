"""An effect as one of the catalogue's models: trained, kept, scored, rolled back."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from decision_models.artefact import DamagedModel
from decision_models.registry import OtherFeatures
from decision_models.runs import PartlyFailed
from decision_models.scoring import ScoreStore
from decision_models.scoring.run import score
from decision_models.training import train
from decision_models.uplift.contacts.comparing import compare
from decision_models.uplift.contacts.page import render
from decision_models.uplift.contacts.shelf import Effects
from home.errors import NotFound
from tests.decision_models import tiny_bank
from tests.decision_models.uplift.contacts import experiment

NAME = "effect_sms_14d"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with that model, once."""
    home = tmp_path_factory.mktemp("effects")
    tiny_bank.home_with(experiment.tables(), home)
    assert train(home, [NAME]) == ()
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def test_a_card_tells_the_experiment_and_what_it_bears(made: Path) -> None:
    card = Effects(made).card(NAME)
    found = card.experiment
    assert (found.waves, found.campaigns, found.rows) == (2, 1, 1_400)
    assert found.treated + found.control == found.rows
    assert card.randomisation.sound
    assert card.differences.detected
    assert card.bands[0].verdict == "lifts"
    assert card.bands[-1].verdict == "lowers"
    assert card.later is not None
    assert card.later.first_day == "2026-06-09"
    assert card.drivers[0].name == "age"
    page = render(card)
    assert card.title in page
    assert "联系反而有害" in page
    assert json.loads(card.model_dump_json())["name"] == NAME


def test_what_is_read_back_says_the_same(made: Path) -> None:
    first, again = Effects(made).load(NAME), Effects(made).load(NAME)
    matrix = np.random.default_rng(1).standard_normal((40, len(first.features)))
    np.testing.assert_array_equal(first.predict(matrix), again.predict(matrix))
    assert first.digest == again.digest


def test_bands_of_new_customers_follow_their_effect(made: Path) -> None:
    model = Effects(made).load(NAME)
    effect = np.linspace(-1, 1, 101)
    band = model.bands(effect)
    assert (np.diff(band) <= 0).all()
    assert (band[0], band[-1]) == (len(model.card.bands) - 1, 0)


def test_scores_are_effects_with_what_may_be_said_of_them(home: Path) -> None:
    first = score(home, [NAME])
    assert first.models == ()
    con = ScoreStore(home).connect()
    rows = con.raw_sql(
        f"SELECT verdict, avg(uplift), avg((2026 - year(birth_date) >= {experiment.OLD})::INT) "
        "FROM effects JOIN customers USING (customer_id) GROUP BY 1"
    ).fetchall()
    found = {verdict: (uplift, old) for verdict, uplift, old in rows}
    assert found["lifts"][0] > 0 > found["lowers"][0]
    assert found["lifts"][1] > 0.9
    assert found["lowers"][1] < 0.1
    known = con.raw_sql("SELECT customer_id, uplift, verdict FROM effects LIMIT 5").fetchall()
    touches = ScoreStore(home).lookup().touches([one for one, *_ in known])
    for customer, uplift, verdict in known:
        assert touches[customer]["sms"].uplift == pytest.approx(uplift)
        assert touches[customer]["sms"].verdict == verdict
    again = score(home, [NAME])
    assert (first.files_made > 0, again.files_made) == (True, 0)


def test_a_new_version_can_be_taken_back(home: Path) -> None:
    shelf = Effects(home)
    old = shelf.load(NAME)
    new = replace(old, card=old.card.model_copy(update={"seconds": 99.0}))
    shelf.admit({NAME: new}, "mart")
    assert shelf.load(NAME).card.seconds == 99.0
    entry = shelf.rollback(NAME)
    assert (entry.champion, entry.challenger) == (1, 2)
    assert shelf.load(NAME).card == old.card
    assert shelf.promote(NAME).champion == 2
    with pytest.raises(NotFound, match="effect_call_14d"):
        shelf.rollback("effect_call_14d")


def test_damage_and_other_features_are_named_and_fail_the_night(home: Path) -> None:
    shelf = Effects(home)
    one = shelf.load(NAME)
    other = replace(one, card=one.card.model_copy(update={"feature_set": "x"}))
    shelf.admit({NAME: other}, "mart")
    with pytest.raises(OtherFeatures, match=f"effect {NAME}.*weiwo models train {NAME}"):
        shelf.load(NAME)
    shelf.admit({NAME: one}, "mart")
    trees = next((shelf.folder(NAME) / "learners").glob("*.json"))
    trees.write_text("{}", encoding="utf-8")
    with pytest.raises(DamagedModel, match=f"effect {NAME}.*weiwo models train {NAME}"):
        shelf.load(NAME)
    with pytest.raises(PartlyFailed, match=NAME):
        score(home, [NAME])


def test_without_a_control_the_night_goes_on_and_naming_it_fails(tmp_path: Path) -> None:
    tiny_bank.home_with(experiment.tables(300, control=False), tmp_path)
    with pytest.raises(PartlyFailed, match="control group"):
        train(tmp_path, [NAME])
    from decision_models.mart.warehouse import Warehouse
    from decision_models.uplift.contacts.training import switched_off

    off = switched_off(Warehouse(tmp_path).connect(), tiny_bank.AS_OF)
    assert NAME in off
    assert Effects(tmp_path).names() == []


def test_a_worse_ranking_waits() -> None:
    rows, _, true = experiment.drawn(4_000, 12)
    random = np.random.default_rng(1).random(rows.size)
    worse = compare(true, random, rows)
    assert worse.clearly_worse
    assert not worse.promotes("auto")
    assert worse.promotes("always")
    assert compare(random, true, rows).promotes("auto")
    assert compare(true, true, rows).promotes("auto")
