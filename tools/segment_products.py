"""Which products suit a group: what its members may buy by their assessment and age, and how likely
they are to.

What the shelf has for nearly nobody of the group is left out, with the rule that keeps it out.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from prompts.messages import say
from tools.entities import visible_products
from tools.facts import Figure
from tools.model_choice import choose
from tools.segment_conditions import conditions_of, described
from tools.segment_counts import Counting, Level, Size
from tools.segment_query import SegmentQuery
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

PER_CATEGORY = 2
_SHARE_CLASS = re.compile(r"[A-E](?:类|份额)?$")


class SegmentProductQuery(SegmentQuery):
    """Whom the products are for; ``category`` narrows what is looked at."""

    max_risk: str | None = Field(
        default=None, pattern="^R[1-5]$", description="风险等级不高于", examples=["R2"]
    )
    top_k: int = Field(default=5, ge=1, le=20, description="最多列几只", examples=[5])


@dataclass(frozen=True)
class Fitting:
    """One product: who of the group may buy it, and how likely its kind is bought."""

    facts_source: ClassVar[str] = "products"

    product_id: Annotated[str, Figure("id", "产品编号")]
    product_name: Annotated[str, Figure("name", "产品名称")]
    category: str
    risk_level: Annotated[str | None, Figure("level", "产品风险等级")]
    min_amount: Annotated[float, Figure("yuan", "起购金额")]
    term_days: Annotated[int | None, Figure("days", "期限")]
    may_buy: Annotated[int, Figure("people", "可以购买的客户数")]
    share: Annotated[float, Figure("fraction", "可以购买的占比")]
    probability: Annotated[float | None, Figure("fraction", "平均购买概率")]
    horizon_days: Annotated[int | None, Figure("days", "模型期限")]


@dataclass(frozen=True)
class LevelShare:
    """How many of the group have a level of risk tolerance."""

    level: Annotated[str, Figure("level", "风险承受能力")]
    count: Annotated[int, Figure("people", "客户数")]
    share: Annotated[float, Figure("fraction", "占比")]


@dataclass(frozen=True)
class SegmentProducts:
    """The products, those first that the most of the group may buy and would; and the group."""

    facts_root: ClassVar[str] = "fitting"
    facts_source: ClassVar[str] = "prospects"

    whom: str
    customers: Annotated[int, Figure("people", "客户数")]
    assessed: Annotated[int, Figure("people", "测评有效的客户数")]
    seniors: Annotated[int, Figure("people", "65岁及以上的客户数")]
    senior_age: Annotated[int, Figure("age", "特别保护年龄")]
    usual: LevelShare | None
    levels: tuple[LevelShare, ...]
    fitting: tuple[Fitting, ...]
    left_out: Annotated[int, Figure("count", "没有列入的在售产品数")]
    notes: tuple[str, ...]


def segment_products(
    toolbox: "Toolbox", scope: "Scope", query: SegmentProductQuery
) -> SegmentProducts:
    """The products on sale for a group of the asker's customers; a marketer's are the whole bank's.

    Raises:
        BadInput: a branch or tier that does not exist.
    """
    from decision_models.policy.suitability import HIGH_RISK, OUTSIDE_CATEGORIES, SENIOR_AGE

    with toolbox.pinned():
        plain = SegmentQuery.model_validate(
            query.model_dump(exclude={"max_risk", "top_k", "category"})
        )
        counting = Counting(toolbox, scope, conditions_of(toolbox, plain))
        (size,) = counting.sizes(None) or [Size("all", 0, 0.0, 0.0)]
        found = counting.levels(toolbox.as_of, SENIOR_AGE)
        chances: dict[str, tuple[float, int] | None] = {}
        fitting, left_out = [], 0
        for sheet in visible_products(toolbox.store, scope).values():
            if not _looked_at(toolbox, sheet, query):
                continue
            free = sheet.category in OUTSIDE_CATEGORIES and sheet.risk_level in (None, "R1")
            number = int(sheet.risk_level[1]) if sheet.risk_level else 1
            may = sum(
                one.n
                for one in found
                if free or (one.valid and one.risk and int(one.risk[1]) >= number)
                if not (one.senior and number >= HIGH_RISK)
            )
            if not size.customers or may < size.customers / 2:
                left_out += 1
                continue
            if sheet.category not in chances:
                chances[sheet.category] = _chance(toolbox, counting, sheet.category)
            chance = chances[sheet.category]
            fitting.append(_fitting(sheet, may, size.customers, chance))
        assessed = sum(one.n for one in found if one.valid)
        levels = _levels(found, size.customers)
        return SegmentProducts(
            whom=described(toolbox, plain),
            customers=size.customers,
            assessed=assessed,
            seniors=sum(one.n for one in found if one.senior),
            senior_age=SENIOR_AGE,
            usual=max(levels, key=lambda one: one.count, default=None),
            levels=tuple(levels),
            fitting=tuple(_chosen(fitting, query.top_k, query.category)),
            left_out=left_out,
            notes=(say("fitting.each_checked"),),
        )


def _looked_at(toolbox: "Toolbox", sheet: ProductSheet, query: SegmentProductQuery) -> bool:
    """Whether a product may be told to a group: on sale, public, no borrowing unless asked for."""
    if not sheet.on_sale(toolbox.as_of) or sheet.private:
        return False
    if query.category is not None:
        fits = sheet.category == query.category
    else:
        fits = sheet.category not in ("loan", "credit_card", "instalment")
    return fits and (
        query.max_risk is None or sheet.risk_level is None or sheet.risk_level <= query.max_risk
    )


def _chance(toolbox: "Toolbox", counting: Counting, category: str) -> tuple[float, int] | None:
    """The group's mean probability to buy of a category, and the days that it is of."""
    choice = choose(toolbox, "purchase", category)
    if choice.model is None or choice.horizon_days is None:
        return None
    found = counting.chances(None, choice.model, 0)
    if not found or not found[0].scored:
        return None
    return (found[0].expected or 0.0) / found[0].scored, choice.horizon_days


def _fitting(
    sheet: ProductSheet, may: int, customers: int, chance: tuple[float, int] | None
) -> Fitting:
    return Fitting(
        product_id=sheet.product_id,
        product_name=sheet.name,
        category=sheet.category,
        risk_level=sheet.risk_level,
        min_amount=sheet.min_amount,
        term_days=sheet.term_days,
        may_buy=may,
        share=may / customers,
        probability=chance[0] if chance else None,
        horizon_days=chance[1] if chance else None,
    )


def _chosen(fitting: list[Fitting], top_k: int, category: str | None) -> list[Fitting]:
    """Those that the most may buy and would, a few of each kind."""
    ranked = sorted(
        fitting, key=lambda one: (-one.share * (one.probability or 0.0), -one.share, one.min_amount)
    )
    kept: list[Fitting] = []
    for one in ranked:
        same = sum(other.category == one.category for other in kept)
        again = any(_plain(other) == _plain(one) for other in kept)
        if not again and (category is not None or same < PER_CATEGORY):
            kept.append(one)
    return kept[:top_k]


def _plain(one: Fitting) -> str:
    """The product's name without the class of its shares."""
    return _SHARE_CLASS.sub("", one.product_name)


def _levels(found: list[Level], customers: int) -> list[LevelShare]:
    counts: dict[str, int] = {}
    for one in found:
        if one.valid and one.risk:
            counts[one.risk] = counts.get(one.risk, 0) + one.n
    return [LevelShare(level, count, count / customers) for level, count in sorted(counts.items())]
