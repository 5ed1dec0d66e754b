"""Who, among the asker's customers, will most likely do it: ranked by a trained model."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from prompts.messages import say
from tools.conditions import Chosen
from tools.contact_policy import Contact, contacts_of
from tools.customers import Person, looked_up, since
from tools.facts import INLINE, Figure
from tools.model_choice import ModelChoice, choose, doubt_of
from tools.offers import best_offers
from tools.prospect_filters import UNCONTACTED, filters_of, likely, not_looked_at
from tools.prospect_query import ProspectQuery
from tools.reasons import Reason, reasons_of

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View

__all__ = ["FilteredOut", "Prospect", "ProspectList", "ProspectQuery", "find_prospects"]


@dataclass(frozen=True)
class Prospect:
    """One customer of the list. ``probability`` is calibrated; ``lift`` is against the base rate.

    ``suitable`` says whether the shelf has a product of the category that may be sold to them;
    ``product_*`` is the decision core's choice among those.
    """

    facts_source: ClassVar[str] = "scores"

    rank: Annotated[int, Figure("rank", "名次")]
    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    probability: Annotated[float, Figure("fraction", "概率")]
    lift: Annotated[float, Figure("times", "相对平均水平的倍数")]
    reasons: tuple[Reason, ...]
    product_id: Annotated[str | None, Figure("id", "推荐产品编号", "products")]
    product_name: Annotated[str | None, Figure("name", "推荐产品", "products")]
    product_risk: Annotated[str | None, Figure("level", "推荐产品的风险等级", "products")]
    suitable: bool
    unsuitable_why: str
    contact: Contact
    age: Annotated[int | None, Figure("age", "年龄", "prospects")]
    tier: Annotated[str | None, Figure("text", "客户等级", "prospects")]
    aum: Annotated[float | None, Figure("yuan", "资产", "prospects")]
    risk_level: Annotated[str | None, Figure("level", "风险承受能力", "prospects")]
    next_maturity_on: Annotated[date | None, Figure("date", "最近到期日", "prospects")]
    next_maturity_amount: Annotated[float | None, Figure("yuan", "最近到期金额", "prospects")]
    manager_id: str | None


@dataclass(frozen=True)
class FilteredOut:
    """How many customers a condition of the question, or the model's population, left out."""

    reason: str
    why: str
    count: Annotated[int, Figure("people", "被筛掉的客户数")]


@dataclass(frozen=True)
class ProspectList:
    """The ranked list, and whom it was chosen from. ``model`` None: no model answers, ``why``.
    ``doubt`` is what must be known before acting on the order.
    """

    facts_root: ClassVar[str] = "prospects"
    facts_source: ClassVar[str] = "scores"

    items: Annotated[tuple[Prospect, ...], INLINE]
    goal: str
    category: str | None
    model: str | None
    title: Annotated[str, Figure("text", "模型")]
    event: str
    horizon_days: Annotated[int | None, Figure("days", "模型期限")]
    base_rate: Annotated[float | None, Figure("fraction", "平均水平")]
    as_of: Annotated[date, Figure("date", "数据日期")]
    population: Annotated[int, Figure("people", "名下客户数")]
    matching: Annotated[int, Figure("people", "符合条件的客户数")]
    filtered: tuple[FilteredOut, ...]
    notes: tuple[str, ...]
    why: str = ""
    nearest_model: str | None = None
    order: str = "probability"
    doubt: str = ""


_AMOUNTS = {"aum": "aum", "maturity_amount": "next_maturity_amount"}
"""The column of the table of prospects that each order but that of probability is by."""


def find_prospects(toolbox: "Toolbox", scope: "Scope", query: ProspectQuery) -> ProspectList:
    """The customers whom a model ranks highest, or of those whom it ranks the ones with the most
    money, each with reasons, a product and permission.

    Only the rows that are shown are explained and matched with products.

    Raises:
        BadInput: a branch that does not exist.
    """
    with toolbox.pinned():
        return _found(toolbox, scope, query)


