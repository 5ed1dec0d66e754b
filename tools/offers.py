"""Products for customers, ranked by the decision core, with their sheets and reasons in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from prompts.messages import say
from tools.customers import Person
from tools.entities import visible_products
from tools.facts import Figure
from tools.profiling import refuses
from tools.shelf import ProductSheet, shelf
from tools.situations import situations
from tools.verdicts import who, why_sellable

if TYPE_CHECKING:
    from datetime import date

    from decision_models import next_best
    from decision_models.next_best import Objective, Product, Ranking, Situation, Wish
    from tools.access import Scope
    from tools.customers import Since
    from tools.toolbox import Toolbox

_OUTRANKED = frozenset({"lower_score", "category_full", "share_class"})
_NOT_WISHED = frozenset(
    {
        "other_category",
        "excluded",
        "above_wished_risk",
        "below_wished_risk",
        "term_above_horizon",
        "not_a_placement",
    }
)


@dataclass(frozen=True)
class Offer:
    """One product that may be offered. ``probability`` is of a purchase in its category.

    ``basis`` is where it comes from: a model, or how often customers of the same interest buy.
    """

    facts_source: ClassVar[str] = "scores"

    rank: Annotated[int, Figure("rank", "名次")]
    product_id: Annotated[str, Figure("id", "产品编号", "products")]
    product_name: Annotated[str, Figure("name", "产品名称", "products")]
    category: str
    product_risk: Annotated[str | None, Figure("level", "产品风险等级", "products")]
    probability: Annotated[float, Figure("fraction", "购买概率")]
    basis: str
    model: str | None
    amount: Annotated[float | None, Figure("yuan", "可配置金额")]
    why: Annotated[str, Figure("text", "适当性依据", "policy")]
    fits: tuple[str, ...]
    sheet: ProductSheet
    explored: bool = False
    propensity: Annotated[float, Figure("fraction", "进入名单的概率")] = 1.0


@dataclass(frozen=True)
class Fallback:
    """What there is to do where nothing can be offered: ``other`` (a product outside of what was
    asked for), ``assess`` or ``review``; ``say`` says it.
    """

    facts_source: ClassVar[str] = "policy"

    kind: str
    product_id: Annotated[str | None, Figure("id", "产品编号", "products")]
    product_name: Annotated[str | None, Figure("name", "产品名称", "products")]
    product_risk: Annotated[str | None, Figure("level", "产品风险等级", "products")]
    say: Annotated[str, Figure("text", "可以做的")]


@dataclass(frozen=True)
class LeftOut:
    """One product that is not offered, and the true rule or score that kept it out."""

    facts_source: ClassVar[str] = "policy"

    product_id: Annotated[str, Figure("id", "产品编号", "products")]
    product_name: Annotated[str, Figure("name", "产品名称", "products")]
    category: str
    product_risk: Annotated[str | None, Figure("level", "产品风险等级", "products")]
    rule: str
    why: Annotated[str, Figure("text", "原因")]


@dataclass(frozen=True)
class Ranked:
    """Every product of the shelf that the asker may see: offered in order, or left out."""

    offers: tuple[Offer, ...]
    left_out: tuple[LeftOut, ...]
    suitable: int
    why_none: str
    objective: str
    fallback: Fallback | None


@dataclass(frozen=True)
class BestOffer:
    """The first offer of a category for one customer, or why there is none."""

    product_id: str | None
    product_name: str | None
    product_risk: str | None
    why_none: str


def rank(
    toolbox: "Toolbox",
    scope: "Scope",
    one: Person,
    wish: "Wish",
    *,
    personalised: bool,
    top_k: int,
    per_category: int | None = None,
    objective: "Objective | None" = None,
) -> Ranked:
    """The decision core's ranking for one customer, in words."""
    situation = situations(toolbox, [one])[one.customer_id]
    found = _ranking(
        toolbox,
        scope,
        situation,
        wish,
        personalised=personalised,
        top_k=top_k,
        per_category=per_category,
        objective=objective,
    )
    on, sheets = toolbox.as_of, shelf(toolbox.store)
    offers = tuple(
        Offer(
            rank=offer.rank,
            product_id=offer.product.product_id,
            product_name=sheets[offer.product.product_id].name,
            category=offer.product.category,
            product_risk=offer.product.facts.risk_level,
            probability=offer.probability.value,
            basis=offer.probability.source,
            model=offer.probability.name if offer.probability.source == "model" else None,
            amount=offer.amount,
            why=_why_suitable(toolbox, scope, situation, offer.product),
            fits=_fits(offer.fit),
            sheet=sheets[offer.product.product_id],
            explored=offer.explored,
            propensity=offer.propensity,
        )
        for offer in found.offers
    )
    left_out = tuple(
        LeftOut(
            product_id=one.product.product_id,
            product_name=sheets[one.product.product_id].name,
            category=one.product.category,
            product_risk=one.product.facts.risk_level,
            rule=one.rule,
            why=why_left_out(one, on, scope, wish),
        )
        for one in found.left_out
    )
    scored = sum(one.rule in _OUTRANKED for one in found.left_out)
    none = "" if offers else why_none(found.left_out, toolbox, scope, wish)
    count = len(offers) + scored
    return Ranked(offers, left_out, count, none, found.objective, _fallback(found, scope))


