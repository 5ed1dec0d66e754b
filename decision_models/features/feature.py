"""What a feature is: a column with a business meaning, computed as of a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from home.clock import SHANGHAI

Expression: TypeAlias = Callable[..., Any]
"""Ibis in, Ibis out. A source's rows for an aggregate of them, the columns named by ``inputs`` for
a derived feature. The as-of day is in the rows (``days_ago``), never in an expression, so that one
query serves every day."""


class Theme(StrEnum):
    """The seven themes of a portrait, as the field names them."""

    NATURE = "nature"
    ASSETS = "assets"
    LIABILITIES = "liabilities"
    RISK = "risk"
    TRANSACTIONS = "transactions"
    BEHAVIOUR = "behaviour"
    VALUE = "value"


@dataclass(frozen=True)
class Mark:
    """A column of a source's rows: ``days_ago`` where a condition holds, else null.

    The rows of features with one condition are found once, and a window over them is one
    comparison.
    """

    name: str
    condition: Callable[[Any], Any]


@dataclass(frozen=True)
class Feature:
    """One column of the feature table.

    Args:
        name: the column.
        meaning: what it says of a customer, in Chinese, as a noun phrase.
        theme: where a portrait shows it.
        unit: 元, 次, 笔, 天, 月, 岁, %, 个, 级, 个标准差 or 类别 (text); ``%`` features are
            fractions.
        expression: how it is computed.
        check: lowest and highest value that can be right, None where there is no bound.
        source: the table that it is aggregated from; ``derived`` for one made of other features.
        group: features of one group say nearly the same; reasons show one of them.
        phrase: a sentence about a customer with ``{}`` for the value and its unit.
        nothing: that sentence where the value is absent, and where it is nought by ``fill``.
        zero: that sentence where the value is nought, if ``nothing`` is not it.
        is_recency: whether it counts days to or from an event, so that little means near.
        negative: that sentence with ``{}`` for the size of a value below nought.
        fill: what stands where the source has no row for a customer.
        inputs: the features that a derived one is made of.
        mark: the column of the source's rows that it needs.
        is_step: a figure that only other features are made of; it is not among ``names()``.
        is_telling: whether it says something by itself in a portrait. Figures that speak only
            beside others (shares of night hours, deviations) are for models and their reasons.
    """

    name: str
    meaning: str
    theme: Theme
    unit: str
    expression: Expression
    check: tuple[float | None, float | None]
    source: str
    group: str
    phrase: str
    nothing: str
    fill: float | None = None
    zero: str | None = None
    negative: str | None = None
    is_recency: bool = False
    inputs: tuple[str, ...] = ()
    mark: Mark | None = None
    is_step: bool = False
    is_telling: bool = True

    @property
    def is_text(self) -> bool:
        """Whether the column holds a category's name and not a number."""
        return self.unit == "类别"


@dataclass(frozen=True)
class AsOf:
    """The end of a day in Shanghai: what a feature may know, and nothing after it."""

    day: date

    @property
    def cut(self) -> datetime:
        """The first moment that is not known any more, in UTC terms (time-zone aware)."""
        return datetime.combine(self.day + timedelta(days=1), datetime.min.time(), SHANGHAI)

    @property
    def month(self) -> int:
        """The last month that has ended by this day, counted from year nought."""
        ended = (self.day + timedelta(days=1)).month != self.day.month
        return self.day.year * 12 + self.day.month - 1 - (not ended)
