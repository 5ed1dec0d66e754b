"""The products as the product table has them: facts for rules, and sheets for readers."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from tools.facts import Figure
from tools.store import Store

if TYPE_CHECKING:
    from decision_models.policy import ProductFacts


@dataclass(frozen=True)
class _Row:
    product_id: str
    name: str
    category: str
    issuer: str | None
    risk_level_issuer: str | None
    risk_level_seller: str | None
    min_amount: float | None
    term_days: int | None
    open_rule: str | None
    benchmark_low: float | None
    benchmark_high: float | None
    benchmark_basis: str | None
    fees: str | None
    themes: list[str] | None
    private: bool | None
    on_sale_from: date | None
    on_sale_to: date | None


@dataclass(frozen=True)
class ProductSheet:
    """What the product table says. Rates are yearly fractions; ``risk_level`` is the stricter of
    issuer's and seller's; ``term_days`` None may be left at any open day.
    """

    facts_root: ClassVar[str] = "products"
    facts_source: ClassVar[str] = "products"

    product_id: Annotated[str, Figure("id", "产品编号")]
    name: Annotated[str, Figure("name", "产品名称")]
    category: str
    issuer: Annotated[str | None, Figure("name", "发行人")]
    risk_level: Annotated[str | None, Figure("level", "风险等级（孰高）")]
    risk_level_issuer: Annotated[str | None, Figure("level", "发行人评定的风险等级")]
    risk_level_seller: Annotated[str | None, Figure("level", "本行评定的风险等级")]
    min_amount: Annotated[float, Figure("yuan", "起购金额")]
    term_days: Annotated[int | None, Figure("days", "期限")]
    open_rule: Annotated[str | None, Figure("text", "开放规则")]
    benchmark_low: Annotated[float | None, Figure("fraction", "业绩比较基准或利率下限")]
    benchmark_high: Annotated[float | None, Figure("fraction", "业绩比较基准或利率上限")]
    benchmark_basis: Annotated[str | None, Figure("text", "业绩比较基准的依据")]
    fees: Annotated[str | None, Figure("text", "费用")]
    themes: tuple[str, ...]
    private: bool
    on_sale_from: Annotated[date | None, Figure("date", "起售日期")]
    on_sale_to: Annotated[date | None, Figure("date", "停售日期")]

    def on_sale(self, on: date) -> bool:
        """Whether it is sold on that day; both ends are inclusive."""
        after_start = self.on_sale_from is None or self.on_sale_from <= on
        return after_start and (self.on_sale_to is None or on <= self.on_sale_to)

    def facts(self) -> "ProductFacts":
        """The product as the rules see it."""
        from decision_models.policy import ProductFacts

        return ProductFacts(
            product_id=self.product_id,
            name=self.name,
            category=self.category,
            risk_level=self.risk_level,
            min_amount=self.min_amount,
            term_days=self.term_days,
            private=self.private,
            on_sale_from=self.on_sale_from,
            on_sale_to=self.on_sale_to,
        )


def shelf(store: Store) -> dict[str, ProductSheet]:
    """Every product by id, read once per version of the mart."""
    return store.remembered("shelf", lambda: {row.product_id: _sheet(row) for row in _read(store)})


def _read(store: Store) -> list[_Row]:
    return store.rows(_Row, "shelf", lambda: store.table("products").order_by("product_id"))


def _sheet(row: _Row) -> ProductSheet:
    from decision_models.policy import stricter

    return ProductSheet(
        product_id=row.product_id,
        name=row.name,
        category=row.category,
        issuer=row.issuer,
        risk_level=stricter(row.risk_level_issuer, row.risk_level_seller),
        risk_level_issuer=row.risk_level_issuer,
        risk_level_seller=row.risk_level_seller,
        min_amount=row.min_amount or 0.0,
        term_days=row.term_days,
        open_rule=row.open_rule,
        benchmark_low=row.benchmark_low,
        benchmark_high=row.benchmark_high,
        benchmark_basis=row.benchmark_basis,
        fees=row.fees,
        themes=tuple(row.themes or ()),
        private=bool(row.private),
        on_sale_from=row.on_sale_from,
        on_sale_to=row.on_sale_to,
    )
