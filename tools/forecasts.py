"""How an amount will develop: assets, what falls due, card spending; for one or for the book."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from decision_models.forecasting import trend
from prompts.messages import say
from tools.access import Role
from tools.arguments import Arguments
from tools.customers import person, since
from tools.facts import Figure
from tools.forecast_models import modelled
from tools.histories import Amount, Series, month_end, month_number, own_series, peers_of
from tools.maturities import Maturity, maturities
from tools.profiling import refuses

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View

Metric: TypeAlias = Literal["aum", "card_spend", "maturity"]


class ForecastQuery(Arguments):
    """Which amount, for whom, how far ahead."""

    metric: Metric = Field(
        default="aum", description="aum 资产，card_spend 消费，maturity 到期金额", examples=["aum"]
    )
    customer_id: str | None = Field(
        default=None, description="客户编号；不填表示名下全部客户", examples=["C0000123"]
    )
    horizon_days: int = Field(default=90, ge=1, le=365, description="往后多少天", examples=[30, 90])


@dataclass(frozen=True)
class MonthValue:
    """What was, at a month's end."""

    on: Annotated[date, Figure("date", "月末")]
    value: Annotated[float, Figure("yuan", "金额")]


@dataclass(frozen=True)
class MonthForecast:
    """What is expected at a month's end, with the bounds of the 80 % interval."""

    on: Annotated[date, Figure("date", "月末")]
    value: Annotated[float, Figure("yuan", "预测值")]
    low: Annotated[float, Figure("yuan", "80%区间下限")]
    high: Annotated[float, Figure("yuan", "80%区间上限")]


@dataclass(frozen=True)
class ForecastResult:
    """A forecast, or why there is none (``missing``)."""

    facts_root: ClassVar[str] = "forecast"
    facts_source: ClassVar[str] = "forecasts"

    metric: Metric
    customer_id: Annotated[str | None, Figure("id", "客户编号")]
    name: Annotated[str | None, Figure("name", "客户姓名")]
    customers: Annotated[int, Figure("people", "客户数")]
    as_of: Annotated[date, Figure("date", "数据日期")]
    horizon_days: Annotated[int, Figure("days", "预测天数")]
    current: Annotated[float | None, Figure("yuan", "当前值")]
    history: tuple[MonthValue, ...]
    points: tuple[MonthForecast, ...]
    change: Annotated[float | None, Figure("yuan", "预计变化")]
    change_rate: Annotated[float | None, Figure("fraction", "预计变化幅度")]
    interval: Annotated[float, Figure("fraction", "区间的名义覆盖率")]
    coverage: Annotated[float | None, Figure("fraction", "区间在过去月份的实际覆盖率")]
    scheduled: tuple[Maturity, ...]
    scheduled_total: Annotated[float | None, Figure("yuan", "期间到期总额")]
    scheduled_count: Annotated[int, Figure("count", "期间到期笔数")]
    method: str
    missing: tuple[str, ...]


def forecast(toolbox: "Toolbox", scope: "Scope", query: ForecastQuery) -> ForecastResult:
    """The forecast of one customer, or of all whom the asker sees.

    Raises:
        NotFound: not one of the asker's customers.
    """
    view = toolbox.view(scope)
    if scope.role is Role.CUSTOMER and query.customer_id is None:
        query = query.model_copy(update={"customer_id": scope.subject})
    one = person(view, query.customer_id) if query.customer_id else None
    due = maturities(toolbox, view, query.horizon_days, query.customer_id)
    base = ForecastResult(
        metric=query.metric,
        customer_id=one.customer_id if one else None,
        name=one.name if one else None,
        customers=1 if one else _size(view),
        as_of=toolbox.as_of,
        horizon_days=query.horizon_days,
        current=None,
        history=(),
        points=(),
        change=None,
        change_rate=None,
        interval=trend.HIGH - trend.LOW,
        coverage=None,
        scheduled=tuple(due[:20]),
        scheduled_total=sum(m.amount for m in due) if due else None,
        scheduled_count=len(due),
        method="",
        missing=(),
    )
    if query.metric == "maturity":
        missing = () if toolbox.store.has("positions") else (say("forecasts.no_positions"),)
        return replace(base, method=say("forecasts.method_maturity"), missing=missing)
    if one is not None and refuses(
        toolbox, one, since(toolbox, [one.customer_id])[one.customer_id]
    ):
        # What falls due by contract is on record; what a model makes of a person is profiling.
        return replace(base, missing=(say("forecasts.no_profiling"),))
    return _ahead(toolbox, view, query, query.metric, base)


@dataclass(frozen=True)
class _Ahead:
    """What is said of the months to come, and how it was come by."""

    points: tuple[tuple[float, float, float], ...]
    coverage: float | None
    method: str


def _ahead(
    toolbox: "Toolbox", view: "View", query: ForecastQuery, amount: Amount, base: ForecastResult
) -> ForecastResult:
    table = "balances" if amount == "aum" else "transactions"
    if not toolbox.store.has(table):
        return replace(base, missing=(say(f"forecasts.no_{table}"),))
    own = own_series(toolbox, view, amount, query.customer_id)
    if own is None:
        return replace(base, missing=(say(f"forecasts.no_history_{amount}"),))
    history = tuple(MonthValue(on, float(v)) for on, v in zip(own.ends, own.values, strict=True))
    base = replace(base, current=history[-1].value, history=history)
    months = max(1, round(query.horizon_days / 30))
    found = _by_model(toolbox, view, query, amount, months) or _by_trend(
        toolbox, view, query, amount, own, months
    )
    if found is None:
        return replace(base, missing=(say("forecasts.too_short", months=len(history)),))
    points = tuple(
        MonthForecast(month_end(month_number(own.ends[-1]) + step), middle, low, high)
        for step, (low, middle, high) in enumerate(found.points, start=1)
    )
    change = points[-1].value - history[-1].value
    return replace(
        base,
        points=points,
        change=change,
        change_rate=change / history[-1].value if history[-1].value > 0 else None,
        coverage=found.coverage,
        method=found.method,
    )


def _by_model(
    toolbox: "Toolbox", view: "View", query: ForecastQuery, amount: Amount, months: int
) -> _Ahead | None:
    """By the trained forecasters, where they reach so far."""
    found = modelled(toolbox, view, amount, months, query.customer_id)
    if found is None:
        return None
    whose = "book" if query.customer_id is None else "one"
    method = say(f"forecasts.model_{amount}_{whose}")
    if found.between:
        method = f"{method}；{say('forecasts.model_between')}"
    return _Ahead(found.points, found.coverage, method)


def _by_trend(
    toolbox: "Toolbox",
    view: "View",
    query: ForecastQuery,
    amount: Amount,
    own: Series,
    months: int,
) -> _Ahead | None:
    """By the series' own trend; None where the past is too short for an interval."""
    peers = peers_of(toolbox, view, amount, own, alone=query.customer_id is not None)
    found = trend.forecast(own.values, peers, months)
    if found is None:
        return None
    points = tuple(zip(found.low, found.middle, found.high, strict=True))
    return _Ahead(points, found.coverage, say(f"forecasts.method_{amount}", errors=found.errors))


def _size(view: "View") -> int:
    def build() -> Any:
        people = view.customers()
        return people.aggregate(n=people.count())

    return view.rows(_Count, "size", build)[0].n


@dataclass(frozen=True)
class _Count:
    n: int
