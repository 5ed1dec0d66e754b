import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from decision_models.artefact import DamagedModel
from decision_models.forecasting import training
from decision_models.forecasting.forecasters import Forecasters
from decision_models.forecasting.learning import Order, learn
from decision_models.forecasting.specification import find
from decision_models.mart.warehouse import Warehouse
from decision_models.registry import OtherFeatures
from decision_models.runs import PartlyFailed, silent
from decision_models.scoring import ScoreStore
from decision_models.scoring.run import score
from decision_models.snapshots import Plan
from decision_models.training.material import gather
from home.errors import BadInput, NotFound
from tests.conftest import FORECASTERS
from tests.decision_models import tiny_bank

NAME = "aum_30d"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """The demo home's mart and models, a copy of its forecasters and scores."""
    for part in ("mart", "models"):
        (tmp_path / part).symlink_to(demo_home / part)
    for part in ("forecasters", "scores"):
        shutil.copytree(demo_home / part, tmp_path / part)
    return tmp_path


def trees(home: Path, name: str = NAME) -> Path:
    return Forecasters(home).folder(name) / "quantile_50.txt"


@pytest.mark.parametrize("name", FORECASTERS)
def test_a_card_tells_what_was_judged_and_what_is_in_use(demo_home: Path, name: str) -> None:
    card = Forecasters(demo_home).card(name)
    growing = card.growing
    assert max(growing.calibrated_on) < min(growing.hold_out)
    assert set(growing.in_use_calibrated_on) <= set(growing.hold_out)
    assert [one.method for one in card.measured][:2] == ["calibrated", "raw"]
    for one in card.measured:
        assert one.coverage + one.below + one.above == pytest.approx(1.0)
        assert set(one.by_month) == set(growing.hold_out)
    # Six hundred customers: 360 rows calibrate in three bands.
    assert card.coverage == pytest.approx(0.8, abs=0.1)
    assert "模拟" in card.limits[0]
    assert card.name in {one.name for one in Forecasters(demo_home).cards()}


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    """What one forecaster is trained with."""
    home = tmp_path_factory.mktemp("tiny")
    tiny_bank.home_with(tiny_bank.tables(300), home)
    warehouse, spec = Warehouse(home), find(NAME)
    plan = spec.plan(tiny_bank.START.date(), tiny_bank.AS_OF)
    plan = Plan(plan.fit[-3:], plan.hold_out[-1:])
    con = warehouse.connect()
    material = gather(con, warehouse.current(), plan.days, silent)
    return Order(spec, plan, training.share(material, [spec]), 1)


def test_the_same_seed_gives_the_same_forecaster(order: Order) -> None:
    first, again = learn(order), learn(order)
    for one, other in zip(first.trees, again.trees, strict=True):
        assert one == other
    assert (again.bands, again.card.measured) == (first.bands, first.card.measured)


def test_training_one_leaves_the_others_as_they_are(home: Path) -> None:
    store = Forecasters(home)
    before = store.load("card_spend_30d")
    new = replace(store.load(NAME), levels={})
    store.admit({NAME: new}, "mart")
    assert store.load(NAME) == new
    assert store.load("card_spend_30d") == before


def test_too_few_customers_are_refused_by_name(order: Order) -> None:
    material = order.shared.material
    few = {
        day: replace(
            one, customer_ids=one.customer_ids[:60], matrix=one.matrix[:60], folds=one.folds[:60]
        )
        for day, one in material.snapshots.items()
    }
    shared = replace(order.shared, material=replace(material, snapshots=few))
    with pytest.raises(BadInput, match=r"aum_30d.*held back"):
        learn(replace(order, shared=shared))


def test_a_damaged_forecaster_is_named_and_the_others_go_on(home: Path) -> None:
    trees(home).write_text("tree", encoding="utf-8")
    with pytest.raises(DamagedModel, match=r"aum_30d.*quantile_50\.txt.*weiwo models train"):
        Forecasters(home).load(NAME)
    assert NAME not in {card.name for card in Forecasters(home).cards()}
    with pytest.raises(PartlyFailed, match="aum_30d"):
        score(home)
    rows = ScoreStore(home).connect().raw_sql("SELECT DISTINCT model FROM forecasts ORDER BY 1")
    assert [name for (name,) in rows.fetchall()] == ["aum_90d", "card_spend_30d"]


def test_a_forecaster_of_other_features_refuses(home: Path) -> None:
    store = Forecasters(home)
    one = store.load(NAME)
    store.admit({NAME: replace(one, card=one.card.model_copy(update={"feature_set": "x"}))}, "m")
    with pytest.raises(OtherFeatures, match=r"aum_30d.*set x.*weiwo models train aum_30d"):
        store.load(NAME)
    gone = replace(one, features=("gone", *one.features[1:]))
    store.admit({NAME: gone}, "m")
    with pytest.raises(OtherFeatures, match="gone: gone"):
        store.load(NAME)
    with pytest.raises(NotFound, match="aum_45d"):
        store.load("aum_45d")


def test_any_column_gives_ordered_finite_amounts(demo_home: Path) -> None:
    one = Forecasters(demo_home).load(NAME)
    rng = np.random.default_rng(1)
    columns = [rng.choice([np.nan, -1e9, 0.0, 1e12], 50) for _ in one.features]
    basis = np.column_stack([rng.choice([0.0, 1.0, 1e10], 50), np.full(50, np.nan), np.zeros(50)])
    found = one.predict(columns, basis)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (np.diff(found, axis=1) >= 0).all()