def _fallback(found: "Ranking", scope: "Scope") -> Fallback | None:
    if found.fallback is None:
        return None
    facts = found.fallback.offer.product.facts if found.fallback.offer else None
    kind = found.fallback.kind
    return Fallback(
        kind=kind,
        product_id=facts.product_id if facts else None,
        product_name=facts.name if facts else None,
        product_risk=facts.risk_level if facts else None,
        say=say(
            f"offers.fallback_{kind}",
            who=who(scope),
            product=facts.name if facts else "",
        ),
    )


def best_offers(
    toolbox: "Toolbox",
    scope: "Scope",
    people: Sequence[Person],
    known: "Mapping[str, Since]",
    category: str | None,
    among: Collection[str] | None = None,
) -> dict[str, BestOffer]:
    """For each customer the decision core's first choice in a category, or ``among`` products."""
    from decision_models.next_best import Wish, rank_offers

    wish = Wish(category=category)
    # What is of another category can neither be chosen nor be the reason why nothing was.
    shelf = [
        one
        for one in _products(toolbox, scope)
        if category in (None, one.category) and (among is None or one.facts.product_id in among)
    ]
    found = {}
    for key, situation in situations(toolbox, people).items():
        one = next(person for person in people if person.customer_id == key)
        personalised = not refuses(toolbox, one, known[key])
        ranked = rank_offers(
            situation,
            shelf,
            toolbox.as_of,
            wish,
            personalised=personalised,
            top_k=1,
            policy=toolbox.offer_policy,
        )
        if ranked.offers:
            facts = ranked.offers[0].product.facts
            found[key] = BestOffer(facts.product_id, facts.name, facts.risk_level, "")
        else:
            why = why_none(ranked.left_out, toolbox, scope, wish)
            found[key] = BestOffer(None, None, None, why)
    return found


def why_left_out(one: "next_best.LeftOut", on: "date", scope: "Scope", wish: "Wish") -> str:
    """The rule, the wish or the score that kept a product out, in words."""
    params = dict(one.params)
    match one.rule:
        case "other_category":
            return say("offers.other_category", category=wish.category)
        case "above_wished_risk":
            return say("offers.above_wished_risk", **params)
        case "below_wished_risk":
            key = "below_wished_risk" if params["product_risk"] else "without_rating"
            return say(f"offers.{key}", **params)
        case "term_above_horizon":
            return say("offers.term_above_horizon", **params)
        case "not_a_placement" if params["category"] == "insurance":
            return say("offers.not_a_placement_but_cover")
        case "excluded" | "not_a_placement" | "already_held":
            return say(f"offers.{one.rule}", **params)
        case "overdue" | "borrower_age" | "high_risk_share" | "lately_refused":
            return say(f"offers.{one.rule}", who=who(scope), **params)
        case "lower_score" | "category_full" | "share_class":
            return say(f"offers.{one.rule}", rank=params["rank"], category=one.product.category)
    from decision_models.policy import Verdict

    return why_sellable(Verdict(False, one.rule, one.params), on, scope)


def why_none(
    left_out: "Sequence[next_best.LeftOut]", toolbox: "Toolbox", scope: "Scope", wish: "Wish"
) -> str:
    """What stands in the way of every product that was wished for: the commonest reason first.

    Products that are off sale, or outside the wish, say nothing about the customer.
    """
    against = [one for one in left_out if one.rule not in _NOT_WISHED]
    against = [o for o in against if wish.category in (None, o.product.category)]
    sold = [one for one in against if one.rule != "not_on_sale"]
    if not sold:
        unwished = [one for one in left_out if one.rule in _NOT_WISHED - {"other_category"}]
        if unwished and not against:
            return why_left_out(unwished[0], toolbox.as_of, scope, wish)
        return say("offers.none_in_category", category=wish.category or "wealth")
    rules = [one.rule for one in sold]
    commonest = max(dict.fromkeys(rules), key=rules.count)
    # The lowest risk that is still refused says most: 「连R1都不行」 is about the assessment.
    example = min(
        (one for one in sold if one.rule == commonest),
        key=lambda one: (one.product.facts.risk_level or "", one.product.facts.min_amount or 0.0),
    )
    return why_left_out(example, toolbox.as_of, scope, wish)


def _ranking(
    toolbox: "Toolbox",
    scope: "Scope",
    situation: "Situation",
    wish: "Wish",
    *,
    personalised: bool,
    top_k: int,
    per_category: int | None = None,
    objective: "Objective | None" = None,
) -> "Ranking":
    from decision_models.next_best import rank_offers

    return rank_offers(
        situation,
        _products(toolbox, scope),
        toolbox.as_of,
        wish,
        personalised=personalised,
        top_k=top_k,
        per_category=per_category,
        objective=objective,
        policy=toolbox.offer_policy,
    )


def _products(toolbox: "Toolbox", scope: "Scope") -> "tuple[Product, ...]":
    from decision_models.next_best import Product

    def make() -> "tuple[Product, ...]":
        visible = visible_products(toolbox.store, scope).values()
        return tuple(Product(sheet.facts(), sheet.themes) for sheet in visible)

    return toolbox.store.remembered(("offer products", scope.role), make)


def _why_suitable(
    toolbox: "Toolbox", scope: "Scope", situation: "Situation", product: "Product"
) -> str:
    from decision_models.policy import suitability

    verdict = suitability(situation.customer, product.facts, toolbox.as_of)
    return why_sellable(verdict, toolbox.as_of, scope)


def _fits(parts: Mapping[str, float]) -> tuple[str, ...]:
    """The parts that speak for the product, strongest first."""
    good = sorted((name for name, factor in parts.items() if factor > 1.0), key=lambda n: -parts[n])
    return tuple(say(f"offers.fit_{name}") for name in good)
