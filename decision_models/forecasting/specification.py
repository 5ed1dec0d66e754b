"""What a forecaster's file may say: which amount, how far ahead, of whom."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from decision_models.catalogue import Range, Snapshots
from decision_models.catalogue.files import find_in, read_folder
from decision_models.features.feature import AsOf
from decision_models.labels import month_end, months_of
from decision_models.snapshots import HISTORY_DAYS, Plan
from home.errors import BadInput

Amount: TypeAlias = Literal["aum", "card_spend"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ForecastSpec(_Strict):
    """One forecaster.

    Args:
        name: file name without ``.yaml``.
        kind: tells it from the other kinds of the catalogue.
        title: what it forecasts, in Chinese.
        amount: AUM at a month-end, or what is consumed in a calendar month.
        horizon_days: how far it looks; in whole months, 30 days each.
        population: whom it speaks of: bounds on features, all of which must hold; and of nobody
            whose AUM is not known.
        as_of: which month-ends it learns from.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{2,40}$")
    kind: Literal["amount"] = "amount"
    title: str = Field(min_length=2)
    amount: Amount
    horizon_days: int = Field(ge=30, le=180)
    population: dict[str, Range] = Field(default_factory=dict)
    as_of: Snapshots = Snapshots()

    @model_validator(mode="after")
    def _features_exist(self) -> "ForecastSpec":
        from decision_models.features import names

        known = {feature.name for feature in names() if not feature.is_text}
        unknown = set(self.population) - known
        if unknown:
            raise ValueError(f"population must name features, got {sorted(unknown)}")
        return self

    @property
    def months(self) -> int:
        """Month-ends ahead."""
        return months_of(self.horizon_days)

    @property
    def table(self) -> str:
        """Where the mart has the amount."""
        return "balances" if self.amount == "aum" else "transactions"

    def plan(self, first: date, today: date) -> Plan:
        """The month-ends to learn from, where balances begin on ``first`` and end on ``today``.

        All that is forecast on them is known by ``today``; on those of ``fit`` it was known by
        the first day that is held out.

        Raises:
            BadInput: the data begin too late for that.
        """
        month, days = AsOf(today).month - self.months, []
        while (day := month_end(month)) >= first + timedelta(days=HISTORY_DAYS):
            days.append(day)
            month -= 1
        held = sorted(days[: self.as_of.hold_out])
        fit = sorted(days[self.as_of.hold_out + self.months - 1 :][: self.as_of.fit])
        if len(fit) < FEWEST_MONTHS:
            needed = self.as_of.hold_out + self.months - 1 + FEWEST_MONTHS
            raise BadInput(
                f"forecaster {self.name}: balances must begin {HISTORY_DAYS} days before the first "
                f"of {needed} month-ends whose outcome is known, got {len(days)} of them between "
                f"{first} and {today}"
            )
        return Plan(tuple(fit), tuple(held))


FEWEST_MONTHS = 3
"""To fit on: fewer say nothing of how months differ."""


@cache
def specifications() -> tuple[ForecastSpec, ...]:
    """Every forecaster, by name."""
    from decision_models.catalogue import amounts

    return read_folder(Path(amounts.__file__).parent, ForecastSpec)


def find(name: str) -> ForecastSpec:
    """The forecaster of that name.

    Raises:
        NotFound: there is none; names those that there are.
    """
    return find_in(specifications(), name, "forecaster")
