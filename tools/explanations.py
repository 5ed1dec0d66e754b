"""Why this customer, why this product, why not that one: the true rule or score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from prompts.messages import say
from tools.arguments import Arguments, Category, Goal
from tools.consents import themself
from tools.customers import Person, person, since
from tools.entities import shown, visible_products
from tools.facts import Figure
from tools.model_choice import choose, doubt_of
from tools.offers import LeftOut, Offer, Ranked, rank
from tools.profiling import refuses
from tools.reasons import Reason, feature_rows, reasons_from
from tools.scores import score_of
from tools.shelf_parts import Part, part_of

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.shelf import ProductSheet
    from tools.toolbox import Toolbox

Verdict: TypeAlias = Literal["chosen", "not_first", "rule", "none"]

WHOLE_SHELF = 10_000  # ranks of everything that may be offered


class ExplainQuery(Arguments):
    """What is to be explained: a customer's score, and a product for or against."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人问时可不填", examples=["C0000123"]
    )
    product_id: str | None = Field(
        default=None, description="为什么推荐或没推荐的产品", examples=["P003"]
    )
    category: Category | None = Field(default=None, description="产品类别", examples=["wealth"])
    kind: str | None = Field(
        default=None, description="比类别更细的一种产品", examples=["大额存单"]
    )
    product_risk: str | None = Field(
        default=None, pattern="^R[1-5]$", description="这一风险等级的产品", examples=["R5"]
    )
    private: bool = Field(default=False, description="只看私募产品", examples=[True])
    goal: Goal | None = Field(
        default=None, description="为什么在这份名单里", examples=["attrition"]
    )
    amount: float | None = Field(
        default=None, gt=0, description="可用金额（元）", examples=[200000]
    )
    horizon_days: int | None = Field(
        default=None, ge=1, le=36500, description="打算放多少天", examples=[180]
    )


@dataclass(frozen=True)
class Explanation:
    """The customer's score with its reasons, and what became of the product, or of the part of
    the shelf, that was asked about.

    ``verdict``: ``chosen`` first, ``not_first`` (may be bought, others came before), ``rule``
    (kept out by ``rule``), ``none`` (no product was asked about). ``about_*`` say it in words;
    ``fits`` is what speaks for the product that came first; ``bought_share`` is what it was
    ranked by where no model speaks of its category.
    """

    facts_root: ClassVar[str] = "explanation"
    facts_source: ClassVar[str] = "scores"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    model: str | None
    title: Annotated[str, Figure("text", "模型")]
    event: str
    horizon_days: Annotated[int | None, Figure("days", "模型期限")]
    probability: Annotated[float | None, Figure("fraction", "概率")]
    base_rate: Annotated[float | None, Figure("fraction", "平均水平")]
    lift: Annotated[float | None, Figure("times", "相对平均水平的倍数")]
    rank: Annotated[int | None, Figure("rank", "全部客户里的名次")]
    percentile: Annotated[float | None, Figure("fraction", "高于多少比例的客户")]
    reasons: tuple[Reason, ...]
    verdict: Verdict
    rule: str | None
    product_id: Annotated[str | None, Figure("id", "产品编号", "products")]
    product_name: Annotated[str | None, Figure("name", "产品名称", "products")]
    product_rank: Annotated[int | None, Figure("rank", "产品名次")]
    suitable_count: Annotated[int | None, Figure("count", "可以买的产品数")]
    better: tuple[Offer, ...]
    left_out: LeftOut | None
    personalised: bool
    about_product: tuple[str, ...]
    about_score: tuple[str, ...]
    fits: tuple[str, ...]
    bought_share: Annotated[float | None, Figure("fraction", "同样关注的客户的购买比例")] = None


def explain_decision(toolbox: "Toolbox", scope: "Scope", query: ExplainQuery) -> Explanation:
    """Explain a score, a choice, or what kept a product out (个保法 24: in plain words).

    Raises:
        NotFound: not one of the asker's customers, or no such product.
        BadInput: a member of staff did not say which customer; no such kind.
    """
    one = person(toolbox.view(scope), themself(scope, query.customer_id))
    known = since(toolbox, [one.customer_id])[one.customer_id]
    personalised = not refuses(toolbox, one, known)
    sheet = shown(toolbox.store, scope, query.product_id) if query.product_id else None
    part = part_of(query.category, query.kind, query.product_risk, query.private)
    category = part.category or (sheet.category if sheet else None)
    product = _about_product(toolbox, scope, one, query, part, personalised)
    if part.narrow and category is None:  # no model speaks of ratings
        about = _Score("", ())
    else:
        about = _about_score(toolbox, scope, one, query.goal, category, personalised, product)
    return Explanation(
        customer_id=one.customer_id,
        name=one.name,
        model=about.model,
        title=about.title,
        event=about.event,
        horizon_days=about.horizon_days,
        probability=about.probability,
        base_rate=about.base_rate,
        lift=about.lift,
        rank=about.rank,
        percentile=about.percentile,
        reasons=about.reasons,
        verdict=product.verdict,
        rule=product.left_out.rule if product.left_out else None,
        product_id=sheet.product_id if sheet else None,
        product_name=sheet.name if sheet else None,
        product_rank=product.rank,
        suitable_count=product.suitable,
        better=product.better,
        left_out=product.left_out,
        personalised=personalised,
        about_product=product.sentences,
        about_score=about.sentences,
        fits=product.fits,
        bought_share=product.bought_share if about.model is None else None,
    )


@dataclass(frozen=True)
class _Score:
    title: str
    sentences: tuple[str, ...]
    event: str = ""
    model: str | None = None
    horizon_days: int | None = None
    probability: float | None = None
    base_rate: float | None = None
    lift: float | None = None
    rank: int | None = None
    percentile: float | None = None
    reasons: tuple[Reason, ...] = ()


