"""What goes wrong with one model is named, and the others go on."""

from pathlib import Path

import pytest

from decision_models.mart.warehouse import Warehouse
from decision_models.registry import OtherFeatures, Registry
from decision_models.runs import PartlyFailed
from decision_models.trained import DamagedModel
from decision_models.training import switched_off, train
from home.errors import BadInput
from tests.decision_models import tiny_bank


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bank without an app, and without fund orders; one model of it was trained."""
    found = tiny_bank.tables()
    found.pop("app_events")
    orders = found["orders"]
    found["orders"] = orders[~orders["product_id"].isin(["P003", "P004"])]
    place = tmp_path_factory.mktemp("failing")
    tiny_bank.home_with(found, place)
    with pytest.raises(PartlyFailed) as failed:
        train(place, ["fund_30d", "wealth_30d"])
    assert list(failed.value.failures) == ["fund_30d"]
    said = failed.value.failures["fund_30d"]
    assert "fund_30d" in said
    assert "purchase" in said
    assert "got 0 of" in said
    assert [card.name for card in failed.value.cards] == ["wealth_30d"]
    return place


def test_a_label_without_positives_is_named_and_the_others_are_there(home: Path) -> None:
    assert Registry(home).names() == ["wealth_30d"]


def test_models_of_a_table_that_is_not_there_are_switched_off_and_named(home: Path) -> None:
    off = switched_off(Warehouse(home).current())
    app = {"app_active_30d", "app_lost_30d", "app_woken_30d"}
    assert {name for name, table in off.items() if table == "app_events"} == app
    with pytest.raises(BadInput, match=r"app_lost_30d.*app_events.*weiwo mart load"):
        train(home, ["app_lost_30d"])


def test_history_that_is_too_short_says_how_much_it_must_be(tmp_path: Path) -> None:
    found = tiny_bank.tables(customers=20)
    balances = found["balances"]
    found["balances"] = balances[balances["as_of"] >= tiny_bank.date(2026, 7, 31)]
    tiny_bank.home_with(found, tmp_path)
    with pytest.raises(PartlyFailed, match="balances must begin 90 days before"):
        train(tmp_path, ["wealth_30d"])
    assert not Registry(tmp_path).names()


def test_a_damaged_file_is_named_with_the_command(home: Path) -> None:
    version = Registry(home).versions.current()
    file = version.path / "wealth_30d" / "model.txt"
    whole = file.read_text(encoding="utf-8")
    file.chmod(0o644)
    file.write_text(whole + "x", encoding="utf-8")
    try:
        with pytest.raises(DamagedModel, match=r"model\.txt.*weiwo models train wealth_30d"):
            Registry(home).load("wealth_30d")
    finally:
        file.write_text(whole, encoding="utf-8")


def test_a_feature_that_is_gone_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from decision_models import features

    model = Registry(home).load("wealth_30d")
    left = tuple(one for one in features.names() if one.name != model.features[0])
    monkeypatch.setattr(features, "names", lambda: left)
    with pytest.raises(OtherFeatures, match=rf"gone: {model.features[0]}"):
        Registry(home).load("wealth_30d")


def test_a_new_feature_leaves_a_model_that_does_not_read_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from decision_models import features

    known = features.names()
    more = (*known, replace(known[0], name="something_new"))
    monkeypatch.setattr(features, "names", lambda: more)
    assert Registry(home).load("wealth_30d").name == "wealth_30d"
