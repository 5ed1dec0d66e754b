"""Facts of products, always from the product table and never from prose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.errors import BadInput
from prompts.messages import say
from tools.arguments import Arguments, Category
from tools.entities import Resolution, resolve_product, visible_products
from tools.facts import INLINE, Figure
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

__all__ = ["ProductInfo", "ProductQuery", "ProductSheet", "product_info"]


class ProductQuery(Arguments):
    """Products by name, or what is on sale of a category."""

    products: list[str] = Field(
        default_factory=list,
        max_length=5,
        description="产品名称或编号，可以是简称，比较时给两个以上",
        examples=[["月月安享30天", "P006"]],
    )
    category: Category | None = Field(
        default=None, description="没有点名产品时，列出在售的这一类", examples=["wealth"]
    )
    min_risk: str | None = Field(
        default=None, pattern="^R[1-5]$", description="风险等级不低于", examples=["R2"]
    )
    max_risk: str | None = Field(
        default=None, pattern="^R[1-5]$", description="风险等级不高于", examples=["R2"]
    )
    amount: float | None = Field(
        default=None, gt=0, description="可投金额（元）", examples=[200000]
    )
    theme: str | None = Field(
        default=None,
        max_length=20,
        description="这个主题的排在前面；没有类别时只列这个主题的",
        examples=["养老"],
    )
    top_k: int = Field(default=5, ge=1, le=20, description="最多列几只", examples=[5])


@dataclass(frozen=True)
class ProductNote:
    """One thing that must be read with a product: why a rating, what a benchmark is not."""

    product_id: str
    text: Annotated[str, Figure("text", "产品提示")]


@dataclass(frozen=True)
class Difference:
    """How the products that were asked about compare in one respect, in their order."""

    aspect: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ProductInfo:
    """The sheets that were asked for, and what could not be found or told apart."""

    facts_root: ClassVar[str] = "products"
    facts_source: ClassVar[str] = "products"

    sheets: Annotated[tuple[ProductSheet, ...], INLINE]
    notes: tuple[ProductNote, ...]
    differences: tuple[Difference, ...]
    unresolved: tuple[Resolution, ...]
    listed_of: Annotated[int, Figure("count", "符合条件的在售产品数")]


def product_info(toolbox: "Toolbox", scope: "Scope", query: ProductQuery) -> ProductInfo:
    """The product table's facts of the named products, or of what is on sale.

    Raises:
        BadInput: neither a product nor a category nor a theme.
    """
    if not query.products and query.category is None and query.theme is None:
        raise BadInput("product_info must be given products, a category or a theme, got none")
    found = [resolve_product(toolbox, scope, text) for text in query.products]
    unresolved = tuple(resolution for resolution in found if resolution.kind != "one")
    visible = visible_products(toolbox.store, scope)
    ids = dict.fromkeys(r.id for r in found if r.kind == "one" and r.id)
    sheets = [visible[key] for key in ids]
    count = len(sheets)
    if not query.products:
        on_sale = _on_sale(toolbox, visible, query)
        sheets, count = on_sale[: query.top_k], len(on_sale)
    notes = tuple(note for sheet in sheets for note in _notes(toolbox, sheet))
    differences = _differences(sheets) if len(ids) > 1 else ()
    return ProductInfo(tuple(sheets), notes, differences, unresolved, count)


_OWED = frozenset({"loan", "credit_card"})
"""What is owed, not owned: no answer where a theme alone is asked for."""


def _on_sale(
    toolbox: "Toolbox", visible: dict[str, ProductSheet], query: ProductQuery
) -> list[ProductSheet]:
    def fits(sheet: ProductSheet) -> bool:
        rated = sheet.risk_level or "R1"
        risk = (query.min_risk or "R1") <= rated <= (query.max_risk or "R5")
        money = query.amount is None or sheet.min_amount <= query.amount
        if query.category is None:
            kind = query.theme in sheet.themes and sheet.category not in _OWED
        else:
            kind = sheet.category == query.category
        return kind and risk and money and sheet.on_sale(toolbox.as_of)

    chosen = [sheet for sheet in visible.values() if fits(sheet) and not sheet.private]
    return sorted(
        chosen,
        key=lambda s: (
            query.theme not in s.themes,
            s.risk_level or "R0",
            s.min_amount,
            s.product_id,
        ),
    )


def _notes(toolbox: "Toolbox", sheet: ProductSheet) -> list[ProductNote]:
    notes = []
    if sheet.risk_level_issuer != sheet.risk_level_seller and sheet.risk_level_issuer:
        notes.append(
            say(
                "products.stricter",
                issuer=sheet.risk_level_issuer,
                seller=sheet.risk_level_seller,
                level=sheet.risk_level,
            )
        )
    if sheet.category in ("wealth", "fund") and sheet.benchmark_low is not None:
        notes.append(say("products.benchmark", basis=sheet.benchmark_basis))
    if sheet.private:
        notes.append(say("products.private"))
    if not sheet.on_sale(toolbox.as_of):
        ended = sheet.on_sale_to is not None and sheet.on_sale_to < toolbox.as_of
        key, day = ("to", sheet.on_sale_to) if ended else ("from", sheet.on_sale_from)
        notes.append(say(f"policy.not_on_sale_{key}", **{f"on_sale_{key}": day}))
    return [ProductNote(sheet.product_id, text) for text in notes]


def _differences(sheets: list[ProductSheet]) -> tuple[Difference, ...]:
    rows = {
        "risk": [say("products.risk", level=s.risk_level) for s in sheets],
        "term": [term_of(s) for s in sheets],
        "minimum": [say("products.minimum", amount=s.min_amount) for s in sheets],
        "rate": [rate_of(s) for s in sheets],
        "open_rule": [s.open_rule or "—" for s in sheets],
        "fees": [s.fees or "—" for s in sheets],
        "issuer": [s.issuer or "—" for s in sheets],
    }
    return tuple(
        Difference(say(f"products.aspects.{aspect}"), tuple(values))
        for aspect, values in rows.items()
        if len(set(values)) > 1
    )


def term_of(sheet: ProductSheet) -> str:
    """How long money is bound, in words."""
    if sheet.term_days is None:
        return say("products.no_term")
    return say("products.term", days=sheet.term_days)


def rate_of(sheet: ProductSheet) -> str:
    """The stated rate or benchmark, named as what it is, in words."""
    if sheet.benchmark_low is None or sheet.benchmark_high is None:
        return say("products.no_rate")
    stated = sheet.category in ("deposit", "bond")
    what = say(f"products.{'stated_rate' if stated else 'benchmark_name'}")
    if sheet.benchmark_low == sheet.benchmark_high:
        return say("products.rate", what=what, rate=sheet.benchmark_low)
    return say("products.rates", what=what, low=sheet.benchmark_low, high=sheet.benchmark_high)
