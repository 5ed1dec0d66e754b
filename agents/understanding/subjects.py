"""What a text is about, finer than its intent: a learned head over the text and the subject before.

An intent says which kind of answer is wanted (``customer_profile``); a subject which one: whether
the assessment still holds, when they pick up, what they hold. What was spoken of just before stands
among the features (它底下会不会踩房地产 after a product is about the product).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from agents.understanding.classifier import Classifier, Row
from agents.understanding.vocabulary import INTENTS

HEAD = "subject"
FIRST = "-"
"""Stands for the subject before a text with which a conversation begins."""
SURE = 0.5
"""Share from which a subject decides (``agents.decisions.by_subject``)."""
SUBJECTS: tuple[str, ...] = (
    # one customer, spoken of by staff
    "person.overview",
    "person.assessment",
    "person.holdings",
    "person.maturity",
    "person.money",
    "person.flows",
    "person.when_to_reach",
    "person.may_contact",
    "person.last_contact",
    "person.interest",
    "person.likelihood",
    "person.why_listed",
    "person.offer",
    "person.why_offer",
    "person.why_not_offer",
    "person.may_buy",
    "person.what_if",
    "person.forecast",
    "person.particulars",
    "person.debts",
    # several customers, and results
    "list.today",
    "list.likely",
    "list.leaving",
    "list.maturing",
    "list.having",
    "list.moved",
    "list.birthdays",
    "list.waiting",
    "list.event",
    "list.narrow",
    "list.how_many",
    "group.compare",
    "group.why",
    "group.total",
    "group.forecast",
    "results.own",
    "results.colleague",
    "results.campaign",
    "complaints.report",
    "segment.pick",
    "segment.products",
    # texts and rules
    "text.offer",
    "text.greeting",
    "text.notice",
    "text.colleagues",
    "text.call_script",
    "text.objection",
    "text.revise",
    "text.alternatives",
    "text.may_send",
    "answer.condense",
    "check.text",
    "check.saying",
    "check.rewrite",
    "check.which_law",
    "rules.contact",
    "rules.words",
    "review.queue",
    "review.how",
    "audit.export",
    "feedback.record",
    # the bank's models
    "model.which",
    "model.quality",
    "model.features",
    "model.drift",
    "model.versions",
    "model.groups",
    "model.data",
    "model.effects",
    "model.score",
    # products, market, service
    "product.facts",
    "product.compare",
    "product.list",
    "product.risk",
    "product.moved",
    "news.latest",
    "news.meaning",
    "service.how",
    "procedure.staff",
    # a customer's own account
    "own.total",
    "own.holdings",
    "own.maturity",
    "own.redeem",
    "own.gain",
    "own.expected",
    "own.rate",
    "own.spending",
    "own.changes",
    "own.assessment",
    "own.manager",
    "own.debts",
    "buy.advice",
    "buy.may",
    "keep_or_sell",
    "contact.stop",
    "contact.some",
    "complaint",
    "person.wanted",
    "scam.asked",
    "kin.case",
    # talk
    "talk.thanks",
    "talk.greeting",
    "talk.about_you",
    "talk.doubt",
    "talk.elsewhere",
)
_OF_CUSTOMERS = frozenset(
    {"keep_or_sell", "contact.stop", "contact.some", "complaint", "person.wanted", "scam.asked"}
)
_OF_ANYBODY = ("product.", "news.", "service.", "talk.", "kin.", "answer.")
_OF_CUSTOMERS_KINDS = ("own.", "buy.")


@dataclass(frozen=True)
class Subject:
    """What a text is about, and how likely."""

    name: str
    share: float


def may_be(name: str, side: str) -> bool:
    """Whether somebody of that side can mean it: staff have no account here, customers no list."""
    if side == "unknown" or name.startswith(_OF_ANYBODY):
        return True
    of_customers = name in _OF_CUSTOMERS or name.startswith(_OF_CUSTOMERS_KINDS)
    return of_customers == (side == "customer")


def with_before(row: Row, own: Mapping[str, float], before: str) -> Row:
    """``row`` with what stands around it among its cues.

    Args:
        row: the text's features.
        own: how likely the text by itself wants what, by intent.
        before: the subject of the text before it, ``FIRST`` where there is none.
    """
    wants = np.array([own.get(name, 0.0) for name in INTENTS], np.float32)
    said = np.array([float(name == before) for name in (FIRST, *SUBJECTS)], np.float32)
    kinds = sorted({name.split(".")[0] for name in SUBJECTS})
    kind = np.array([float(before.split(".", maxsplit=1)[0] == one) for one in kinds], np.float32)
    return replace(row, cues=np.concatenate([row.cues, wants, said, kind]))


def shares(model: Classifier, row: Row, before: str, side: str) -> Mapping[str, float]:
    """The probability of each subject that the side can mean."""
    head = model.subjects
    assert head is not None, "the head is shipped; while it is trained nothing asks for it"
    around = with_before(row, model.intent(row), before)
    found = dict(zip(head.labels, head.probabilities(around), strict=True))
    possible = {name: float(share) for name, share in found.items() if may_be(name, side)}
    total = sum(possible.values())
    return {name: share / total for name, share in possible.items()}


def subject(model: Classifier, row: Row, before: str, side: str) -> Subject:
    """The likeliest."""
    found = shares(model, row, before, side)
    name = max(found, key=lambda one: found[one])
    return Subject(name, found[name])
