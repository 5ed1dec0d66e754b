from datetime import date, timedelta
from typing import Literal

import pytest

from home.errors import NotFound
from tests.tools.bank import ROOT, Customer, customers, query, rm_of
from tools import forecast_models
from tools.access import parse
from tools.forecasts import ForecastQuery, forecast
from tools.toolbox import Toolbox

MODELS = ("aum_30d", "aum_90d")


def test_a_customers_assets_are_carried_on_from_their_own_history(toolbox: Toolbox) -> None:
    one = customers(toolbox)[3]
    found = forecast(toolbox, rm_of(one), ForecastQuery(customer_id=one.customer_id))
    assert found.current == pytest.approx(one.aum)
    assert [point.on for point in found.points] == [
        date(2026, 10, 31),
        date(2026, 11, 30),
        date(2026, 12, 31),
    ]
    for point in found.points:
        assert 0 <= point.low <= point.value <= point.high
    assert found.history[-1].on == toolbox.as_of
    assert found.customers == 1
    assert found.change == pytest.approx(found.points[-1].value - (found.current or 0))
    assert found.coverage is not None
    assert found.coverage == pytest.approx(0.8, abs=0.1)
    assert "80%" in found.method
    assert "保形校准" in found.method


def test_a_point_is_what_was_forecast_for_the_customer(toolbox: Toolbox) -> None:
    one = customers(toolbox)[3]
    found = forecast(toolbox, rm_of(one), ForecastQuery(customer_id=one.customer_id))
    sql = "SELECT q10, q50, q90 FROM forecasts WHERE customer_id = '{}' AND model = '{}'"
    first, last = (query(toolbox, sql.format(one.customer_id, m))[0] for m in MODELS)
    for point, wanted in ((found.points[0], first), (found.points[2], last)):
        assert (point.low, point.value, point.high) == pytest.approx(wanted)
    between = found.points[1]
    for place, value in enumerate((between.low, between.value, between.high)):
        assert min(first[place], last[place]) <= value <= max(first[place], last[place])


def test_a_book_reads_the_forecasts_of_the_askers_customers_alone(toolbox: Toolbox) -> None:
    sql = (
        "SELECT p.manager_id, sum(q50) FROM forecasts f JOIN prospects p USING (customer_id) "
        "WHERE model = 'aum_30d' GROUP BY 1 ORDER BY 1"
    )
    sums = query(toolbox, sql)
    points = [
        forecast(toolbox, parse(f"rm:{manager}"), ForecastQuery(horizon_days=30)).points[0]
        for manager, _ in sums
    ]
    factors = [point.value / total for point, (_, total) in zip(points, sums, strict=True)]
    assert len(factors) > 1
    assert factors == pytest.approx([factors[0]] * len(factors))
    assert 0.8 < factors[0] < 1.5
    for point in points:
        assert 0 <= point.low < point.value < point.high
    mine, other = (one for one in _of_two_managers(toolbox))
    with pytest.raises(NotFound):
        forecast(toolbox, rm_of(mine), ForecastQuery(customer_id=other.customer_id))


def _of_two_managers(toolbox: Toolbox) -> list[Customer]:
    everybody = customers(toolbox)
    first = everybody[0]
    return [first, next(one for one in everybody if one.manager_id != first.manager_id)]


@pytest.mark.parametrize(("metric", "days"), [("aum", 180), ("card_spend", 90)])
def test_beyond_the_forecasters_the_trend_stays(
    toolbox: Toolbox, metric: Literal["aum", "card_spend"], days: int
) -> None:
    found = forecast(toolbox, ROOT, ForecastQuery(metric=metric, horizon_days=days))
    assert len(found.points) == days // 30
    assert "同类序列" in found.method


def test_without_forecasters_the_trend_stays(
    toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = customers(toolbox)[3]
    monkeypatch.setattr(forecast_models, "_cards", lambda _: ())
    for asked in (ForecastQuery(), ForecastQuery(customer_id=one.customer_id)):
        found = forecast(toolbox, rm_of(one), asked)
        assert len(found.points) == 3
        assert "同类序列" in found.method


@pytest.mark.parametrize("asker", ["rm:M001", "manager:B02", "manager:B00"])
def test_a_book_is_the_sum_of_its_customers(toolbox: Toolbox, asker: str) -> None:
    scope = parse(asker)
    found = forecast(toolbox, scope, ForecastQuery())
    mine = [
        one
        for one in customers(toolbox)
        if scope.subject == "B00" or scope.subject in (one.manager_id, one.branch_id)
    ]
    assert found.customers == len(mine)
    assert found.current == pytest.approx(sum(one.aum for one in mine))
    alone = forecast(toolbox, ROOT, ForecastQuery(customer_id=mine[0].customer_id))
    width = (found.points[0].high - found.points[0].low) / found.points[0].value
    single = (alone.points[0].high - alone.points[0].low) / max(alone.points[0].value, 1.0)
    assert width < single


def test_spending_is_that_of_the_month_in_shanghai(toolbox: Toolbox) -> None:
    found = forecast(toolbox, ROOT, ForecastQuery(metric="card_spend", horizon_days=30))
    sql = (
        "SELECT sum(amount) FROM transactions WHERE kind = 'consumption' AND direction = 'out' "
        "AND \"at\" >= '2026-08-31 16:00:00' AND \"at\" < '2026-09-30 16:00:00'"
    )
    assert found.current == pytest.approx(query(toolbox, sql)[0][0])
    assert len(found.points) == 1
    assert "流水" in found.method


def test_what_falls_due_is_added_up_and_not_forecast(toolbox: Toolbox) -> None:
    found = forecast(toolbox, ROOT, ForecastQuery(metric="maturity", horizon_days=60))
    last = toolbox.as_of + timedelta(days=60)
    when = f"matures_on BETWEEN '{toolbox.as_of}' AND '{last}'"
    sql = f"SELECT count(*), sum(amount) FROM positions WHERE {when}"
    ((count, total),) = query(toolbox, sql)
    assert (found.scheduled_count, found.points) == (count, ())
    assert found.scheduled_total == pytest.approx(total)
    days = [due.matures_on for due in found.scheduled]
    assert days == sorted(days)


def test_a_customer_asks_for_themself(toolbox: Toolbox) -> None:
    one = customers(toolbox)[3]
    found = forecast(toolbox, parse(f"customer:{one.customer_id}"), ForecastQuery())
    assert found.customer_id == one.customer_id


def test_what_the_data_lack_is_said(toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toolbox.store, "_absent", frozenset({"transactions", "positions"}))
    spending = forecast(toolbox, ROOT, ForecastQuery(metric="card_spend"))
    assert spending.points == ()
    assert "流水" in spending.missing[0]
    due = forecast(toolbox, ROOT, ForecastQuery(metric="maturity"))
    assert "持仓" in due.missing[0]
