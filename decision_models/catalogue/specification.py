"""What a catalogue file may say: a model in about ten lines."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from decision_models.catalogue.label_kinds import (
    CardOpened,
    Label,
    LoanTaken,
    Purchase,
    Reinvestment,
)

LOANS_BY_CARD = ("instalment",)
"""Loans that go with a credit card and not with the shelf's loans."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Strict):
    """Bounds of a feature's value, both inclusive."""

    minimum: float | None = None
    maximum: float | None = None


class Snapshots(_Strict):
    """Which as-of days a model learns from: month-ends whose label window has closed.

    The last ``hold_out`` of them are for evaluation alone; ``fit`` of those before, whose window
    closes by the first that is held out, are for fitting.
    """

    fit: int = Field(default=5, ge=1, le=36)
    hold_out: int = Field(default=2, ge=1, le=12)


class ModelSpec(_Strict):
    """One model of the catalogue.

    Args:
        name: file name without ``.yaml``, and the column ``score_<name>``.
        title: what it says in Chinese, a short phrase (``30天内购买理财``).
        event: what happens to a positive, in Chinese, after a customer (``购买理财``).
        asked: words of a question that mean it and no other model; none where its category or
            goal says enough.
        population: whom it speaks of: bounds on features, all of which must hold.
        label: what counts as positive.
        horizon_days: how far it looks.
        objective: what acting on it serves.
        as_of: which days it learns from.
        exclude: features that it must not see.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{2,40}$")
    title: str = Field(min_length=2)
    event: str = Field(min_length=2)
    asked: tuple[str, ...] = ()
    population: dict[str, Range] = Field(default_factory=dict)
    label: Label
    horizon_days: int = Field(ge=7, le=365)
    objective: Literal["conversion", "aum", "retention", "activity", "contact", "risk"]
    as_of: Snapshots = Snapshots()
    exclude: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _features_exist(self) -> "ModelSpec":
        from decision_models.features import names

        known = {feature.name for feature in names() if not feature.is_text}
        unknown = [name for name in self.population if name not in known]
        unknown += [name for name in self.exclude if name not in {f.name for f in names()}]
        if unknown:
            raise ValueError(f"population and exclude must name features, got {unknown}")
        return self

    @model_validator(mode="after")
    def _horizon_holds_the_label(self) -> "ModelSpec":
        label = self.label
        if isinstance(label, Reinvestment):
            needed = label.maturing_days + label.within_days
            if self.horizon_days != needed:
                raise ValueError(
                    f"horizon_days must be maturing_days + within_days = {needed}, "
                    f"got {self.horizon_days}"
                )
        return self

    @property
    def minimum_amount(self) -> float:
        """The smallest order that it speaks of, in yuan; nought where it is not of orders."""
        return self.label.minimum_amount if isinstance(self.label, Purchase) else 0.0

    @property
    def category(self) -> str | None:
        """The product category that it speaks of, if it is one of purchase or opening."""
        label = self.label
        if isinstance(label, Purchase):
            return label.category
        if isinstance(label, CardOpened):
            return "credit_card"
        if isinstance(label, LoanTaken) and not set(label.loans) & set(LOANS_BY_CARD):
            return "loan"
        return None
