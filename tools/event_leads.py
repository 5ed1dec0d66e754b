"""From a piece of news to the customers it concerns, with every link of the chain shown."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from prompts.messages import say
from tools.contact_policy import Contact, contacts_of
from tools.customers import Person, Since, persons, since
from tools.event_effects import Event, moves_of, read_event
from tools.exposures import Exposure, exposures
from tools.lead_words import action_of, order_said, reason_of, standing_said
from tools.leads import AffectedProduct, EventLeads, Excluded, Lead, LeadsQuery, Status
from tools.offers import best_offers
from tools.shelf import ProductSheet, shelf

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.offers import BestOffer
    from tools.toolbox import Toolbox

__all__ = ["EventLeads", "Excluded", "Lead", "LeadsQuery", "event_leads", "leads_of"]

# Categories whose every product feels the theme of an effect on them; of the others those do that
# carry the theme, or one that the effect goes through.
_ALIKE = frozenset({"deposit", "bond", "gold", "loan", "forex", "pension", "credit_card"})
# Kinds of themes whose move is a reason to call who is likely to buy; a price that jumped is none.
_FOR_BUYERS = frozenset({"macro", "rules"})
_WITHOUT_A_PRODUCT = frozenset({"reassure", "steady", "review_loan"})
_WITHOUT_OFFER = frozenset({"interest", "likely"})  # links that lead nowhere without a product
NO_SUITABLE = "no_suitable"
LOOKED_AT = 6  # so many times the wanted number are looked at for an offer


def event_leads(
    toolbox: "Toolbox", scope: "Scope", topic: str, top_k: int = 10, said: str | None = None
) -> EventLeads:
    """The asker's customers whom an event concerns, minus those who must not be contacted.

    Ordered by probability x exposure: the score of what benefits (of leaving, where nothing does)
    times the money that is held, falls due, or lies at call. What cannot be linked is said, never
    guessed; what is denied concerns nobody.
    """
    return leads_of(toolbox, scope, read_event(toolbox, scope, topic, said), topic, top_k)


def leads_of(
    toolbox: "Toolbox", scope: "Scope", event: Event, topic: str, top_k: int
) -> EventLeads:
    """As `event_leads`, of an event that was read already."""
    from knowledge import themes

    if event.theme is None or event.standing == "denied" or not event.effects:
        return _unlinked(toolbox, event, topic)
    view = toolbox.view(scope)
    products = _affected(toolbox, event)
    widely = themes.kind(event.theme) in _FOR_BUYERS and event.via == "words"
    found = exposures(toolbox, view, event.effects, products, themes=event.themes, widely=widely)
    people = persons(view, [one.customer_id for one in found])
    known = since(toolbox, list(people))
    contacts = contacts_of(toolbox, list(people.values()), known=known)
    may = [one for one in found if contacts[one.customer_id].allowed]
    offers = _offers(toolbox, scope, event, may[: LOOKED_AT * top_k], people, known, products)
    kept, without = _with_something_to_say(may[: LOOKED_AT * top_k], event, offers)
    made = [
        _lead(toolbox, event, one, people[one.customer_id], contacts, offers, widely)
        for one in kept[:top_k]
    ]
    leads = tuple(replace(lead, rank=rank) for rank, lead in enumerate(made, start=1))
    excluded = _excluded([contacts[one.customer_id] for one in found])
    if without:
        say_it = say(f"leads.excluded_{NO_SUITABLE}")
        excluded = (*excluded, Excluded(NO_SUITABLE, say_it, without))
    return EventLeads(
        items=leads,
        status="found" if leads else "nobody",
        topic=topic,
        theme=event.theme,
        direction=event.direction,
        moves=moves_of(event.theme, event.direction),
        kind=event.kind,
        standing=event.standing,
        news=event.news,
        effects=event.effects,
        products=tuple(
            AffectedProduct(s.product_id, s.name, s.category, event.sign(s.category))
            for s in products
        ),
        concerned=found[0].of if found else 0,
        excluded=excluded,
        as_of=toolbox.as_of,
        order_say=order_said([(one.name, one.probability, one.amount) for one in leads]),
        notes=_notes(event, topic, leads),
    )


def _notes(event: Event, topic: str, leads: Sequence[Lead]) -> tuple[str, ...]:
    """What must be said with the list: no fact, no news, nobody."""
    notes = [standing_said(event)] if event.standing != "fact" or event.contradicted else []
    if not event.news and not event.contradicted and event.standing == "fact":
        notes.append(say("leads.no_news", theme=event.theme))
    if not leads:
        notes.append(say("leads.nobody"))
    return tuple(note for note in notes if note)


def _offers(
    toolbox: "Toolbox",
    scope: "Scope",
    event: Event,
    may: list[Exposure],
    people: dict[str, Person],
    known: dict[str, Since],
    products: list[ProductSheet],
) -> "dict[str, BestOffer]":
    """What to talk about: the best suitable product of what benefits each one, if anything does.

    Of funds, wealth and insurance only what carries the theme: other products are no answer to
    this news.
    """
    offers: dict[str, BestOffer] = {}
    touched = {sheet.product_id for sheet in products}
    for category in {one.buys for one in may if one.buys}:
        group = [people[one.customer_id] for one in may if one.buys == category]
        among = None if category in _ALIKE else touched
        offers |= best_offers(toolbox, scope, group, known, category, among)
    return offers


def _with_something_to_say(
    may: list[Exposure], event: Event, offers: "dict[str, BestOffer]"
) -> tuple[list[Exposure], int]:
    """Those who hold, owe or await something, and those for whom there is a suitable product;
    and how many others are likely to buy, but nothing suits them.
    """
    kept, without = [], 0
    for one in may:
        offer = offers.get(one.customer_id)
        if one.link in _WITHOUT_OFFER and (offer is None or offer.product_id is None):
            without += 1
        else:
            kept.append(one)
    return kept, without


def _unlinked(toolbox: "Toolbox", event: Event, topic: str) -> EventLeads:
    status: Status = "no_theme" if event.theme is None else "no_effect"
    if event.standing == "denied":
        status = "denied"
    return EventLeads(
        items=(),
        status=status,
        topic=topic,
        theme=event.theme,
        direction=event.direction,
        moves="",
        kind=event.kind,
        standing=event.standing,
        news=event.news,
        effects=(),
        products=(),
        concerned=0,
        excluded=(),
        as_of=toolbox.as_of,
        order_say="",
        notes=(say(f"leads.{status}", topic=(event.text or topic)[:30], theme=event.theme),),
    )


def _affected(toolbox: "Toolbox", event: Event) -> list[ProductSheet]:
    """The products that feel an effect: by their category, or by the themes that they carry."""
    chosen: dict[str, ProductSheet] = {}
    for effect in event.effects:
        wanted = {effect.theme, *effect.through}
        for sheet in shelf(toolbox.store).values():
            alike = effect.category in _ALIKE or bool(wanted.intersection(sheet.themes))
            unlike = bool(effect.unlike and re.search(effect.unlike, sheet.name))
            if sheet.category == effect.category and alike and not unlike:
                chosen[sheet.product_id] = sheet
    return list(chosen.values())


def _lead(
    toolbox: "Toolbox",
    event: Event,
    one: Exposure,
    who: Person,
    contacts: dict[str, Contact],
    offers: "dict[str, BestOffer]",
    widely: bool,
) -> Lead:
    sheet = shelf(toolbox.store).get(one.product_id or "")
    effect = next((e for e in event.effects if e.category == one.category), event.effects[0])
    lift = None
    if one.model and one.probability is not None:
        base = toolbox.card(one.model).base_rate
        lift = one.probability / base if base else None
    action = action_of(one.link, effect.sign, widely)
    offer = None if action in _WITHOUT_A_PRODUCT else offers.get(one.customer_id)
    expected = one.probability * one.amount if one.probability and one.amount else None
    return Lead(
        rank=0,
        customer_id=one.customer_id,
        name=who.name,
        why=reason_of(toolbox, effect, one, sheet, lift),
        link=one.link,
        category=effect.category,
        sign=effect.sign,
        document=event.news[0].document if event.news else None,
        product_id=sheet.product_id if sheet else None,
        product_name=sheet.name if sheet else None,
        amount=one.amount,
        matures_on=one.matures_on,
        views=one.views,
        model=one.model,
        probability=one.probability,
        lift=lift,
        expected=expected,
        action=action,
        action_say=say(f"leads.action_{action}"),
        offer_product_id=offer.product_id if offer else None,
        offer_product_name=offer.product_name if offer else None,
        offer_why_none=offer.why_none if offer else "",
        contact=contacts[one.customer_id],
    )


def _excluded(contacts: list[Contact]) -> tuple[Excluded, ...]:
    by_rule: dict[str, list[Contact]] = {}
    for contact in contacts:
        if not contact.allowed:
            by_rule.setdefault(contact.rule, []).append(contact)
    return tuple(
        Excluded(rule, say(f"leads.excluded_{rule}"), len(found))
        for rule, found in sorted(by_rule.items(), key=lambda pair: -len(pair[1]))
    )
