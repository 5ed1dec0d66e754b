"""Charts of the pages, by ECharts. Colours are the style sheet's, read when a chart is drawn."""

from typing import Any

from nicegui import ui

from tools.forecasts import ForecastResult

_WAN = 10_000
_PALE = 0.18


def _colour(name: str) -> str:
    return f"getComputedStyle(document.body).getPropertyValue('--{name}').trim()"


def assets_chart(found: ForecastResult) -> None:
    """Month-end amounts, and what is expected with its interval; wan yuan."""
    past = [(str(one.on)[:7], one.value / _WAN) for one in found.history]
    ahead = [(str(p.on)[:7], p.low / _WAN, p.value / _WAN, p.high / _WAN) for p in found.points]
    months = [month for month, _ in past] + [month for month, *_ in ahead]
    gap: list[float | None] = [None] * (len(past) - 1)
    last = past[-1][1]

    def joined(values: list[float]) -> list[float | None]:
        return [*gap, *(round(value, 2) for value in (last, *values))]

    low, width = [one[1] for one in ahead], [one[3] - one[1] for one in ahead]
    band = [*gap, *(round(value, 2) for value in (0.0, *width))]
    options = {
        "animation": False,
        "grid": {"left": 8, "right": 32, "top": 34, "bottom": 4, "containLabel": True},
        "legend": {
            # Lines are shown as they are drawn; a band is a patch as pale as it is drawn.
            "data": [
                "月末资产",
                "预测",
                {"name": "80%区间", "icon": "roundRect", "itemStyle": {"opacity": _PALE}},
            ],
            "top": 0,
            "left": 0,
            "itemHeight": 8,
            "textStyle": {":color": _colour("soft")},
        },
        "tooltip": {
            "trigger": "axis",
            ":backgroundColor": _colour("card"),
            ":borderColor": _colour("line-strong"),
            "textStyle": {":color": _colour("ink")},
            ":formatter": _TOLD,
        },
        "xAxis": _axis({"type": "category", "data": months, "boundaryGap": False}),
        "yAxis": _axis({"type": "value", "scale": True}),
        "series": [
            _line("月末资产", [round(value, 2) for _, value in past], "accent"),
            {**_line("预测", joined([one[2] for one in ahead]), "accent"), "lineStyle": _DASHED},
            {**_line("下限", joined(low), "line"), "stack": "band", "lineStyle": {"opacity": 0}},
            {
                **_line("80%区间", band, "accent"),
                "stack": "band",
                "lineStyle": {"opacity": 0},
                "areaStyle": {":color": _colour("accent"), "opacity": _PALE},
            },
        ],
    }
    chart = ui.echart(options).classes("chart")
    chart.props(f'role="img" aria-label="{_said(found)}"')


_DASHED = {"type": "dashed", ":color": _colour("accent"), "width": 2}
_TOLD = """(rows) => {
  const of = (name) => rows.find((row) => row.seriesName === name)?.value;
  const digits = { maximumFractionDigits: 2 };
  const say = (value) => Number(value).toLocaleString("zh-CN", digits) + "万元";
  const lines = [rows[0].axisValue];
  if (of("月末资产") != null) lines.push("月末资产 " + say(of("月末资产")));
  else if (of("预测") != null) lines.push("预测 " + say(of("预测")),
    "80%区间 " + say(of("下限")) + "至" + say(Number(of("下限")) + Number(of("80%区间"))));
  return lines.join("<br>");
}"""


def _line(name: str, data: list[Any], colour: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "data": data,
        "symbol": "none",
        "itemStyle": {":color": _colour(colour)},
        "lineStyle": {":color": _colour(colour), "width": 2},
    }


def _axis(given: dict[str, Any]) -> dict[str, Any]:
    return {
        **given,
        "axisLabel": {":color": _colour("soft")},
        "axisLine": {"lineStyle": {":color": _colour("line-strong")}},
        "splitLine": {"lineStyle": {":color": _colour("line")}},
    }


def _said(found: ForecastResult) -> str:
    """The chart in a sentence, for who does not see it."""
    from prompts.messages import money

    first, last = found.history[0], found.history[-1]
    said = f"{first.on}资产{money(first.value)}，{last.on}{money(last.value)}"
    if found.points:
        end = found.points[-1]
        said += f"，预计{end.on}{money(end.value)}，80%区间{money(end.low)}至{money(end.high)}"
    return said
