"""How texts come into the queue: sent by their maker, or withheld by the check."""

from datetime import timedelta
from typing import TYPE_CHECKING

from home.errors import BadInput, NotFound, RefusedByPolicy
from prompts.messages import say
from tools.customers import person, persons
from tools.drafts import MAKERS, judged, own_text, reader, require
from tools.ledger import reviews
from tools.ledger.reviews import Review
from tools.ledger.texts import Text
from tools.ledger.writing import Writing, text_hash
from tools.reviews.arguments import Submission
from tools.reviews.queue import Item, item_of

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

WAITS = timedelta(days=14)
"""How long a request for release stays open: after that the facts are another day's."""


def submit_text(toolbox: "Toolbox", scope: "Scope", given: Submission, *, key: str) -> Item:
    """Put a text into the queue. The same again, while it waits, changes nothing.

    Raises:
        RefusedByPolicy: the role writes no texts; or a rule of law forbids the words, which nobody
            can release: they must be written anew.
        NotFound: not the asker's text, or not their customers.
    """
    require(scope, MAKERS, "submit texts for review")
    text = own_text(toolbox, scope, given.text_id)
    recipients = recipients_of(toolbox, scope, text, given.recipients)
    if text.customer_id is not None:
        person(toolbox.view(scope), text.customer_id)  # theirs still
    text = judged(toolbox, text, reader(toolbox, text))
    if text.verdict == "violation":
        raise RefusedByPolicy(
            f"text {text.text_id} breaks a rule that no approval lifts; write it anew: {why(text)}"
        )
    with toolbox.ledger.writing() as writing:
        for one in reviews.of_text(writing.connection, text.text_id):
            if one.state == "waiting" and one.recipients == recipients:
                return item_of(toolbox, one, text)
        reason = given.reason or why(text)
        made = waiting(writing, text, str(scope), reason, recipients, key)
    return item_of(toolbox, made, text)


def submit_within(writing: Writing, text: Text) -> Review:
    """Put a text that was withheld into the queue, in the transaction that keeps it."""
    to = (text.customer_id,) if text.customer_id else ()
    return waiting(writing, text, text.by, why(text), to, "withheld")


def recipients_of(
    toolbox: "Toolbox", scope: "Scope", text: Text, given: "list[str]"
) -> tuple[str, ...]:
    """Whom a text is for: the customer it was written for, else those given, each once.

    Raises:
        BadInput: a text that was written for one customer is to go to others.
        NotFound: one of them is not the asker's; names the first.
    """
    if text.customer_id is not None:
        if set(given) - {text.customer_id}:
            raise BadInput(
                f"text {text.text_id} was written for {text.customer_id} and must go to them alone"
            )
        return (text.customer_id,)
    wanted = tuple(sorted(set(given)))
    theirs = persons(toolbox.view(scope), wanted) if wanted else {}
    for customer_id in wanted:
        if customer_id not in theirs:
            raise NotFound(f"customer_id must be one of {scope}'s customers, got {customer_id!r}")
    return wanted


def waiting(
    writing: Writing, text: Text, by: str, reason: str, recipients: tuple[str, ...], key: str
) -> Review:
    """A request for release of a text, from now on in the queue."""
    earlier = len(reviews.of_text(writing.connection, text.text_id))
    origin = text_hash(text.text_id, by, key, str(earlier))
    made = Review(
        review_id=f"R{origin[:12].upper()}",
        text_id=text.text_id,
        submitted_at=writing.now,
        submitted_by=by,
        reason=reason,
        recipients=recipients,
        state="waiting",
        expires_at=writing.now + WAITS,
        pack=text.pack,
    )
    reviews.put(writing, made, "submitted", by)
    return made


def why(text: Text) -> str:
    """What the check had against a text, with law and article, as one line."""
    said = [f"{one.rule} {one.law}{one.article}：{one.message}" for one in text.findings]
    return "；".join(dict.fromkeys(said)) or say("review.asked_for")
