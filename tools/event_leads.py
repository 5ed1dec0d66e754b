"""From a piece of news to the customers it concerns, with every link of the chain shown."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from prompts.messages import knows, say
from tools.arguments import Arguments
from tools.contact_policy import Contact, contacts_of
from tools.customers import Person, Since, persons, since
from tools.event_effects import Effect, Event, read_event
from tools.exposures import Exposure, Link, exposures
from tools.facts import INLINE, Figure
from tools.market_news import NewsItem
from tools.model_choice import trained
from tools.offers import best_offers
from tools.shelf import ProductSheet, shelf

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.offers import BestOffer
    from tools.toolbox import Toolbox

__all__ = ["EventLeads", "Excluded", "Lead", "LeadsQuery", "event_leads"]

Status: TypeAlias = Literal["found", "no_theme", "no_effect", "nobody"]


class LeadsQuery(Arguments):
    """Which event."""

    topic: str = Field(
        min_length=1, max_length=500, description="主题或一句消息", examples=["降准"]
    )
    said: str | None = Field(
        default=None, max_length=2000, description="提问原话，说明涨跌方向", examples=["金价大跌"]
    )
    top_k: int = Field(default=10, ge=1, le=50, description="要几位客户", examples=[10])


@dataclass(frozen=True)
class Lead:
    """One customer: passage -> effect -> product -> holding -> score -> permission.

    ``link`` says how the news reaches them: they hold an affected product, have money that falls
    due or a loan, or are likely to buy what benefits. ``product_*`` is that product, ``offer_*``
    what may be talked about with them.
    """

    facts_source: ClassVar[str] = "positions"

    rank: Annotated[int, Figure("rank", "名次")]
    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    why: Annotated[str, Figure("text", "原因")]
    link: Link
    category: str
    sign: int
    document: str | None
    product_id: Annotated[str | None, Figure("id", "关联产品编号", "products")]
    product_name: Annotated[str | None, Figure("name", "关联产品", "products")]
    amount: Annotated[float | None, Figure("yuan", "持有或到期金额")]
    matures_on: Annotated[date | None, Figure("date", "到期日")]
    model: str | None
    probability: Annotated[float | None, Figure("fraction", "概率", "scores")]
    lift: Annotated[float | None, Figure("times", "相对平均水平的倍数", "scores")]
    offer_product_id: Annotated[str | None, Figure("id", "可谈产品编号", "products")]
    offer_product_name: Annotated[str | None, Figure("name", "可谈产品", "products")]
    offer_why_none: str
    contact: Contact


@dataclass(frozen=True)
class Excluded:
    """How many customers the news concerns whom nobody may contact now, by rule."""

    rule: str
    why: str
    count: Annotated[int, Figure("people", "不可联系的客户数")]


@dataclass(frozen=True)
class AffectedProduct:
    """A product of the shelf that the event touches, through its category and themes."""

    facts_source: ClassVar[str] = "products"

    product_id: Annotated[str, Figure("id", "产品编号")]
    name: Annotated[str, Figure("name", "产品名称")]
    category: str
    sign: int


@dataclass(frozen=True)
class EventLeads:
    """The chain and the customers at its end, most worth a call first."""

    facts_root: ClassVar[str] = "leads"
    facts_source: ClassVar[str] = "event_leads"

    items: Annotated[tuple[Lead, ...], INLINE]
    status: Status
    topic: str
    theme: str | None
    direction: str | None
    news: tuple[NewsItem, ...]
    effects: tuple[Effect, ...]
    products: tuple[AffectedProduct, ...]
    concerned: Annotated[int, Figure("people", "有关联的客户数")]
    excluded: tuple[Excluded, ...]
    as_of: Annotated[date, Figure("date", "数据日期")]
    notes: tuple[str, ...]


def event_leads(
    toolbox: "Toolbox", scope: "Scope", topic: str, top_k: int = 10, said: str | None = None
) -> EventLeads:
    """The asker's customers whom an event concerns, minus those who must not be contacted.

    Ordered by probability x exposure: the score of what benefits (of leaving, where nothing does)
    times the money that is held, falls due, or lies at call. What cannot be linked is said, never
    guessed.
    """
    event = read_event(toolbox, scope, topic, said)
    if event.theme is None or not event.effects:
        return _unlinked(toolbox, event, topic)
    view = toolbox.view(scope)
    products = _affected(toolbox, event)
    found = exposures(toolbox, view, event.effects, products)
    people = persons(view, [one.customer_id for one in found])
    known = since(toolbox, list(people))
    contacts = contacts_of(toolbox, list(people.values()), known=known)
    open_to = [one for one in found if contacts[one.customer_id].allowed][:top_k]
    offers = _offers(toolbox, scope, open_to, people, known)
    leads = tuple(
        _lead(toolbox, event, rank, one, people[one.customer_id], contacts, offers)
        for rank, one in enumerate(open_to, start=1)
    )
    notes = [_no_news(event, topic)] if not event.news else []
    if not leads:
        notes.append(say("leads.nobody"))
    return EventLeads(
        items=leads,
        status="found" if leads else "nobody",
        topic=topic,
        theme=event.theme,
        direction=event.direction,
        news=event.news,
        effects=event.effects,
        products=tuple(
            AffectedProduct(s.product_id, s.name, s.category, event.sign(s.category))
            for s in products
        ),
        concerned=len(found),
        excluded=_excluded([contacts[one.customer_id] for one in found]),
        as_of=toolbox.as_of,
        notes=tuple(notes),
    )


def _offers(
    toolbox: "Toolbox",
    scope: "Scope",
    open_to: list[Exposure],
    people: dict[str, Person],
    known: dict[str, Since],
) -> "dict[str, BestOffer]":
    """What to talk about: the best suitable product of what benefits each one, if anything does."""
    offers: dict[str, BestOffer] = {}
    for category in {one.buys for one in open_to if one.buys}:
        group = [people[one.customer_id] for one in open_to if one.buys == category]
        offers |= best_offers(toolbox, scope, group, known, category)
    return offers


def _no_news(event: Event, topic: str) -> str:
    key = "leads.contradicted" if event.contradicted else "leads.no_news"
    return say(key, theme=event.theme, topic=topic[:30])


def _unlinked(toolbox: "Toolbox", event: Event, topic: str) -> EventLeads:
    status: Status = "no_theme" if event.theme is None else "no_effect"
    return EventLeads(
        items=(),
        status=status,
        topic=topic,
        theme=event.theme,
        direction=event.direction,
        news=event.news,
        effects=(),
        products=(),
        concerned=0,
        excluded=(),
        as_of=toolbox.as_of,
        notes=(say(f"leads.{status}", topic=topic[:30], theme=event.theme),),
    )


def _affected(toolbox: "Toolbox", event: Event) -> list[ProductSheet]:
    """Products of the affected categories that carry the theme; where a category has none that
    does, all of the category.
    """
    sheets = shelf(toolbox.store).values()
    chosen: list[ProductSheet] = []
    for effect in event.effects:
        of_category = [s for s in sheets if s.category == effect.category]
        on_theme = [s for s in of_category if event.theme in s.themes]
        chosen += on_theme or of_category
    return chosen


def _lead(
    toolbox: "Toolbox",
    event: Event,
    rank: int,
    one: Exposure,
    who: Person,
    contacts: dict[str, Contact],
    offers: "dict[str, BestOffer]",
) -> Lead:
    sheet = shelf(toolbox.store).get(one.product_id or "")
    effect = next((e for e in event.effects if e.category == one.category), event.effects[0])
    lift = None
    if one.model and one.probability is not None:
        base = toolbox.card(one.model).base_rate
        lift = one.probability / base if base else None
    offer = offers.get(one.customer_id)
    return Lead(
        rank=rank,
        customer_id=one.customer_id,
        name=who.name,
        why=_why(toolbox, event, effect, one, sheet, lift),
        link=one.link,
        category=effect.category,
        sign=effect.sign,
        document=event.news[0].document if event.news else None,
        product_id=sheet.product_id if sheet else None,
        product_name=sheet.name if sheet else None,
        amount=one.amount,
        matures_on=one.matures_on,
        model=one.model,
        probability=one.probability,
        lift=lift,
        offer_product_id=offer.product_id if offer else None,
        offer_product_name=offer.product_name if offer else None,
        offer_why_none=offer.why_none if offer else "",
        contact=contacts[one.customer_id],
    )


def _why(
    toolbox: "Toolbox",
    event: Event,
    effect: Effect,
    one: Exposure,
    sheet: ProductSheet | None,
    lift: float | None,
) -> str:
    spec = next((spec for spec in trained(toolbox) if spec.name == one.model), None)
    key = one.link if one.amount or one.link != "likely" else "likely_no_money"
    link = say(
        f"leads.{key}",
        product=sheet.name if sheet else "",
        amount=one.amount,
        on=one.matures_on,
        category=one.buys,
    )
    score = say("leads.no_score")
    if spec is not None and one.probability is not None and lift is not None:
        score = say(
            "leads.score",
            days=spec.horizon_days,
            event=spec.event,
            rate=one.probability,
            lift=lift,
        )
    if not event.news:
        return say(
            "leads.why_no_news", theme=event.theme, effect=effect.why, link=link, score=score
        )
    first = event.news[0]
    return say(
        "leads.why",
        title=first.title,
        source=first.source,
        published=say("leads.published", on=first.published) if first.published else "",
        theme=event.theme,
        direction=_moves(event),
        effect=effect.why,
        link=link,
        score=score,
    )


def _moves(event: Event) -> str:
    """How the theme moves, in the words that fit it: 美联储 does not rise, it raises."""
    direction = event.direction or "event"
    own = f"leads.{direction}_{event.theme}"
    return say(own if knows(own) else f"leads.{direction}")


def _excluded(contacts: list[Contact]) -> tuple[Excluded, ...]:
    by_rule: dict[str, list[Contact]] = {}
    for contact in contacts:
        if not contact.allowed:
            by_rule.setdefault(contact.rule, []).append(contact)
    return tuple(
        Excluded(rule, say(f"leads.excluded_{rule}"), len(found))
        for rule, found in sorted(by_rule.items(), key=lambda pair: -len(pair[1]))
    )
