"""What a catalogue file may say: a model in about ten lines."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

Category: TypeAlias = Literal[
    "wealth",
    "fund",
    "insurance",
    "deposit",
    "credit_card",
    "loan",
    "gold",
    "pension",
    "forex",
    "bond",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Strict):
    """Bounds of a feature's value, both inclusive."""

    minimum: float | None = None
    maximum: float | None = None


class Purchase(_Strict):
    """Buys a product of the category, of at least ``minimum_amount`` yuan in one order."""

    kind: Literal["purchase"]
    category: Category
    minimum_amount: float = Field(default=0.0, ge=0)


class AumFall(_Strict):
    """AUM at the end of the horizon has fallen by at least ``share`` of today's."""

    kind: Literal["aum_fall"]
    share: float = Field(gt=0, le=1)


class TierUp(_Strict):
    """AUM reaches a higher tier at a month-end within the horizon."""

    kind: Literal["tier_up"]


Label: TypeAlias = Annotated[Purchase | AumFall | TierUp, Field(discriminator="kind")]


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
    population: dict[str, Range] = Field(default_factory=dict)
    label: Label
    horizon_days: int = Field(ge=7, le=365)
    objective: Literal["conversion", "aum", "retention"]
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

    @property
    def category(self) -> str | None:
        """The product category that it speaks of, if it is one of purchase."""
        return self.label.category if isinstance(self.label, Purchase) else None
