"""A customer beside peers: the median of those of the same tier of assets and age band.

Tiers are those of the AUM on the day, from the month-end balances, because the customer's recorded
tier is today's. The medians are of everyone, also where one customer's features are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.relative import HIGHEST_RATIO, ratio

PEERS = "peers"
FEWEST = 20
"""Peers below which a median says nothing."""
AGES = (30, 40, 50, 60)
"""Where age bands begin."""
KEYS = ("tier_band", "age_band")
SAME = "同资产档同年龄段客户"


@dataclass(frozen=True)
class Beside:
    """A figure to be compared: the feature, what it is called, and how its comparison is said."""

    feature: str
    words: str
    theme: Theme
    group: str

    @property
    def median(self) -> str:
        """The column of the peers' median."""
        return f"median_{self.feature}"

    @property
    def name(self) -> str:
        """The column of the comparison."""
        return f"{self.feature}_of_peers"

    def compared(self) -> Feature:
        """The figure as a multiple of the peers' median."""
        return Feature(
            name=self.name,
            meaning=f"{self.words}与{SAME}中位数之比",
            theme=self.theme,
            unit="%",
            expression=lambda own, median: ratio(own, median, HIGHEST_RATIO),
            check=(0.0, HIGHEST_RATIO),
            source=PEERS,
            group=self.group,
            phrase=f"{self.words}为{SAME}中位数的{{}}",
            nothing=f"{self.words}没有可比的同类中位数",
            zero=f"{self.words}为零",
            inputs=(self.feature, *KEYS),
        )


def medians(table: Any, compared: Sequence[Beside]) -> Any:
    """The peers' medians: one row for each tier and age band that has members enough.

    ``table`` has the columns of ``compared`` and ``KEYS``, one row for each customer of the bank.
    The bands' columns begin with ``peers_``.
    """
    keys = {f"peers_{key}": table[key] for key in KEYS}
    counted = table.group_by(**keys).aggregate(
        members=table.count(), **{one.median: table[one.feature].median() for one in compared}
    )
    return counted.filter(counted.members >= FEWEST).drop("members")


def tier_band(aum: Any) -> Any:
    """In which tier an AUM lies, 0 for the lowest."""
    from decision_models.mart.schema import TIERS

    return sum((aum >= threshold).cast("int64") for _, threshold in TIERS[1:])


def age_band(age: Any) -> Any:
    """In which age band an age lies, 0 for the youngest; unknown ages make a band of their own."""
    return sum((age >= years).cast("int64") for years in AGES).fill_null(-1)
