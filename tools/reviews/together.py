"""Many texts at once: a batch goes into the queue, and what was sent together is decided together.

Each text is asked for by itself, under the rules that hold for one: the request that is made, and
the approval that is given, are those of that text and that reader alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from home.errors import BadInput, NotFound, RefusedByPolicy
from tools.drafts import CHECKER, MAKERS, require
from tools.ledger.texts import Text
from tools.reviews.arguments import Approval, Rejection, Submission
from tools.reviews.deciding import approve_text, reject_text
from tools.reviews.queue import Item
from tools.reviews.submitting import submit_text

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

Progress: TypeAlias = Callable[[int, int], None]
Stop: TypeAlias = Callable[[], bool]


@dataclass(frozen=True)
class Submitted:
    """What a batch came to: requests that were made; texts that wait or are released already; texts
    that no approval lifts, which must be written anew; how many were not looked at, where it was
    stopped.
    """

    queued: tuple[Item, ...]
    known: tuple[Text, ...]
    forbidden: tuple[Text, ...]
    left: int = 0


@dataclass(frozen=True)
class Decided:
    """What a decision came to: requests it holds for, and those that it could not be given for."""

    done: tuple[Item, ...]
    kept: tuple[Item, ...]
    left: int = 0


def submit_together(
    toolbox: "Toolbox",
    scope: "Scope",
    texts: Sequence[Text],
    reason: str,
    *,
    key: str,
    progress: Progress = lambda done, of: None,
    stop: Stop = lambda: False,
) -> Submitted:
    """Put each text into the queue for the reader it was written for; without a ``reason`` each
    says what its check had against it. Again, it queues what is not there yet.

    Raises:
        RefusedByPolicy: the role writes no texts.
        NotFound: one of them is not the asker's, or its reader not theirs any more.
    """
    require(scope, MAKERS, "submit texts for review")
    known = _known(toolbox, scope)
    queued: list[Item] = []
    there: list[Text] = []
    forbidden: list[Text] = []
    for number, text in enumerate(texts):
        progress(number, len(texts))
        if stop():
            return Submitted(tuple(queued), tuple(there), tuple(forbidden), len(texts) - number)
        if text.text_id in known:
            there.append(text)
            continue
        given = Submission(text_id=text.text_id, reason=reason)
        try:
            queued.append(submit_text(toolbox, scope, given, key=f"{key}/{text.text_id}"))
        except RefusedByPolicy:
            forbidden.append(text)
    progress(len(texts), len(texts))
    return Submitted(tuple(queued), tuple(there), tuple(forbidden))


def sent_with(item: Item, items: Sequence[Item]) -> tuple[Item, ...]:
    """Requests that wait with this one: by the same maker, for the same reason, about the same
    product and channel, and without a finding that holds them up; those are for a person's eyes,
    one by one. None where it is itself such a one.
    """

    def batch(one: Item) -> tuple[object, ...]:
        return one.submitted_by, one.reason, one.product_id, one.channel

    if item.state != "waiting" or item.holding:
        return ()
    return tuple(
        one
        for one in items
        if one.state == "waiting" and not one.holding and batch(one) == batch(item)
    )


def decide_together(
    toolbox: "Toolbox",
    scope: "Scope",
    items: Sequence[Item],
    what: Literal["approve", "reject"],
    reason: str,
    *,
    progress: Progress = lambda done, of: None,
    stop: Stop = lambda: False,
) -> Decided:
    """Approve or reject each request, for one reason. One that cannot be decided so (another
    checker was here, today's rules hold it up, the checker had a hand in it) stays as it is.

    Raises:
        RefusedByPolicy: not a checker.
    """
    require(scope, frozenset({CHECKER}), "decide texts")
    done: list[Item] = []
    kept: list[Item] = []
    for number, item in enumerate(items):
        progress(number, len(items))
        if stop():
            return Decided(tuple(done), tuple(kept), len(items) - number)
        try:
            done.append(_decide(toolbox, scope, item.review_id, what, reason))
        except (RefusedByPolicy, BadInput, NotFound):
            kept.append(item)
    progress(len(items), len(items))
    return Decided(tuple(done), tuple(kept))


def _decide(toolbox: "Toolbox", scope: "Scope", review_id: str, what: str, reason: str) -> Item:
    if what == "approve":
        return approve_text(toolbox, scope, Approval(review_id=review_id, reason=reason))
    return reject_text(toolbox, scope, Rejection(review_id=review_id, reason=reason))


def _known(toolbox: "Toolbox", scope: "Scope") -> frozenset[str]:
    """The asker's texts that wait, or that somebody released and still may go out."""
    now = toolbox.now
    return frozenset(
        one.text_id
        for one in toolbox.ledger.reviews.list(None, str(scope))
        if one.state in ("waiting", "approved") and one.expires_at > now
    )
