"""Two kinds of products beside each other: what they share, and what differs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.errors import BadInput
from tools.arguments import Arguments
from tools.entities import visible_products
from tools.facts import INLINE, Figure
from tools.product_kinds import Kind, kind_of
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

_RATED = frozenset({"deposit", "bond"})


class KindsQuery(Arguments):
    """The kinds by name."""

    kinds: list[str] = Field(
        min_length=2, max_length=3, description="要比较的种类", examples=[["大额存单", "定期存款"]]
    )


@dataclass(frozen=True)
class RatePoint:
    """The rate at one term."""

    term_days: Annotated[int, Figure("days", "期限")]
    rate: Annotated[float, Figure("fraction", "年利率")]


@dataclass(frozen=True)
class KindFacts:
    """What is on sale of one kind. ``rates`` only of deposits and bonds, whose rate is promised;
    ``transferable`` and ``early`` as the product table's rules say.
    """

    facts_source: ClassVar[str] = "products"

    name: Annotated[str, Figure("name", "种类")]
    category: str
    count: Annotated[int, Figure("count", "在售只数")]
    min_amount: Annotated[float | None, Figure("yuan", "起购金额")]
    lowest_risk: Annotated[str | None, Figure("level", "风险等级")]
    highest_risk: Annotated[str | None, Figure("level", "风险等级")]
    terms: Annotated[tuple[int, ...], Figure("days", "期限")]
    open_ended: bool
    rates: tuple[RatePoint, ...]
    transferable: bool
    early: Annotated[str | None, Figure("text", "提前支取规则")]
    fees: Annotated[str | None, Figure("text", "费用")]


@dataclass(frozen=True)
class KindComparison:
    """The kinds in the order asked, and the terms that all of them have a rate for."""

    facts_root: ClassVar[str] = "kinds"
    facts_source: ClassVar[str] = "products"

    items: Annotated[tuple[KindFacts, ...], INLINE]
    shared_terms: Annotated[tuple[int, ...], Figure("days", "期限")]
    same_early: bool


def compare_kinds(toolbox: "Toolbox", scope: "Scope", query: KindsQuery) -> KindComparison:
    """What is on sale of each kind, from the product table.

    Raises:
        BadInput: a kind that is not known.
    """
    kinds = [_known(name) for name in query.kinds]
    sheets = [
        one
        for one in visible_products(toolbox.store, scope).values()
        if one.on_sale(toolbox.as_of) and not one.private
    ]
    items = tuple(_facts(kind, [one for one in sheets if kind.holds(one)]) for kind in kinds)
    terms = [{point.term_days for point in one.rates} for one in items]
    shared = sorted(set.intersection(*terms)) if terms else []
    rules = {one.early for one in items}
    return KindComparison(items, tuple(shared), len(rules) == 1 and None not in rules)


def _known(name: str) -> Kind:
    kind = kind_of(name)
    if kind is None:
        raise BadInput(f"a kind must be one of the known kinds of products, got {name!r}")
    return kind


def _facts(kind: Kind, sheets: list[ProductSheet]) -> KindFacts:
    risks = sorted(one.risk_level for one in sheets if one.risk_level)
    rates = {
        one.term_days: one.benchmark_high
        for one in sheets
        if kind.category in _RATED and one.term_days and one.benchmark_high is not None
    }
    rules = [one.open_rule or "" for one in sheets]
    early = [part for rule in rules for part in rule.split("；") if "提前" in part]
    fees = dict.fromkeys(one.fees for one in sheets if one.fees)
    return KindFacts(
        name=kind.name,
        category=kind.category,
        count=len(sheets),
        min_amount=min((one.min_amount for one in sheets), default=None),
        lowest_risk=risks[0] if risks else None,
        highest_risk=risks[-1] if risks else None,
        terms=tuple(sorted({one.term_days for one in sheets if one.term_days})),
        open_ended=any(one.term_days is None for one in sheets),
        rates=tuple(RatePoint(term, rate) for term, rate in sorted(rates.items())),
        transferable=any("可转让" in rule for rule in rules),
        early=early[0] if early else None,
        fees=next(iter(fees)) if len(fees) == 1 else None,
    )
