"""Features from declarations: table x measure x condition x aggregate x window.

A declaration such as "transactions that are consumption: count and total over 30, 90 and 180
days" becomes six features with name, meaning, unit, sentence and bounds. Each is one aggregate
with a FILTER clause, so that a table is read once however many features it gives.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from decision_models.features.feature import Expression, Feature, Theme

Condition: TypeAlias = Callable[[Any], Any]

LONGEST_WINDOW = 365


@dataclass(frozen=True)
class Measure:
    """What is aggregated, and of which column: ``count``, ``since`` (days since the last one),
    ``total``, ``largest``, ``mean`` or ``distinct``.
    """

    kind: str
    column: str = ""
    unit: str = "次"
    of: str = ""


COUNT = Measure("count")
ITEMS = Measure("count", unit="笔")
SINCE = Measure("since", unit="天")


def total(column: str, of: str = "金额", unit: str = "元") -> Measure:
    """The sum of a column."""
    return Measure("total", column, unit, of)


def largest(column: str, of: str = "金额", unit: str = "元") -> Measure:
    """The highest value of a column."""
    return Measure("largest", column, unit, of)


def mean(column: str, of: str, unit: str = "元") -> Measure:
    """The mean of a column."""
    return Measure("mean", column, unit, of)


def distinct(column: str, of: str, unit: str = "个") -> Measure:
    """How many different values a column has."""
    return Measure("distinct", column, unit, of)


@dataclass(frozen=True)
class Declaration:
    """Features of one kind of row.

    Args:
        source: the table; its rows carry ``days_ago`` (0 = on the as-of day).
        key: names start with it.
        what: the kind of row in Chinese, a verb phrase that follows a customer (``消费``).
        condition: which rows, None for all of them.
        measures: what of them; each over every window.
        windows: days back from the as-of moment; ``since`` looks back over the longest of them.
        lag: days before the as-of moment that are left out, for what is known only later.
    """

    source: str
    theme: Theme
    key: str
    what: str
    measures: tuple[Measure, ...]
    windows: tuple[int, ...]
    condition: Condition | None = None
    lag: int = 0

    def features(self) -> Iterator[Feature]:
        """The features that this declares."""
        for measure in self.measures:
            windows = (max(self.windows),) if measure.kind == "since" else self.windows
            for window in windows:
                yield self._feature(measure, window)

    def _feature(self, measure: Measure, window: int) -> Feature:
        since = measure.kind == "since"
        suffix = measure.kind if not measure.column else f"{measure.kind}_{measure.column}"
        name = f"{self.key}_{suffix}" + ("" if since else f"_{window}d")
        meaning, phrase, nothing = _wording(self.what, measure, window)
        counted = measure.kind in ("count", "total", "distinct")
        return Feature(
            name=name,
            meaning=meaning,
            theme=self.theme,
            unit=measure.unit,
            expression=self._expression(measure, window),
            check=(0.0, float(window) if since else None),
            source=self.source,
            group=f"{self.key}_since" if since else self.key,
            phrase=phrase,
            nothing=nothing,
            fill=0.0 if counted else None,
            zero=f"今天有{self.what}的记录" if since else None,
            is_recency=since,
        )

    def _expression(self, measure: Measure, window: int) -> Expression:
        condition, lag = self.condition, self.lag

        def expression(rows: Any, _as_of: Any) -> Any:
            where = rows.days_ago < window
            if lag:
                where = where & (rows.days_ago >= lag)
            if condition is not None:
                where = where & condition(rows)
            return _aggregate(rows, measure, where)

        return expression


def _aggregate(rows: Any, measure: Measure, where: Any) -> Any:
    if "n" in rows.columns:
        return _of_rollup(rows, measure, where)
    match measure.kind:
        case "count":
            return rows.count(where=where)
        case "since":
            return rows.days_ago.min(where=where)
        case "total":
            return rows[measure.column].sum(where=where)
        case "largest":
            return rows[measure.column].max(where=where)
        case "mean":
            return rows[measure.column].mean(where=where)
        case "distinct":
            return rows[measure.column].nunique(where=where)
    raise ValueError(f"a measure must be one of those of Measure, got {measure.kind!r}")


def _of_rollup(rows: Any, measure: Measure, where: Any) -> Any:
    """The same of rows that are already summed up: ``n``, ``<column>`` and ``largest_<column>``."""
    match measure.kind:
        case "count":
            return rows.n.sum(where=where)
        case "since":
            return rows.days_ago.min(where=where)
        case "total":
            return rows[measure.column].sum(where=where)
        case "largest":
            return rows[f"largest_{measure.column}"].max(where=where)
        case "mean":
            return rows[measure.column].sum(where=where) / rows.n.sum(where=where)
    raise ValueError(f"summed-up rows give no {measure.kind!r}")


def _wording(what: str, measure: Measure, window: int) -> tuple[str, str, str]:
    """Meaning, sentence with ``{}`` for the value, and sentence for nought or absent."""
    span = "近一年" if window == LONGEST_WINDOW else f"近{window}天"
    nothing = f"{span}没有{what}"
    match measure.kind:
        case "count":
            return f"{span}{what}的{measure.unit}数", f"{span}{what}{{}}", nothing
        case "since":
            return f"距最近一次{what}的天数", f"最近一次{what}在{{}}前", nothing
        case "total":
            return f"{span}{what}{measure.of}合计", f"{span}{what}{measure.of}合计{{}}", nothing
        case "largest":
            return f"{span}{what}单笔最大{measure.of}", f"{span}{what}单笔最大{{}}", nothing
        case "mean":
            return f"{span}{what}平均{measure.of}", f"{span}{what}平均{measure.of}{{}}", nothing
        case _:
            return f"{span}{what}的{measure.of}数", f"{span}{what}涉及{{}}{measure.of}", nothing
