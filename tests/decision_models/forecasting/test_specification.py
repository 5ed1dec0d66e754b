from datetime import date
from pathlib import Path

import pytest

from decision_models import catalogue
from decision_models.catalogue.files import read_file
from decision_models.features.feature import AsOf
from decision_models.forecasting.specification import ForecastSpec, find, specifications
from decision_models.forecasting.training import plans
from decision_models.mart.warehouse import Warehouse
from home.errors import BadInput, NotFound
from tests.decision_models import tiny_bank

FIRST, TODAY = date(2025, 4, 30), date(2026, 9, 30)


def test_forecasters_are_no_models_of_the_catalogue() -> None:
    names = {spec.name for spec in specifications()}
    assert names == {"aum_30d", "aum_90d", "card_spend_30d"}
    assert not names & {spec.name for spec in catalogue.specifications()}
    with pytest.raises(NotFound, match="aum_30d"):
        find("aum_45d")


@pytest.mark.parametrize("name", ["aum_30d", "aum_90d", "card_spend_30d"])
def test_what_is_fitted_on_had_come_by_the_first_month_held_out(name: str) -> None:
    spec = find(name)
    plan = spec.plan(FIRST, TODAY)
    months = [AsOf(day).month for day in plan.days]
    assert months == sorted(set(months))
    assert AsOf(plan.fit[-1]).month + spec.months <= AsOf(plan.hold_out[0]).month
    assert months[-1] + spec.months == AsOf(TODAY).month
    with pytest.raises(BadInput, match=name):
        spec.plan(date(2026, 3, 31), TODAY)


def test_a_file_that_says_what_it_may_not_say_is_named(tmp_path: Path) -> None:
    path = tmp_path / "aum_30d.yaml"
    text = "{name: aum_30d, title: 资产, amount: aum, horizon_days: 30"
    path.write_text(text + ", population: {nothing: {minimum: 1}}}", encoding="utf-8")
    with pytest.raises(BadInput, match=r"aum_30d\.yaml.*nothing"):
        read_file(path, ForecastSpec)
    path.write_text(text + ", label: x}", encoding="utf-8")
    with pytest.raises(BadInput, match=r"aum_30d\.yaml: label"):
        read_file(path, ForecastSpec)


def test_what_an_institution_lacks_is_left_out_or_named(tmp_path: Path) -> None:
    found = tiny_bank.tables(20)
    del found["transactions"]
    tiny_bank.home_with(found, tmp_path)
    warehouse = Warehouse(tmp_path)
    con, mart = warehouse.connect(), warehouse.current()
    failures: dict[str, str] = {}
    planned = plans(con, specifications(), mart, failures, named=False)
    assert (list(planned), failures) == (["aum_30d", "aum_90d"], {})
    assert plans(con, [find("card_spend_30d")], mart, failures, named=True) == {}
    assert "transactions" in failures["card_spend_30d"]
