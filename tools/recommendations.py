"""Which product for this customer, and why; and for each product left out, what kept it out."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from prompts.messages import say
from tools.access import Role
from tools.arguments import Arguments, Category
from tools.consents import themself
from tools.contact_policy import Contact, contact_of
from tools.customers import person, since
from tools.entities import resolve_product
from tools.explanations import ExplainQuery, Explanation, explain_decision
from tools.facts import INLINE, Figure
from tools.offers import Fallback, LeftOut, Offer, Ranked, rank
from tools.profiling import refuses
from tools.reasons import Reason, reasons_of

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

__all__ = [
    "ExplainQuery",
    "Explanation",
    "LeftOut",
    "Offer",
    "OfferList",
    "OfferQuery",
    "explain_decision",
    "next_best_offer",
]


class OfferQuery(Arguments):
    """For whom, and what they want. Amounts in yuan."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人问时可不填", examples=["C0000123"]
    )
    category: Category | None = Field(
        default=None, description="只看这一类产品", examples=["wealth"]
    )
    amount: float | None = Field(
        default=None, gt=0, description="可用金额（元）", examples=[200000]
    )
    horizon_days: int | None = Field(
        default=None, ge=1, le=36500, description="打算放多少天", examples=[180]
    )
    product_risk: str | None = Field(
        default=None, pattern="^R[1-5]$", description="风险不超过", examples=["R2"]
    )
    min_risk: str | None = Field(
        default=None, pattern="^R[1-5]$", description="风险不低于", examples=["R4"]
    )
    exclude: list[str] = Field(
        default_factory=list,
        max_length=20,
        description="不要的类别、产品名或编号",
        examples=[["insurance", "P003"]],
    )
    objective: Literal["conversion", "aum", "activity"] | None = Field(
        default=None,
        description="排序的目标：conversion 成交，aum 资产提升，activity 活跃；不填按本行的设定",
        examples=["aum"],
    )
    top_k: int = Field(default=3, ge=1, le=10, description="要几只", examples=[3])


@dataclass(frozen=True)
class OfferList:
    """The offers, best first, and why every other product of the shelf is not among them.

    ``personalised`` is False where the customer refused profiling: then the order follows the
    products' own terms. ``why_none`` says what stands in the way where there is no offer;
    ``fallback`` what there is to do then; ``objective`` is what the order serves. ``reasons`` are
    those of the first offer's score.
    """

    facts_root: ClassVar[str] = "offers"
    facts_source: ClassVar[str] = "scores"

    offers: Annotated[tuple[Offer, ...], INLINE]
    left_out: tuple[LeftOut, ...]
    suitable_count: Annotated[int, Figure("count", "可以买的产品数")]
    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    customer_risk: Annotated[str | None, Figure("level", "风险承受能力", "prospects")]
    risk_expires_on: Annotated[date | None, Figure("date", "测评失效日期", "prospects")]
    age: Annotated[int | None, Figure("age", "年龄", "prospects")]
    amount: Annotated[float | None, Figure("yuan", "可用金额")]
    horizon_days: Annotated[int | None, Figure("days", "可放时间")]
    category: str | None
    personalised: bool
    contact: Contact
    why_none: str
    objective: str
    fallback: Fallback | None
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]


def next_best_offer(toolbox: "Toolbox", scope: "Scope", query: OfferQuery) -> OfferList:
    """The products that the decision core puts first for one customer, within every rule.

    Suitability and eligibility come before any score; what the customer asked for (category,
    amount, time, risk) narrows next; probability x value orders the rest.

    Raises:
        NotFound: not one of the asker's customers.
        BadInput: a member of staff did not say which customer.
    """
    one = person(toolbox.view(scope), themself(scope, query.customer_id))
    known = since(toolbox, [one.customer_id])[one.customer_id]
    personalised = not refuses(toolbox, one, known)
    from decision_models.next_best import Wish

    wish = Wish(
        category=query.category,
        amount=query.amount,
        horizon_days=query.horizon_days,
        max_risk=query.product_risk,
        min_risk=query.min_risk,
        excluded=_excluded(toolbox, scope, query.exclude),
    )
    ranked = rank(
        toolbox,
        scope,
        one,
        wish,
        personalised=personalised,
        top_k=query.top_k,
        objective=query.objective,
    )
    return OfferList(
        offers=ranked.offers,
        left_out=ranked.left_out,
        suitable_count=ranked.suitable,
        customer_id=one.customer_id,
        name=one.name,
        customer_risk=one.risk_level,
        risk_expires_on=one.risk_expires_on,
        age=one.age,
        amount=query.amount,
        horizon_days=query.horizon_days,
        category=query.category,
        personalised=personalised,
        # What experiments say of a customer is for staff: to the customer it would be no answer.
        contact=contact_of(
            toolbox, one, known, touches={} if scope.role is Role.CUSTOMER else None
        ),
        why_none=ranked.why_none,
        objective=ranked.objective,
        fallback=ranked.fallback,
        reasons=_reasons(toolbox, one.customer_id, ranked.offers) if personalised else (),
        notes=_notes(ranked, personalised),
    )


def _notes(ranked: Ranked, personalised: bool) -> tuple[str, ...]:
    notes = [] if personalised else [say("offers.no_profiling")]
    if ranked.objective != "conversion" and ranked.offers:
        notes.append(say(f"offers.objective_{ranked.objective}"))
    return tuple(notes)


def _reasons(toolbox: "Toolbox", customer_id: str, offers: tuple[Offer, ...]) -> tuple[Reason, ...]:
    model = offers[0].model if offers else None
    if model is None:
        return ()
    return reasons_of(toolbox, model, [customer_id], upward=True)[customer_id]


def _excluded(toolbox: "Toolbox", scope: "Scope", words: list[str]) -> frozenset[str]:
    """Categories as they are; product names as the ids that they mean, several where several."""
    found: set[str] = set()
    for word in words:
        resolution = resolve_product(toolbox, scope, word)
        found.add(word)
        found |= {candidate.id for candidate in resolution.candidates}
        found |= {resolution.id} if resolution.id else set()
    return frozenset(found)
