"""May this text go to this customer now: every rule, asked again at the moment of sending.

Each door (the command, the tools, the worker) asks ``clear``; the rules themselves are pure
functions: ``decision_models.policy`` on contact and suitability, the rule pack on the words.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from home.clock import SHANGHAI
from home.errors import NotFound
from prompts.messages import say
from tools import drafts
from tools.access import Scope, parse
from tools.contact_policy import contact_facts
from tools.customers import Person, person, since
from tools.drafts import OFFICE, Judgement
from tools.ledger import agreement, reviews
from tools.ledger.reviews import Review, binding_of
from tools.ledger.tables import reviews as review_rows
from tools.ledger.tables import texts as text_rows
from tools.ledger.texts import Text
from tools.profiling import refuses
from tools.shelf import shelf
from tools.verdicts import why_contact, why_sellable

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

SENT_CHANNELS = frozenset({"sms", "push", "wecom", "email"})
"""Ways by which a message reaches one person; the others are shown, or spoken by a person."""


@dataclass(frozen=True)
class Clearance:
    """The verdict. ``until`` is the first moment at which waiting may help, None where it does not;
    ``why`` says the rule in words.
    """

    allowed: bool
    rule: str
    why: str
    until: datetime | None = None


@dataclass(frozen=True)
class Prepared:
    """What the mart and the rules on words say; none of it changes while the ledger is locked."""

    text: Text
    customer_id: str
    one: Person | None
    refused: Clearance | None
    judgement: Judgement | None


def clear(
    toolbox: "Toolbox", text: Text, customer_id: str, by: Scope, *, handed_out: bool = False
) -> Clearance:
    """Whether ``by`` may send the text to the customer now; else the first rule that forbids it.

    ``handed_out``: not sent, but given to who will use it, a script for a call included.
    """
    prepared = prepare(toolbox, text, customer_id, by, handed_out=handed_out)
    with toolbox.ledger.reading() as connection:
        return decide(toolbox, prepared, connection)


def prepare(
    toolbox: "Toolbox", text: Text, customer_id: str, by: Scope, *, handed_out: bool = False
) -> Prepared:
    """The part that rests on the mart: whose customer, what they may be sold, the words."""
    try:
        person(toolbox.view(by), customer_id)
        one = person(toolbox.view(OFFICE), customer_id)
    except NotFound:
        return Prepared(text, customer_id, None, _no("not_theirs"), None)
    if by.role not in drafts.MAKERS:
        return Prepared(text, customer_id, one, _no("not_a_sender"), None)
    refused = _unfit(toolbox, text, one, handed_out)
    if refused is not None:
        return Prepared(text, customer_id, one, refused, None)
    # Consent is the contact rules' to judge, below: they know what the ledger knows.
    return Prepared(text, customer_id, one, None, drafts.judge(toolbox, text, one))


def decide(toolbox: "Toolbox", prepared: Prepared, connection: Connection) -> Clearance:
    """The part that rests on the ledger: the approval, profiling, consent, caps and hours."""
    text, one = prepared.text, prepared.one
    if prepared.refused is not None or one is None or prepared.judgement is None:
        return prepared.refused or _no("not_theirs")
    if not agreement.holds(connection, text_rows, text.text_id):
        return _no("record_broken")
    held = held_back(toolbox, text, one.customer_id, prepared.judgement, connection)
    if held is not None:
        return held
    known = since(toolbox, [one.customer_id])[one.customer_id]
    if text.personalised and refuses(toolbox, one, known):
        return _no("profiling_off")
    from decision_models.policy import DEFAULT, may_contact

    facts = contact_facts(toolbox, one, known)
    verdict = may_contact(facts, text.channel, toolbox.now, toolbox.policy or DEFAULT)
    until = None if verdict.allowed else verdict.best_time
    return Clearance(
        verdict.allowed,
        verdict.rule,
        why_contact(verdict, text.channel),
        until.astimezone(SHANGHAI) if until else None,
    )


def _unfit(toolbox: "Toolbox", text: Text, one: Person, handed_out: bool) -> Clearance | None:
    """What no waiting and no approval mends: the way, the reader, the product."""
    if text.channel not in SENT_CHANNELS and not handed_out:
        return _no("channel_not_sent")
    if text.customer_id not in (None, one.customer_id):
        return _no("another_reader")
    if text.product_id is None:
        return None
    sheet = shelf(toolbox.store).get(text.product_id)
    if sheet is None:
        return _no("no_product")
    from decision_models.policy import eligibility, suitability

    for verdict in (
        suitability(one.facts(), sheet.facts(), toolbox.as_of),
        eligibility(one.facts(), sheet.facts(), toolbox.as_of),
    ):
        if not verdict.allowed:
            why = why_sellable(verdict, toolbox.as_of, OFFICE)
            return Clearance(False, verdict.rule, why)
    return None


def held_back(
    toolbox: "Toolbox",
    text: Text,
    customer_id: str | None,
    found: Judgement,
    connection: Connection,
) -> Clearance | None:
    """Why the words are held back: no person has released them, for exactly this. None where
    nobody must, or somebody has. Without ``customer_id`` it is not asked to whom.
    """
    if found.verdict == "violation":
        return _no("text_rule", found.why)
    asked = reviews.of_text(connection, text.text_id)
    if not found.blocks and not asked:
        return None
    told = [review for review in asked if review.state == "approved"]
    if not told:
        return _no("not_reviewed", found.why)
    best: Clearance | None = None
    for review in reversed(told):
        best = _void(toolbox, text, customer_id, found, review, connection)
        if best is None:
            return None
    return best


def _void(
    toolbox: "Toolbox",
    text: Text,
    customer_id: str | None,
    found: Judgement,
    review: Review,
    connection: Connection,
) -> Clearance | None:
    """Why an approval does not hold for this message; None where it does."""
    if not agreement.holds(connection, review_rows, review.review_id):
        return _no("record_broken")
    if review.expires_at <= toolbox.now:
        return _no("approval_expired")
    bound = binding_of(text, review.recipients, review.pack or "", review.lifted)
    if review.binding != bound:
        return _no("approval_void")
    if customer_id is not None and customer_id not in review.recipients:
        return _no("not_a_recipient")
    if review.pack != found.pack:
        return _no("rules_changed")
    if set(found.marks) - set(review.lifted):
        return _no("approval_void", found.why)
    return None


def sender_of(queued_by: str) -> Scope:
    """The asker as the outbox has them."""
    return parse(queued_by)


def _no(rule: str, detail: str = "") -> Clearance:
    return Clearance(False, rule, say(f"outreach.{rule}", detail=detail).removesuffix("："))
