"""Features from declarations: table x measure x condition x aggregate x window.

A declaration such as "transactions that are consumption: count and total over 30, 90 and 180
days" becomes six features with name, meaning, unit, sentence and bounds. Each is one aggregate of
a CASE, so that a table is read once however many features it gives (DuckDB sums a CASE many times
faster than it sums with FILTER: the latter cuts every batch of rows anew for every aggregate).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from decision_models.features.feature import Expression, Feature, Mark, Theme
from decision_models.features.kinds.measures import Measure, worded
from decision_models.features.sources.money import YEAR


@dataclass(frozen=True)
class Declaration:
    """Features of one kind of row.

    Args:
        source: the table; its rows carry ``days_ago`` (0 = on the as-of day).
        key: names start with it.
        what: the kind of row in Chinese, a verb phrase that follows a customer (``消费``).
        condition: which rows, None for all of them.
        measures: what of them; each over every window, unless it has windows of its own.
        windows: days back from the as-of moment; ``since`` looks back over the longest of them.
        lag: days before the as-of moment that are left out, for what is known only later.
        group: features of one group say nearly the same, the key by default.
        is_step: whether other features alone read them.
        is_telling: whether they say something by themselves in a portrait.
    """

    source: str
    theme: Theme
    key: str
    what: str
    measures: tuple[Measure, ...]
    windows: tuple[int, ...]
    condition: Any = None
    lag: int = 0
    group: str | None = None
    is_step: bool = False
    is_telling: bool = True

    def features(self) -> Iterator[Feature]:
        """The features that this declares."""
        for measure in self.measures:
            windows = measure.windows or self.windows
            for window in (max(windows),) if measure.kind == "since" else windows:
                yield self._feature(measure, window)

    def name(self, measure: Measure, window: int) -> str:
        """The column that a measure over a window has."""
        suffix = measure.kind if not measure.column else f"{measure.kind}_{measure.column}"
        return f"{self.key}_{suffix}" + ("" if measure.kind == "since" else f"_{window}d")

    def _feature(self, measure: Measure, window: int) -> Feature:
        since = measure.kind == "since"
        meaning, phrase, nothing = worded(self.what, measure, window)
        group = self.group or self.key
        return Feature(
            name=self.name(measure, window),
            meaning=meaning,
            theme=self.theme,
            unit=measure.unit,
            expression=self._expression(measure, window),
            check=(0.0, float(window) if since else None),
            source=self.source,
            group=f"{group}_since" if since else group,
            phrase=phrase,
            nothing=nothing,
            fill=0.0 if measure.kind in ("count", "total", "distinct") else None,
            zero=f"今天有{self.what}的记录" if since else None,
            is_recency=since,
            mark=self._mark(),
            is_step=self.is_step,
            is_telling=self.is_telling,
        )

    def _mark(self) -> Mark | None:
        condition, lag = self.condition, self.lag
        if condition is None and not lag:
            return None

        def marked(rows: Any) -> Any:
            if condition is None:
                return rows.days_ago >= lag
            return condition(rows) & (rows.days_ago >= lag) if lag else condition(rows)

        return Mark(f"at_{self.key}", marked)

    def _expression(self, measure: Measure, window: int) -> Expression:
        marked = self._mark() is not None

        def expression(rows: Any) -> Any:
            at = rows[f"at_{self.key}" if marked else "days_ago"]
            # What is summed up is over its window already, what a source has read within the year.
            within = f"n_{window}d" in rows.columns and measure.kind != "since"
            if not within and (window != YEAR or self.source == "orders"):
                return measure.of_rows(rows, at, at < window, window)
            return measure.of_rows(rows, at, at.notnull() if marked else None, window)

        return expression
