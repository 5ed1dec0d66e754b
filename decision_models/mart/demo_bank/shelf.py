"""The demo bank's 60 products, read from ``shelf.yaml``. All of them are invented."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from decision_models.mart.codes import CATEGORIES, PRODUCT_LEVELS

Rate = Annotated[float, Field(ge=-1, le=1)]


class ShelfProduct(BaseModel):
    """One product, with the columns of the mart's table ``products``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    product_id: Annotated[str, Field(pattern=r"^P\d{3}$")]
    name: str
    category: Annotated[str, Field(pattern="^(" + "|".join(CATEGORIES) + ")$")]
    issuer: str
    risk_level_issuer: str | None = Field(pattern="^(" + "|".join(PRODUCT_LEVELS) + ")$")
    risk_level_seller: str | None = Field(pattern="^(" + "|".join(PRODUCT_LEVELS) + ")$")
    min_amount: Annotated[float, Field(ge=0)] | None
    term_days: Annotated[int, Field(ge=0)] | None
    open_rule: str
    benchmark_low: Rate | None
    benchmark_high: Rate | None
    benchmark_basis: str | None
    fees: str
    themes: tuple[str, ...]
    private: bool
    on_sale_from: date
    on_sale_to: date

    @property
    def risk(self) -> int:
        """The stricter of the two ratings as 1 to 5 (孰高), 1 where there is none."""
        levels = [level for level in (self.risk_level_issuer, self.risk_level_seller) if level]
        return max((int(level[1]) for level in levels), default=1)


class _Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    simulated: bool
    products: tuple[ShelfProduct, ...]


@cache
def shelf() -> tuple[ShelfProduct, ...]:
    """Every product of the demo bank, by product_id.

    Raises:
        pydantic.ValidationError: ``shelf.yaml`` breaks the shape above.
    """
    text = files(__package__).joinpath("shelf.yaml").read_text(encoding="utf-8")
    products = _Shelf.model_validate(yaml.safe_load(text)).products
    return tuple(sorted(products, key=lambda product: product.product_id))
