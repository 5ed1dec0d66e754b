"""Facts of products, always from the product table and never from prose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from home.errors import BadInput
from prompts.messages import say
from tools.arguments import Arguments, Category
from tools.entities import Resolution, resolve_product, visible_products
from tools.facts import INLINE, Figure
from tools.product_kinds import kind_of, purchase_fee, yearly_fees
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

__all__ = ["ProductInfo", "ProductQuery", "ProductSheet", "product_info"]


Asked: TypeAlias = Literal["risk", "minimum", "term", "rate", "fees", "rules"]
Order: TypeAlias = Literal["fee", "minimum", "term", "rate"]


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
    kind: str | None = Field(
        default=None,
        max_length=20,
        description="只列这一种（大额存单、货币基金……）",
        examples=["大额存单"],
    )
    min_term: int | None = Field(default=None, ge=1, description="期限不短于多少天", examples=[150])
    max_term: int | None = Field(default=None, ge=1, description="期限不长于多少天", examples=[210])
    term: int | None = Field(
        default=None, ge=1, description="期限在多少天左右（半年是180）", examples=[180]
    )
    asked: Asked | None = Field(
        default=None, description="问的是产品的哪一项，先回答这一项", examples=["minimum"]
    )
    order: Order | None = Field(
        default=None,
        description="按费用、起点、期限从低到高，或按存款和国债的利率从高到低",
        examples=["fee"],
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
class ProductCost:
    """What buying costs, and holding for a year, as far as the fees of the table say."""

    product_id: str
    purchase: Annotated[float | None, Figure("fraction", "购买费率")]
    yearly: Annotated[float | None, Figure("fraction", "一年的费率合计")]


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
    costs: tuple[ProductCost, ...] = ()
    category: str | None = None
    kind: Annotated[str | None, Figure("name", "产品种类")] = None
    min_risk: Annotated[str | None, Figure("level", "风险等级下限")] = None
    max_risk: Annotated[str | None, Figure("level", "风险等级上限")] = None
    min_term: Annotated[int | None, Figure("days", "期限下限")] = None
    max_term: Annotated[int | None, Figure("days", "期限上限")] = None
    amount: Annotated[float | None, Figure("yuan", "可投金额")] = None
    term: Annotated[int | None, Figure("days", "期限")] = None
    asked: Asked | None = None
    order: Order | None = None
    lowest_rate: Annotated[float | None, Figure("fraction", "年利率下限")] = None
    highest_rate: Annotated[float | None, Figure("fraction", "年利率上限")] = None
    lowest_minimum: Annotated[float | None, Figure("yuan", "起购金额")] = None


def product_info(toolbox: "Toolbox", scope: "Scope", query: ProductQuery) -> ProductInfo:
    """The product table's facts of the named products, or of what is on sale.

    Raises:
        BadInput: neither a product nor a category nor a theme.
    """
    if not (query.products or query.category or query.kind or query.theme or _bounded(query)):
        raise BadInput(
            "product_info must be given products, a category, a kind, a theme or a bound, got none"
        )
    found = [resolve_product(toolbox, scope, text) for text in query.products]
    unresolved = tuple(resolution for resolution in found if resolution.kind != "one")
    visible = visible_products(toolbox.store, scope)
    ids = dict.fromkeys(r.id for r in found if r.kind == "one" and r.id)
    sheets = [visible[key] for key in ids]
    everything = sheets if query.products else _on_sale(toolbox, visible, query)
    sheets = everything if query.products else everything[: query.top_k]
    notes = tuple(note for sheet in sheets for note in _notes(toolbox, sheet))
    differences = _differences(sheets) if len(ids) > 1 else ()
    rates = [
        (sheet.benchmark_low, sheet.benchmark_high)
        for sheet in everything
        if sheet.category in STATED and sheet.benchmark_low and sheet.benchmark_high
    ]
    return ProductInfo(
        sheets=tuple(sheets),
        notes=notes,
        differences=differences,
        unresolved=unresolved,
        listed_of=len(everything),
        costs=tuple(_cost(sheet) for sheet in sheets),
        category=query.category,
        kind=query.kind,
        min_risk=query.min_risk,
        max_risk=query.max_risk,
        min_term=query.min_term,
        max_term=query.max_term,
        amount=query.amount,
        term=query.term,
        asked=query.asked,
        order=query.order,
        lowest_rate=min((low for low, _ in rates), default=None),
        highest_rate=max((high for _, high in rates), default=None),
        lowest_minimum=min((sheet.min_amount for sheet in everything), default=None),
    )


STATED = frozenset({"deposit", "bond"})
"""Categories whose rate the contract promises."""


def _bounded(query: ProductQuery) -> bool:
    return any((query.min_risk, query.max_risk, query.min_term, query.max_term, query.term))


def _cost(sheet: ProductSheet) -> ProductCost:
    return ProductCost(sheet.product_id, purchase_fee(sheet.fees), yearly_fees(sheet.fees))


_OWED = frozenset({"loan", "credit_card"})
"""What is owed, not owned: no answer where a theme alone is asked for."""


def _on_sale(
    toolbox: "Toolbox", visible: dict[str, ProductSheet], query: ProductQuery
) -> list[ProductSheet]:
    asked_kind = kind_of(query.kind) if query.kind else None

    def fits(sheet: ProductSheet) -> bool:
        rated = sheet.risk_level or "R1"
        risk = (query.min_risk or "R1") <= rated <= (query.max_risk or "R5")
        money = query.amount is None or sheet.min_amount <= query.amount
        if asked_kind is not None:
            kind = asked_kind.holds(sheet)
        elif query.category is None:
            themed = query.theme is None or query.theme in sheet.themes
            kind = themed and sheet.category not in _OWED
        else:
            kind = sheet.category == query.category
        return kind and risk and money and _lasts(sheet, query) and sheet.on_sale(toolbox.as_of)

    of_all = query.category is None and query.theme is None and query.order is None
    chosen = [sheet for sheet in visible.values() if fits(sheet) and not sheet.private]
    return sorted(
        chosen,
        key=lambda s: (
            *_placed(s, query),
            _SHELVES.index(s.category) if of_all and s.category in _SHELVES else 0,
            query.theme not in s.themes,
            s.risk_level or "R0",
            s.min_amount,
            s.product_id,
        ),
    )


_AROUND = 0.15
"""A term is meant within this share of what is said: 半年 are 180 days, and 183, and 184."""


def _lasts(sheet: ProductSheet, query: ProductQuery) -> bool:
    """Whether the term is within the asked bounds; what may be left at any time is no term."""
    if query.term is not None:
        return sheet.term_days is not None and abs(sheet.term_days / query.term - 1) <= _AROUND
    if query.min_term is None and query.max_term is None:
        return True
    if sheet.term_days is None:
        return query.min_term is None
    return (query.min_term or 0) <= sheet.term_days <= (query.max_term or sheet.term_days)


_UNKNOWN = 9.0
_SHELVES = ("deposit", "bond", "wealth", "fund", "pension", "insurance", "gold", "forex")
"""The order of categories where everything of a rating is asked for."""


def _placed(sheet: ProductSheet, query: ProductQuery) -> tuple[float, ...]:
    """The place that the asked order gives; what the table does not say comes last. A benchmark is
    no promise, and puts nothing first.
    """
    match query.order:
        case "fee":
            bought, held = purchase_fee(sheet.fees), yearly_fees(sheet.fees)
            return (_UNKNOWN if bought is None else bought, _UNKNOWN if held is None else held)
        case "minimum":
            return (sheet.min_amount,)
        case "term":
            return (float(sheet.term_days or 0),)
        case "rate" if sheet.category in STATED:
            return (-(sheet.benchmark_high or 0.0),)
    return ()


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
    stated = sheet.category in STATED
    what = say(f"products.{'stated_rate' if stated else 'benchmark_name'}")
    if sheet.benchmark_low == sheet.benchmark_high:
        return say("products.rate", what=what, rate=sheet.benchmark_low)
    return say("products.rates", what=what, low=sheet.benchmark_low, high=sheet.benchmark_high)
