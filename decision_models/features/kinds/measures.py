"""What a declaration measures, how it is aggregated, and how it is said."""

from dataclasses import dataclass, replace
from typing import Any

from decision_models.features.sources.money import YEAR


@dataclass(frozen=True)
class Measure:
    """What is aggregated, and of which column: ``count``, ``since`` (days since the last one),
    ``total``, ``largest``, ``mean`` or ``distinct``.
    """

    kind: str
    column: str = ""
    unit: str = "次"
    of: str = ""
    windows: tuple[int, ...] = ()

    def over(self, *windows: int) -> "Measure":
        """The same over windows of its own."""
        return replace(self, windows=windows)

    def of_rows(self, rows: Any, at: Any, where: Any, window: int) -> Any:
        """The aggregate of the rows where ``where`` holds (of all for None); ``at`` is how many
        days ago. Rows that are summed up already carry each figure over each window
        (``sources.dating.over_windows``).
        """
        import ibis

        summed = f"n_{window}d" in rows.columns

        def kept(value: Any) -> Any:
            return value if where is None else ibis.ifelse(where, value, None)

        def column(name: str) -> Any:
            return kept(rows[f"{name}_{window}d" if summed else name])

        match self.kind:
            case "count":
                return column("n").sum() if summed else _number(rows, where)
            case "since":
                return kept(at).min()
            case "total":
                return rounded(column(self.column).sum(), self.unit)
            case "largest":
                return column(f"largest_{self.column}" if summed else self.column).max()
            case "mean":
                whole = rounded(column(self.column).sum(), self.unit)
                return whole / column("n").sum().nullif(0) if summed else column(self.column).mean()
            case "distinct":
                return column(self.column).nunique()
        raise ValueError(f"a measure must be one of those of Measure, got {self.kind!r}")


def _number(rows: Any, where: Any) -> Any:
    return rows.count() if where is None else where.cast("int64").sum()


def rounded(column: Any, unit: str) -> Any:
    """Money to the cent: sums of the same money in another order differ behind the fifteenth
    digit.
    """
    return column.cast("float64").round(2) if unit == "元" else column


COUNT = Measure("count")
ITEMS = Measure("count", unit="笔")
SINCE = Measure("since", unit="天")


def total(column: str, of: str = "金额", unit: str = "元") -> Measure:
    """The sum of a column."""
    return Measure("total", column, unit, of)


def largest(column: str, of: str = "金额", unit: str = "元") -> Measure:
    """The highest value of a column."""
    return Measure("largest", column, unit, of)


def mean(column: str, of: str = "金额", unit: str = "元") -> Measure:
    """The mean of a column."""
    return Measure("mean", column, unit, of)


def distinct(column: str, of: str, unit: str = "个") -> Measure:
    """How many different values a column has."""
    return Measure("distinct", column, unit, of)


def span(window: int) -> str:
    """A window in words."""
    return "近一年" if window == YEAR else f"近{window}天"


_MOST = {"元": "单笔最大", "级": "最高", "天": "最长"}
"""How the highest value of a unit is called."""


def worded(what: str, measure: Measure, window: int) -> tuple[str, str, str]:
    """Meaning, sentence with ``{}`` for the value, and sentence for nought or absent."""
    when, of = span(window), measure.of
    nothing = f"{when}没有{what.replace('所购', '购买')}"
    match measure.kind:
        case "count":
            return f"{when}{what}的{measure.unit}数", f"{when}{what}{{}}", nothing
        case "since":
            return f"距最近一次{what}的天数", f"最近一次{what}在{{}}前", nothing
        case "total":
            return f"{when}{what}{of}合计", f"{when}{what}{of}合计{{}}", nothing
        case "largest":
            most = _MOST.get(measure.unit, "最大")
            return f"{when}{what}{most}{of}", f"{when}{what}{most}{of}{{}}", nothing
        case "mean":
            return f"{when}{what}平均{of}", f"{when}{what}平均{of}{{}}", nothing
        case _:
            return f"{when}{what}的{of}数", f"{when}{what}涉及{{}}", nothing
