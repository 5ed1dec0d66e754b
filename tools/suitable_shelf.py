"""What of the shelf may be sold to a buyer of whom only age, level or assessment are told."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from tools.arguments import Category
from tools.entities import visible_products
from tools.facts import INLINE, Figure
from tools.shelf import ProductSheet
from tools.suitability_checks import Assessment, Supposed, assessment_of, in_general, judged
from tools.verdicts import why_sellable

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

_PLACED = frozenset({"wealth", "fund", "bond", "gold", "pension", "insurance", "deposit"})
_ADULT = 18
_LEVELS = ("R1", "R2", "R3", "R4", "R5")


class ShelfQuery(Supposed):
    """A buyer as they are told of, and the kind of product."""

    category: Category | None = Field(
        default=None, description="只看这一类", examples=["insurance"]
    )
    top_k: int = Field(default=5, ge=1, le=20, description="最多列几只", examples=[5])


@dataclass(frozen=True)
class Sellable:
    """A product that the rules allow, and the level that the buyer's own assessment must reach."""

    facts_source: ClassVar[str] = "products"

    product_id: Annotated[str, Figure("id", "产品编号")]
    name: Annotated[str, Figure("name", "产品名称")]
    category: str
    risk_level: Annotated[str | None, Figure("level", "风险等级")]
    needed: Annotated[str | None, Figure("level", "要求的风险承受能力")]
    min_amount: Annotated[float, Figure("yuan", "起购金额")]
    term_days: Annotated[int | None, Figure("days", "期限")]


@dataclass(frozen=True)
class SuitableShelf:
    """What may be sold. ``ceiling`` is the highest rating that age and level leave, ``kept`` the
    lowest one that they do not, with the rule in ``why``; ``unrated`` are those that need no
    assessment. Nothing is listed for a minor, whose guardian decides.
    """

    facts_root: ClassVar[str] = "suitable"
    facts_source: ClassVar[str] = "policy"

    category: str | None
    age: Annotated[int | None, Figure("age", "年龄")]
    customer_risk: Annotated[str | None, Figure("level", "客户的风险承受能力")]
    assessment: Assessment | None
    ceiling: Annotated[str | None, Figure("level", "可以买的最高风险等级")]
    ceiling_needs: Annotated[str | None, Figure("level", "要求的风险承受能力")]
    kept: Annotated[str | None, Figure("level", "不能买的最低风险等级")]
    why: Annotated[str, Figure("text", "依据")]
    products: Annotated[tuple[Sellable, ...], INLINE]
    listed_of: Annotated[int, Figure("count", "符合条件的在售产品数")]
    unrated: tuple[Sellable, ...]
    minor: bool
    someone_else: bool
    whom: str | None


def suitable_shelf(toolbox: "Toolbox", scope: "Scope", query: ShelfQuery) -> SuitableShelf:
    """The products on sale that the pure rules allow to such a buyer, the lowest risk first.

    Where no level is told, or no assessment holds, those that a sufficient one would allow: each
    with the level that it needs.
    """
    from decision_models.policy import ProductFacts

    now = in_general(toolbox, query)
    # Who has not been assessed yet may be: what is listed then depends on the result.
    assessed = query.model_copy(
        update={
            "unassessed": False,
            "lapsed": False,
            "assessed_first": None,
            "assessed_last": None,
        }
    )
    then = in_general(toolbox, assessed)
    verdicts = {
        level: judged(toolbox, then, ProductFacts("", "", "wealth", level), None)[0]
        for level in _LEVELS
    }
    allowed = [level for level, verdict in verdicts.items() if verdict.allowed]
    kept = [level for level, verdict in verdicts.items() if not verdict.allowed]
    refused = verdicts[kept[0]] if kept else verdicts["R1"]
    minor = query.age is not None and query.age < _ADULT
    sheets = [one for one in visible_products(toolbox.store, scope).values() if not one.private]
    of_kind = [
        one for one in sheets if one.category in _PLACED and query.category in (None, one.category)
    ]
    able = sorted(
        (one for one in of_kind if judged(toolbox, then, one.facts(), None)[0].allowed),
        key=lambda one: (one.risk_level or "", one.min_amount, one.product_id),
    )
    free = [
        one
        for one in sheets
        if one.category == "deposit" and judged(toolbox, now, one.facts(), None)[0].allowed
    ]
    return SuitableShelf(
        category=query.category,
        age=query.age,
        customer_risk=query.customer_risk,
        assessment=assessment_of(toolbox, query),
        ceiling=allowed[-1] if allowed else None,
        ceiling_needs=f"C{allowed[-1][1]}" if allowed else None,
        kept=kept[0] if kept else None,
        why=why_sellable(refused, toolbox.as_of, scope, query.whom) if kept else "",
        products=() if minor else tuple(map(_sellable, _mixed(able, query.top_k))),
        listed_of=len(able),
        unrated=() if minor else tuple(map(_sellable, free[:2])),
        minor=minor,
        someone_else=query.someone_else,
        whom=query.whom,
    )


def _mixed(able: list[ProductSheet], top_k: int) -> list[ProductSheet]:
    """The first of each category, then the second of each, in the order of the list."""
    seen: dict[str, int] = {}
    turns = []
    for place, sheet in enumerate(able):
        seen[sheet.category] = seen.get(sheet.category, -1) + 1
        turns.append((seen[sheet.category], place))
    return [able[place] for _, place in sorted(turns)[:top_k]]


def _sellable(sheet: ProductSheet) -> Sellable:
    rated = sheet.risk_level if sheet.category != "deposit" else None
    return Sellable(
        product_id=sheet.product_id,
        name=sheet.name,
        category=sheet.category,
        risk_level=sheet.risk_level,
        needed=f"C{rated[1]}" if rated else None,
        min_amount=sheet.min_amount,
        term_days=sheet.term_days,
    )
