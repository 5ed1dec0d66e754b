"""A segment for a campaign: whom a model ranks highest, who of them may be told of the product."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from home.errors import BadInput
from tools.access import Role
from tools.conditions import Chosen
from tools.contact_policy import Contact, contacts_of
from tools.customers import Person, looked_up, since
from tools.drafts import require
from tools.entities import shown
from tools.model_choice import choose
from tools.offers import best_offers
from tools.profiling import refuses
from tools.prospect_filters import filters_of
from tools.prospect_query import ProspectQuery
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

MAKERS = frozenset({Role.MARKETER, Role.MANAGER, Role.RM})
MOST = 2000
"""Customers of one segment: what a person can still answer for in one go."""


@dataclass(frozen=True)
class Member:
    """One customer of the segment; ``why_not`` says which rule keeps the message from them."""

    person: Person
    contact: Contact
    personalised: bool
    why_not: str


@dataclass(frozen=True)
class Segment:
    """The members, the likeliest first, and how many met the conditions."""

    sheet: ProductSheet
    title: str
    matching: int
    members: tuple[Member, ...]


def segment(
    toolbox: "Toolbox", scope: "Scope", query: ProspectQuery, product_id: str, size: int
) -> Segment:
    """The ``size`` likeliest buyers who meet the conditions, each with contact and suitability.

    The channel is the query's. Suitability and permission are looked at again when a message
    leaves.

    Raises:
        RefusedByPolicy: the role makes no campaigns.
        BadInput: no channel, too large a segment, or no model for the product's category.
        NotFound: no such product for this asker.
    """
    require(scope, MAKERS, "make texts for a segment")
    if query.channel is None:
        raise BadInput("a segment must name its channel, got none")
    if not 1 <= size <= MOST:
        raise BadInput(f"a segment must have 1 to {MOST} customers, got {size}")
    sheet = shown(toolbox.store, scope, product_id)
    goal = query.goal or "purchase"
    choice = choose(toolbox, goal, sheet.category, query.horizon_days, query.model)
    if choice.model is None:
        raise BadInput(f"a segment must be ranked by a model, got none: {choice.why}")
    view = toolbox.view(scope)
    found = Chosen(view, filters_of(toolbox, query, choice.model)).narrow(
        f"rank_{choice.model}", size
    )
    people = looked_up(view, toolbox.lookup, toolbox.lookup.at(found.first))
    known = since(toolbox, [one.customer_id for one in people])
    contacts = contacts_of(toolbox, people, query.channel, known)
    offers = best_offers(toolbox, scope, people, known, sheet.category, (product_id,))
    members = []
    for one in people:
        contact, offer = contacts[one.customer_id], offers[one.customer_id]
        why = "" if contact.allowed else contact.why
        members.append(
            Member(
                person=one,
                contact=contact,
                personalised=not refuses(toolbox, one, known[one.customer_id]),
                why_not=why or ("" if offer.product_id else offer.why_none),
            )
        )
    return Segment(sheet, choice.title, found.everybody - sum(found.left_out), tuple(members))
