"""Review of texts: who wrote one cannot release it, and what was approved is exactly that.

An approval is bound to the exact words, the rules in force and the recipients, and is void when any
of them changes. Compliance approves and sends nothing; ``tools.outreach`` looks here again when a
message leaves.
"""

from tools.reviews.arguments import Approval, Edit, QueueQuery, Rejection, Submission
from tools.reviews.deciding import approve_text, edit_text, reject_text
from tools.reviews.queue import Item, Queue, review_queue
from tools.reviews.submitting import submit_text, submit_within
from tools.reviews.together import (
    Decided,
    Submitted,
    decide_together,
    sent_with,
    submit_together,
)

__all__ = [
    "Approval",
    "Decided",
    "Edit",
    "Item",
    "Queue",
    "QueueQuery",
    "Rejection",
    "Submission",
    "Submitted",
    "approve_text",
    "decide_together",
    "edit_text",
    "reject_text",
    "review_queue",
    "sent_with",
    "submit_text",
    "submit_together",
    "submit_within",
]