def _found(toolbox: "Toolbox", scope: "Scope", query: ProspectQuery) -> ProspectList:
    choice = choose(toolbox, query.goal, query.category, query.horizon_days, query.model)
    if choice.model is None:
        return _no_model(toolbox, choice)
    view = toolbox.view(scope)
    conditions = filters_of(toolbox, query, choice.model)
    if query.order != "probability" and query.goal not in (None, "maturity"):
        # Whoever may leave, the largest first: not the largest, whether they may leave or not.
        conditions.append(likely(choice.model, toolbox.card(choice.model).base_rate))
    chosen = Chosen(view, conditions)
    if query.order == "probability":
        # By rank: calibration makes neighbours equal, the model itself still tells them apart.
        found = chosen.narrow(f"rank_{choice.model}", query.top_k)
    else:
        found = chosen.narrow(_AMOUNTS[query.order], query.top_k, most=True)
    people = looked_up(view, toolbox.lookup, toolbox.lookup.at(found.first))
    card = toolbox.card(choice.model)
    matching = found.everybody - sum(found.left_out)
    return ProspectList(
        items=_items(toolbox, view, people, choice, query, card.base_rate),
        goal=choice.goal,
        category=choice.category,
        model=choice.model,
        title=choice.title,
        event=choice.event,
        horizon_days=choice.horizon_days,
        base_rate=card.base_rate,
        as_of=toolbox.as_of,
        population=found.everybody,
        matching=matching,
        filtered=tuple(
            FilteredOut(one.name, one.why, count)
            for one, count in zip(conditions, found.left_out, strict=True)
            if count or one.name == UNCONTACTED
        ),
        notes=(
            *choice.notes,
            *(say("filters.not_looked_at", category=one) for one in not_looked_at(query)),
            *(() if matching else (say("prospects.nobody"),)),
        ),
        order=query.order,
        doubt=doubt_of(toolbox, choice.model) if query.order == "probability" else "",
    )


def _items(
    toolbox: "Toolbox",
    view: "View",
    people: list[Person],
    choice: ModelChoice,
    query: ProspectQuery,
    base_rate: float,
) -> tuple[Prospect, ...]:
    ids = [one.customer_id for one in people]
    scores = toolbox.lookup.scores(ids)
    reasons = reasons_of(toolbox, str(choice.model), ids, upward=True)
    known = since(toolbox, ids)
    contacts = contacts_of(toolbox, people, query.channel, known)
    offers = best_offers(toolbox, view.scope, people, known, choice.category)
    items = []
    for rank, one in enumerate(people, start=1):
        offer = offers[one.customer_id]
        score = scores[one.customer_id][f"score_{choice.model}"] or 0.0
        items.append(
            Prospect(
                rank=rank,
                customer_id=one.customer_id,
                name=one.name,
                probability=score,
                lift=score / base_rate if base_rate else 0.0,
                reasons=reasons[one.customer_id],
                product_id=offer.product_id,
                product_name=offer.product_name,
                product_risk=offer.product_risk,
                suitable=offer.product_id is not None,
                unsuitable_why=offer.why_none,
                contact=contacts[one.customer_id],
                age=one.age,
                tier=one.tier,
                aum=one.aum,
                risk_level=one.risk_level,
                next_maturity_on=one.next_maturity_on,
                next_maturity_amount=one.next_maturity_amount,
                manager_id=one.manager_id,
            )
        )
    return tuple(items)


def _no_model(toolbox: "Toolbox", choice: ModelChoice) -> ProspectList:
    return ProspectList(
        items=(),
        goal=choice.goal,
        category=choice.category,
        model=None,
        title=choice.title,
        event=choice.event,
        horizon_days=None,
        base_rate=None,
        as_of=toolbox.as_of,
        population=0,
        matching=0,
        filtered=(),
        notes=(),
        why=choice.why,
        nearest_model=choice.nearest,
    )