def _about_score(
    toolbox: "Toolbox",
    scope: "Scope",
    one: Person,
    goal: str | None,
    category: str | None,
    personalised: bool,
    product: "_Product",
) -> _Score:
    choice = choose(toolbox, goal, category)
    if not personalised:
        return _Score(choice.title, (say("explain.no_profiling"),))
    if choice.model is None:
        share = product.bought_share
        if share is None:
            return _Score(choice.title, (say("explain.no_model_at_all", what=choice.title),))
        return _Score(choice.title, (say("explain.no_model", what=choice.title, rate=share),))
    row = feature_rows(toolbox, [one.customer_id]).get(one.customer_id, {})
    found = score_of(toolbox.view(scope), one.customer_id, row, choice.model)
    if found is None:
        return _Score(choice.title, (say("explain.not_scored", title=choice.title),))
    base = toolbox.card(choice.model).base_rate
    said = say(
        "explain.because",
        days=choice.horizon_days,
        event=choice.event,
        rate=found.score,
        base=base,
        lift=found.lift,
    )
    doubt = doubt_of(toolbox, choice.model)
    return _Score(
        choice.title,
        (said, doubt) if doubt else (said,),
        event=choice.event,
        model=choice.model,
        horizon_days=choice.horizon_days,
        probability=found.score,
        base_rate=base,
        lift=found.lift,
        rank=found.rank,
        percentile=found.percentile,
        reasons=reasons_from(toolbox, choice.model, row),
    )


@dataclass(frozen=True)
class _Product:
    verdict: Verdict
    sentences: tuple[str, ...] = ()
    rank: int | None = None
    suitable: int | None = None
    better: tuple[Offer, ...] = ()
    left_out: LeftOut | None = None
    fits: tuple[str, ...] = ()
    bought_share: float | None = None


def _about_product(
    toolbox: "Toolbox",
    scope: "Scope",
    one: Person,
    query: ExplainQuery,
    part: Part,
    personalised: bool,
) -> _Product:
    """Where a product came in the ranking of its own category, or what kept it out of it.

    Where only a part of the shelf was asked about, where its best product came among all.
    """
    from decision_models.next_best import Wish

    product_id = query.product_id
    if product_id is None and (not part.named or query.goal is not None):
        return _Product("none")
    category = shown(toolbox.store, scope, product_id).category if product_id else None
    wish = Wish(category=category, amount=query.amount, horizon_days=query.horizon_days)
    found = rank(
        toolbox,
        scope,
        one,
        wish,
        personalised=personalised,
        top_k=WHOLE_SHELF,
        per_category=WHOLE_SHELF,
    )
    if product_id is None:
        return _of_part(found, part, visible_products(toolbox.store, scope))
    kept_out = next((out for out in found.left_out if out.product_id == product_id), None)
    if kept_out is not None:
        said = say("explain.rule", why=kept_out.why)
        return _Product("rule", (said,), suitable=found.suitable, left_out=kept_out)
    placed = _placed(found, product_id)
    if placed.verdict != "chosen":
        return placed
    first = found.offers[0]
    said = say(
        "explain.chosen_of_category",
        product=first.product_name,
        count=found.suitable,
        category=first.category,
    )
    return replace(placed, sentences=(said,))


def _of_part(found: Ranked, part: Part, sheets: "Mapping[str, ProductSheet]") -> _Product:
    """The best product of a part among the whole shelf, or what kept all of it out."""
    offer = next((one for one in found.offers if part.holds(one.sheet)), None)
    if offer is not None:
        placed = _placed(found, offer.product_id)
        said = say("explain.best_of_part", part=part.words, product=offer.product_name)
        return replace(placed, sentences=(said, *placed.sentences))
    kept_out = [out for out in found.left_out if part.holds(sheets[out.product_id])]
    if not kept_out:
        return _Product("rule", (say("explain.none_of_part", part=part.words),))
    out = _weightiest(kept_out, sheets)
    said = say("explain.rule_of_part", part=part.words, why=out.why)
    return _Product("rule", (said,), suitable=found.suitable, left_out=out)


def _weightiest(kept_out: Sequence[LeftOut], sheets: "Mapping[str, ProductSheet]") -> LeftOut:
    """The commonest reason, of the product of lowest risk and minimum that it still keeps out;
    what is off sale says nothing about the customer.
    """
    sold = [out for out in kept_out if out.rule != "not_on_sale"] or list(kept_out)
    rules = [out.rule for out in sold]
    commonest = max(dict.fromkeys(rules), key=rules.count)
    return min(
        (out for out in sold if out.rule == commonest),
        key=lambda out: (out.product_risk or "", sheets[out.product_id].min_amount or 0.0),
    )


def _placed(found: Ranked, product_id: str) -> _Product:
    offer = next(offer for offer in found.offers if offer.product_id == product_id)
    before = found.offers[: offer.rank - 1]
    if not before:
        said = say("explain.chosen", count=found.suitable)
        return _Product(
            "chosen",
            (said,),
            rank=1,
            suitable=found.suitable,
            fits=offer.fits,
            bought_share=_share(offer),
        )
    said = say(
        "explain.not_first", count=found.suitable, rank=offer.rank, better=before[0].product_name
    )
    return _Product(
        "not_first",
        (said,),
        rank=offer.rank,
        suitable=found.suitable,
        better=before[:2],
        fits=before[0].fits,
        bought_share=_share(offer),
    )


def _share(offer: Offer) -> float | None:
    """How often customers of the same interest buy in its category, where it was ranked by that."""
    return offer.probability if offer.basis == "rate" else None
